"""The kinds of alarms and what becomes of them; the ways to a person and how far a notice is."""

from enum import StrEnum


class AlarmKind(StrEnum):
    """Why a person is called at once; the worst first."""

    DANGER = "danger"
    SENSITIVE_URGENT = "sensitive_urgent"
    SYSTEM = "system"
    DEADLINE = "deadline"
    HOT = "hot"
    SHIFT_TEST = "shift_test"
    TRY = "try"


SPOKEN = frozenset({AlarmKind.DANGER, AlarmKind.SENSITIVE_URGENT})
"""Raised by a rule that understood what a citizen says: it may be wrong, and that counts."""
TESTS = frozenset({AlarmKind.SHIFT_TEST, AlarmKind.TRY})
"""For one officer, to see that alarms arrive."""


class AlarmState(StrEnum):
    """Where an alarm stands.

    A dismissed one was a false alarm, and counts as one. OVER: the fault is gone by itself.
    UNANSWERED: a test that nobody acknowledged.
    """

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    DISMISSED = "dismissed"
    OVER = "over"
    UNANSWERED = "unanswered"


OPEN_ALARMS = frozenset({AlarmState.RAISED})


class Way(StrEnum):
    """How a person is told."""

    SCREEN = "screen"
    PUSH = "push"
    MAIL = "mail"
    SMS = "sms"
    CALL = "call"


class NoticeState(StrEnum):
    """How far a notice is: KEPT where there is no such way, DROPPED where quiet came first.

    DELIVERED is said by what saw it arrive: the screen that shows it, the telephone lifted.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    KEPT = "kept"
    DROPPED = "dropped"


WAITING_NOTICES = frozenset({NoticeState.QUEUED, NoticeState.SENDING})
TOLD_NOTICES = frozenset({NoticeState.SENDING, NoticeState.SENT, NoticeState.DELIVERED})
"""What may stand on somebody's device by now."""
