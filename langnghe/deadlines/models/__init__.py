"""The tables of deadlines."""

from langnghe.deadlines.models.calendar import CalendarDay, CalendarYear, OfficeHours, Revision
from langnghe.deadlines.models.obligations import Obligation
from langnghe.deadlines.models.versions import DeadlineRule

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "DeadlineRule",
    "Obligation",
    "OfficeHours",
    "Revision",
]
