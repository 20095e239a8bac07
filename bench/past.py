"""Years of made-up submissions for a full register: the demonstration's year, again and again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from langnghe import settings
from langnghe.ops import profile_files
from langnghe.workdays.calendar import vietnam_calendar

if TYPE_CHECKING:
    from langnghe.register.actions.history import PastSubmission

A_YEAR = 4_000
"""Fewer than the rows of one made-up year."""
RARE = "bằng lăng nước"
"""Words that stand in one submission of a thousand."""


def past(count: int, *, at: datetime) -> Iterator["PastSubmission"]:
    """Yield the newest `count` submissions before `at`, oldest first; each reads differently."""
    years = count // A_YEAR + 1
    rows = [row for ago in range(years, -1, -1) for row in _year(ago, at)]
    for number, row in enumerate(rows[-count:]):
        rare = f" Gần cây {RARE}." if number % 1000 == 500 else ""
        yield replace(
            row,
            key=f"{number:06d}",
            text=f"{row.text} Số nhà {number % 997}, ngõ {number % 89}.{rare}",
            phone=f"0900{number % 1_000_000:06d}" if row.phone else "",
            email=f"cong.dan.{number % 20_000}@example.com" if row.email else "",
            case_key=f"{row.case_key}-{row.received_at.year}" if row.case_key else "",
        )


def _year(ago: int, at: datetime) -> Iterator["PastSubmission"]:
    """Yield the year that ended `ago` years before `at`; work of past years is done."""
    from langnghe.ops.demo import places_of
    from langnghe.ops.demo_history import past_year

    moment = at - timedelta(days=366 * ago)
    reports = profile_files.demo_reports(settings.PROFILE)
    calendar = vietnam_calendar(range(moment.year - 2, moment.year + 2))
    return past_year(reports, places_of(), calendar, at=moment)
