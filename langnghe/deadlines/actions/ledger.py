"""Keeping obligations in line with what they follow from, many at once."""

from collections.abc import Iterable
from datetime import datetime

from langnghe.deadlines.models import Obligation
from langnghe.deadlines.models.obligations import ObligationQuerySet
from langnghe.deadlines.states import ObligationState

_KEPT = (
    "rule_id", "code", "event", "limit", "unit", "basis", "agency_id", "from_at", "due_at",
    "state", "ended_at",
)  # fmt: skip
_SEEN = "breached_at"


def bring_in_line(present: Iterable[Obligation], kept: ObligationQuerySet, *, at: datetime) -> int:
    """Make the kept rows those that are owed at present, by their keys. May be repeated.

    What is owed no longer and still runs is dropped. What was late already when it was learned of
    is no news: nobody is called for it. Returns how many rows began, ended or changed.
    """
    before = {each.key: each for each in kept}
    made, changed = [], []
    for owed in present:
        known = before.pop(owed.key, None)
        if known is None:
            owed.breached_at = owed.due_at if owed.due_at <= at else None
            made.append(owed)
        elif _take_over(known, owed):
            changed.append(known)
    for lost in before.values():
        if lost.state == ObligationState.RUNNING:
            lost.state, lost.ended_at = ObligationState.DROPPED, at
            changed.append(lost)
    Obligation.objects.bulk_create(made, ignore_conflicts=True)
    Obligation.objects.bulk_update(changed, [*_KEPT, _SEEN], batch_size=2000)
    return len(made) + len(changed)


def _take_over(kept: Obligation, present: Obligation) -> bool:
    """Change what is kept into what is so now; tell whether anything was different."""
    if all(getattr(kept, name) == getattr(present, name) for name in _KEPT):
        return False
    if kept.due_at != present.due_at:
        kept.breached_at = None
    for name in _KEPT:
        setattr(kept, name, getattr(present, name))
    return True
