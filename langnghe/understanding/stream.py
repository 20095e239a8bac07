"""Voices one after the other: which earlier ones tell of the same event, which are only like it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from langnghe.understanding.alike import (
    JOIN_AT,
    SHOW_AT,
    STANDING_WITHIN,
    Likeness,
    among_others,
    compare,
    together,
)
from langnghe.understanding.bodies import NUMBERED
from langnghe.understanding.doors import DOORS
from langnghe.understanding.trace import Trace, sort_of

_VOICES_COMPARED, _SHOWN = 8, 5
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
    """Where one voice was put: the event, ids told the same, ids only shown, and how sure.

    A voice joins the likeliest event alone: one that fits two may as well be a third.
    """

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
        odds = ranked[0][1] if ranked else 0.0
        joins = odds >= JOIN_AT
        event = ranked[0][0] if joins else len(self.events)
        same = tuple(self.events[event].ids) if joins else ()
        shown = ranked[joins : joins + _SHOWN]
        similar = [self.events[number].ids[0] for number, sure in shown if sure >= SHOW_AT]
        if not joins:
            self.events.append(Event())
        self._keep(event, identity, trace)
        return Placed(event=event, same=same, similar=tuple(similar), odds=round(odds, 3))

    def _compared(self, trace: Trace) -> dict[int, float]:
        """Return the odds that a voice tells of each event that may be it."""
        likenesses: list[Likeness] = []
        numbers: list[int] = []
        for number in self._candidates(trace):
            voices = self.events[number].voices
            if abs(trace.received_at - voices[-1][1].received_at) > STANDING_WITHIN:
                continue
            for _identity, other in voices[-_VOICES_COMPARED:]:
                likeness = compare(trace, other, borders=self._borders)
                if likeness.odds:  # of too long ago: no word
                    likenesses.append(likeness)
                    numbers.append(number)
        scores: dict[int, list[float]] = defaultdict(list)
        for likeness, number in zip(among_others(likenesses, numbers), numbers, strict=True):
            scores[number].append(likeness.score)
        return {number: together(each) for number, each in scores.items()}

    def _candidates(self, trace: Trace) -> list[int]:
        """Return the events that share most with a voice, at most _CANDIDATES."""
        shared: dict[int, float] = defaultdict(float)
        for term, weight in trace.terms.items():
            for number in self._by_term[term][-500:]:
                shared[number] += weight
        for name in _findable(trace):
            for number in self._by_name[name][-500:]:
                shared[number] += 0.5
        ranked = sorted(shared, key=lambda number: (-shared[number], -number))
        return ranked[:_CANDIDATES]

    def _keep(self, event: int, identity: str, trace: Trace) -> None:
        self.events[event].voices.append((identity, trace))
        for term in trace.terms:
            if self._by_term[term][-1:] != [event]:
                self._by_term[term].append(event)
        for name in _findable(trace):
            if self._by_name[name][-1:] != [event]:
                self._by_name[name].append(event)


def _findable(trace: Trace) -> list[str]:
    """Return the places that find a voice again; house numbers alone are everywhere."""
    return [name for name in trace.places if sort_of(name) not in DOORS | NUMBERED]
