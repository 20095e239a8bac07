"""Signs of danger and of what must not be known to all: rules of the profile, found in words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from langnghe.understanding.phrases import Hit, PhraseBook
from langnghe.understanding.words import Words

Meaning = TypeVar("Meaning")

REACH = 9
"""So many words around a sign belong to what is said of it."""

TOGETHER_REACH = 22
"""Within so many words stands what is dangerous only together: a river, and who is not seen."""

_TOGETHER, _HEARD = 0.8, 0.5
"""What words weigh that are signs only together, beside a phrase that is one by itself; weaker
ones (two short words in bare letters) are none."""

_LONGEST = 12
"""No phrase of a profile has more words."""

_BEFORE = 2
"""So many words before a sign may deny it, fear it, or make it a figure of speech."""

_DENIALS = frozenset(["khong", "chua", "chang", "het"])
_ENDS = frozenset(".!?\n;")


@dataclass(frozen=True, slots=True)
class Sign:
    """One rule's phrase; `is_sure` ones count by themselves; a cry does not say what happens."""

    rule: str
    is_sure: bool = True
    is_cry: bool = False


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired on some runs of words, with how much what is said around leaves of it."""

    rule: str
    runs: tuple[tuple[int, int], ...]
    weight: float
    is_cry: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is said around signs: sentences, what takes back, what only supposes."""

    lines: Sequence[int]
    back: Sequence[Hit[bool]]
    supposed: Sequence[Hit[bool]]


class SignBook:
    """The rules of one level, with the phrases that take them back.

    `families`: words that mean a like thing, by the family's name. `wholes`: for a rule, the
    families of which one word each makes it fire where they stand together. `supposes`: words
    just before a sign that only fear it, suppose it, or liken something to it. `cries`: signs that
    call for help and leave to others what for.
    """

    def __init__(
        self,
        rules: Mapping[str, Sequence[str]],
        takes_back: Sequence[str] = (),
        families: Mapping[str, Sequence[str]] | None = None,
        wholes: Mapping[str, Sequence[Sequence[str]]] | None = None,
        supposes: Sequence[str] = (),
        cries: Sequence[str] = (),
    ) -> None:
        self._signs: PhraseBook[Sign] = PhraseBook(
            (phrase, Sign(rule, is_cry=phrase in cries))
            for rule, phrases in rules.items()
            for phrase in phrases
        )
        self._takes_back: PhraseBook[bool] = PhraseBook((phrase, True) for phrase in takes_back)
        self._supposes: PhraseBook[bool] = PhraseBook((phrase, True) for phrase in supposes)
        self._families: PhraseBook[str] = PhraseBook(
            (phrase, name) for name, phrases in (families or {}).items() for phrase in phrases
        )
        self._wholes = [
            (rule, tuple(each)) for rule, all_ in (wholes or {}).items() for each in all_
        ]

    def fired(self, words: Words) -> list[Fired]:
        """Return the rules that fire, strongest first, each rule once; of equals a cry last."""
        said = Said(
            sentences(words),
            [hit for hit in self._takes_back.find(words) if hit.is_exact],
            [hit for hit in self._supposes.find(words) if hit.is_exact and _is_clear(words, hit)],
        )
        best: dict[str, Fired] = {}
        for each in [*self._alone(words, said), *self._together(words, said)]:
            if each.rule not in best or _strength(best[each.rule]) < _strength(each):
                best[each.rule] = each
        return sorted(best.values(), key=lambda each: (-each.weight, each.is_cry, each.rule))

    def _alone(self, words: Words, said: Said) -> Iterator[Fired]:
        for hit in self._signs.find(words):
            weight = _weight(words, hit)
            if weight:
                weight *= _left_over(words, hit, said)
                meaning = hit.meaning
                yield Fired(meaning.rule, ((hit.first, hit.after),), weight, meaning.is_cry)

    def _together(self, words: Words, said: Said) -> Iterator[Fired]:
        if not self._wholes:
            return
        found: dict[str, list[Hit[str]]] = {}
        for hit in self._families.find(words):
            if hit.is_exact:
                found.setdefault(hit.meaning, []).append(hit)
        for rule, families in self._wholes:
            if not all(family in found for family in families):
                continue
            for parts in _near(found, families, said.lines):
                weight = _TOGETHER * _sure(words, sum(part.length for part in parts))
                if weight < _HEARD:
                    continue
                weight *= min(_left_over(words, part, said) for part in parts)
                yield Fired(rule, tuple((part.first, part.after) for part in parts), weight)


def _strength(fired: Fired) -> tuple[float, bool]:
    return fired.weight, not fired.is_cry


def _near(
    found: Mapping[str, Sequence[Hit[str]]], families: Sequence[str], lines: Sequence[int]
) -> Iterator[list[Hit[str]]]:
    """Yield one word of each family, near one another, for each word of the first family."""
    for anchor in found[families[0]]:
        parts = [anchor]
        for family in families[1:]:
            near = [
                hit
                for hit in _within(
                    found[family], anchor.first - TOGETHER_REACH, anchor.first + TOGETHER_REACH
                )
                if abs(lines[hit.first] - lines[anchor.first]) <= 1
                and all(hit.after <= part.first or part.after <= hit.first for part in parts)
            ]
            if not near:
                break
            parts.append(max(near, key=lambda hit: (hit.length, -abs(hit.first - anchor.first))))
        else:
            yield parts


def _within(hits: Sequence[Hit[Meaning]], first: int, last: int) -> Sequence[Hit[Meaning]]:
    """Return the hits that begin between two words; hits are in order of their first word."""
    low = bisect_left(hits, first, key=_first_word)
    return hits[low : bisect_right(hits, last, low, key=_first_word)]


def _first_word(hit: Hit[Any]) -> int:
    return hit.first


def _weight(words: Words, hit: Hit[Sign]) -> float:
    if hit.is_exact:
        return _sure(words, hit.length)
    return 0.5 if hit.length > 2 else 0.0


def _sure(words: Words, length: int) -> float:
    """Return how sure so many words mean what they say: bare letters are many words at once."""
    return 1.0 if words.is_marked else {1: 0.3, 2: 0.6}.get(length, 0.9)


def _left_over(words: Words, hit: Hit[Any], said: Said) -> float:
    """Return how much of a sign stays when the words around deny it or put it into the past."""
    left = 1.0
    before = [word.folded for word in words.words[max(0, hit.first - _BEFORE) : hit.first]]
    if any(word in _DENIALS for word in before):
        left *= 0.4
    around = hit.first - REACH - _LONGEST, hit.after + REACH
    if any(0 <= hit.first - other.after < _BEFORE for other in _within(said.supposed, *around)):
        left *= 0.4
    for other in _within(said.back, *around):
        inside = other.first <= hit.first and hit.after <= other.after
        near = said.lines[other.first] == said.lines[hit.first] and (
            abs(other.first - hit.after) <= REACH or abs(hit.first - other.after) <= REACH
        )
        if inside:
            return 0.0
        if near:
            left *= 0.35
    return left


def _is_clear(words: Words, hit: Hit[Any]) -> bool:
    """Whether a phrase is no other word in bare letters."""
    return words.is_marked or hit.length > 1


def sentences(words: Words) -> list[int]:
    """Return for each word the number of the sentence it stands in."""
    numbers: list[int] = []
    number = 0
    for index, word in enumerate(words.words):
        if index:
            gap = words.text[words.words[index - 1].end : word.start]
            number += any(mark in gap for mark in _ENDS)
        numbers.append(number)
    return numbers


def phrases_of(rules: Any) -> dict[str, list[str]]:
    """Read rules as the profile has them: a list of phrases under each rule's name."""
    return {str(rule): [str(phrase) for phrase in phrases] for rule, phrases in rules.items()}


def together(weights: Iterable[float], each: float = 0.75) -> float:
    """Return how likely at least one of several signs is right, when each is by itself."""
    wrong = 1.0
    for weight in weights:
        wrong *= 1 - each * min(1.0, weight)
    return 1 - wrong
