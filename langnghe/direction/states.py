"""The lives of assignments, memos and directives."""

from enum import StrEnum


class AssignmentState(StrEnum):
    """Where an assignment stands with its agency."""

    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    RESULTED = "resulted"
    REDO = "redo"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    """The office took it back: another agency has the case, or none needs it."""


class Part(StrEnum):
    """What an agency does in a case."""

    LEAD = "lead"
    CO = "co"


LIVING = frozenset({AssignmentState.SENT, AssignmentState.ACCEPTED, AssignmentState.REDO})

MOVES: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.SENT: frozenset(
        {
            AssignmentState.ACCEPTED,
            AssignmentState.RETURNED,
            AssignmentState.RESULTED,
            AssignmentState.WITHDRAWN,
        }
    ),
    AssignmentState.ACCEPTED: frozenset(
        {AssignmentState.RETURNED, AssignmentState.RESULTED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.RETURNED: frozenset(),
    AssignmentState.RESULTED: frozenset({AssignmentState.REDO, AssignmentState.DONE}),
    AssignmentState.REDO: frozenset(
        {AssignmentState.RESULTED, AssignmentState.RETURNED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.DONE: frozenset({AssignmentState.REDO}),
    AssignmentState.WITHDRAWN: frozenset(),
}


class JointWhat(StrEnum):
    """Which step an agency takes for many cases at once."""

    ACCEPT = "accept"
    RESULT = "result"


class JointState(StrEnum):
    """What became of one case of a step that was taken for many."""

    WAITING = "waiting"
    DONE = "done"
    LEFT = "left"


class WhyLeft(StrEnum):
    """Why a step for many was not taken for a case."""

    ACCEPTED = "accepted"
    CAME_BACK = "came_back"
    REPORTED = "reported"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    MISSING = "missing"


class IllegalStep(Exception):
    """An assignment cannot take this step from where it stands."""

    def __init__(self, old: AssignmentState, new: AssignmentState) -> None:
        super().__init__(old, new)
        self.old, self.new = old, new


def check_step(old: AssignmentState, new: AssignmentState) -> None:
    """Raise IllegalStep unless the life of an assignment leads from `old` to `new`."""
    if new not in MOVES[old]:
        raise IllegalStep(old, new)


class MemoState(StrEnum):
    """Where a memo to the leader (phiếu trình) stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ASKED = "asked"
    """The leader asked something; the specialist answers."""
    SPOKEN = "spoken"
    """The leader spoke an order; a specialist types it."""
    TYPED = "typed"
    """The order was typed; the leader confirms what was typed."""
    APPROVED = "approved"
    CHANGED = "changed"
    ORDERED = "ordered"
    WITHDRAWN = "withdrawn"


WAITS_FOR_LEADER = frozenset({MemoState.SUBMITTED, MemoState.TYPED})
WAITS_FOR_SPECIALIST = frozenset({MemoState.DRAFT, MemoState.ASKED, MemoState.SPOKEN})
OPEN_MEMOS = WAITS_FOR_LEADER | WAITS_FOR_SPECIALIST
DECIDED = frozenset({MemoState.APPROVED, MemoState.CHANGED, MemoState.ORDERED})

_DECISIONS = DECIDED | {MemoState.ASKED, MemoState.SPOKEN, MemoState.WITHDRAWN}
MEMO_MOVES: dict[MemoState, frozenset[MemoState]] = {
    MemoState.DRAFT: frozenset({MemoState.SUBMITTED, MemoState.WITHDRAWN}),
    MemoState.SUBMITTED: _DECISIONS,
    MemoState.ASKED: frozenset({MemoState.SUBMITTED, MemoState.WITHDRAWN}),
    MemoState.SPOKEN: frozenset({MemoState.TYPED, *DECIDED, MemoState.WITHDRAWN}),
    MemoState.TYPED: _DECISIONS,
    MemoState.APPROVED: frozenset(),
    MemoState.CHANGED: frozenset(),
    MemoState.ORDERED: frozenset(),
    MemoState.WITHDRAWN: frozenset(),
}


class DirectiveState(StrEnum):
    """Where an order of a leader (ý kiến chỉ đạo) stands."""

    DRAFT = "draft"
    """Prepared by a specialist; nobody outside knows of it until a leader gives it."""
    GIVEN = "given"
    REPORTED = "reported"
    """Each of its cases is done, or the lead agency reported for the whole."""
    DONE = "done"
    WITHDRAWN = "withdrawn"


LIVING_ORDERS = frozenset({DirectiveState.GIVEN, DirectiveState.REPORTED})

DIRECTIVE_MOVES: dict[DirectiveState, frozenset[DirectiveState]] = {
    DirectiveState.DRAFT: frozenset({DirectiveState.GIVEN, DirectiveState.WITHDRAWN}),
    DirectiveState.GIVEN: frozenset(
        {DirectiveState.REPORTED, DirectiveState.DONE, DirectiveState.WITHDRAWN}
    ),
    DirectiveState.REPORTED: frozenset(
        {DirectiveState.GIVEN, DirectiveState.DONE, DirectiveState.WITHDRAWN}
    ),
    DirectiveState.DONE: frozenset({DirectiveState.GIVEN}),
    DirectiveState.WITHDRAWN: frozenset(),
}


class WrongMemoState(Exception):
    """A memo cannot take this step from where it stands."""


class WrongDirectiveState(Exception):
    """An order cannot take this step from where it stands."""


def check_memo(old: MemoState, new: MemoState) -> None:
    """Raise WrongMemoState unless the life of a memo leads from `old` to `new`."""
    if new not in MEMO_MOVES[old]:
        raise WrongMemoState(old, new)


def check_directive(old: DirectiveState, new: DirectiveState) -> None:
    """Raise WrongDirectiveState unless the life of an order leads from `old` to `new`."""
    if new not in DIRECTIVE_MOVES[old]:
        raise WrongDirectiveState(old, new)


class Desk(StrEnum):
    """Who is competent for a memo; NONE: the matter is delegated and needs no memo."""

    NONE = "none"
    OFFICE = "office_leader"
    STANDING_BOARD = "standing_board"


class How(StrEnum):
    """How far a case of an order is, the worst first."""

    LATE = "late"
    WAITING = "waiting"
    """No agency has it: it was returned, or is handed over by a decision of its own."""
    RUNNING = "running"
    DONE_LATE = "done_late"
    DONE = "done"
