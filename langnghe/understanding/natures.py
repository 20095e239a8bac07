"""Cases of one nature: which of many cases one common direction could be given to.

The rule, in one sentence: two cases are of one nature as far as their topics overlap and their
words, apart from names of places and firms, are the same; cases belong together while the mean of
that over all their pairs is at least ALIKE_ENOUGH (average linkage; Sokal and Michener, 1958).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from langnghe.understanding.trace import Trace, named_terms

WINDOW = timedelta(days=60)
LEAST_CASES = 4
"""So many cases of one nature within the window are proposed as an issue."""

ALIKE_ENOUGH = 0.05
"""Chosen on made-up reports, with SAID_ENOUGH: most natures found, nine of ten cases fitting."""

TOGETHER = 2000
"""So many cases of one group of topics are compared each with each; older ones with the centres."""

SAID_ENOUGH, _SAID_SHARE = 2.0, 1 / 400
"""So much must a word weigh in all cases together, and for each case; rarer ones tell of events."""

_CENTRE_TERMS = 300
_SAID_SO_FAR = 0.2
"""Like SAID_ENOUGH where voices come one by one: of what is yet to come nothing is known."""

Weights = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Told:
    """A case as it is compared: its topics with odds, and the weights of its words."""

    key: int
    topics: Mapping[str, float]
    terms: Weights

    @property
    def group(self) -> str:
        """The group of its likeliest topic; empty where nothing is known of it."""
        if not self.topics:
            return ""
        return max(sorted(self.topics), key=self.topics.__getitem__).partition(".")[0]


@dataclass(frozen=True, slots=True)
class Nature:
    """Cases that belong together, their mean topics and words; comparable while it is kept."""

    keys: tuple[int, ...]
    topics: Mapping[str, float]
    centre: Weights

    @property
    def topic(self) -> str:
        """The topic most of its cases have."""
        return max(sorted(self.topics), key=self.topics.__getitem__, default="")


def told_of(key: int, traces: Sequence[Trace], *, topic: str = "") -> Told:
    """Make one case of its voices: the mean of what they say; `topic`: decided by an officer."""
    terms: dict[int, float] = defaultdict(float)
    topics: dict[str, float] = defaultdict(float)
    for trace in traces:
        named = named_terms(trace)
        for term, weight in trace.terms.items():
            if term not in named:
                terms[term] += weight / len(traces)
        for code, odds in trace.topics.items():
            topics[code] += odds / len(traces)
    return Told(key, {topic: 1.0} if topic else dict(topics), dict(terms))


def weighed(cases: Sequence[Told]) -> list[Told]:
    """Weigh words by how little of the window is about them; each case's weights of length 1."""
    said: dict[int, float] = defaultdict(float)
    for case in cases:
        for term, weight in case.terms.items():
            said[term] += weight
    rare = _rarity(said, len(cases), SAID_ENOUGH)
    return [Told(case.key, case.topics, _unit(case.terms, rare)) for case in cases]


def _rarity(said: Weights, cases: int, least: float) -> dict[int, float]:
    enough = max(least, cases * _SAID_SHARE)
    return {
        term: math.log((cases + 1) / weight) for term, weight in said.items() if weight >= enough
    }


def _unit(terms: Weights, rare: Weights) -> dict[int, float]:
    kept = {term: weight * rare[term] for term, weight in terms.items() if term in rare}
    length = math.hypot(*kept.values())
    return {term: weight / length for term, weight in kept.items()} if length else {}


def natures_of(cases: Sequence[Told], *, least: int = LEAST_CASES) -> list[Nature]:
    """Find the natures among weighed cases, newest first; the same cases give the same natures."""
    groups: dict[str, list[Told]] = defaultdict(list)
    for case in cases:
        if case.group and case.terms:
            groups[case.group].append(case)
    found = [nature for group in sorted(groups) for nature in _in_group(groups[group], least)]
    return sorted(found, key=lambda nature: (-len(nature.keys), nature.keys))


def _in_group(cases: Sequence[Told], least: int) -> Iterable[Nature]:
    near, older = cases[:TOGETHER], cases[TOGETHER:]
    parts: dict[int, list[Told]] = defaultdict(list)
    for case, part in zip(near, _parts(near), strict=True):
        parts[part].append(case)
    natures = [nature_from(part) for part in parts.values() if len(part) >= least]
    more: dict[int, list[Told]] = defaultdict(list)
    for case in older:
        place, likeness = nearest(case, natures)
        if likeness >= ALIKE_ENOUGH:
            more[place].append(case)
    by_key = {case.key: case for case in cases}
    for place, nature in enumerate(natures):
        yield nature_from([*(by_key[key] for key in nature.keys), *more[place]])


def _parts(cases: Sequence[Told]) -> Sequence[int]:
    from langnghe.understanding.linked import parts_of  # heavy, and needed by the job alone

    return parts_of(
        [case.terms for case in cases],
        [_length_one(case.topics) for case in cases],
        least=ALIKE_ENOUGH,
    )


def _length_one(values: Mapping[str, float]) -> dict[str, float]:
    length = math.hypot(*values.values())
    return {name: value / length for name, value in values.items()} if length else {}


def nature_from(cases: Sequence[Told]) -> Nature:
    """Return the nature that weighed cases have together."""
    terms: dict[int, float] = defaultdict(float)
    topics: dict[str, float] = defaultdict(float)
    for case in cases:
        for term, weight in case.terms.items():
            terms[term] += weight / len(cases)
        for code, share in _length_one(case.topics).items():
            topics[code] += share / len(cases)
    heaviest = sorted(terms.items(), key=lambda pair: (-pair[1], pair[0]))[:_CENTRE_TERMS]
    return Nature(tuple(sorted(case.key for case in cases)), dict(topics), dict(heaviest))


def likeness(case: Told, nature: Nature) -> float:
    """Return the mean likeness of a case to the cases of a nature, between 0 and 1."""
    words = sum(weight * nature.centre.get(term, 0.0) for term, weight in case.terms.items())
    topics = _length_one(case.topics)
    overlap = sum(share * nature.topics.get(code, 0.0) for code, share in topics.items())
    return min(1.0, words * overlap)


def nearest(case: Told, natures: Sequence[Nature]) -> tuple[int, float]:
    """Return the place of the nature a case is likest to, and how like; (-1, 0) without any."""
    scored = [(likeness(case, nature), -place) for place, nature in enumerate(natures)]
    if not scored:
        return -1, 0.0
    best, place = max(scored)
    return -place, best


@dataclass(slots=True)
class _Growing:
    """A nature that grows: sums instead of means."""

    last_at: datetime
    topics: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    terms: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    cases: dict[int, datetime] = field(default_factory=dict)
    voices: int = 0

    def likeness(self, case: Told) -> float:
        topics = _length_one(case.topics)
        overlap = sum(share * self.topics.get(code, 0.0) for code, share in topics.items())
        words = sum(weight * self.terms.get(term, 0.0) for term, weight in case.terms.items())
        return words * overlap / self.voices**2

    def add(self, case: Told, at: datetime) -> None:
        self.voices += 1
        self.cases[case.key] = self.last_at = at
        for term, weight in case.terms.items():
            self.terms[term] += weight
        for code, share in _length_one(case.topics).items():
            self.topics[code] += share


class Natures:
    """The same rule for voices as they come: each goes to the nature it is likest to, if any."""

    def __init__(self) -> None:
        self._natures: list[_Growing] = []
        self._living: list[int] = []
        self._said: dict[int, float] = defaultdict(float)
        self._voices = 0

    def add(self, case: int, trace: Trace) -> int | None:
        """Put a voice of a case to its nature; return its number once it is an issue."""
        told, at = self._weighed(told_of(case, [trace])), trace.received_at
        if not told.topics or not told.terms:
            return None
        self._living = [
            number for number in self._living if at - self._natures[number].last_at <= WINDOW
        ]
        ranked = [(self._natures[number].likeness(told), -number) for number in self._living]
        best, place = max(ranked, default=(0.0, 0))
        if best < ALIKE_ENOUGH:
            self._natures.append(_Growing(at))
            self._living.append(len(self._natures) - 1)
            place = -self._living[-1]
        nature = self._natures[-place]
        nature.add(told, at)
        fresh = sum(at - last <= WINDOW for last in nature.cases.values())
        return -place if fresh >= LEAST_CASES else None

    def _weighed(self, told: Told) -> Told:
        self._voices += 1
        for term, weight in told.terms.items():
            self._said[term] += weight
        said = {term: self._said[term] for term in told.terms}
        return Told(
            told.key, told.topics, _unit(told.terms, _rarity(said, self._voices, _SAID_SO_FAR))
        )
