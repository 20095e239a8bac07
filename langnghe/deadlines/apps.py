"""What happens once, when deadlines are loaded."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Hears what happens to submissions, in every process."""

    name = "langnghe.deadlines"

    def ready(self) -> None:
        """Listen; models are there only now."""
        from langnghe.deadlines.actions.follow import hear
        from langnghe.register import events
        from langnghe.register.timeline import listen

        listen(
            hear,
            events.SubmissionOpened,
            events.SubmissionRegistered,
            events.Changed,
            events.CaseJoined,
            events.CaseLeft,
            events.SubmissionJoined,
            events.SubmissionSetAside,
            events.ContactPutBack,
            events.Closed,
            events.Reopened,
        )
