"""Exact places and named bodies of two voices: whether they are the same, or exclude each other."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from langnghe.understanding.bodies import BODY, CODES, NUMBERED
from langnghe.understanding.doors import DOORS
from langnghe.understanding.trace import ROUTE, Trace, name_of, sort_of, term_of

_EXACT = DOORS | {ROUTE} | NUMBERED
_NO_PLACES = frozenset(["cell", "school", *CODES])
_INSIDE = frozenset(["house", "lane", "block", "plot", "cell", "stall"])
"""What fails in a whole area fails in many of these."""

_NEIGHBOURS = 8
_CACHED = 20_000


class Exact(NamedTuple):
    """What exact places say: each 0 or 1.

    `shared`: one exact place. `code`: one number that nothing else bears (a plate, a file).
    `clash`: other doors, alleys, hamlets, plates. `body`: one school, firm, market. `bodies`:
    others of one kind, or namesakes of other kinds, or cells of citizens who tell theirs.
    """

    shared: float = 0.0
    code: float = 0.0
    clash: float = 0.0
    body: float = 0.0
    bodies: float = 0.0


_NOTHING = Exact()


def compare_exact(one: Trace, other: Trace, *, wide: bool) -> Exact:
    """Compare the exact places of two voices; symmetric. `wide`: it is a whole area that fails."""
    mine, theirs = _by_sort(one.places), _by_sort(other.places)
    if not mine and not theirs:
        return _NOTHING
    if not mine or not theirs:
        return Exact(body=float(_is_heard(mine, theirs, other) or _is_heard(theirs, mine, one)))
    code = any(_common(mine, theirs, sort) for sort in CODES)
    shared = clash = body = bodies = False
    for sort in mine.keys() & theirs.keys():
        agree = any(_agree(a, b) for a in mine[sort] for b in theirs[sort])
        if sort.startswith(BODY):
            body = body or agree
            bodies = bodies or not (agree or wide)
            clash = clash or (not (agree or wide) and _differ_by_number(mine[sort], theirs[sort]))
        elif agree:
            shared = shared or sort not in _NO_PLACES
        elif sort == "cell":
            bodies = bodies or not wide
        elif not (wide and sort in _INSIDE) and not _is_one(sort, mine, theirs, one, other):
            clash = True
    namesakes = not body and _are_namesakes(mine, theirs)
    bodies = bodies or (namesakes and not wide)
    heard = _is_heard(mine, theirs, other) or _is_heard(theirs, mine, one)
    body = body or (heard and not namesakes)
    return Exact(float(shared), float(code), float(clash and not code), float(body), float(bodies))


def _is_one(
    sort: str,
    mine: Mapping[str, frozenset[str]],
    theirs: Mapping[str, frozenset[str]],
    one: Trace,
    other: Trace,
) -> bool:
    """Whether two numbers may well be one place: neighbours, a block written small."""
    if sort == "house":
        return any(_near(a, b) for a in mine[sort] for b in theirs[sort])
    return sort == "block" and (
        any(term_of(name) in other.terms for name in mine[sort])
        or any(term_of(name) in one.terms for name in theirs[sort])
    )


def _is_heard(
    told: Mapping[str, frozenset[str]], others: Mapping[str, frozenset[str]], other: Trace
) -> bool:
    """Whether the name of a body stands in the other's plain words: "thcs giả định"."""
    return any(
        all(term_of(f"{first} {second}") in other.terms for first, second in pairwise(words))
        for sort, names in told.items()
        if sort.startswith(BODY) and sort not in others
        for words in (name.split() for name in names)
        if len(words) > 1
    )


def _are_namesakes(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Whether bodies of other kinds bear one name: the park and the estate of "Thành Công"."""
    return any(
        a in theirs
        for sort, mine in one.items()
        for kind, theirs in other.items()
        if sort != kind and sort.startswith(BODY) and kind.startswith(BODY)
        for a in mine
    )


@lru_cache(maxsize=_CACHED)
def _by_sort(places: frozenset[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for place in places:
        sort = sort_of(place)
        if sort in _EXACT or sort.startswith(BODY):
            found[sort].add(name_of(place))
    return {sort: frozenset(names) for sort, names in found.items()}


def _common(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]], sort: str
) -> bool:
    return sort in one and sort in other and not one[sort].isdisjoint(other[sort])


def _agree(one: str, other: str) -> bool:
    """Whether a name is in another one: the hamlets "Sen" and "Sen Hồ"."""
    return one == other or f" {one} " in f" {other} " or f" {other} " in f" {one} "


def _near(one: str, other: str) -> bool:
    """Whether houses are neighbours, who may well tell of one event."""
    return one.isdigit() and other.isdigit() and abs(int(one) - int(other)) <= _NEIGHBOURS


def _differ_by_number(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two names are one but for their last word, a number or a letter: "Mẫu A", "Mẫu B"."""
    return any(
        a.rpartition(" ")[0] == b.rpartition(" ")[0] != ""
        and all(_is_number(each.rpartition(" ")[2]) for each in (a, b))
        for a in mine
        for b in theirs
    )


def _is_number(word: str) -> bool:
    return len(word) == 1 or word[:1].isdigit()
