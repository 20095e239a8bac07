"""How far one step for many cases is taken, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from langnghe.direction.models import JointStep
from langnghe.direction.states import JointState
from langnghe.direction.told import Told, told_of


@dataclass(frozen=True, slots=True)
class JointProgress:
    """How many cases there are, for how many it is taken; those left, each with the reason."""

    all: int
    done: int
    waiting: int
    left: Sequence[tuple[Told, str]]

    @property
    def percent(self) -> int:
        """How much is decided: taken, or left."""
        return 100 * (self.all - self.waiting) // self.all if self.all else 100


def progress_of(joint: JointStep) -> JointProgress:
    """Count for how many a joint step is taken; titles as the agency reads them."""
    states = list(joint.cases.values_list("state", flat=True))
    left = list(
        joint.cases.filter(state=JointState.LEFT).select_related(
            "assignment__case__ward", "assignment__agency"
        )
    )
    told = told_of([row.assignment for row in left])
    reasons = [row.get_why_display() for row in left]
    return JointProgress(
        all=len(states),
        done=states.count(JointState.DONE),
        waiting=states.count(JointState.WAITING),
        left=list(zip(told, reasons, strict=True)),
    )
