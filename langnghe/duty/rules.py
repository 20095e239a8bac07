"""What is true of alarms and notices without looking anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from langnghe.duty.states import AlarmKind, Way

TRIES = 12
_FIRST_WAIT, _LONGEST_WAIT = 5, 600


def wait_before(tries: int) -> timedelta:
    """Return how long to wait after so many tries: 5 s, 10 s, 20 s … up to ten minutes."""
    return timedelta(seconds=min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** max(0, tries - 1)))


SELF = "self"
"""The rung that reaches the officer a test is for."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of a ladder: how long after the alarm, whom it reaches, by which ways."""

    after: timedelta
    to: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Whom an alarm reaches, one after the other, until somebody acknowledges it.

    At the top it is told again every `again_after`; with `fails_after` it ends unanswered instead.
    """

    rungs: tuple[Rung, ...]
    again_after: timedelta | None = None
    fails_after: timedelta | None = None

    def rung(self, number: int) -> Rung | None:
        """Return a rung; beyond the top the top again, or None where the alarm then ends."""
        if number < len(self.rungs):
            return self.rungs[number]
        return None if self.again_after is None else self.rungs[-1]

    def moment(self, number: int, *, raised_at: datetime, at: datetime) -> datetime | None:
        """Return when a rung is due; what was missed at the top is told once, not many times."""
        if number < len(self.rungs):
            return raised_at + self.rungs[number].after
        if self.again_after is not None:
            top = raised_at + self.rungs[-1].after
            missed = max(0, (at - top) // self.again_after)
            return top + self.again_after * (missed + 1)
        return None if self.fails_after is None else raised_at + self.fails_after


class BadLadders(ValueError):
    """The profile's file of alarms says something that cannot be; the message says what."""


def read_ladders(facts: Mapping[str, Any]) -> dict[AlarmKind, Ladder]:
    """Read the ladders of a profile, minutes as numbers. Raises BadLadders."""
    kinds = facts.get("kinds", {})
    if lacking := [kind for kind in AlarmKind if not kinds.get(kind, {}).get("rungs")]:
        raise BadLadders(f"no ladder for {', '.join(lacking)}")
    return {kind: _ladder(kind, kinds[kind]) for kind in AlarmKind}


def _ladder(kind: str, facts: Mapping[str, Any]) -> Ladder:
    try:
        rungs = tuple(
            Rung(
                after=timedelta(minutes=each["after"]),
                to=str(each["to"]),
                ways=tuple(Way(way) for way in each["ways"]),
            )
            for each in facts["rungs"]
        )
    except (KeyError, TypeError, ValueError) as failure:
        raise BadLadders(f"a rung of {kind} cannot be read: {failure}") from None
    if [each.after for each in rungs] != sorted(each.after for each in rungs):
        raise BadLadders(f"the rungs of {kind} go back in time")
    again, fails = (
        timedelta(minutes=facts[name]) if facts.get(name) else None
        for name in ("again_after", "fails_after")
    )
    return Ladder(rungs=rungs, again_after=again, fails_after=fails)
