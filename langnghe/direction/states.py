"""The life of an assignment."""

from enum import StrEnum


class AssignmentState(StrEnum):
    """Where an assignment stands with its agency."""

    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    RESULTED = "resulted"
    REDO = "redo"
    DONE = "done"


LIVING = frozenset({AssignmentState.SENT, AssignmentState.ACCEPTED, AssignmentState.REDO})

MOVES: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.SENT: frozenset(
        {AssignmentState.ACCEPTED, AssignmentState.RETURNED, AssignmentState.RESULTED}
    ),
    AssignmentState.ACCEPTED: frozenset({AssignmentState.RETURNED, AssignmentState.RESULTED}),
    AssignmentState.RETURNED: frozenset(),
    AssignmentState.RESULTED: frozenset({AssignmentState.REDO, AssignmentState.DONE}),
    AssignmentState.REDO: frozenset({AssignmentState.RESULTED, AssignmentState.RETURNED}),
    AssignmentState.DONE: frozenset(),
}


class IllegalStep(Exception):
    """An assignment cannot take this step from where it stands."""

    def __init__(self, old: AssignmentState, new: AssignmentState) -> None:
        super().__init__(old, new)
        self.old, self.new = old, new


def check_step(old: AssignmentState, new: AssignmentState) -> None:
    """Raise IllegalStep unless the life of an assignment leads from `old` to `new`."""
    if new not in MOVES[old]:
        raise IllegalStep(old, new)
