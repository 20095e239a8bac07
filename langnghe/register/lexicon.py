"""The words that submissions are written with, and which of them a slip of the keys may mean."""

import time
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from langnghe.register.models import KnownWord

KEPT_SECONDS = 300
"""So long a process keeps the words before it reads them anew."""

_OFFERED, _ALIKE = 4, 40
_SHORTEST = 3
"""Shorter words have everything for a neighbour."""


def near_words(word: str) -> tuple[str, ...]:
    """Return the known words one slip away (a letter more, less, other, or two swapped).

    The most usual come first; none for a word that is known itself, or that holds a digit.
    """
    if len(word) < _SHORTEST or word in _known(int(time.monotonic() // KEPT_SECONDS)):
        return ()
    return alike_words(word)[:_OFFERED]


def alike_words(word: str) -> tuple[str, ...]:
    """Return the same, and more of them, for a word that may be known itself, however short."""
    return _alike(word, int(time.monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=1_000)
def _alike(word: str, period: int) -> tuple[str, ...]:
    known = _known(period)
    if len(word) < 2 or not word.isalpha():
        return ()
    found = extract(word, known.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    others = (other for other, _slips, _place in found if other != word)
    return tuple(sorted(others, key=lambda other: -known[other])[:_ALIKE])


def documents_with(words: Iterable[str]) -> dict[str, int]:
    """Return how many documents held each folded word when words were last counted."""
    rows = KnownWord.objects.filter(pk__in=list(words)).values_list("folded", "documents")
    return dict(rows)


def written_of(words: tuple[str, ...]) -> dict[str, str]:
    """Return how folded words are mostly written."""
    rows = KnownWord.objects.filter(pk__in=words).values_list("folded", "written")
    return dict(rows)


@lru_cache(maxsize=1)
def _known(_period: int) -> dict[str, int]:
    return dict(KnownWord.objects.values_list("folded", "documents"))


def forget_known() -> None:
    """Read the words anew at the next question."""
    _known.cache_clear()
    _alike.cache_clear()
