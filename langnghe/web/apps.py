"""What happens once, when the pages are loaded."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Lets capabilities that do not know each other hear each other's facts."""

    name = "langnghe.web"

    def ready(self) -> None:
        """Begin to hear; models are there only now."""
        from langnghe.direction.events import Extended
        from langnghe.register.timeline import listen
        from langnghe.web.noticed import tell_of_extensions

        listen(tell_of_extensions, Extended)
