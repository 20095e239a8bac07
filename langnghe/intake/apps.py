"""What happens once, when intake is loaded."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Listens for calls that become submissions, in every process."""

    name = "langnghe.intake"

    def ready(self) -> None:
        """Listen; models are there only now."""
        from langnghe.intake.actions.transcribe import read_drafts
        from langnghe.register.events import ContactJoined, SubmissionOpened
        from langnghe.register.timeline import listen

        listen(read_drafts, SubmissionOpened, ContactJoined)
