"""Whether two voices tell of one event, and why: text, place, time, topic, each weighed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from langnghe.understanding.trace import Trace

EVENT_WITHIN = timedelta(hours=72)
STANDING_WITHIN = timedelta(days=90)
"""Events are told within three days, standing problems within three months (domain study)."""

JOIN_AT, SHOW_AT = 0.5, 0.2
COPY_AT = 0.8
"""Likeness of words above which one text is a copy of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two voices are: the odds of one event, and what speaks for and against it.

    Each part is between 0 and 1, `place` and `names` between -1 (they differ) and 1.
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


WEIGHTS: Mapping[str, float] = {
    "bias": -5.2,
    "text": 7.0,
    "topic": 2.6,
    "ward": 2.2,
    "place": 1.8,
    "names": 1.6,
    "days": -0.5,
}


def compare(one: Trace, other: Trace, *, borders: Mapping[str, frozenset[str]]) -> Likeness:
    """Compare two voices; symmetric."""
    text = _cosine(one.terms, other.terms)
    topic = _topic(one.topics, other.topics)
    ward = _ward(one.wards, other.wards, borders)
    place = _shared(one.places, other.places)
    names = _shared(one.names, other.names)
    hours = abs((one.received_at - other.received_at).total_seconds()) / 3600
    shape = min(one.size, other.size) / max(one.size, other.size, 1)
    is_copy = text >= COPY_AT and shape > 0.6 and min(one.size, other.size) >= 12
    score = (
        WEIGHTS["bias"]
        + WEIGHTS["text"] * text
        + WEIGHTS["topic"] * topic
        + WEIGHTS["ward"] * ward
        + WEIGHTS["place"] * place
        + WEIGHTS["names"] * names
        + WEIGHTS["days"] * math.log1p(hours / 24)
    )
    odds = 1 / (1 + math.exp(-score))
    if hours > STANDING_WITHIN.total_seconds() / 3600:
        odds = 0.0
    return Likeness(
        odds=odds, text=text, topic=topic, ward=ward, place=place, names=names, hours=hours,
        same_author=bool(one.author) and one.author == other.author, is_copy=is_copy,
    )  # fmt: skip


def _cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other.get(term, 0.0) for term, weight in one.items()))


def _topic(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how far two distributions over topics overlap; a shared group counts half."""
    exact = sum(min(odds, other.get(code, 0.0)) for code, odds in one.items())
    group = sum(min(odds, _groups(other).get(name, 0.0)) for name, odds in _groups(one).items())
    return min(1.0, 0.5 * exact + 0.5 * group)


def _groups(topics: Mapping[str, float]) -> dict[str, float]:
    groups: dict[str, float] = {}
    for code, odds in topics.items():
        name = code.partition(".")[0]
        groups[name] = groups.get(name, 0.0) + odds
    return groups


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


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of names that both tell; below 0 where each tells others."""
    if not one or not other:
        return 0.0
    shared = len(one & other)
    if not shared:
        return -0.5
    return shared / min(len(one), len(other))
