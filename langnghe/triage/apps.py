"""What happens once, when triage is loaded."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Adds its conditions to the register's list, in every process."""

    name = "langnghe.triage"

    def ready(self) -> None:
        """Add them; models are there only now."""
        from langnghe.duty.states import SPOKEN, AlarmKind
        from langnghe.duty.wording import name_rules_by, say_facts_by
        from langnghe.register.timeline import say_by
        from langnghe.triage.conditions import add_conditions
        from langnghe.triage.hot import say_alarms
        from langnghe.triage.knowing import rule_labels, say_rule

        add_conditions()
        name_rules_by(say_rule, *SPOKEN)
        say_by("rule", rule_labels())
        say_facts_by(AlarmKind.HOT, say_alarms)
