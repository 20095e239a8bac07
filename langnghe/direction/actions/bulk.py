"""One step for several assignments of an agency: each by itself, none holds up another."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from langnghe.direction.actions.assignments import accept_assignment
from langnghe.direction.actions.joint import WHY
from langnghe.direction.gates import Actor
from langnghe.direction.models import Assignment
from langnghe.direction.states import IllegalStep, WhyLeft
from langnghe.register.gates import Missing

AT_ONCE = 25
"""So many cases are accepted while the officer waits; more by a job (`accept_jointly`)."""


@dataclass
class Several:
    """What became of a step for several: done, and left as they were, with the reason."""

    done: list[Assignment] = field(default_factory=list)
    left: dict[int, WhyLeft] = field(default_factory=dict)


def accept_several(assignment_ids: Iterable[int], *, by: Actor, at: datetime) -> Several:
    """Take several cases on; those that stand elsewhere meanwhile are left."""
    several = Several()
    for each in sorted(set(assignment_ids)):
        try:
            several.done.append(accept_assignment(each, by=by, at=at))
        except IllegalStep as refusal:
            several.left[each] = WHY[refusal.old]
        except Missing:
            several.left[each] = WhyLeft.MISSING
    return several
