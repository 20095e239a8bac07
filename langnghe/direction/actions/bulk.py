"""One step for several assignments of an agency: each by itself, none holds up another."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from langnghe.direction.actions.assignments import accept_assignment
from langnghe.direction.gates import Actor
from langnghe.direction.models import Assignment
from langnghe.direction.states import IllegalStep
from langnghe.register.gates import Missing


@dataclass
class Several:
    """What became of a step for several: done, and left as they were."""

    done: list[Assignment] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


def accept_several(assignment_ids: Iterable[int], *, by: Actor, at: datetime) -> Several:
    """Take several cases on; those that stand elsewhere meanwhile are left."""
    several = Several()
    for each in sorted(set(assignment_ids)):
        try:
            several.done.append(accept_assignment(each, by=by, at=at))
        except (IllegalStep, Missing):
            several.left.append(each)
    return several
