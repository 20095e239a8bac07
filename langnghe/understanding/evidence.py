"""What speaks for one event behind two voices, and what against it: the parts of likeness."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from langnghe.understanding.saying import Wording, compare_said
from langnghe.understanding.sites import Where, compare_where
from langnghe.understanding.things import NONE, Matter, compare_things
from langnghe.understanding.trace import Trace

_LATE_HOURS, _LATE_MOMENT, _UNTOLD_SAME = 96, 20, 0.4
_DANGER_HOURS, _FORTNIGHT = 4, 14
_SAME_WORDS = 3.0
"""A third of the words in common is as much as one topic."""

_MOST_TEXT = 0.35
"""Likeness of words above which more says no more: it may be a form, or a way to speak."""


class Evidence(NamedTuple):
    """What two voices have in common, and how they differ; `parts` are weighed against each other.

    Parts are 0 where nothing is known. For one event speak: `topic`; `text`, `words`, `shared`
    (what both say); `ward`, `sure` (how exactly both tell one place), one `street`, a number that
    nothing else bears (`code`), rare `names`; one `trouble`; the same kind of `spot`; one tells of
    danger to life (`grave`) or of what is over within days (`passing`): few do; danger told in
    one place in the same hours (`at_once`); the later one says that it was told before (`again`),
    or speaks of what happened then (`refers`).

    Against it: another ward (`far`), another place (`elsewhere`), places of which none is shared
    (`unshared`), other landmarks along one street (`along`), other doors or plates (`clash`),
    other schools or firms (`bodies`), other things near it (`other_spot`); neither words nor
    topic in common (`strange`), other things or troubles (`other_thing`, `other_trouble`) or
    none that are known (`unknown`); a citizen's own affair (`own`); time (`days`), more than a
    fortnight of it (`long_ago`), too late for what is over within days (`late`), come back
    (`relapse`); said to be `apart`; only one of them tells of an event (`untold`), or none does
    (`idle`). `short`, `long`, `unsure` set right that texts share less the longer they are and
    the less is known of their topic.
    """

    parts: Mapping[str, float]
    said: Wording
    place: Where
    matter: Matter
    hours: float


def weigh(one: Trace, other: Trace, borders: Mapping[str, frozenset[str]]) -> Evidence:
    """Find what speaks for and against one event; symmetric.

    `borders`: for each ward those beside it.
    """
    hours = abs((one.happened_at - other.happened_at).total_seconds()) / 3600
    matter, said = compare_things(one.things, other.things), compare_said(one, other)
    place = compare_where(one, other, borders, wide=matter.wide)
    parts = {
        **_said_parts(said),
        **_place_parts(place),
        **_matter_parts(matter, said),
        **_time_parts(one, other, matter, hours=hours),
        **_told_parts(one, other, matter),
        "at_once": _at_once(one, other, place, hours=hours),
    }
    return Evidence(parts=parts, said=said, place=place, matter=matter, hours=hours)


def _said_parts(said: Wording) -> dict[str, float]:
    return {
        "topic": said.topic,
        "text": min(said.text, _MOST_TEXT),
        "words": math.sqrt(min(said.text, _MOST_TEXT)),
        "shared": said.shared,
        "short": said.short,
        "long": said.long,
        "unsure": said.unsure,
    }


def _place_parts(place: Where) -> dict[str, float]:
    exact = place.exact
    return {
        "ward": max(0.0, place.ward),
        "far": max(0.0, -place.ward),
        "sure": place.sure,
        "street": float(place.is_street),
        "code": exact.code,
        "names": max(0.0, place.names),
        "elsewhere": float(place.named < 0),
        "along": float(place.is_along),
        "unshared": float(place.is_unshared),
        "clash": exact.clash,
        "bodies": exact.bodies,
    }


def _matter_parts(matter: Matter, said: Wording) -> dict[str, float]:
    return {
        "strange": max(0.0, 1 - said.topic - _SAME_WORDS * said.text - matter.thing),
        "trouble": matter.trouble,
        "spot": matter.spot,
        "unknown": float(not matter.known),
        "other_trouble": matter.other_trouble,
        "other_thing": matter.other_thing,
        "other_spot": matter.other_spot,
        "own": float(matter.own),
    }


def _time_parts(one: Trace, other: Trace, matter: Matter, *, hours: float) -> dict[str, float]:
    days = math.log1p(hours / 24)
    mine, theirs = one.things.get("course", NONE), other.things.get("course", NONE)
    later = mine | theirs
    if one.happened_at != other.happened_at:
        later = mine if one.happened_at > other.happened_at else theirs
    refers = "refers" in later
    lasts = refers or "lasting" in mine or "lasting" in theirs
    passing = max(one.passing, other.passing)
    late = _LATE_MOMENT if matter.moment else _LATE_HOURS
    over = 0.0 if lasts else max(passing, float(matter.brief))
    return {
        "days": days,
        "long_ago": math.log1p(max(0.0, hours / 24 - _FORTNIGHT) / 7),
        "again": days * float("again" in later and not matter.brief),
        "refers": float(refers and matter.thing > 0),
        "relapse": float("relapse" in later and hours > _LATE_HOURS),
        "late": over * float(hours > late),
        "passing": passing,
    }


def _told_parts(one: Trace, other: Trace, matter: Matter) -> dict[str, float]:
    asks = any("enquire" in each.things.get("trouble", NONE) for each in (one, other))
    known = _UNTOLD_SAME if matter.thing and not asks else 1.0
    return {
        "grave": max(one.danger, other.danger),
        "apart": float(one.is_apart or other.is_apart),
        "untold": float(one.is_told != other.is_told) * known,
        "idle": float(not one.is_told and not other.is_told),
    }


def _at_once(one: Trace, other: Trace, place: Where, *, hours: float) -> float:
    """How far both tell of danger to life in one place in the same hours: that is rare."""
    near = max(0.0, place.ward, place.sure)
    return min(one.danger, other.danger) * near * math.exp(-hours / _DANGER_HOURS)
