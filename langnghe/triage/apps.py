"""What happens once, when triage is loaded."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Adds its conditions to the register's list, in every process."""

    name = "langnghe.triage"

    def ready(self) -> None:
        """Add them; models are there only now."""
        from langnghe.triage.conditions import add_conditions

        add_conditions()
