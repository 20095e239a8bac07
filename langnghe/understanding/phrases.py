"""Finding many phrases in a text at once, with and without diacritics."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from langnghe.understanding.words import Words, folded_words, phrase_keys

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Meaning]):
    """A phrase that stands in a text: the words from `first` up to before `after`.

    `is_exact`: written with the phrase's own marks, or in a text that has none at all.
    """

    first: int
    after: int
    meaning: Meaning
    is_exact: bool

    @property
    def length(self) -> int:
        """How many words it has."""
        return self.after - self.first


@dataclass(slots=True)
class _Step(Generic[Meaning]):
    onward: "dict[str, _Step[Meaning]]"
    ends: list[tuple[tuple[str, ...], Meaning]]


class PhraseBook(Generic[Meaning]):
    """Phrases with what each of them means; looked up word by word.

    A phrase in which a place is left open ("...") is no phrase of this book.
    """

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        self._root: _Step[Meaning] = _Step({}, [])
        for phrase, meaning in phrases:
            step = self._root
            for word in folded_words(phrase):
                onward = step.onward.get(word)
                if onward is None:
                    onward = step.onward[word] = _Step({}, [])
                step = onward
            if step is not self._root:
                step.ends.append((phrase_keys(phrase), meaning))

    def find(self, words: Words) -> Iterator[Hit[Meaning]]:
        """Yield every phrase that stands in the text, in order of its first word."""
        for first in range(len(words)):
            step: _Step[Meaning] | None = self._root
            after = first
            while step is not None and after < len(words):
                step = step.onward.get(words.words[after].folded)
                after += 1
                if step is not None:
                    yield from self._ends(step, words, first, after)

    @staticmethod
    def _ends(step: _Step[Meaning], words: Words, first: int, after: int) -> Iterator[Hit[Meaning]]:
        for keys, meaning in step.ends:
            is_exact = not words.is_marked or all(
                word.key == key or word.is_spelled_out
                for word, key in zip(words.words[first:after], keys, strict=True)
            )
            yield Hit(first, after, meaning, is_exact)
