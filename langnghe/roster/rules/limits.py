"""What a roster must keep to: places filled, nights, rest. Says what is broken, forbids nothing.

Source: the domain study, section 4 (two at the desk, one at night with one on call; nobody more
than two nights a week; rest on the day after a night; holidays and peak days doubled).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from langnghe.roster.rules.shifts import WHOLE_DAY, Shift, monday_of
from langnghe.roster.states import DutyRole


@dataclass(frozen=True, kw_only=True)
class Place:
    """So many people of one role in one shift; `shift` is empty for a whole day."""

    role: DutyRole
    shift: str
    people: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the office asks of its roster."""

    places: tuple[Place, ...]
    doubled: frozenset[DutyRole] = frozenset({DutyRole.OPERATOR})
    nights_a_week: int = 2
    rest_after_night: timedelta = timedelta(hours=24)
    rest: timedelta = timedelta(hours=11)
    source: str = ""

    def wanted(self, place: Place, *, is_busy: bool) -> int:
        """Return how many people a place asks for on a usual day, or on a holiday or peak day."""
        return place.people * 2 if is_busy and place.role in self.doubled else place.people


def read_limits(facts: Mapping[str, Any], shifts: Sequence[str]) -> Limits:
    """Read the limits of a profile; what it does not say is as the domain study proposes."""
    rows = facts.get("places") or _usual_places(shifts)
    return Limits(
        places=tuple(
            Place(role=DutyRole(row["role"]), shift=shift, people=int(row["people"]))
            for row in rows
            for shift in row.get("shifts", [WHOLE_DAY])
        ),
        doubled=frozenset(DutyRole(role) for role in facts.get("doubled", [DutyRole.OPERATOR])),
        nights_a_week=int(facts.get("nights_a_week", 2)),
        rest_after_night=timedelta(hours=facts.get("rest_hours_after_night", 24)),
        rest=timedelta(hours=facts.get("rest_hours", 11)),
        source=str(facts.get("source", "")),
    )


def _usual_places(shifts: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"role": DutyRole.SHIFT_LEADER, "shifts": shifts, "people": 1},
        {"role": DutyRole.OPERATOR, "shifts": shifts[:-1], "people": 2},
        {"role": DutyRole.OPERATOR, "shifts": shifts[-1:], "people": 1},
        {"role": DutyRole.ON_CALL, "shifts": shifts[-1:], "people": 1},
        *(
            {"role": role, "people": 1}
            for role in (DutyRole.TECHNICIAN, DutyRole.OFFICE_LEADER, DutyRole.STANDING_BOARD)
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An officer, by id, in a shift as something."""

    officer: int
    role: DutyRole
    shift: Shift

    @property
    def is_stood(self) -> bool:
        """Whether it is stood at the desk; who is only on call may sleep."""
        return self.shift.name != WHOLE_DAY and self.role != DutyRole.ON_CALL


class Broken(StrEnum):
    """What may be wrong with a roster."""

    MISSING = "missing"
    NIGHTS = "nights"
    REST_AFTER_NIGHT = "rest_after_night"
    REST = "rest"
    TWICE = "twice"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong: where, and of whom. `count`: people missing, or nights."""

    what: Broken
    on: date
    shift: str = ""
    role: DutyRole | None = None
    officer: int | None = None
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A week to be judged: its duties and their neighbours (the days before and after)."""

    monday: date
    placed: Sequence[Placed]
    around: Sequence[Placed] = ()
    busy: Collection[date] = field(default_factory=frozenset)


def faults_of(plan: Plan, limits: Limits) -> list[Fault]:
    """Return what is wrong with a week, in the order of its days."""
    found = [
        *_missing(plan, limits),
        *_too_many_nights(plan, limits),
        *_too_little_rest(plan, limits),
    ]
    return sorted(found, key=lambda each: (each.on, each.shift, each.what, each.officer or 0))


def _missing(plan: Plan, limits: Limits) -> Iterable[Fault]:
    there = Counter((each.shift.on, each.shift.name, each.role) for each in plan.placed)
    for offset in range(7):
        day = plan.monday + timedelta(days=offset)
        for place in limits.places:
            wanted = limits.wanted(place, is_busy=day in plan.busy)
            lacking = wanted - there[day, place.shift, place.role]
            if lacking > 0:
                yield Fault(
                    what=Broken.MISSING, on=day, shift=place.shift, role=place.role, count=lacking
                )


def _too_many_nights(plan: Plan, limits: Limits) -> Iterable[Fault]:
    nights: dict[int, list[Placed]] = {}
    for each in plan.placed:
        if each.shift.is_night and each.is_stood:
            nights.setdefault(each.officer, []).append(each)
    for officer, stood in nights.items():
        if len(stood) > limits.nights_a_week:
            last = max(each.shift for each in stood)
            yield Fault(
                what=Broken.NIGHTS,
                on=last.on,
                shift=last.name,
                officer=officer,
                count=len(stood),
            )


def _too_little_rest(plan: Plan, limits: Limits) -> Iterable[Fault]:
    by_officer: dict[int, list[Placed]] = {}
    for each in (*plan.around, *plan.placed):
        if each.is_stood:
            by_officer.setdefault(each.officer, []).append(each)
    for officer, stood in by_officer.items():
        stood.sort(key=lambda each: each.shift)
        for earlier, later in pairwise(stood):
            what = _rest_fault(earlier, later, limits)
            if what and monday_of(later.shift.on) == plan.monday:
                yield Fault(what=what, on=later.shift.on, shift=later.shift.name, officer=officer)


def _rest_fault(earlier: Placed, later: Placed, limits: Limits) -> Broken | None:
    between = later.shift.from_at - earlier.shift.to_at
    if between < timedelta(0):
        return Broken.TWICE
    if earlier.shift.is_night and between < limits.rest_after_night:
        return Broken.REST_AFTER_NIGHT
    return Broken.REST if between < limits.rest else None


def faults_of_one(officer: int, plan: Plan, limits: Limits) -> list[Fault]:
    """Return what is wrong with a week for one officer."""
    return [each for each in faults_of(plan, limits) if each.officer == officer]


def hours(placed: Iterable[Placed]) -> float:
    """Return the hours stood at the desk."""
    spans = (each.shift.to_at - each.shift.from_at for each in placed if each.is_stood)
    return sum(spans, timedelta(0)) / timedelta(hours=1)
