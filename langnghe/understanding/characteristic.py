"""Words that are characteristic of some cases among many, as people wrote them."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from langnghe.understanding.knowledge import TopicWord
from langnghe.understanding.phrases import PhraseBook
from langnghe.understanding.trace import COMMON
from langnghe.understanding.words import Word, Words, read_words

_PRIOR = 0.5
_LEAST_KNOWN, _LEAST_CASES = 2, 3
"""In so many cases must stand a word of the profile, and any other: it could tell who spoke."""

_SURE, _TIMES_MORE = 1.96, 2.0
_PAIRS_BELOW = 3
"""Where fewer words of the profile are characteristic, pairs of other words are named, too."""


class Vocabulary:
    """What the cases of a window say, by case: words of the profile, and pairs of other words."""

    def __init__(self, known: PhraseBook[TopicWord]) -> None:
        self._known = known
        self._by_case: dict[int, set[str]] = defaultdict(set)
        self._counts: Counter[str] = Counter()
        self._codes: dict[str, set[str]] = defaultdict(set)
        self._forms: dict[int, Counter[str]] = defaultdict(Counter)

    def learn(self, case: int, text: str) -> None:
        """Count the words of one more voice of a case."""
        words = read_words(text)
        for said, written in {*self._known_words(words), *_pairs(words)}:
            self._forms[case][f"{said}|{written}"] += 1
            if said not in self._by_case[case]:
                self._by_case[case].add(said)
                self._counts[said] += 1

    def _known_words(self, words: Words) -> Iterator[tuple[str, str]]:
        for hit in self._known.find(words):
            spoken = range(hit.first, hit.after)
            if hit.is_exact and words.is_marked and all(_is_spoken(words, at) for at in spoken):
                said, written = _said(words.words[hit.first : hit.after])
                self._codes[said].add(hit.meaning.code)
                yield said, written

    def characteristic(self, cases: Iterable[int], topic: str, *, count: int = 5) -> list[str]:
        """Return the words that these cases have and the others lack, those of the topic first.

        Log-odds with a prior, divided by their deviation (Monroe, Colaresi, Quinn, 2008), over
        cases, not over words, so that one long letter counts once.
        """
        inside = [case for case in cases if case in self._by_case]
        seen = Counter(said for case in inside for said in self._by_case[case])
        scored = {
            said: self._score(said, times, len(inside))
            for said, times in seen.items()
            if times >= (_LEAST_KNOWN if said in self._codes else _LEAST_CASES)
        }
        sure = sorted(
            (said for said, score in scored.items() if score >= _SURE),
            key=lambda said: (self._distance(said, topic), -scored[said], said),
        )
        return [self._written(said, inside) for said in self._chosen(sure, count)]

    def _distance(self, said: str, topic: str) -> int:
        """Return 0 for a word of the topic, 1 for one of another, 2 for one the profile lacks."""
        codes = self._codes.get(said)
        return 2 if codes is None else 1 - (topic in codes)

    def _chosen(self, sure: Sequence[str], count: int) -> list[str]:
        chosen: list[str] = []
        for said in sure:
            is_enough = said not in self._codes and len(chosen) >= _PAIRS_BELOW
            if len(chosen) == count or is_enough:
                break
            if not set(said.split(" ")) & set(" ".join(chosen).split(" ")):
                chosen.append(said)
        return chosen

    def _score(self, said: str, times: int, inside: int) -> float:
        """Return how sure it is that a word belongs here; 0 where it is not much more frequent."""
        outside, others = len(self._by_case) - inside, self._counts[said] - times
        odds = (times + _PRIOR) / (inside - times + _PRIOR)
        usual = (others + _PRIOR) / (outside - others + _PRIOR)
        if odds < _TIMES_MORE * usual:
            return 0.0
        spread = 1 / (times + _PRIOR) + 1 / (others + _PRIOR)
        return math.log(odds / usual) / math.sqrt(spread)

    def _written(self, said: str, inside: Iterable[int]) -> str:
        """Return how most of these cases write it."""
        forms: Counter[str] = Counter()
        for case in inside:
            for form, times in self._forms[case].items():
                if form.startswith(f"{said}|"):
                    forms[form] += times
        return max(sorted(forms), key=forms.__getitem__).partition("|")[2]


def _said(words: Sequence[Word]) -> tuple[str, str]:
    folded = " ".join(word.folded for word in words)
    return folded, " ".join(word.written for word in words).lower()


def _pairs(words: Words) -> Iterator[tuple[str, str]]:
    """Yield pairs of words that stand together; names, numbers and small words left out."""
    for index, (one, other) in enumerate(pairwise(words.words)):
        together = words.text[one.end : other.start].isspace()
        if (
            together
            and words.is_marked
            and _is_telling(words, index)
            and _is_telling(words, index + 1)
        ):
            yield _said((one, other))


def _is_telling(words: Words, index: int) -> bool:
    return words.words[index].folded not in COMMON and _is_spoken(words, index)


def _is_spoken(words: Words, index: int) -> bool:
    """Whether a word is no number and no part of a name."""
    word = words.words[index]
    return word.folded.isalpha() and (not word.is_capital or _begins(words, index))


def _begins(words: Words, index: int) -> bool:
    """Whether a word begins a sentence, where a capital says nothing, and no name."""
    word = words.words[index]
    before = words.text[: word.start].rstrip()
    follows = words.words[index + 1] if index + 1 < len(words) else None
    is_start = not before or before[-1] in ".!?:"
    return is_start and not (follows is not None and follows.is_capital)
