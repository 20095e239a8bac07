"""Voices one after the other: which earlier ones tell of the same event, which are only like it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from langnghe.understanding.alike import (
    JOIN_AT,
    SHOW_AT,
    STANDING_WITHIN,
    compare,
    together,
)
from langnghe.understanding.trace import Trace

_VOICES_COMPARED = 8
_CANDIDATES = 60


@dataclass(slots=True)
class Event:
    """One event in the stream: the voices that told of it, in order of arrival."""

    voices: list[tuple[str, Trace]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The ids of its voices."""
        return [identity for identity, _trace in self.voices]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where one voice was put: the event, ids told the same, ids only shown, and how sure."""

    event: int
    same: tuple[str, ...]
    similar: tuple[str, ...]
    odds: float


class Stream:
    """Events told so far, found again by words, wards and names. One stream is one run."""

    def __init__(self, borders: Mapping[str, frozenset[str]]) -> None:
        self.events: list[Event] = []
        self._borders = borders
        self._by_term: dict[int, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)

    def place(self, identity: str, trace: Trace) -> Placed:
        """Put one voice to the event it tells of, or begin a new one."""
        ranked = sorted(self._compared(trace).items(), key=lambda pair: (-pair[1], pair[0]))
        best, odds = ranked[0] if ranked else (-1, 0.0)
        joins = odds >= JOIN_AT
        event = best if joins else len(self.events)
        same = tuple(self.events[best].ids) if joins else ()
        similar = [
            self.events[number].ids[0]
            for number, other in ranked[:5]
            if other >= SHOW_AT and not (joins and number == best)
        ]
        if not joins:
            self.events.append(Event())
        self._keep(event, identity, trace)
        return Placed(event=event, same=same, similar=tuple(similar), odds=round(odds, 3))

    def _compared(self, trace: Trace) -> dict[int, float]:
        """Return the odds that a voice tells of each event that may be it."""
        found: dict[int, float] = {}
        for number in self._candidates(trace):
            voices = self.events[number].voices
            if abs(trace.received_at - voices[-1][1].received_at) > STANDING_WITHIN:
                continue
            found[number] = together(
                [
                    compare(trace, other, borders=self._borders)
                    for _identity, other in voices[-_VOICES_COMPARED:]
                ]
            )
        return found

    def _candidates(self, trace: Trace) -> list[int]:
        """Return the events that share most with a voice, at most _CANDIDATES."""
        shared: dict[int, float] = defaultdict(float)
        for term, weight in trace.terms.items():
            for number in self._by_term[term][-500:]:
                shared[number] += weight
        for name in trace.places:
            for number in self._by_name[name][-500:]:
                shared[number] += 0.5
        ranked = sorted(shared, key=lambda number: (-shared[number], -number))
        return ranked[:_CANDIDATES]

    def _keep(self, event: int, identity: str, trace: Trace) -> None:
        self.events[event].voices.append((identity, trace))
        for term in trace.terms:
            if self._by_term[term][-1:] != [event]:
                self._by_term[term].append(event)
        for name in trace.places:
            if self._by_name[name][-1:] != [event]:
                self._by_name[name].append(event)


FRESH = timedelta(days=60)
LEAST_CASES = 3
"""So many cases of one nature within the window are proposed as an issue."""

_ALIKE_ENOUGH = 0.06


@dataclass(slots=True)
class Nature:
    """Cases of one nature: their topic, the sum of their words, and the cases with their times."""

    topic: str
    terms: dict[int, float] = field(default_factory=dict)
    cases: list[tuple[int, Trace]] = field(default_factory=list)


class Natures:
    """Groups cases of one nature as they come: one topic, words alike, in a moving window."""

    def __init__(self) -> None:
        self.natures: list[Nature] = []

    def add(self, case: int, trace: Trace) -> int | None:
        """Put a case to its nature; return the nature's number once it is an issue."""
        if not trace.topics:
            return None
        topic, odds = max(trace.topics.items(), key=lambda pair: pair[1])
        if odds < 0.3:
            return None
        best, score = self._best(topic, trace)
        if best is None or score < _ALIKE_ENOUGH:
            self.natures.append(Nature(topic))
            best = len(self.natures) - 1
        nature = self.natures[best]
        if all(number != case for number, _trace in nature.cases):
            nature.cases.append((case, trace))
        for term, weight in trace.terms.items():
            nature.terms[term] = nature.terms.get(term, 0.0) + weight
        fresh = [
            number
            for number, other in nature.cases
            if trace.received_at - other.received_at <= FRESH
        ]
        return best if len(set(fresh)) >= LEAST_CASES else None

    def _best(self, topic: str, trace: Trace) -> tuple[int | None, float]:
        best: int | None = None
        score = 0.0
        for number, nature in enumerate(self.natures):
            if nature.topic != topic:
                continue
            if trace.received_at - nature.cases[-1][1].received_at > FRESH:
                continue
            length = sum(weight * weight for weight in nature.terms.values()) ** 0.5 or 1.0
            alike = sum(
                weight * nature.terms.get(term, 0.0) for term, weight in trace.terms.items()
            )
            if alike / length >= score:
                best, score = number, alike / length
        return best, score
