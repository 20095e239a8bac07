"""The part of a text that shows why it was found, its words marked. Pure; nothing is altered."""

import re
from collections.abc import Iterable, Mapping, Sequence
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
    """Every way of every term, the longest first, by the word that it may begin with.

    `longer`: those of a word that may be longer.
    """

    by_first: Mapping[str, Sequence[_Way]]
    longer: Sequence[_Way]

    def at(self, words: Sequence[str], place: int) -> _Way | None:
        """Return the way that stands at a place, if any does: at most places none begins."""
        word = words[place]
        for way in self.by_first.get(word) or self.longer:
            if _stands(way, words, place):
                return way
        return None


_folded = lru_cache(maxsize=50_000)(fold)


def hits_in(text: str, question: Question) -> list[Hit]:
    """Return where the terms of a question stand in a text, in order, never overlapping."""
    said = list(_WORD.finditer(text[:READ]))
    words = [_folded(match.group()) for match in said]
    ways = _ways(question)
    hits: list[Hit] = []
    after = 0
    for place, word in enumerate(words):
        if place < after or not (ways.longer or word in ways.by_first):
            continue
        way = ways.at(words, place)
        if way is not None:
            after = place + len(way.words)
            hits.append(Hit(said[place].start(), said[after - 1].end(), way.term))
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
    firsts = {way.words[0] for way in ways}
    by_first = {first: [way for way in ways if _may_begin(way, first)] for first in firsts}
    return _Ways(by_first, [way for way in ways if way.begins and len(way.words) == 1])


def _may_begin(way: _Way, word: str) -> bool:
    is_longer = way.begins and len(way.words) == 1
    return word.startswith(way.words[0]) if is_longer else word == way.words[0]


def _stands(way: _Way, words: Sequence[str], place: int) -> bool:
    """Tell whether a way stands at a place: all its words but the last, and at least that."""
    *before, last = way.words
    end = place + len(before)
    if end >= len(words) or words[place:end] != before:
        return False
    return words[end].startswith(last) if way.begins else words[end] == last


def excerpt(texts: Iterable[str], question: Question) -> list[Piece]:
    """Return the stretch with the most of what was looked for; of the first text where none is.

    Texts after one that holds all of it are not read.
    """
    first = ""
    best: tuple[int, str, int, list[Hit]] | None = None
    for text in texts:
        if best is not None and best[0] == len(question.terms):
            break
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
