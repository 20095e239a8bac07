"""Signs of danger and of what must not be known to all: rules of the profile, found in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langnghe.understanding.phrases import Hit, PhraseBook
from langnghe.understanding.words import Words

REACH = 9
"""So many words around a sign belong to what is said of it."""

_DENIALS = frozenset(["khong", "chua", "chang", "het"])
_ENDS = frozenset(".!?\n;")


@dataclass(frozen=True, slots=True)
class Sign:
    """One rule's phrase; `is_sure` ones count by themselves."""

    rule: str
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired on some words, with how much is left of it after what is said around."""

    rule: str
    first: int
    after: int
    weight: float


class SignBook:
    """The rules of one level, with the phrases that take them back."""

    def __init__(self, rules: Mapping[str, Sequence[str]], takes_back: Sequence[str] = ()) -> None:
        self._signs: PhraseBook[Sign] = PhraseBook(
            (phrase, Sign(rule)) for rule, phrases in rules.items() for phrase in phrases
        )
        self._takes_back: PhraseBook[bool] = PhraseBook((phrase, True) for phrase in takes_back)

    def fired(self, words: Words) -> list[Fired]:
        """Return the rules that fire, strongest first, each rule once."""
        lines = sentences(words)
        back = [hit for hit in self._takes_back.find(words) if hit.is_exact]
        best: dict[str, Fired] = {}
        for hit in self._signs.find(words):
            weight = _weight(words, hit)
            if weight == 0:
                continue
            weight *= _left_over(words, hit, back, lines)
            rule = hit.meaning.rule
            if rule not in best or best[rule].weight < weight:
                best[rule] = Fired(rule, hit.first, hit.after, weight)
        return sorted(best.values(), key=lambda each: (-each.weight, each.rule))


def _weight(words: Words, hit: Hit[Sign]) -> float:
    if hit.is_exact and not words.is_marked:  # bare letters are many words at once
        return {1: 0.3, 2: 0.6}.get(hit.length, 0.9)
    if hit.is_exact:
        return 1.0
    return 0.5 if hit.length > 2 else 0.0


def _left_over(
    words: Words, hit: Hit[Sign], back: Sequence[Hit[bool]], lines: Sequence[int]
) -> float:
    """Return how much of a sign stays when the words around deny it or put it into the past."""
    left = 1.0
    before = [word.folded for word in words.words[max(0, hit.first - 2) : hit.first]]
    if any(word in _DENIALS for word in before):
        left *= 0.4
    for other in back:
        inside = other.first <= hit.first and hit.after <= other.after
        near = lines[other.first] == lines[hit.first] and (
            abs(other.first - hit.after) <= REACH or abs(hit.first - other.after) <= REACH
        )
        if inside:
            return 0.0
        if near:
            left *= 0.35
    return left


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
