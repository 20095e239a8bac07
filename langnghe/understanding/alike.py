"""Whether two voices tell of one event, and why: text, place, time, topic, each weighed."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from operator import itemgetter, mul
from typing import NamedTuple

from langnghe.understanding.evidence import Evidence, weigh
from langnghe.understanding.saying import Wording
from langnghe.understanding.sites import ELSEWHERE
from langnghe.understanding.trace import Trace

EVENT_WITHIN = timedelta(hours=72)
STANDING_WITHIN = timedelta(days=90)
"""Events are told within three days, standing problems within three months (domain study)."""

SORT_WITHIN = timedelta(hours=72)
"""So long other events of one sort and ward make it harder to tell them apart."""

JOIN_AT, SHOW_AT = 0.6, 0.2
COPY_AT = 0.8
"""Likeness of words above which one text is a copy of the other."""

_COPY_LEAST, _COPY_SHAPE = 12, 0.6
_BEST_SHARE = 0.5
"""How much the likest voice of an event counts beside the mean of all."""

_OTHERS = 1.5
"""How much the score falls with the logarithm of other events of one sort, and one more."""


class Likeness(NamedTuple):
    """How alike two voices are: the odds of one event, and what speaks for and against it.

    `text`, `topic` are between 0 and 1; `ward`, `place`, `names` and `thing` between -1 (they
    differ) and 1. `score`: the logarithm of the odds to one, with which `together` goes on.
    `others`: how many other events of its sort were told there in these days, once `among_others`.
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
    others: float = 0.0

    @property
    def sort(self) -> float:
        """How far both are of one sort in one ward, told in the same days; between 0 and 1."""
        is_near = self.hours <= SORT_WITHIN.total_seconds() / 3600
        return self.topic * max(0.0, self.ward) * is_near


BIAS = -11.47
WEIGHTS: Mapping[str, float] = {
    "topic": 2.80,
    "text": 2.23,
    "words": 0.24,
    "shared": 0.70,
    "short": 0.70,
    "long": 0.90,
    "unsure": 1.71,
    "ward": 2.35,
    "sure": 1.76,
    "street": -0.03,
    "code": 3.00,
    "names": 1.69,
    "trouble": 0.32,
    "spot": 0.72,
    "grave": 0.92,
    "passing": 0.25,
    "at_once": 3.11,
    "again": 0.21,
    "refers": 0.51,
    "far": -2.99,
    "elsewhere": -1.57,
    "along": -0.94,
    "unshared": -0.49,
    "clash": -4.99,
    "bodies": -2.02,
    "other_spot": -0.29,
    "unknown": -0.04,
    "other_trouble": -0.46,
    "strange": -2.90,
    "other_thing": -1.67,
    "own": -2.33,
    "days": 0.00,
    "long_ago": -1.64,
    "late": -0.33,
    "relapse": -0.69,
    "apart": -4.39,
    "untold": -1.65,
    "idle": -1.87,
}
"""Fitted by `python -m bench likeness` over pairs of made-up reports of many hands.

The signs are held, and the weights of what is rare (`code`, `clash`, `bodies`, `late`, `idle`,
`relapse`, `refers`, `apart`, `at_once`, `along`, `own`, `other_spot`, `long_ago`) near values that
people chose. What each part says stands with `Evidence`.
"""

_by_weight = itemgetter(*WEIGHTS)

_NEVER = -700.0
"""The score of what cannot be one event: no odds at all."""


def compare(one: Trace, other: Trace, *, borders: Mapping[str, frozenset[str]]) -> Likeness:
    """Compare two voices; symmetric."""
    return judge(one, other, weigh(one, other, borders))


def judge(one: Trace, other: Trace, found: Evidence) -> Likeness:
    """Say how alike two voices are by what was found to speak for and against it."""
    score = BIAS + sum(map(mul, WEIGHTS.values(), _by_weight(found.parts)))
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
        is_copy=_is_copy(one, other, found.said),
    )


def among_others(likenesses: Sequence[Likeness], events: Sequence[int]) -> list[Likeness]:
    """Lower the odds of each by how many other events of its sort are told there in these days.

    `events`: the event that each one's other voice tells of; many voices of one count once. On
    the day of a storm each street has its fallen tree: one ward and one topic then say little.
    """
    sorts: dict[int, float] = {}
    for each, event in zip(likenesses, events, strict=True):
        sorts[event] = max(sorts.get(event, 0.0), each.sort)
    total = sum(sorts.values())
    return [
        _with_others(each, total - sorts[event])
        for each, event in zip(likenesses, events, strict=True)
    ]


def _with_others(likeness: Likeness, others: float) -> Likeness:
    score = lowered(likeness.score, others)
    return likeness._replace(score=score, odds=odds_of(score), others=others)


def lowered(score: float, others: float) -> float:
    """Return a score among so many other events of the same sort."""
    return score - _OTHERS * math.log1p(max(0.0, others)) if score > _NEVER else score


def odds_of(score: float) -> float:
    """Turn a score into odds between 0 and 1."""
    return 1 / (1 + math.exp(-score)) if score > _NEVER else 0.0


def together(scores: Sequence[float]) -> float:
    """Return the odds that a voice tells of an event, from its scores with each of its voices."""
    return odds_of(_BEST_SHARE * max(scores) + (1 - _BEST_SHARE) * sum(scores) / len(scores))


def _is_copy(one: Trace, other: Trace, said: Wording) -> bool:
    """Whether one text is the other's, but for a few words."""
    short, long = sorted((one.size, other.size))
    return said.whole >= COPY_AT and short >= _COPY_LEAST and short > _COPY_SHAPE * long
