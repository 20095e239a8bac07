"""What pages ask of the watch; nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Q, When

from langnghe.access.models import Officer
from langnghe.duty.models import Alarm, AlarmQuerySet
from langnghe.duty.states import OPEN_ALARMS, SPOKEN, AlarmKind, AlarmState


def open_alarms(officer: Officer) -> AlarmQuerySet:
    """Alarms that nobody has answered yet, danger first, then the oldest."""
    alarms = Alarm.objects.visible_to(officer).filter(state__in=OPEN_ALARMS)
    worst = Case(*(When(kind=kind, then=place) for place, kind in enumerate(AlarmKind)))
    return alarms.select_related("submission").order_by(worst, "raised_at", "pk")


@dataclass(frozen=True, kw_only=True)
class RuleFigures:
    """How often a rule called for a person, and how often in vain."""

    kind: str
    rule: str
    raised: int
    acknowledged: int
    false: int

    @property
    def false_share(self) -> int | None:
        """Percent of the decided ones that were false; None where none is decided."""
        decided = self.acknowledged + self.false
        return round(100 * self.false / decided) if decided else None


def figures_by_rule(officer: Officer) -> Sequence[RuleFigures]:
    """Count alarms by the rule that fired, the most false ones first."""
    rows = (
        Alarm.objects.visible_to(officer)
        .filter(kind__in=SPOKEN)
        .order_by()
        .values("kind", "rule")
        .annotate(
            raised=Count("pk"),
            acknowledged=Count("pk", filter=Q(state=AlarmState.ACKNOWLEDGED)),
            false=Count("pk", filter=Q(state=AlarmState.DISMISSED)),
        )
    )
    figures = [RuleFigures(**row) for row in rows]
    return sorted(figures, key=lambda each: (-each.false, -each.raised, each.rule))


def may_see(officer: Officer, alarm_id: int) -> bool:
    """Tell whether an officer may know that there is this alarm."""
    return Alarm.objects.visible_to(officer).filter(pk=alarm_id).exists()
