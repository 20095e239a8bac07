"""When somebody is reminded, and how far up it goes; pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from langnghe.workdays.calendar import WorkCalendar


class Step(StrEnum):
    """How near or how late: working days before and after the day it is due."""

    THREE_BEFORE = "T-3"
    ONE_BEFORE = "T-1"
    ONE_AFTER = "T+1"
    THREE_AFTER = "T+3"


def step_reached(due_on: date, today: date, calendar: WorkCalendar) -> Step | None:
    """Return the last step that has been reached; None while there is time.

    The day it is due itself belongs to T-1: a day off between is no working day.
    """
    if today > due_on:
        late = calendar.days_between(due_on, today)
        if late >= 3:
            return Step.THREE_AFTER
        return Step.ONE_AFTER if late >= 1 else None
    left = calendar.days_between(today, due_on)
    if left <= 1:
        return Step.ONE_BEFORE
    return Step.THREE_BEFORE if left <= 3 else None


def warning_reached(begun_on: date, today: date, days: Iterable[int]) -> int | None:
    """Return the last of some numbers of calendar days that have passed since it began."""
    passed = (today - begun_on).days
    return max((each for each in days if each <= passed), default=None)
