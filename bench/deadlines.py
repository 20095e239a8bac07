"""How quick what is owed is reckoned anew, and whether it is right."""

import random
import time
from datetime import UTC, date, datetime, timedelta

from bench.parts import database
from bench.result import Goal, Result

OPEN = 100_000
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
MOST_SECONDS = 10.0
_PLAIN = "UPDATE deadlines_obligation SET due_at = due_at + interval '1 day'"


def measure(*, quick: bool) -> Result:
    """Change the calendar over open obligations; beside it, one plain UPDATE of as many rows."""
    count = 2_000 if quick else OPEN
    vectors, wrong = _vectors()
    with database():
        _fill(count)
        plain = min(_plain() for _each in range(3))
        found, moved = _move(date(2026, 12, 1))
        nothing, _none = _move(None)
    ratio = found / plain
    return Result(
        name="deadlines",
        title="Reckoning open deadlines anew",
        sizes=f"{count:,} open obligations, four kinds of limit; {vectors} vectors of the law",
        columns=["", "seconds", "rows a second"],
        rows=[
            ["a plain SQL UPDATE of as many rows", f"{plain:.2f}", f"{count / plain:,.0f}"],
            [f"a day off that moves {moved:,}", f"{found:.2f}", f"{count / found:,.0f}"],
            ["a change that moves nothing", f"{nothing:.2f}", f"{count / nothing:,.0f}"],
        ],
        goals=[
            Goal("every vector of the law is met", f"{vectors - wrong} of {vectors}", wrong == 0),
            Goal(
                "100,000 are reckoned anew in seconds",
                f"{found:.1f} s, {ratio:.1f} times the plain UPDATE",
                found < MOST_SECONDS,
            ),
        ],
        notes=[
            "Reading, reckoning, writing what moved, and keeping the list of it, in one "
            "transaction; the timelines are told by a job afterwards.",
        ],
    )


_LAW = [
    (10, "wd", "2026-08-27 09:00", "2026-09-15 17:30"),
    (7, "wd", "2026-11-20 09:00", "2026-12-02 17:30"),
    (5, "wd", "2026-11-20 09:00", "2026-11-30 17:30"),
    (30, "cd", "2026-10-02 09:00", "2026-11-02 17:30"),
    (10, "cd", "2026-06-30 09:00", "2026-07-10 17:30"),
    (7, "wd", "2026-07-01 09:00", "2026-07-10 17:30"),
    (4, "wh", "2026-11-20 16:30", "2026-11-23 11:00"),
    (8, "wh", "2026-11-21 22:00", "2026-11-23 17:30"),
    (24, "h", "2026-11-21 22:00", "2026-11-22 22:00"),
]
"""Limit, unit, begun, ends: Hanoi's time, the calendar of 2026 as it was announced."""


def _vectors() -> tuple[int, int]:
    from langnghe.workdays.calendar import HANOI, vietnam_calendar
    from langnghe.workdays.due import due_at

    calendar = vietnam_calendar([2026])

    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=HANOI)

    wrong = sum(
        due_at(limit, unit, at(begun), calendar) != at(ends) for limit, unit, begun, ends in _LAW
    )
    return len(_LAW), wrong


def _fill(count: int) -> None:
    """Write open obligations of one made-up case, begun at random minutes of two months."""
    from langnghe.deadlines.actions.recompute import Reckoner
    from langnghe.deadlines.models import Obligation
    from langnghe.deadlines.queries import office_calendar
    from langnghe.register.models import Case

    dice, reckoner = random.Random(7), Reckoner(office_calendar())  # noqa: S311 (no secret)
    case = Case.objects.create(code="VV-26-999999", title="Việc mẫu", opened_at=AT)
    limits = [(10, "wd"), (7, "wd"), (30, "cd"), (8, "wh")]
    rows = []
    for number in range(count):
        limit, unit = limits[number % len(limits)]
        begun = AT - timedelta(minutes=dice.randrange(60 * 1440)) + timedelta(days=20)
        rows.append(
            Obligation(
                key=f"bench:{number}",
                case=case,
                event="Trả lời người gửi",
                limit=limit,
                unit=unit,
                from_at=begun,
                due_at=reckoner.ends(limit, unit, begun),
            )
        )
    Obligation.objects.bulk_create(rows, batch_size=5_000)


def _plain() -> float:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        began = time.monotonic()
        cursor.execute(_PLAIN)
        taken = time.monotonic() - began
        transaction.set_rollback(True)
    return taken


def _move(day: date | None) -> tuple[float, int]:
    from langnghe.deadlines.actions import recompute
    from langnghe.deadlines.models import CalendarDay

    if day is not None:
        CalendarDay.objects.create(day=day, kind="off", name="Nghỉ", set_at=AT)
    began = time.monotonic()
    change = recompute("Đo", by=None, at=AT)
    return time.monotonic() - began, change.moved
