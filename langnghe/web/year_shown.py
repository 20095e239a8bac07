"""A year as twelve small months, and what is proposed for it."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from langnghe.deadlines.models import CalendarDay, CalendarYear
from langnghe.deadlines.queries import Proposal, proposals
from langnghe.workdays.calendar import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class DayShown:
    """One day: its kind as a class of the style sheet, and what is said of it."""

    day: date
    kind: str
    title: str
    is_today: bool


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month in weeks from Monday; None where a week begins before or ends after it."""

    name: str
    weeks: list[list[DayShown | None]]


def months_of(year: int, worked: WorkCalendar, *, today: date) -> list[Month]:
    """Return the months of a year as the office works in them."""
    return [
        Month(
            name=date_format(date(year, number, 1), "F"),
            weeks=[
                [_shown(day, worked, today) if day.month == number else None for day in week]
                for week in calendar.Calendar().monthdatescalendar(year, number)
            ],
        )
        for number in range(1, 13)
    ]


def _shown(day: date, worked: WorkCalendar, today: date) -> DayShown:
    kind = "off" if not worked.is_working(day) else "worked"
    if day in worked.half_days:
        kind = "half"
    elif day in worked.swapped_in:
        kind = "swapped"
    elif day in worked.days_off:
        kind = "holiday"
    title = worked.days_off.get(day, "")
    return DayShown(day=day, kind=kind, title=title, is_today=day == today)


def proposed_of(year: int) -> list[tuple[Proposal, CalendarDay | None]]:
    """Return the proposed days of a year, each with what somebody said of it."""
    said = {each.day: each for each in CalendarDay.objects.filter(day__year=year)}
    return [(each, said.get(each.day)) for each in proposals(year)]


def year_row(year: int) -> CalendarYear | None:
    """Return who confirmed a year; None where nobody did."""
    return CalendarYear.objects.select_related("confirmed_by").filter(year=year).first()
