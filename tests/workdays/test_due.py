"""Deadlines of the law, counted on the calendar of 2026."""

from datetime import date, datetime

import pytest

from langnghe.workdays.calendar import HANOI, WorkCalendar, vietnam_calendar
from langnghe.workdays.due import UnknownUnit, due_at

CALENDAR = vietnam_calendar([2025, 2026, 2027])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("limit", "unit", "start", "end"),
    [
        (10, "wd", "2026-08-27 10:00", "2026-09-15 17:30"),
        (7, "wd", "2026-11-20 10:00", "2026-12-02 17:30"),
        (5, "wd", "2026-11-20 10:00", "2026-11-30 17:30"),
        (30, "cd", "2026-10-02 10:00", "2026-11-02 17:30"),
        (4, "wh", "2026-11-20 16:30", "2026-11-23 11:00"),
        (1, "wh", "2026-11-21 22:00", "2026-11-23 09:00"),
        (24, "h", "2026-11-21 22:00", "2026-11-22 22:00"),
        (2, "wh", "2026-11-20 11:00", "2026-11-20 14:30"),
    ],
)
def test_limits_end_where_the_law_says(limit: int, unit: str, start: str, end: str) -> None:
    assert due_at(limit, unit, at(start), CALENDAR) == at(end)


def test_without_the_swapped_day_the_limit_ends_a_day_earlier() -> None:
    days_off = {day: name for day, name in CALENDAR.days_off.items() if day != date(2026, 8, 31)}
    assert due_at(10, "wd", at("2026-08-27 10:00"), WorkCalendar(days_off)) == at(
        "2026-09-14 17:30"
    )


def test_a_saturday_swapped_in_is_worked() -> None:
    assert CALENDAR.is_working(date(2026, 8, 22))
    assert not CALENDAR.is_working(date(2026, 8, 31))


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnknownUnit):
        due_at(1, "moons", at("2026-11-20 10:00"), CALENDAR)
