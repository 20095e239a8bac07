"""Whether two voices tell of one event, and why: text, place, time, topic, each weighed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise, starmap

from langnghe.understanding.doors import DOORS
from langnghe.understanding.seen import ELSEWHERE_METRES, SAME_METRES, metres
from langnghe.understanding.trace import (
    COMMON,
    ROUTE,
    Trace,
    name_of,
    named_terms,
    sort_of,
    term_of,
)

EVENT_WITHIN = timedelta(hours=72)
STANDING_WITHIN = timedelta(days=90)
"""Events are told within three days, standing problems within three months (domain study)."""

JOIN_AT, SHOW_AT = 0.6, 0.2
_NAME_RARE = 4.0
_COPY_LEAST, _COPY_SHAPE = 12, 0.6
COPY_AT = 0.8
"""Likeness of words above which one text is a copy of the other."""

_WHERE_SAID = (
    "truoc canh gan dau cuoi doan giua ben doi dien pho ngo ngach khu nha cua phuong xa quan"
    " huyen thon xom to dan toa so nguoi hien van lai chua moi ca may luc khi nhieu qua khoang"
    " ngay tuan lien thuoc noi cong nhan goi ke muon kinh thua hay"
)
_WHERE = frozenset(_WHERE_SAID.split())


@cache
def _small() -> frozenset[int]:
    """Return words and pairs that say where and who, not what: no text is like another by them."""
    where, all_ = {term_of(word) for word in _WHERE}, {*_WHERE, *COMMON}
    return frozenset(where | {term_of(f"{one} {other}") for one in all_ for other in all_})


_EXACT = DOORS | {ROUTE}
_NO_PLACES = frozenset(["cell", "school"])
_NEIGHBOURS = 8

_BEST_SHARE = 0.7
"""How much the likest voice of an event counts beside the mean of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two voices are: the odds of one event, and what speaks for and against it.

    `text`, `topic` are between 0 and 1; `ward`, `place` and `names` between -1 (they differ)
    and 1.
    """

    odds: float
    text: float
    topic: float
    ward: float
    place: float
    names: float
    hours: float
    same_author: bool
    is_copy: bool


BIAS, _ELSEWHERE, _CROSSING = -1.4, -2.2, 0.3
WEIGHTS: Mapping[str, float] = {
    "text": 0.5,
    "topic": 1.0,
    "ward": 3.8,
    "place": 1.4,
    "door": 0.5,
    "names": 3.3,
    "days": -1.1,
    "passed": -1.2,
    "apart": -5.0,
    "untold": -2.4,
    "clash": -3.5,
    "strange": -3.3,
    "vague": -2.0,
}
"""Fitted by logistic regression over pairs of made-up reports; rounded.

`clash`: other doors, alleys, hamlets, bus routes, levels of schools. `strange`: neither topic nor
words are alike, so that the same street is another matter. `vague`: nothing more exact than the
ward is shared.
"""

_SAME_WORDS = 3.0
"""A third of the words in common is as much as one topic."""


def compare(one: Trace, other: Trace, *, borders: Mapping[str, frozenset[str]]) -> Likeness:
    """Compare two voices; symmetric."""
    hours = abs((one.happened_at - other.happened_at).total_seconds()) / 3600
    parts = _parts(one, other, borders, days=math.log1p(hours / 24))
    score = BIAS + sum(WEIGHTS[name] * value for name, value in parts.items())
    too_old = hours > STANDING_WITHIN.total_seconds() / 3600
    return Likeness(
        odds=0.0 if too_old else 1 / (1 + math.exp(-score)),
        hours=hours,
        same_author=bool(one.author) and one.author == other.author,
        is_copy=_is_copy(one, other),
        place=_ELSEWHERE if parts["clash"] else parts["door"] or parts["place"],
        **{name: parts[name] for name in ("text", "topic", "ward", "names")},
    )


def _parts(
    one: Trace, other: Trace, borders: Mapping[str, frozenset[str]], *, days: float
) -> dict[str, float]:
    """Return everything that is weighed, by its name in WEIGHTS."""
    text, topic = _content(one, other), _angle(one.topics, other.topics)
    place, (door, clash) = _place(one, other), _doors(one.places, other.places)
    names = _names(one, other)
    heard_of = place > 0 and not (one.wards and other.wards)
    return {
        "text": text,
        "topic": topic,
        "ward": 1.0 if heard_of else _ward(one.wards, other.wards, borders),
        "place": place,
        "door": door,
        "names": names,
        "days": days,
        "passed": days * max(one.passing, other.passing),
        "apart": float(one.is_apart or other.is_apart),
        "untold": float(one.is_told != other.is_told),
        "clash": clash,
        "strange": max(0.0, 1 - topic - _SAME_WORDS * text),
        "vague": float(max(place, door, names) <= 0),
    }


def together(likenesses: Sequence[Likeness]) -> float:
    """Return the odds that a voice tells of an event, from its likeness to each of its voices."""
    odds = [each.odds for each in likenesses]
    return _BEST_SHARE * max(odds) + (1 - _BEST_SHARE) * sum(odds) / len(odds)


def _is_copy(one: Trace, other: Trace) -> bool:
    """Whether one text is the other's, but for a few words."""
    short, long = sorted((one.size, other.size))
    alike = _cosine(one.terms, other.terms)
    return alike >= COPY_AT and short >= _COPY_LEAST and short > _COPY_SHAPE * long


def _content(one: Trace, other: Trace) -> float:
    """Return how alike two texts are in what they say, apart from the names of places and firms."""
    named, small = named_terms(one) | named_terms(other), _small()
    mine, theirs = (
        {
            term: weight
            for term, weight in each.terms.items()
            if term not in named and term not in small
        }
        for each in (one, other)
    )
    length = math.hypot(*mine.values()) * math.hypot(*theirs.values())
    return _cosine(mine, theirs) / length if length else 0.0


def _place_pairs(trace: Trace) -> set[str]:
    words = (name_of(place).split() for place in trace.places)
    return {f"{first} {second}" for each in words for first, second in pairwise(each)}


def _cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other.get(term, 0.0) for term, weight in one.items()))


def _angle(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine of two distributions; 0 where one is empty."""
    length = math.hypot(*one.values()) * math.hypot(*other.values())
    return (
        sum(odds * other.get(code, 0.0) for code, odds in one.items()) / length if length else 0.0
    )


def _ward(
    one: Mapping[str, float], other: Mapping[str, float], borders: Mapping[str, frozenset[str]]
) -> float:
    """Return 1 for surely one ward, 0 where one is unknown, -1 for surely others."""
    if not one or not other:
        return 0.0
    same = sum(math.sqrt(odds * other.get(code, 0.0)) for code, odds in one.items())
    if same > 0.05:
        return min(1.0, same)
    near = any(code in borders.get(mine, frozenset()) for mine in one for code in other)
    return -0.3 if near else -1.0


def _place(one: Trace, other: Trace) -> float:
    """Say by photographs of both whether it is one place; else by the places they name."""
    if one.seen_from and other.seen_from:
        apart = metres(one.seen_from, other.seen_from)
        if apart <= SAME_METRES:
            return 1.0
        if apart >= ELSEWHERE_METRES:
            return _ELSEWHERE
    return _places(_told(one, other), _told(other, one))


def _told(one: Trace, other: Trace) -> frozenset[str]:
    """Return the places a voice tells, and those of the other that stand in its words, too."""
    heard = {name for name in other.places if _stands_in(one, name_of(name).split())}
    return frozenset(name for name in one.places | heard if sort_of(name) not in _EXACT)


def _stands_in(trace: Trace, name: Sequence[str]) -> bool:
    pairs = [term_of(f"{first} {second}") for first, second in pairwise(name)]
    return bool(pairs) and all(pair in trace.terms for pair in pairs)


def _places(one: frozenset[str], other: frozenset[str]) -> float:
    """Return 1 for a place that both tell; below 0 where they tell of different ones.

    Two streets, or two areas, exclude each other; a street may well lie in an area. Of two
    crossings on one street each has another street besides.
    """
    mine = {name for name in one if not any(_is_same(name, theirs) for theirs in other)}
    if len(mine) < len(one):
        left = {name for name in other if not any(_is_same(name, each) for each in one)}
        crossing = all(any(sort_of(name) == "line" for name in each) for each in (mine, left))
        return _CROSSING if crossing else 1.0
    sorts = set(map(sort_of, one)) & set(map(sort_of, other))
    return _ELSEWHERE if sorts & {"line", "area"} else 0.0


def _doors(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """Say whether two voices share an exact place, and whether they tell of different ones.

    Houses a few numbers apart are neighbours, who may well tell of one event.
    """
    shared = clash = False
    for sort in _EXACT & set(map(sort_of, one)) & set(map(sort_of, other)):
        pairs = [
            (name_of(mine), name_of(theirs))
            for mine in one
            for theirs in other
            if sort_of(mine) == sort_of(theirs) == sort
        ]
        if any(_begins(mine, theirs) or _begins(theirs, mine) for mine, theirs in pairs):
            shared = shared or sort not in _NO_PLACES
        elif sort != "lane" and not (sort == "house" and any(starmap(_near, pairs))):
            clash = True
    return float(shared), float(clash)


def _begins(one: str, other: str) -> bool:
    """Whether a name is another one's beginning: the hamlets "Sen" and "Sen Hồ"."""
    return other == one or other.startswith(f"{one} ")


def _near(one: str, other: str) -> bool:
    return one.isdigit() and other.isdigit() and abs(int(one) - int(other)) <= _NEIGHBOURS


def _is_same(one: str, other: str) -> bool:
    """Whether two names are one place: "bán đảo Linh Đàm" and "Linh Đàm"."""
    mine, theirs = (f" {name_of(name)} " for name in (one, other))
    return mine in theirs or theirs in mine


def _names(one: Trace, other: Trace) -> float:
    """Return how much of the rarer names both tell, however they write them; -0.35 for none.

    The words of a known place are no name beside it: one place is not two reasons.
    """
    places = _place_pairs(one) | _place_pairs(other)
    mine, theirs = (
        {
            pair: rare
            for pair, rare in each.names.items()
            if rare > _NAME_RARE and pair not in places
        }
        for each in (one, other)
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
