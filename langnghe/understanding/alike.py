"""Whether two voices tell of one event, and why: text, place, time, topic, each weighed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from langnghe.understanding.seen import ELSEWHERE_METRES, SAME_METRES, metres
from langnghe.understanding.trace import ROUTE, Trace, term_of

EVENT_WITHIN = timedelta(hours=72)
STANDING_WITHIN = timedelta(days=90)
"""Events are told within three days, standing problems within three months (domain study)."""

JOIN_AT, SHOW_AT = 0.8, 0.2
_NAME_RARE = 4.0
_COPY_LEAST, _COPY_SHAPE = 12, 0.6
COPY_AT = 0.8
"""Likeness of words above which one text is a copy of the other."""

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


BIAS, _ELSEWHERE = -2.9, -2.2
WEIGHTS: Mapping[str, float] = {
    "text": 0.8,
    "topic": 2.5,
    "ward": 4.1,
    "place": 1.3,
    "names": 3.9,
    "days": -0.9,
    "passed": -1.6,
    "apart": -5.0,
    "untold": -2.4,
}
"""Fitted once, by logistic regression over pairs of made-up reports; rounded."""


def compare(one: Trace, other: Trace, *, borders: Mapping[str, frozenset[str]]) -> Likeness:
    """Compare two voices; symmetric."""
    hours = abs((one.happened_at - other.happened_at).total_seconds()) / 3600
    days = math.log1p(hours / 24)
    parts = {
        "text": _content(one, other),
        "topic": _angle(one.topics, other.topics),
        "ward": _ward(one.wards, other.wards, borders),
        "place": _place(one, other),
        "names": _names(one, other),
        "days": days,
        "passed": days * max(one.passing, other.passing),
        "apart": float(one.is_apart or other.is_apart),
        "untold": float(one.is_told != other.is_told),
    }
    score = BIAS + sum(WEIGHTS[name] * value for name, value in parts.items())
    too_old = hours > STANDING_WITHIN.total_seconds() / 3600
    return Likeness(
        odds=0.0 if too_old else 1 / (1 + math.exp(-score)),
        hours=hours,
        same_author=bool(one.author) and one.author == other.author,
        is_copy=_is_copy(one, other),
        **{name: parts[name] for name in ("text", "topic", "ward", "place", "names")},
    )


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
    named = _name_terms(one) | _name_terms(other)
    mine = {term: weight for term, weight in one.terms.items() if term not in named}
    theirs = {term: weight for term, weight in other.terms.items() if term not in named}
    length = math.hypot(*mine.values()) * math.hypot(*theirs.values())
    return _cosine(mine, theirs) / length if length else 0.0


def _place_pairs(trace: Trace) -> set[str]:
    words = (name.partition(":")[2].split() for name in trace.places)
    return {f"{first} {second}" for each in words for first, second in pairwise(each)}


def _name_terms(trace: Trace) -> set[int]:
    found: set[int] = set()
    places = (name.partition(":")[2] for name in trace.places)
    for name in (*places, *trace.names):
        words = name.split()
        found.update(map(term_of, words))
        found.update(term_of(f"{first} {second}") for first, second in pairwise(words))
    return found


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
    return _places(one.places, other.places)


def _places(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of places that both tell; below 0 where they tell of different ones.

    Two streets, two areas, or two routes exclude each other; a street may well lie in an area.
    """
    shared = sum(any(_is_same(mine, theirs) for theirs in other) for mine in one)
    if shared:
        return min(1.0, shared / min(len(one), len(other)))
    sorts = {name.partition(":")[0] for name in one} & {name.partition(":")[0] for name in other}
    return _ELSEWHERE if sorts & {"line", "area", ROUTE} else 0.0


def _is_same(one: str, other: str) -> bool:
    """Whether two names are one place: "bán đảo Linh Đàm" and "Linh Đàm"."""
    mine, theirs = (f" {name.partition(':')[2]} " for name in (one, other))
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
