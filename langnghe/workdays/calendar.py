"""Which days an office works and at which hours: weekends, holidays, swapped days, half days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = (time(8), time(12))
AFTERNOON = (time(13, 30), time(17, 30))

Span = tuple[time, time]
Hours = tuple[Span, ...]
"""Spans of local time in which the office is open, in order."""


@dataclass(frozen=True)
class WorkCalendar:
    """Days off, swapped working days, half days; office hours in local time.

    `days_off` maps a date to the name of the holiday; `swapped_in` are weekend days worked
    instead; `half_days` have hours of their own. `hours` hold until the first of `later_hours`
    begins: (first day, hours), oldest first.
    """

    days_off: Mapping[date, str] = field(default_factory=dict)
    swapped_in: frozenset[date] = frozenset()
    hours: Hours = (MORNING, AFTERNOON)
    zone: ZoneInfo = HANOI
    half_days: Mapping[date, Hours] = field(default_factory=dict)
    later_hours: tuple[tuple[date, Hours], ...] = ()

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on a day, be it for half of it."""
        if day in self.swapped_in or day in self.half_days:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def next_working(self, day: date) -> date:
        """Return the day itself if the office works then, else the next day it works."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def hours_on(self, day: date) -> Hours:
        """Return the office hours of a day on which the office works."""
        if day in self.half_days:
            return self.half_days[day]
        found = self.hours
        for since, hours in self.later_hours:
            if since <= day:
                found = hours
        return found

    def days_between(self, begin: date, end: date) -> int:
        """Count the working days after `begin` up to `end`; negative where `end` is earlier."""
        if end < begin:
            return -self.days_between(end, begin)
        days = (begin + timedelta(days=step) for step in range(1, (end - begin).days + 1))
        return sum(map(self.is_working, days))


def proposed_days(years: Iterable[int]) -> tuple[dict[date, str], frozenset[date]]:
    """Return what the `holidays` library knows: days off by name, and weekend days worked.

    It holds the public holidays, the days in lieu and the swaps the government has announced.
    """
    import holidays  # it is large, and most processes never ask

    known = holidays.country_holidays("VN", years=list(years), language="vi")
    return dict(known.items()), frozenset(known.weekend_workdays)


def vietnam_calendar(years: Iterable[int], *, extra: dict[date, str] | None = None) -> WorkCalendar:
    """Return the calendar of the given years, as the `holidays` library knows it.

    `extra` adds days off that it does not know yet.
    """
    days_off, swapped = proposed_days(years)
    return WorkCalendar({**days_off, **(extra or {})}, swapped)
