"""How alike two voices are in their words and topics, apart from names and places."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from langnghe.understanding.trace import COMMON, Trace, named_terms, term_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How alike two texts are in what they say.

    `text`: the cosine of their words, `topic` that of their topics, each between 0 and 1.
    `shared`: how many words and pairs both have (natural logarithm of one more). `short`,
    `long`: how many words the shorter and the longer one has (likewise). `unsure`: how little
    is known of the topic of one, between 0 and 1.
    """

    text: float
    topic: float
    shared: float
    short: float
    long: float
    unsure: float


def compare_said(one: Trace, other: Trace) -> Wording:
    """Compare what two voices say; symmetric."""
    mine, theirs = _content(one, other)
    short, long = sorted((one.size, other.size))
    return Wording(
        text=cosine(mine, theirs),
        topic=cosine(_shade(one.topics), _shade(other.topics)),
        shared=math.log1p(len(mine.keys() & theirs.keys())),
        short=math.log1p(short),
        long=math.log1p(long),
        unsure=1 - min(max(each.topics.values(), default=0.0) for each in (one, other)),
    )


def _shade(topics: Mapping[str, float]) -> dict[str, float]:
    """Let likely topics speak beside the likeliest one: voices of one event see it differently."""
    return {code: math.sqrt(odds) for code, odds in topics.items()}


def _content(one: Trace, other: Trace) -> tuple[dict[int, float], dict[int, float]]:
    """Return what two texts say, apart from the names of places and firms."""
    named, small = named_terms(one) | named_terms(other), _small()
    mine, theirs = (
        {
            term: weight
            for term, weight in each.terms.items()
            if term not in named and term not in small
        }
        for each in (one, other)
    )
    return mine, theirs


def cosine(one: Mapping[Any, float], other: Mapping[Any, float]) -> float:
    """Return how alike two weighted sets are, between 0 and 1; 0 where one is empty."""
    length = math.hypot(*one.values()) * math.hypot(*other.values())
    if not length:
        return 0.0
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other.get(key, 0.0) for key, weight in one.items()) / length)
