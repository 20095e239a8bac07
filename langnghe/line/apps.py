"""What happens once, when the line is loaded."""

from django.apps import AppConfig


class LineConfig(AppConfig):
    """Follows the watch, and adds the line's pages to the handover book."""

    name = "langnghe.line"

    def ready(self) -> None:
        """Listen and add; models are there only now."""
        from langnghe.line.actions.relief import hear
        from langnghe.line.handed import add_pages
        from langnghe.register import timeline
        from langnghe.roster import events

        timeline.listen(hear, events.WatchBegan, events.WatchEnded)
        add_pages()
