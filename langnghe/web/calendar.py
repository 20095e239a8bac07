"""The office's working calendar, from the kept library and the profile."""

from functools import lru_cache

from langnghe.web.clock import now
from langnghe.workdays.calendar import WorkCalendar, vietnam_calendar


def office_calendar() -> WorkCalendar:
    """Return the calendar of this year and its neighbours."""
    return _calendar_around(now().year)


@lru_cache(maxsize=4)
def _calendar_around(year: int) -> WorkCalendar:
    return vietnam_calendar(range(year - 1, year + 3))
