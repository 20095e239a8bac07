"""What is true of codes, summaries and who must answer when; no database."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from langnghe.register.gist import gist_of
from langnghe.register.states import Sensitivity, Urgency
from langnghe.workdays.calendar import HANOI

_CODE = re.compile(r"(?<![\w-])([A-Z]{2})[\s.\-–]?(\d{2})[\s.\-–]?(\d{6})(?!\d)", re.IGNORECASE)
SUMMARY_LIMIT = 300


def code_of(prefix: str, year: int, serial: int) -> str:
    """Write a code such as `HN-26-000123`; it never contains kind or place."""
    return f"{prefix}-{year % 100:02d}-{serial:06d}"


def codes_in(text: str) -> list[str]:
    """Find the codes a citizen wrote, in the usual sloppy ways (`hn 26 000123`)."""
    return [f"{p.upper()}-{y}-{n}" for p, y, n in _CODE.findall(text)]


def summary_of(text: str, subject: str = "") -> str:
    """Take the first words of what is said, without greeting and farewell.

    At most 300 characters, cut between words.
    """
    said = gist_of(text)
    words = " ".join(f"{subject}. {said}".split() if subject.strip() else said.split())
    if len(words) <= SUMMARY_LIMIT:
        return words
    return words[: SUMMARY_LIMIT - 1].rsplit(" ", 1)[0] + "…"


def highest_urgency(levels: list[str]) -> Urgency:
    """Return the worst of several urgencies; K1 when there is none."""
    return Urgency(max(levels, default=Urgency.K1))


def highest_sensitivity(levels: list[str]) -> Sensitivity:
    """Return the strictest of several sensitivities; S0 when there is none."""
    return Sensitivity(max(levels, default=Sensitivity.S0))


RESULT_LIMITS: dict[Urgency, tuple[int, str]] = {
    Urgency.K3: (24, "h"),
    Urgency.K2: (3, "wd"),
    Urgency.K1: (10, "wd"),
}
"""By when an agency should report a result: the hotline's default, to be set by the office."""

FIRST_NOTICE = (10, "wd")
"""First notice to the citizen: 10 working days (Luật Tiếp công dân 2013, Đ.28.1)."""

CALL_BACK_WITHIN = timedelta(minutes=15)
"""Whom nobody answered is called back within so long; who pressed the key for an emergency at once.

The hotline's default, to be set by the office.
"""


def call_back_due(ended_at: datetime, *, is_urgent: bool) -> datetime:
    """Return by when somebody whose call ended unanswered is to be called back."""
    return ended_at if is_urgent else ended_at + CALL_BACK_WITHIN


TRIES, FIRST_HOUR, LAST_HOUR = 3, time(7), time(21)
"""Unreachable is who was called so often, each time in another half-day, at hours one may call."""
MORNING_FROM, AFTERNOON_FROM = time(8), time(14)
"""When the next try of a half-day is proposed."""

HalfDay = tuple[date, bool]
"""A day, and whether it is its afternoon."""


def half_day_of(at: datetime) -> HalfDay | None:
    """Return the half-day of the office's day that a try counts for; None before 7 and after 21."""
    local = at.astimezone(HANOI)
    if not FIRST_HOUR <= local.time() < LAST_HOUR:
        return None
    return local.date(), local.hour >= 12


def half_days_of(tries: Iterable[datetime]) -> frozenset[HalfDay]:
    """Return the different half-days of some tries."""
    return frozenset(half for at in tries if (half := half_day_of(at)) is not None)


def next_try_at(tries: Iterable[datetime], at: datetime) -> datetime:
    """Return when a citizen is to be called next: at once, or in a half-day not tried yet."""
    tried = half_days_of(tries)
    here = half_day_of(at)
    if here is not None and here not in tried:
        return at
    day = at.astimezone(HANOI).date()
    starts = (
        (datetime.combine(day + timedelta(days=n), begins, HANOI), is_late)
        for n in range(400)
        for begins, is_late in ((MORNING_FROM, False), (AFTERNOON_FROM, True))
    )
    return next(
        begin for begin, is_late in starts if begin > at and (begin.date(), is_late) not in tried
    )
