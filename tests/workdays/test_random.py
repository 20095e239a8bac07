"""Ten thousand random receptions, reckoned again minute by minute and day by day by other means."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.workdays.calendar import HANOI, WorkCalendar
from langnghe.workdays.due import due_at

FIRST = date(2026, 1, 1)
DAYS = 500
MORNING, AFTERNOON = (480, 720), (810, 1050)
"""Minutes of the day."""


def clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def spans(day: date, off: set[date], swapped: set[date], half: set[date]) -> list[tuple[int, int]]:
    """The hours of a day by a list of cases; none on a day off."""
    if day in half:
        return [MORNING]
    if day in swapped:
        return [MORNING, AFTERNOON]
    if day in off or day.isoweekday() in (6, 7):
        return []
    return [MORNING, AFTERNOON]


def slow_days(limit: int, begun: datetime, hours: dict[date, list[tuple[int, int]]]) -> datetime:
    """Strike days off a sheet of paper."""
    sheet = sorted(day for day, open_at in hours.items() if open_at and day > begun.date())
    last = (
        sheet[limit - 1]
        if limit
        else next(d for d in sorted(hours) if hours[d] and d >= begun.date())
    )
    return datetime.combine(last, clock(hours[last][-1][1]), HANOI)


def slow_calendar_days(
    limit: int, begun: datetime, hours: dict[date, list[tuple[int, int]]]
) -> datetime:
    """Go on day by day, and further while the door is shut."""
    last = date.fromordinal(begun.date().toordinal() + limit)
    while not hours[last]:
        last = date.fromordinal(last.toordinal() + 1)
    return datetime.combine(last, clock(hours[last][-1][1]), HANOI)


def slow_hours(limit: int, begun: datetime, hours: dict[date, list[tuple[int, int]]]) -> datetime:
    """Count the open minutes one after the other."""
    left = limit * 60
    minute = begun
    while True:
        now = minute.hour * 60 + minute.minute
        if any(opens <= now < closes for opens, closes in hours[minute.date()]):
            left -= 1
            if not left:
                return minute + timedelta(minutes=1)
        minute += timedelta(minutes=1)


days = st.sets(st.integers(0, DAYS).map(lambda n: FIRST + timedelta(days=n)), max_size=12)


receptions = st.tuples(
    st.integers(0, 200 * 1440),
    st.integers(0, 60),
    st.sampled_from(["wd", "wd", "cd", "cd", "wh", "h"]),
)
EACH, CALENDARS = 25, 400


@settings(max_examples=CALENDARS, deadline=None)
@given(
    off=days,
    swapped=days,
    half=days,
    received=st.lists(receptions, min_size=EACH, max_size=EACH),
)
def test_the_quick_reckoning_is_the_slow_one(
    off: set[date], swapped: set[date], half: set[date], received: list[tuple[int, int, str]]
) -> None:
    calendar = WorkCalendar(
        days_off=dict.fromkeys(off, ""),
        swapped_in=frozenset(swapped),
        half_days={day: ((clock(480), clock(720)),) for day in half},
    )
    sheet = {
        day: spans(day, off, swapped, half)
        for day in (FIRST + timedelta(days=n) for n in range(DAYS + 120))
    }
    for begun, given_limit, unit in received:
        start = datetime.combine(FIRST, time(), HANOI) + timedelta(minutes=begun)
        limit = given_limit % 20 + 1 if unit == "wh" else given_limit
        slow = {
            "wd": slow_days,
            "cd": slow_calendar_days,
            "wh": slow_hours,
            "h": lambda n, begin, _hours: begin + timedelta(seconds=3600 * n),
        }[unit](limit, start, sheet)
        assert due_at(limit, unit, start, calendar) == slow
