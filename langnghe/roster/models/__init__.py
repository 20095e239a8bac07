"""Weeks and duties, swaps, addresses of calendars; watches, handover books, promises."""

from langnghe.roster.models.plan import CalendarAddress, Duty, PeakDay, Swap, Week
from langnghe.roster.models.watch import Book, Promise, Watch

__all__ = ["Book", "CalendarAddress", "Duty", "PeakDay", "Promise", "Swap", "Watch", "Week"]
