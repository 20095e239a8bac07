"""Which days an office works: weekends, public holidays, days swapped by the government."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import holidays

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = (time(8), time(12))
AFTERNOON = (time(13, 30), time(17, 30))


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and swapped working days; office hours in local time.

    `days_off` maps a date to the name of the holiday; `swapped_in` are weekend days worked
    instead. `hours` are spans of local time in order.
    """

    days_off: dict[date, str] = field(default_factory=dict)
    swapped_in: frozenset[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = (MORNING, AFTERNOON)
    zone: ZoneInfo = HANOI

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        if day in self.swapped_in:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def next_working(self, day: date) -> date:
        """Return the day itself if the office works then, else the next day it works."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day


def vietnam_calendar(years: Iterable[int], *, extra: dict[date, str] | None = None) -> WorkCalendar:
    """Return the calendar of the given years, as the `holidays` library knows it.

    It holds the public holidays, the days in lieu and the swaps the government has announced;
    `extra` adds days off that it does not know yet.
    """
    known = holidays.country_holidays("VN", years=list(years), language="vi")
    swapped = frozenset(known.weekend_workdays)
    return WorkCalendar({**dict(known.items()), **(extra or {})}, swapped)
