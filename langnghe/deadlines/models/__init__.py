"""The tables of deadlines."""

from langnghe.deadlines.models.calendar import CalendarDay, CalendarYear, OfficeHours, Revision
from langnghe.deadlines.models.changes import MovedDue, Reminder, TimeChange
from langnghe.deadlines.models.more_time import MoreTime
from langnghe.deadlines.models.obligations import Obligation
from langnghe.deadlines.models.versions import DeadlineRule

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "DeadlineRule",
    "MoreTime",
    "MovedDue",
    "Obligation",
    "OfficeHours",
    "Reminder",
    "Revision",
    "TimeChange",
]
