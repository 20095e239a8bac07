"""How long the sound of a call stays, by what became of it. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Retention:
    """What an office decided: months of a recording, of spam, and kinds that stay with the file."""

    months: int = 24
    spam_months: int = 6
    with_file: frozenset[str] = frozenset({"to_cao"})


def retention_of(facts: Mapping[str, Any]) -> Retention:
    """Read an office's decision out of its profile (`retention`)."""
    said = facts.get("retention", {})
    return Retention(
        months=int(said.get("recording_months", Retention.months)),
        spam_months=int(said.get("spam_months", Retention.spam_months)),
        with_file=frozenset(said.get("with_file", Retention.with_file)),
    )


def months_kept(kinds: Iterable[str], *, set_aside: bool, retention: Retention) -> int | None:
    """Return how many months a recording stays; None where it stays with the file.

    `kinds` are those of the submission and of the one it was joined to: the longest time counts.
    """
    known = set(kinds)
    if known & retention.with_file:
        return None
    if set_aside or known == {"spam"}:
        return retention.spam_months
    return retention.months


def months_after(start: datetime, months: int) -> datetime:
    """Return the same day so many months later, or the last one of a shorter month."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
