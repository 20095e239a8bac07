"""What happens once, when the line is loaded."""

from django.apps import AppConfig


class LineConfig(AppConfig):
    """Follows the watch, adds to its handover book, calls for its alarms, says its own faults."""

    name = "langnghe.line"

    def ready(self) -> None:
        """Listen and add; models are there only now."""
        from langnghe.duty.carriers import carry_by
        from langnghe.duty.faults import find_by
        from langnghe.duty.states import Way
        from langnghe.line.actions.alarm_calls import call_officer, hang_up
        from langnghe.line.actions.relief import hear
        from langnghe.line.faults import faults_of_line
        from langnghe.line.handed import add_pages
        from langnghe.line.place import exchange_place
        from langnghe.register import timeline
        from langnghe.roster import events

        timeline.listen(hear, events.WatchBegan, events.WatchEnded)
        add_pages()
        carry_by(Way.CALL, call_officer, ready=lambda: exchange_place() is not None, hush=hang_up)
        find_by(faults_of_line)
