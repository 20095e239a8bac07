"""What is true of codes, summaries and who must answer when; no database."""

import re
from datetime import datetime, timedelta

from langnghe.register.states import Sensitivity, Urgency

_CODE = re.compile(r"(?<![\w-])([A-Z]{2})[\s.\-–]?(\d{2})[\s.\-–]?(\d{6})(?!\d)", re.IGNORECASE)
SUMMARY_LIMIT = 300


def code_of(prefix: str, year: int, serial: int) -> str:
    """Write a code such as `HN-26-000123`; it never contains kind or place."""
    return f"{prefix}-{year % 100:02d}-{serial:06d}"


def codes_in(text: str) -> list[str]:
    """Find the codes a citizen wrote, in the usual sloppy ways (`hn 26 000123`)."""
    return [f"{p.upper()}-{y}-{n}" for p, y, n in _CODE.findall(text)]


def summary_of(text: str, subject: str = "") -> str:
    """Take the first words of what is said: at most 300 characters, cut between words."""
    words = " ".join(f"{subject}. {text}".split() if subject.strip() else text.split())
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
