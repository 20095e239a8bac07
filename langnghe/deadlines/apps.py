"""What happens once, when deadlines are loaded."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Hears what happens to submissions, in every process."""

    name = "langnghe.deadlines"

    def ready(self) -> None:
        """Listen, and say what a missed deadline was about; models are there only now."""
        from langnghe.deadlines.actions.follow import hear
        from langnghe.deadlines.queries import say_rule
        from langnghe.duty.states import AlarmKind
        from langnghe.duty.wording import name_rules_by
        from langnghe.register import events
        from langnghe.register.timeline import listen

        name_rules_by(say_rule, AlarmKind.DEADLINE)
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
