"""What happens once, when direction is loaded."""

from django.apps import AppConfig


class DirectionConfig(AppConfig):
    """Hears of issues and assignments, says what its facts mean, fills its page of the book."""

    name = "langnghe.direction"

    def ready(self) -> None:
        """Begin to listen; models are there only now."""
        from langnghe.direction.actions import hear, owed
        from langnghe.direction.handed import add_pages

        hear.listen()
        owed.listen()
        add_pages()
