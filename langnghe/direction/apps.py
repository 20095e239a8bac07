"""What happens once, when direction is loaded."""

from django.apps import AppConfig


class DirectionConfig(AppConfig):
    """Hears of issues and assignments, and says what its facts mean, in every process."""

    name = "langnghe.direction"

    def ready(self) -> None:
        """Begin to listen; models are there only now."""
        from langnghe.direction.actions import hear, owed

        hear.listen()
        owed.listen()
