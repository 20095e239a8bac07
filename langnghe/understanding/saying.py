"""How alike two voices are in their words and topics, apart from names and places."""

import math
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from langnghe.understanding.trace import COMMON, Trace, named_terms, once, term_of

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


class Wording(NamedTuple):
    """How alike two texts are in what they say.

    `text`: the cosine of their words, apart from names and small ones; `whole` that of all of
    them, `topic` that of their topics, each between 0 and 1.
    `shared`: how many words and pairs both have (natural logarithm of one more). `short`,
    `long`: how many words the shorter and the longer one has (likewise). `unsure`: how little
    is known of the topic of one, between 0 and 1.
    """

    text: float
    whole: float
    topic: float
    shared: float
    short: float
    long: float
    unsure: float


def compare_said(one: Trace, other: Trace) -> Wording:
    """Compare what two voices say; symmetric."""
    both = one.terms.keys() & other.terms.keys()
    shared = both.difference(named_terms(one), named_terms(other), _small())
    short, long = sorted((one.size, other.size))
    return Wording(
        text=_text(one, other, shared) if shared else 0.0,
        whole=_cosine(one, other, both, _length(one) * _length(other)) if both else 0.0,
        topic=_topic(one, other),
        shared=math.log1p(len(shared)),
        short=math.log1p(short),
        long=math.log1p(long),
        unsure=1 - min(_surest(one), _surest(other)),
    )


def _topic(one: Trace, other: Trace) -> float:
    """Return the cosine of the roots of odds.

    So likely topics speak beside the likeliest one: voices of one event see it differently.
    """
    mine, theirs = one.topics, other.topics
    same = math.fsum([math.sqrt(mine[code] * theirs[code]) for code in mine.keys() & theirs.keys()])
    return min(1.0, same / math.sqrt(_odds(one) * _odds(other))) if same else 0.0


@once
def _odds(trace: Trace) -> float:
    return math.fsum(trace.topics.values())


@once
def _surest(trace: Trace) -> float:
    return max(trace.topics.values(), default=0.0)


def _text(one: Trace, other: Trace, shared: AbstractSet[int]) -> float:
    """Return the cosine of words, apart from small ones and the names that either tells."""
    length = _length_besides(one, named_terms(other)) * _length_besides(other, named_terms(one))
    return _cosine(one, other, shared, length)


def _cosine(one: Trace, other: Trace, shared: AbstractSet[int], length: float) -> float:
    """Return the cosine of two texts by the words they share; `length`: of both, multiplied.

    The sum is exact: it is the same whichever comes first.
    """
    product = math.fsum([one.terms[term] * other.terms[term] for term in shared])
    return min(1.0, product / length) if product else 0.0


@once
def _length(trace: Trace) -> float:
    return math.hypot(*trace.terms.values())


def _length_besides(trace: Trace, named: frozenset[int]) -> float:
    """Return the length of a text apart from small words, and the names that either tells."""
    if named.difference(named_terms(trace)).isdisjoint(trace.terms):
        return _own_length(trace)
    return _length_without(trace, _small_in(trace) | named_terms(trace) | named)


@once
def _own_length(trace: Trace) -> float:
    return _length_without(trace, _small_in(trace) | named_terms(trace))


@once
def _small_in(trace: Trace) -> frozenset[int]:
    return _small().intersection(trace.terms)


def _length_without(trace: Trace, left_out: frozenset[int]) -> float:
    return math.hypot(*[weight for term, weight in trace.terms.items() if term not in left_out])
