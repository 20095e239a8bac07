"""The kinds of alarms and what becomes of them; the ways to a person and how far a notice is."""

from enum import StrEnum


class AlarmKind(StrEnum):
    """Why a person is called at once."""

    DANGER = "danger"
    SENSITIVE_URGENT = "sensitive_urgent"
    DEADLINE = "deadline"
    HOT = "hot"
    SYSTEM = "system"
    TEST = "test"


class AlarmState(StrEnum):
    """Where an alarm stands. A dismissed one was a false alarm, and counts as one."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    DISMISSED = "dismissed"


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
