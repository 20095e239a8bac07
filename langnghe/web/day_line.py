"""A limit as a line of days: worked, off, past; and where now is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from langnghe.deadlines.models import Obligation
from langnghe.workdays.calendar import WorkCalendar

WIDTH, HEIGHT, MOST = 224, 12, 62


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the line, as a bar."""

    x: float
    width: float
    kind: str
    day: date


@dataclass(frozen=True, kw_only=True)
class DayLine:
    """All days of a limit, and the place of now; None where now is outside."""

    days: list[Day]
    now: float | None
    working: int
    off: int


def day_line(obligation: Obligation, calendar: WorkCalendar, *, at: datetime) -> DayLine | None:
    """Draw a limit of more than a day and at most two months; None for others."""
    begin = timezone.localtime(obligation.from_at).date()
    end = timezone.localtime(obligation.due_at).date()
    count = (end - begin).days + 1
    if not 2 <= count <= MOST:
        return None
    width, today = WIDTH / count, timezone.localtime(at).date()
    days = []
    for number in range(count):
        day = begin + timedelta(days=number)
        kind = "worked" if calendar.is_working(day) else "off"
        kind += " past" if day < today else ""
        bar = Day(x=round(number * width, 2), width=round(width - 1, 2), kind=kind, day=day)
        days.append(bar)
    inside = begin <= today <= end
    worked = sum(calendar.is_working(each.day) for each in days[1:])
    return DayLine(
        days=days,
        now=round(((today - begin).days + 0.5) * width, 2) if inside else None,
        working=worked,
        off=count - 1 - worked,
    )
