"""Whether two voices tell of one event, and why: text, place, time, topic, each weighed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from langnghe.understanding.evidence import weigh
from langnghe.understanding.saying import cosine
from langnghe.understanding.sites import ELSEWHERE
from langnghe.understanding.trace import Trace

EVENT_WITHIN = timedelta(hours=72)
STANDING_WITHIN = timedelta(days=90)
"""Events are told within three days, standing problems within three months (domain study)."""

JOIN_AT, SHOW_AT = 0.6, 0.2
COPY_AT = 0.8
"""Likeness of words above which one text is a copy of the other."""

_COPY_LEAST, _COPY_SHAPE = 12, 0.6
_BEST_SHARE = 0.5
"""How much the likest voice of an event counts beside the mean of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two voices are: the odds of one event, and what speaks for and against it.

    `text`, `topic` are between 0 and 1; `ward`, `place`, `names` and `thing` between -1 (they
    differ) and 1. `score`: the logarithm of the odds to one, with which `together` goes on.
    """

    odds: float
    score: float
    text: float
    topic: float
    ward: float
    place: float
    names: float
    thing: float
    hours: float
    same_author: bool
    is_copy: bool


BIAS = -11.63
WEIGHTS: Mapping[str, float] = {
    "topic": 2.92,
    "text": 1.68,
    "words": 0.85,
    "shared": 0.66,
    "short": 0.47,
    "long": 1.16,
    "unsure": 2.07,
    "ward": 2.20,
    "sure": 1.61,
    "street": 0.17,
    "code": 3.00,
    "names": 1.35,
    "trouble": 0.32,
    "spot": 0.69,
    "grave": 1.02,
    "passing": 0.71,
    "at_once": 3.03,
    "again": 0.25,
    "refers": 0.52,
    "far": -3.18,
    "elsewhere": -1.78,
    "along": -0.94,
    "unshared": -0.56,
    "clash": -5.14,
    "bodies": -2.16,
    "other_spot": -0.37,
    "unknown": -0.90,
    "other_trouble": -0.50,
    "strange": -3.30,
    "other_thing": -2.29,
    "own": -2.32,
    "days": -0.24,
    "long_ago": -1.52,
    "late": -0.44,
    "relapse": -0.67,
    "apart": -4.37,
    "untold": -1.76,
    "idle": -1.83,
}
"""Fitted by `python -m bench likeness` over pairs of made-up reports of many hands.

The signs are held, and the weights of what is rare (`code`, `clash`, `bodies`, `late`, `idle`,
`relapse`, `refers`, `apart`, `at_once`, `along`, `own`, `other_spot`, `long_ago`) near values that
people chose. What each part says stands with `Evidence`.
"""

_NEVER = -700.0
"""The score of what cannot be one event: no odds at all."""


def compare(one: Trace, other: Trace, *, borders: Mapping[str, frozenset[str]]) -> Likeness:
    """Compare two voices; symmetric."""
    found = weigh(one, other, borders)
    score = BIAS + sum(weight * found.parts[name] for name, weight in WEIGHTS.items())
    if found.hours > STANDING_WITHIN.total_seconds() / 3600:
        score = _NEVER
    place = found.place
    return Likeness(
        odds=odds_of(score),
        score=score,
        text=found.said.text,
        topic=found.said.topic,
        ward=place.ward,
        place=ELSEWHERE if place.exact.clash else place.exact.shared or place.named,
        names=place.names,
        thing=found.matter.thing - found.matter.other_thing,
        hours=found.hours,
        same_author=bool(one.author) and one.author == other.author,
        is_copy=_is_copy(one, other),
    )


def odds_of(score: float) -> float:
    """Turn a score into odds between 0 and 1."""
    return 1 / (1 + math.exp(-score)) if score > _NEVER else 0.0


def together(scores: Sequence[float]) -> float:
    """Return the odds that a voice tells of an event, from its scores with each of its voices."""
    return odds_of(_BEST_SHARE * max(scores) + (1 - _BEST_SHARE) * sum(scores) / len(scores))


def _is_copy(one: Trace, other: Trace) -> bool:
    """Whether one text is the other's, but for a few words."""
    short, long = sorted((one.size, other.size))
    alike = cosine(one.terms, other.terms)
    return alike >= COPY_AT and short >= _COPY_LEAST and short > _COPY_SHAPE * long
