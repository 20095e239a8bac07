"""The part of a text that shows why it was found, its words marked. Pure; nothing is altered."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from langnghe.register.asking import Question
from langnghe.vietnamese.fold import fold

READ, LONGEST, BEFORE = 8_000, 240, 40
"""Characters of a text that are looked through; of an excerpt; of it before the first hit."""

_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters of a text in which a term of the question stands."""

    start: int
    end: int
    term: int


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of a term, as words; `begins` says that its last may be longer."""

    term: int
    words: tuple[str, ...]
    begins: bool


@dataclass(frozen=True, slots=True)
class _Ways:
    """Every way of every term, the longest first; and with which words one may begin."""

    ways: Sequence[_Way]
    firsts: frozenset[str]
    beginnings: tuple[str, ...]

    def at(self, words: "Sequence[_Said]", place: int) -> _Way | None:
        """Return the way that stands at a place, if any does: at most places none begins."""
        word = words[place][2]
        if word not in self.firsts and not word.startswith(self.beginnings):
            return None
        return next((way for way in self.ways if _stands(way, words, place)), None)


_Said = tuple[int, int, str]
"""A word of a text: its first character, the one after it, and how it is folded."""

_folded = lru_cache(maxsize=50_000)(fold)


def hits_in(text: str, question: Question) -> list[Hit]:
    """Return where the terms of a question stand in a text, in order, never overlapping."""
    words = [
        (match.start(), match.end(), _folded(match.group()))
        for match in _WORD.finditer(text[:READ])
    ]
    ways = _ways(question)
    hits: list[Hit] = []
    place = 0
    while place < len(words):
        way = ways.at(words, place)
        if way is None:
            place += 1
            continue
        after = place + len(way.words)
        hits.append(Hit(words[place][0], words[after - 1][1], way.term))
        place = after
    return hits


@lru_cache(maxsize=64)
def _ways(question: Question) -> _Ways:
    """Return every way of every term as words."""
    found = [
        _Way(number, tuple(_folded(word) for word in _WORD.findall(way)), term.begins and not index)
        for number, term in enumerate(question.terms)
        for index, way in enumerate(term.ways)
    ]
    ways = sorted((way for way in found if way.words), key=lambda way: -len(way.words))
    firsts = frozenset(way.words[0] for way in ways)
    single = (way.words[0] for way in ways if way.begins and len(way.words) == 1)
    return _Ways(ways, firsts, tuple(single))


def _stands(way: _Way, words: Sequence[_Said], place: int) -> bool:
    said = [word for _start, _end, word in words[place : place + len(way.words)]]
    if len(said) < len(way.words) or said[:-1] != list(way.words[:-1]):
        return False
    return said[-1].startswith(way.words[-1]) if way.begins else said[-1] == way.words[-1]


def excerpt(texts: Iterable[str], question: Question) -> list[Piece]:
    """Return the stretch with the most of what was looked for; of the first text where none is."""
    first = ""
    best: tuple[int, str, int, list[Hit]] | None = None
    for text in texts:
        first = first or text
        hits = hits_in(text, question)
        start, count = _fullest(hits)
        if count and (best is None or count > best[0]):
            best = (count, text, start, hits)
    if best is None:
        return [Piece(first[:LONGEST], is_hit=False)] if first else []
    _count, text, start, hits = best
    return _cut(text, start, hits)


def _fullest(hits: Sequence[Hit]) -> tuple[int, int]:
    """Return where the stretch with the most different terms begins, and how many it has."""
    start, count = 0, 0
    for index, hit in enumerate(hits[:200]):
        within = {
            other.term for other in hits[index : index + 40] if other.end - hit.start < LONGEST
        }
        if len(within) > count:
            start, count = hit.start, len(within)
    return start, count


def _cut(text: str, start: int, hits: Sequence[Hit]) -> list[Piece]:
    begin = 0 if start <= BEFORE else text.find(" ", start - BEFORE, start) + 1 or start
    end = min(len(text), begin + LONGEST)
    pieces = [Piece("…", is_hit=False)] if begin else []
    place = begin
    for hit in hits:
        if begin <= hit.start and hit.end <= end:
            pieces += [Piece(text[place : hit.start], is_hit=False)] if place < hit.start else []
            pieces.append(Piece(text[hit.start : hit.end], is_hit=True))
            place = hit.end
    rest = text[place:end] + ("…" if end < len(text) else "")
    return [*pieces, Piece(rest, is_hit=False)] if rest else pieces
