"""The calendar's edges: holidays, swapped days, lunch, nights, weekends, new years."""

from datetime import UTC, date, datetime, timedelta

import pytest

from langnghe.workdays.calendar import HANOI, WorkCalendar, vietnam_calendar
from langnghe.workdays.due import due_at

CALENDAR = vietnam_calendar(range(2025, 2029))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def without(*days: date) -> WorkCalendar:
    """The calendar, had these days not been declared days off."""
    kept = {day: name for day, name in CALENDAR.days_off.items() if day not in days}
    return WorkCalendar(kept, CALENDAR.swapped_in)


CULTURE_DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("limit", "with_holiday", "without_it"),
    [(7, "2026-12-02 17:30", "2026-12-01 17:30"), (5, "2026-11-30 17:30", "2026-11-27 17:30")],
)
def test_a_holiday_within_the_limit_moves_its_end(
    limit: int, with_holiday: str, without_it: str
) -> None:
    begun = at("2026-11-20 10:00")
    assert due_at(limit, "wd", begun, CALENDAR) == at(with_holiday)
    assert due_at(limit, "wd", begun, without(CULTURE_DAY)) == at(without_it)


def test_calendar_days_that_end_on_a_sunday_end_on_monday() -> None:
    assert date(2026, 11, 1).weekday() == 6
    assert due_at(30, "cd", at("2026-10-02 09:00"), CALENDAR) == at("2026-11-02 17:30")
    assert due_at(10, "cd", at("2026-06-30 09:00"), CALENDAR) == at("2026-07-10 17:30")
    assert due_at(7, "wd", at("2026-07-01 09:00"), CALENDAR) == at("2026-07-10 17:30")


def test_working_hours_go_on_after_lunch_after_the_night_after_the_weekend() -> None:
    assert due_at(4, "wh", at("2026-11-20 16:30"), CALENDAR) == at("2026-11-23 11:00")
    assert due_at(1, "wh", at("2026-11-20 11:30"), CALENDAR) == at("2026-11-20 14:00")
    assert due_at(1, "wh", at("2026-11-20 12:30"), CALENDAR) == at("2026-11-20 14:30")
    assert due_at(8, "wh", at("2026-11-23 08:00"), CALENDAR) == at("2026-11-23 17:30")


def test_who_calls_on_saturday_night_starts_a_working_clock_on_monday_morning() -> None:
    saturday = at("2026-11-21 22:00")
    assert due_at(8, "wh", saturday, CALENDAR) == at("2026-11-23 17:30")
    assert due_at(0.25, "h", saturday, CALENDAR) == saturday + timedelta(minutes=15)


def test_a_whole_holiday_is_left_out() -> None:
    before_tet = at("2026-02-13 10:00")
    ends = due_at(1, "wd", before_tet, CALENDAR)
    assert CALENDAR.is_working(ends.date())
    between = [before_tet.date() + timedelta(days=n) for n in range(1, (ends - before_tet).days)]
    assert not any(CALENDAR.is_working(day) for day in between)
    assert len(between) >= 7


def test_the_day_of_receipt_is_the_day_in_hanoi_whatever_the_clock_says() -> None:
    late = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)  # 01:00 on Friday the 20th in Hanoi
    assert due_at(1, "wd", late, CALENDAR) == at("2026-11-23 17:30")


def test_a_limit_of_nothing_ends_at_the_end_of_the_same_working_day() -> None:
    assert due_at(0, "wd", at("2026-11-20 10:00"), CALENDAR) == at("2026-11-20 17:30")
    assert due_at(0, "cd", at("2026-11-21 10:00"), CALENDAR) == at("2026-11-23 17:30")
    assert due_at(0, "wh", at("2026-11-20 10:00"), CALENDAR) == at("2026-11-20 10:00")


def test_a_day_off_that_the_office_adds_counts() -> None:
    calendar = vietnam_calendar([2026], extra={date(2026, 11, 23): "Nghỉ của cơ quan"})
    assert due_at(1, "wd", at("2026-11-20 10:00"), calendar) == at("2026-11-25 17:30")


def test_an_office_that_never_works_is_a_fault_not_an_endless_loop() -> None:
    with pytest.raises(OverflowError):
        due_at(1, "wh", at("2026-11-20 10:00"), WorkCalendar(hours=()))
