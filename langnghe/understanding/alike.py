"""Whether two voices tell of one event, and why: text, place, time, topic, each weighed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise

from langnghe.understanding.exact import Exact, compare_exact
from langnghe.understanding.seen import ELSEWHERE_METRES, SAME_METRES, metres
from langnghe.understanding.things import Matter, compare_things
from langnghe.understanding.trace import (
    COMMON,
    NAMED_PLACES,
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


_LATE_HOURS, _LATE_MOMENT, _UNTOLD_SAME = 96, 20, 0.4
_OTHER_TOPIC, _SURE_TOPIC = 0.3, 0.5

_BEST_SHARE = 0.5
"""How much the likest voice of an event counts beside the mean of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two voices are: the odds of one event, and what speaks for and against it.

    `text`, `topic` are between 0 and 1; `ward`, `place`, `names` and `thing` between -1 (they
    differ) and 1.
    """

    odds: float
    text: float
    topic: float
    ward: float
    place: float
    names: float
    thing: float
    hours: float
    same_author: bool
    is_copy: bool


BIAS, _ELSEWHERE, _CROSSING = -2.39, -2.2, 0.3
WEIGHTS: Mapping[str, float] = {
    "topic": 2.1,
    "trouble": 0.65,
    "ward": 2.9,
    "street": 0.25,
    "code": 3.0,
    "body": 0.25,
    "names": 1.6,
    "here": 1.75,
    "again": 1.25,
    "far": -4.5,
    "elsewhere": -5.65,
    "along": -4.8,
    "clash": -4.55,
    "bodies": -2.55,
    "strangers": -1.1,
    "other_spot": -0.85,
    "strange": -1.4,
    "unknown": -0.3,
    "other_thing": -1.7,
    "other_trouble": -2.05,
    "other_topic": -1.1,
    "own": -3.85,
    "days": -1.25,
    "late": -2.9,
    "relapse": -1.95,
    "apart": -4.6,
    "untold": -2.7,
    "idle": -2.05,
}
"""Fitted by logistic regression over pairs of made-up reports, signs held, rounded; things and
troubles were left out or mistaken at random there, as they are where words are not known.

Those of `code`, `clash`, `bodies`, `late`, `idle`, `relapse` and `other_spot` were held near
values that people chose: they are rare, and what they say is sure. For one event speak: topic,
trouble, ward, street; a number that nothing else bears (`code`), a body of one name (`body`),
rare `names`; one matter at one exact place (`here`); the later one says that it was told before
(`again`). Against it: another ward (`far`), another place (`elsewhere`), other landmarks along
one street (`along`), other doors or plates (`clash`), other schools or firms (`bodies`), other
names (`strangers`), other things near it (`other_spot`); neither words nor topic in common
(`strange`), things unknown (`unknown`), other things, troubles, topics; a citizen's own affair
(`own`); time (`days`), too late for what is over within days (`late`), come back (`relapse`);
said to be apart; only one of them tells of an event (`untold`), or none does (`idle`).
"""

_SAME_WORDS = 3.0
"""A third of the words in common is as much as one topic."""


def compare(one: Trace, other: Trace, *, borders: Mapping[str, frozenset[str]]) -> Likeness:
    """Compare two voices; symmetric."""
    hours = abs((one.happened_at - other.happened_at).total_seconds()) / 3600
    matter = compare_things(one.things, other.things)
    place = _where(one, other, borders, wide=matter.wide)
    text, topic = _content(one, other), _angle(one.topics, other.topics)
    parts = {
        **_place_parts(place),
        **_matter_parts(matter, place, text=text, topic=topic),
        **_other_parts(one, other, matter, hours=hours),
        "other_topic": float(topic < _OTHER_TOPIC and _has_topic(one) and _has_topic(other)),
    }
    score = BIAS + sum(WEIGHTS[name] * value for name, value in parts.items())
    too_old = hours > STANDING_WITHIN.total_seconds() / 3600
    return Likeness(
        odds=0.0 if too_old else 1 / (1 + math.exp(-score)),
        text=text,
        topic=topic,
        ward=place.ward,
        place=_ELSEWHERE if place.exact.clash else place.exact.shared or place.named,
        names=place.names,
        thing=matter.thing - matter.other_thing,
        hours=hours,
        same_author=bool(one.author) and one.author == other.author,
        is_copy=_is_copy(one, other),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """How alike two voices are in where they are: `named`, `ward`, `names` as in `Likeness`.

    `is_street`: only streets are shared; `is_crossing`: two are. `is_along`: both tell a place
    on a street that the other does not.
    """

    named: float
    ward: float
    names: float
    exact: Exact
    is_street: bool
    is_crossing: bool
    is_along: bool

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


def _where(
    one: Trace, other: Trace, borders: Mapping[str, frozenset[str]], *, wide: bool
) -> _Where:
    mine, theirs = _told(one, other), _told(other, one)
    seen = _seen(one, other)
    told = _places(mine, theirs) if mine and theirs else 0.0
    named = seen or told
    shared = (
        [name for name in mine if any(_is_same(name, each) for each in theirs)] if told > 0 else []
    )
    lines = {name_of(name) for name in shared if sort_of(name) == "line"}
    ward = _ward(one.wards, other.wards, borders)
    if named > 0 and (ward < 0 or not (one.wards and other.wards)):
        ward = 1.0 if ward >= 0 else 0.0
    return _Where(
        named=named,
        ward=ward,
        names=_names(one, other),
        exact=compare_exact(one, other, wide=wide),
        is_street=bool(shared) and all(sort_of(name) == "line" for name in shared),
        is_crossing=len(lines) > 1,
        is_along=bool(lines) and _left(mine, theirs) and _left(theirs, mine),
    )


def _left(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one tells a place that the other does not."""
    return not all(any(_is_same(name, each) for each in other) for name in one)


def _place_parts(place: _Where) -> dict[str, float]:
    exact = place.exact
    return {
        "ward": max(0.0, place.ward),
        "far": max(0.0, -place.ward),
        "street": float(place.is_street),
        "code": exact.code,
        "body": exact.body,
        "names": max(0.0, place.names),
        "strangers": float(place.names < 0),
        "elsewhere": float(place.named < 0),
        "along": float(place.is_along),
        "clash": exact.clash,
        "bodies": exact.bodies,
    }


def _matter_parts(matter: Matter, place: _Where, *, text: float, topic: float) -> dict[str, float]:
    words = min(1.0, _SAME_WORDS * text)
    same = 0.5 * matter.thing + 0.3 * topic + 0.2 * words
    return {
        "topic": topic,
        "trouble": matter.trouble,
        "here": place.sure * (same if matter.known else 0.6 * topic + 0.4 * words),
        "strange": max(0.0, 1 - topic - _SAME_WORDS * text - matter.thing),
        "other_thing": matter.other_thing,
        "other_trouble": matter.other_trouble,
        "other_spot": matter.other_spot,
        "own": float(matter.own),
        "unknown": float(not matter.known),
    }


def _other_parts(one: Trace, other: Trace, matter: Matter, *, hours: float) -> dict[str, float]:
    days = math.log1p(hours / 24)
    passing = max(one.passing, other.passing, float(matter.brief))
    last = max(one.happened_at, other.happened_at)
    courses = (each.things.get("course", ()) for each in (one, other) if each.happened_at == last)
    later = {course for each in courses for course in each}
    asks = any("enquire" in each.things.get("trouble", ()) for each in (one, other))
    told = _UNTOLD_SAME if matter.thing and not asks else 1.0
    late = _LATE_MOMENT if matter.moment else _LATE_HOURS
    return {
        "days": days,
        "again": days * float("again" in later and not matter.brief),
        "relapse": float("relapse" in later and hours > _LATE_HOURS),
        "late": passing * float(hours > late),
        "apart": float(one.is_apart or other.is_apart),
        "untold": float(one.is_told != other.is_told) * told,
        "idle": float(not one.is_told and not other.is_told),
    }


def _has_topic(trace: Trace) -> bool:
    return max(trace.topics.values(), default=0.0) >= _SURE_TOPIC


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
    words = (name_of(place).split() for place in trace.places if sort_of(place) in NAMED_PLACES)
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


def _seen(one: Trace, other: Trace) -> float:
    """Say by photographs of both whether it is one place; 0 where they do not say."""
    if one.seen_from and other.seen_from:
        apart = metres(one.seen_from, other.seen_from)
        if apart <= SAME_METRES:
            return 1.0
        if apart >= ELSEWHERE_METRES:
            return _ELSEWHERE
    return 0.0


def _told(one: Trace, other: Trace) -> frozenset[str]:
    """Return the places a voice tells, and those of the other that stand in its words, too."""
    heard = {
        name
        for name in other.places
        if sort_of(name) in NAMED_PLACES and _stands_in(one, name_of(name).split())
    }
    return frozenset(name for name in one.places | heard if sort_of(name) in NAMED_PLACES)


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
