"""Proposing a week: even nights, even shifts, rest kept. The same plan for the same question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from langnghe.roster.rules.limits import Limits, Place, Placed
from langnghe.roster.rules.shifts import WHOLE_DAY, Shift
from langnghe.roster.states import DutyRole


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a proposal is made from.

    `shifts` of the week, whole days among them; `people` who may do what, by id; `kept` stands
    already in the week; `around` are the duties of the weeks before and after, from which nights
    and shifts are counted on.
    """

    shifts: Sequence[Shift]
    people: Mapping[DutyRole, Sequence[int]]
    kept: Sequence[Placed] = ()
    around: Sequence[Placed] = ()
    busy: frozenset[date] = frozenset()


@dataclass
class _Desk:
    """Who has what so far."""

    limits: Limits
    placed: list[Placed]
    around: Sequence[Placed]
    nights: Counter[int] = field(default_factory=Counter)
    stood: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for each in (*self.around, *self.placed):
            self._count(each)

    def _count(self, each: Placed) -> None:
        self.stood[each.officer] += 1
        self.nights[each.officer] += each.shift.is_night and each.is_stood

    def take(self, each: Placed) -> None:
        """Put somebody in."""
        self.placed.append(each)
        self._count(each)

    def is_free(self, officer: int, place: Place, shift: Shift) -> bool:
        """Tell whether an officer could take a shift and break nothing."""
        new = Placed(officer=officer, role=place.role, shift=shift)
        theirs = [each for each in (*self.around, *self.placed) if each.officer == officer]
        if any(each.shift.on == shift.on and each.shift.name == shift.name for each in theirs):
            return False
        if new.is_stood and shift.is_night:
            nights = [each for each in self.placed if each.officer == officer]
            stood = sum(each.shift.is_night and each.is_stood for each in nights)
            if stood >= self.limits.nights_a_week:
                return False
        return all(self._is_rested(each, new) for each in theirs)

    def _is_rested(self, one: Placed, new: Placed) -> bool:
        if WHOLE_DAY in {one.shift.name, new.shift.name}:
            return True
        earlier, later = sorted((one, new), key=lambda each: each.shift)
        between = later.shift.from_at - earlier.shift.to_at
        if between < timedelta(0):
            return False
        if not (earlier.is_stood and later.is_stood):
            return True
        least = self.limits.rest_after_night if earlier.shift.is_night else self.limits.rest
        return between >= least

    def order(self, officer: int, place: Place, shift: Shift) -> tuple[float, ...]:
        """Return a key: fewest nights, then fewest duties, then the longest rest comes first."""
        ended = [
            each.shift.to_at.timestamp()
            for each in (*self.around, *self.placed)
            if each.officer == officer and each.shift.to_at <= shift.from_at
        ]
        key = (self.stood[officer], max(ended, default=0.0), officer)
        is_night = shift.is_night and place.role != DutyRole.ON_CALL
        return (self.nights[officer], *key) if is_night else key


def propose(question: Question, limits: Limits) -> list[Placed]:
    """Return duties to add to those that are kept; a place nobody may take stays empty.

    Nights first, for they are the hardest to fill; then day by day.
    """
    desk = _Desk(limits, list(question.kept), question.around)
    before = len(desk.placed)
    for shift, place in sorted(_slots(question, limits), key=_hardest_first):
        people = [
            each for each in question.people.get(place.role, ()) if desk.is_free(each, place, shift)
        ]
        if people:
            chosen = min(people, key=lambda each: desk.order(each, place, shift))
            desk.take(Placed(officer=chosen, role=place.role, shift=shift))
    return desk.placed[before:]


def _slots(question: Question, limits: Limits) -> list[tuple[Shift, Place]]:
    there = Counter((each.shift.on, each.shift.name, each.role) for each in question.kept)
    found = []
    for shift in question.shifts:
        for place in limits.places:
            if place.shift == shift.name:
                wanted = limits.wanted(place, is_busy=shift.on in question.busy)
                left = wanted - there[shift.on, shift.name, place.role]
                found += [(shift, place)] * max(0, left)
    return found


def _hardest_first(slot: tuple[Shift, Place]) -> tuple[int, Shift, int]:
    shift, place = slot
    stood_at_night = shift.is_night and place.role != DutyRole.ON_CALL
    last = place.role == DutyRole.ON_CALL
    return (0 if stood_at_night else 2 if last else 1, shift, list(DutyRole).index(place.role))
