"""Who needs which things, and what comes first: pure."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from langnghe.access.rules import Right

PATIENCE = timedelta(days=1)
"""What has no clock of its own is due so long after it came."""


class Hat(StrEnum):
    """What somebody is there for; the page differs by it."""

    LEADER = "deciding"
    SHIFT_LEADER = "shift"
    SPECIALIST = "preparing"
    DUTY_OFFICER = "watch"
    CLERK = "agency"
    ADMINISTRATOR = "house"


_OFFICE = (
    (Right.DIRECT, Hat.LEADER),
    (Right.PLAN_DUTY, Hat.SHIFT_LEADER),
    (Right.PREPARE, Hat.SPECIALIST),
    (Right.REGISTER, Hat.DUTY_OFFICER),
)


def hats_of(rights: Collection[Right]) -> tuple[Hat, ...]:
    """Return what the holder of these rights is there for.

    In the office the furthest right decides: who leads a shift may do all that a specialist
    may, and is not shown a specialist's work.
    """
    office = next((hat for right, hat in _OFFICE if right in rights), None)
    hats = [office] if office else []
    if Right.OWN_AGENCY in rights:
        hats.append(Hat.CLERK)
    if Right.ADMINISTER in rights:
        hats.append(Hat.ADMINISTRATOR)
    return tuple(hats)


class Level(IntEnum):
    """How urgent a need is; the least number comes first."""

    NOW = 0
    """Somebody may be in danger, or waits on the line."""
    SOON = 1
    ORDINARY = 2


LEVELS = {"K3": Level.NOW, "K2": Level.SOON}


@dataclass(frozen=True, kw_only=True)
class Act:
    """What one key does without leaving the page: its words, how it is done, what is said then."""

    words: str
    do: Callable[[Any, datetime], object]
    """Given who does it, and when; may raise what the pages refuse with a sentence."""
    done: str


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that needs somebody now (việc cần làm): what, why now, where it is done.

    `key` names it for as long as it stands there. `part` says what sort of thing it is, in words,
    with its `icon`. `why` is short; the clock beside it is `due_at`, else `since`.
    """

    key: str
    part: str
    icon: str
    what: str
    url: str
    since: datetime
    due_at: datetime | None = None
    level: Level = Level.ORDINARY
    why: str = ""
    code: str = ""
    sensitivity: str = "S0"
    act: Act | None = None

    @property
    def clock(self) -> datetime:
        """By when it should be done."""
        return self.due_at or self.since + PATIENCE


def in_order(needs: Iterable[Need]) -> list[Need]:
    """Return needs in the order in which they are done: the urgent, then what is due first.

    What is offered twice stands once, at its first place.
    """
    first: dict[str, Need] = {}
    for need in sorted(needs, key=lambda need: (need.level, need.clock, need.since, need.key)):
        first.setdefault(need.key, need)
    return list(first.values())
