"""The words of obligations and of the calendar."""

from enum import StrEnum


class ObligationState(StrEnum):
    """Where an obligation stands; whether it is late follows from its times."""

    RUNNING = "running"
    MET = "met"
    DROPPED = "dropped"


class DayKind(StrEnum):
    """What a day of the calendar is, whatever its weekday says."""

    OFF = "off"
    WORKED = "worked"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    USUAL = "usual"
    """As its weekday says, though it was proposed otherwise."""
