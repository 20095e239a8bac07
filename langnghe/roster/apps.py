"""What happens once, when the roster is loaded."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """Hears when something becomes an emergency: it then has an owner."""

    name = "langnghe.roster"

    def ready(self) -> None:
        """Listen; models are there only now."""
        from langnghe.register import events, timeline
        from langnghe.roster import labels
        from langnghe.roster.actions.owners import hear

        timeline.listen(
            hear,
            events.SubmissionRegistered,
            events.Changed,
            events.CaseOpened,
            events.CaseJoined,
            events.Reopened,
        )
        timeline.say_by("duty_role", labels.DUTY_ROLES)
        timeline.say_by("swap_state", labels.SWAP_STATES)
        timeline.say_by("owner_why", labels.OWNER_REASONS)
