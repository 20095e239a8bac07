"""Whether two voices tell of one event, and why: text, place, time, topic, each weighed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from langnghe.understanding.sites import ELSEWHERE, Where, compare_where
from langnghe.understanding.things import Matter, compare_things
from langnghe.understanding.trace import COMMON, Trace, named_terms, term_of

EVENT_WITHIN = timedelta(hours=72)
STANDING_WITHIN = timedelta(days=90)
"""Events are told within three days, standing problems within three months (domain study)."""

JOIN_AT, SHOW_AT = 0.6, 0.2
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
_DANGER_HOURS = 4

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


BIAS = -1.75
WEIGHTS: Mapping[str, float] = {
    "topic": 1.8,
    "trouble": 0.2,
    "ward": 3.15,
    "street": 0.15,
    "code": 3.0,
    "body": 0.4,
    "names": 1.7,
    "here": 0.2,
    "rare": 0.3,
    "refers": 0.8,
    "again": 0.45,
    "at_once": 2.9,
    "far": -3.25,
    "elsewhere": -2.85,
    "along": -1.0,
    "unshared": -1.2,
    "clash": -3.6,
    "bodies": -2.35,
    "other_spot": -0.2,
    "strange": -2.75,
    "unknown": -0.5,
    "other_thing": -1.35,
    "other_trouble": -0.2,
    "other_topic": -1.2,
    "own": -3.0,
    "days": -0.55,
    "late": -0.75,
    "relapse": -1.2,
    "apart": -4.45,
    "untold": -2.15,
    "idle": -2.1,
}
"""Fitted by logistic regression over pairs of made-up reports of many hands, signs held, rounded.

Things and troubles were left out or mistaken at random there, as they are where words are not
known. Those of `code`, `clash`, `bodies`, `late`, `idle`, `relapse`, `apart`, `at_once`, `along`,
`here`, `own` and `other_spot` were held near values that people chose: they are rare. For one event
speak: topic, trouble, ward, street; a number that nothing else bears (`code`), a body of one name
(`body`), rare `names`; one matter at one exact place (`here`); a thing of which few tell (`rare`);
danger to life told in one place in the same hours (`at_once`); the later one says that it was
told before (`again`), or speaks of what happened then (`refers`). Against it: another ward
(`far`), another place (`elsewhere`), places of which none is shared (`unshared`), other landmarks
along one street (`along`), other doors or plates (`clash`), other schools or firms (`bodies`),
other things near it (`other_spot`); neither words nor topic in common (`strange`), things unknown
(`unknown`), other things, troubles, topics; a citizen's own affair (`own`); time (`days`), too
late for what is over within days (`late`), come back (`relapse`); said to be apart; only one of
them tells of an event (`untold`), or none does (`idle`).
"""

_SAME_WORDS = 3.0
"""A third of the words in common is as much as one topic."""


def compare(one: Trace, other: Trace, *, borders: Mapping[str, frozenset[str]]) -> Likeness:
    """Compare two voices; symmetric."""
    hours = abs((one.happened_at - other.happened_at).total_seconds()) / 3600
    matter = compare_things(one.things, other.things)
    place = compare_where(one, other, borders, wide=matter.wide)
    text, topic = _content(one, other), _angle(one.topics, other.topics)
    parts = {
        **_place_parts(place),
        **_matter_parts(matter, place, text=text, topic=topic),
        **_other_parts(one, other, matter, hours=hours),
        "other_topic": float(topic < _OTHER_TOPIC and _has_topic(one) and _has_topic(other)),
        "at_once": _at_once(one, other, place, hours=hours),
    }
    score = BIAS + sum(WEIGHTS[name] * value for name, value in parts.items())
    too_old = hours > STANDING_WITHIN.total_seconds() / 3600
    return Likeness(
        odds=0.0 if too_old else 1 / (1 + math.exp(-score)),
        text=text,
        topic=topic,
        ward=place.ward,
        place=ELSEWHERE if place.exact.clash else place.exact.shared or place.named,
        names=place.names,
        thing=matter.thing - matter.other_thing,
        hours=hours,
        same_author=bool(one.author) and one.author == other.author,
        is_copy=_is_copy(one, other),
    )


def _place_parts(place: Where) -> dict[str, float]:
    exact = place.exact
    return {
        "ward": max(0.0, place.ward),
        "far": max(0.0, -place.ward),
        "street": float(place.is_street),
        "code": exact.code,
        "body": exact.body,
        "names": max(0.0, place.names),
        "elsewhere": float(place.named < 0),
        "along": float(place.is_along),
        "unshared": float(place.is_unshared),
        "clash": exact.clash,
        "bodies": exact.bodies,
    }


def _matter_parts(matter: Matter, place: Where, *, text: float, topic: float) -> dict[str, float]:
    words = min(1.0, _SAME_WORDS * text)
    same = 0.5 * matter.thing + 0.3 * topic + 0.2 * words
    return {
        "topic": topic,
        "trouble": matter.trouble,
        "here": place.sure * (same if matter.known else 0.6 * topic + 0.4 * words),
        "strange": max(0.0, 1 - topic - _SAME_WORDS * text - matter.thing),
        "rare": matter.rare * max(place.sure, place.ward, place.names, 0.0),
        "other_thing": matter.other_thing,
        "other_trouble": matter.other_trouble,
        "other_spot": matter.other_spot,
        "own": float(matter.own),
        "unknown": float(not matter.known),
    }


def _other_parts(one: Trace, other: Trace, matter: Matter, *, hours: float) -> dict[str, float]:
    days = math.log1p(hours / 24)
    last = max(one.happened_at, other.happened_at)
    courses = [(each.happened_at, each.things.get("course", ())) for each in (one, other)]
    later = {course for at, told in courses for course in told if at == last}
    refers = "refers" in later
    lasts = refers or any("lasting" in told for _at, told in courses)
    passing = 0.0 if lasts else max(one.passing, other.passing, float(matter.brief))
    asks = any("enquire" in each.things.get("trouble", ()) for each in (one, other))
    known = _UNTOLD_SAME if matter.thing and not asks else 1.0
    late = _LATE_MOMENT if matter.moment else _LATE_HOURS
    return {
        "days": days,
        "again": days * float("again" in later and not matter.brief),
        "refers": float(refers and matter.thing > 0),
        "relapse": float("relapse" in later and hours > _LATE_HOURS),
        "late": passing * float(hours > late),
        "apart": float(one.is_apart or other.is_apart),
        "untold": float(one.is_told != other.is_told) * known,
        "idle": float(not one.is_told and not other.is_told),
    }


def _at_once(one: Trace, other: Trace, place: Where, *, hours: float) -> float:
    """How far both tell of danger to life in one place in the same hours: that is rare."""
    near = max(0.0, place.ward, place.sure)
    return min(one.danger, other.danger) * near * math.exp(-hours / _DANGER_HOURS)


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
