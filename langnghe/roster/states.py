"""The words of the roster: roles of a shift, and where swaps and handovers stand."""

from enum import StrEnum


class DutyRole(StrEnum):
    """What somebody is on duty as; in the order of the weekly sheet."""

    SHIFT_LEADER = "shift_leader"
    OPERATOR = "operator"
    ON_CALL = "on_call"
    TECHNICIAN = "technician"
    OFFICE_LEADER = "office_leader"
    STANDING_BOARD = "standing_board"
    CHIEF = "chief"


AT_THE_DESK = frozenset({DutyRole.SHIFT_LEADER, DutyRole.OPERATOR})
"""Roles that sit in the duty room; the others are reached where they are."""


class SwapState(StrEnum):
    """Where the wish to swap a duty stands."""

    ASKED = "asked"
    AGREED = "agreed"
    APPROVED = "approved"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SWAP_MOVES: dict[SwapState, frozenset[SwapState]] = {
    SwapState.ASKED: frozenset({SwapState.AGREED, SwapState.DECLINED, SwapState.WITHDRAWN}),
    SwapState.AGREED: frozenset({SwapState.APPROVED, SwapState.REFUSED, SwapState.WITHDRAWN}),
}


class BookState(StrEnum):
    """Where the handover of a shift stands: written, confirmed by one side, by both."""

    WRITTEN = "written"
    GIVEN = "given"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    """The incoming shift began without it, for a reason that is recorded."""


ENDED_BOOKS = frozenset({BookState.ACCEPTED, BookState.OVERRIDDEN})


class Step(StrEnum):
    """Whom an alarm reaches, one after the other."""

    OPERATORS = "operators"
    SECOND = "second"
    SHIFT_LEADER = "shift_leader"
    OFFICE_LEADER = "office_leader"
    TOP = "top"


class OwnerWhy(StrEnum):
    """Why somebody looks after an open emergency."""

    ON_WATCH = "on_watch"
    ON_ROSTER = "on_roster"
    STANDS_IN = "stands_in"
    HANDED_OVER = "handed_over"
    LEFT_BEHIND = "left_behind"


class Device(StrEnum):
    """What a person looks at before a shift is handed over."""

    LINE = "line"
    RECORDING = "recording"
    NETWORK = "network"
    DISK = "disk"
    POWER = "power"
    KEYS = "keys"


class DeviceState(StrEnum):
    """How it stood."""

    GOOD = "good"
    TROUBLE = "trouble"


class IllegalSwap(Exception):
    """A swap does not go this way from where it stands."""


def check_swap(old: SwapState, new: SwapState) -> None:
    """Raise IllegalSwap unless a swap goes from `old` to `new`."""
    if new not in SWAP_MOVES.get(old, frozenset()):
        raise IllegalSwap(old, new)
