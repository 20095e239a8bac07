"""The kinds of alarms and what becomes of them."""

from enum import StrEnum


class AlarmKind(StrEnum):
    """Why a person is called at once."""

    DANGER = "danger"
    SENSITIVE_URGENT = "sensitive_urgent"
    HOT = "hot"


class AlarmState(StrEnum):
    """Where an alarm stands. A dismissed one was a false alarm, and counts as one."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    DISMISSED = "dismissed"


OPEN_ALARMS = frozenset({AlarmState.RAISED})
