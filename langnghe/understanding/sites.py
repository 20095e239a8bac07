"""Whether two voices tell of one place: wards, streets, landmarks, names, photographs."""

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import dropwhile, pairwise
from typing import NamedTuple

from langnghe.understanding.exact import Exact, compare_exact
from langnghe.understanding.places import NEAR
from langnghe.understanding.seen import ELSEWHERE_METRES, SAME_METRES, metres
from langnghe.understanding.trace import Trace, name_of, named_places, once, sort_of, term_of

ELSEWHERE = -2.2
"""What is said of two places that exclude each other, beside 1 for the same."""

_CROSSING, _NAME_RARE = 0.3, 4.0
_CACHED = 20_000

_KINDS_SAID = (
    "khu do thi tap the cong nghiep kcn kdt chung cu toa nha du an duong pho quoc tinh lo"
    " cho cau ho ga ben xe"
)
_KINDS_OF_PLACE = frozenset(_KINDS_SAID.split())
"""Words with which names of areas and streets begin: people leave them out."""


class Where(NamedTuple):
    """How alike two voices are in where they are: each between -1 (they differ) and 1.

    `is_street`: only streets are shared; `is_crossing`: two are. `is_along`: both tell a place
    on a street that the other does not. `is_unshared`: both tell places, and none is the same.
    """

    named: float
    ward: float
    names: float
    exact: Exact
    is_street: bool
    is_crossing: bool
    is_along: bool
    is_unshared: bool

    @property
    def sure(self) -> float:
        """How exactly both tell the same place, between 0 and 1."""
        if self.exact.shared or self.exact.code or self.is_crossing:
            return 1.0
        if self.named > 0 and not self.is_street:
            return 0.8
        if self.named > 0 or self.exact.body:
            return 0.6
        return max(0.0, 0.6 * self.names)


def compare_where(
    one: Trace, other: Trace, borders: Mapping[str, frozenset[str]], *, wide: bool
) -> Where:
    """Compare where two voices are; symmetric. `borders`: for each ward those beside it.

    `wide`: what they tell of fails in a whole area at once.
    """
    mine, theirs = _told(one, other), _told(other, one)
    shared = _shared(mine, theirs)
    named = _seen(one, other) or _places(mine, theirs, shared)
    lines = {name_of(name) for name in shared if _kind_of(name) == "line"}
    ward = _ward(one.wards, other.wards, borders)
    if named > 0 and (ward < 0 or not (one.wards and other.wards)):
        ward = 1.0 if ward >= 0 else 0.0
    return Where(
        named=named,
        ward=ward,
        names=_names(one, other),
        exact=compare_exact(one, other, wide=wide),
        is_street=bool(shared) and all(_kind_of(name) == "line" for name in shared),
        is_crossing=len(lines) > 1,
        is_along=bool(lines) and _left(mine, theirs) and _left(theirs, mine),
        is_unshared=bool(mine and theirs) and not named,
    )


def _left(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one tells a place that the other does not; market and bridge of one name are one."""
    cores = {_core(name) for name in other}
    return any(
        not name.startswith(NEAR)
        and _core(name) not in cores
        and not any(_is_same(name, each) for each in other)
        for name in one
    )


def _kind_of(place: str) -> str:
    return sort_of(place).removeprefix(NEAR)


def _core(place: str) -> str:
    """Return a name without the kind of place with which it begins."""
    return " ".join(dropwhile(_KINDS_OF_PLACE.__contains__, name_of(place).split()))


def _ward(
    one: Mapping[str, float], other: Mapping[str, float], borders: Mapping[str, frozenset[str]]
) -> float:
    """Return 1 for surely one ward, 0 where one is unknown, -1 for surely others."""
    if not one or not other:
        return 0.0
    same = math.fsum(math.sqrt(one[code] * other[code]) for code in one.keys() & other.keys())
    if same > 0.05:
        return min(1.0, same)
    near = any(code in borders.get(mine, frozenset()) for mine in one for code in other)
    return -0.3 if near else -1.0


def _seen(one: Trace, other: Trace) -> float:
    """Say by photographs of both whether it is one place; 0 where they do not say."""
    if one.seen_from and other.seen_from:
        apart = metres(one.seen_from, other.seen_from)
        if apart <= SAME_METRES:
            return 1.0
        if apart >= ELSEWHERE_METRES:
            return ELSEWHERE
    return 0.0


def _told(one: Trace, other: Trace) -> frozenset[str]:
    """Return the places a voice tells, and those of the other that stand in its words, too."""
    heard = [name for name in named_places(other) if _stands_in(one, name)]
    return named_places(one).union(heard)


def _stands_in(trace: Trace, place: str) -> bool:
    heard_by = _heard_by(place)
    return bool(heard_by) and heard_by <= trace.terms.keys()


@lru_cache(maxsize=_CACHED)
def _heard_by(place: str) -> frozenset[int]:
    """Return the terms by which a place is heard; none where a single word would be all."""
    name = (name_of(place) if _kind_of(place) == "point" else _core(place)).split()
    if _kind_of(place) == "line" and len(name) == 1 and len(name[0]) > 2 and name[0][0].isdigit():
        return frozenset([term_of(name[0])])
    return frozenset(term_of(f"{first} {second}") for first, second in pairwise(name))


def _shared(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Return those places of one that the other tells, too."""
    return frozenset(name for name in one if any(_is_same(name, each) for each in other))


def _places(one: frozenset[str], other: frozenset[str], shared: frozenset[str]) -> float:
    """Return 1 for a place that both tell; below 0 where they tell of different ones.

    Two streets, or two areas, exclude each other; a street may well lie in an area. Of two
    crossings on one street each has another street besides.
    """
    if shared:
        left = (one - shared, other - _shared(other, one))
        crossing = all(any(_kind_of(name) == "line" for name in each) for each in left)
        return _CROSSING if crossing else 1.0
    if not one or not other:
        return 0.0
    sorts = set(map(sort_of, one)) & set(map(sort_of, other))
    return ELSEWHERE if sorts & {"line", "area"} else 0.0


@lru_cache(maxsize=_CACHED)
def _is_same(one: str, other: str) -> bool:
    """Whether two names are one place: "bán đảo Linh Đàm" and "Linh Đàm"."""
    mine, theirs = (f" {name_of(name)} " for name in (one, other))
    return mine in theirs or theirs in mine


def _names(one: Trace, other: Trace) -> float:
    """Return how much of the rarer names both tell, however they write them; -0.35 for none.

    The words of a known place are no name beside it: one place is not two reasons.
    """
    mine, theirs = _rare_names(one), _rare_names(other)
    if mine or theirs:
        places = _place_pairs(one) | _place_pairs(other)
        mine, theirs = (
            {pair: rare for pair, rare in each.items() if pair not in places}
            for each in (mine, theirs)
        )
    if not mine and not theirs:
        return 0.0
    shared = sum(
        rare
        for pair, rare in (mine | theirs).items()
        if term_of(pair) in one.terms and term_of(pair) in other.terms
    )
    sizes = [sum(each.values()) for each in (mine, theirs) if each]
    if shared:
        return min(1.0, shared / min(sizes))
    return -0.35 if mine and theirs else 0.0


@once
def _rare_names(trace: Trace) -> dict[str, float]:
    return {pair: rare for pair, rare in trace.names.items() if rare > _NAME_RARE}


@once
def _place_pairs(trace: Trace) -> set[str]:
    words = (name_of(place).split() for place in named_places(trace))
    return {f"{first} {second}" for each in words for first, second in pairwise(each)}
