"""What somebody typed, as what is looked for: words, phrases, numbers, and what they may mean.

Pure. A question goes from strict to loose: the words as typed or as they were meant; then with
slips of the keys mended; then all of them but one, which may be a slip of any known word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from langnghe.understanding.words import meant_as
from langnghe.vietnamese.fold import fold
from langnghe.vietnamese.phones import read_number, spoken
from langnghe.vietnamese.syllables import folded_syllables

TERMS = 12
"""So many terms of a question are looked for."""

_NUMBER = re.compile(r"(?<![\w+])\+?\d(?:[\s.\-–()]{0,2}\d){7,14}(?!\w)")
_PHRASE = re.compile(r'["“”„]([^"“”„]*)(?:["“”„]|$)')
_PIECE = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_SHORTEST_BEGINNING = 3

Near = Callable[[str], Sequence[str]]
"""Given a folded word, returns known words that it may be a slip of."""


class Step(StrEnum):
    """How loosely was looked."""

    WORDS = "words"
    NEAR = "near"
    ALL_BUT_ONE = "all_but_one"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must stand in a text.

    `ways`: folded, any of them will do; blanks in a way make it a phrase. `exact`: with its marks,
    empty where none were typed. `begins`: the last way may be the beginning of a word.
    """

    typed: str
    ways: tuple[str, ...]
    exact: str = ""
    begins: bool = False
    is_fixed: bool = False
    """A phrase or a number: never mended, never left out."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for at one step, with what was mended and may be missing."""

    terms: tuple[Term, ...]
    step: Step = Step.WORDS
    mended: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What was typed, and what was looked for, too."""
    alike: tuple[tuple[str, ...], ...] = ()
    """At the loosest step: for each term, all the known words that it may be a slip of."""

    @property
    def query(self) -> str:
        """The question for `to_tsquery`: every term, or all but one."""
        each = [_any_way(term) for term in self.terms]
        if self.step != Step.ALL_BUT_ONE:
            return " & ".join(each)
        ways = (" & ".join(each[:at] + each[at + 1 :]) for at in self._loose)
        return " | ".join(f"({way})" for way in ways)

    @property
    def exact(self) -> str:
        """The question for texts with these very marks; empty where none were typed."""
        if not any(term.exact for term in self.terms):
            return ""
        return " & ".join(
            f"{_quoted(term.exact)}:A" if term.exact else _any_way(term) for term in self.terms
        )

    @property
    def together(self) -> str:
        """The question for texts in which the words stand one after the other; or empty.

        At the loosest step any word may stand in the place of one of them.
        """
        if self.step != Step.ALL_BUT_ONE:
            return _one_after_other(self.terms) if len(self.terms) > 1 else ""
        if len(self.terms) < 3:
            return ""
        return " | ".join(f"({_one_after_other(self.terms, gap=at)})" for at in self._loose)

    @property
    def _loose(self) -> list[int]:
        return [at for at, term in enumerate(self.terms) if not term.is_fixed]

    @property
    def phrases(self) -> str:
        """The pairs of neighbours that typed phrases hold, as a `tsquery`; empty where none do."""
        phrases = [term.ways[0] for term in self.terms if term.is_fixed and len(term.ways) == 1]
        plain = [each.split() for each in phrases if each.replace(" ", "").isalnum()]
        return " & ".join(_pair(*two) for words in plain for two in pairwise(words))

    @property
    def close(self) -> str:
        """The question for texts in which neighbours stand side by side; or empty.

        A `tsquery` of pairs, all of them or, at that step, all but those of one word.
        """
        if self.step != Step.ALL_BUT_ONE:
            return _side_by_side(self.terms)
        ways = [_side_by_side(self.terms[:at], self.terms[at + 1 :]) for at in self._loose]
        return _any_of(ways)

    @property
    def slips(self) -> list[str]:
        """The same for texts in which one word is another that it may be a slip of: one for each.

        Asked for one by one, the index need not read the pairs of all that each may be.
        """
        ways = []
        for at, others in enumerate(self.alike):
            if others:
                meant = replace(self.terms[at], ways=others, begins=False)
                ways.append(_side_by_side((*self.terms[:at], meant, *self.terms[at + 1 :])))
        return [way for way in ways if way]


def _any_of(ways: Iterable[str]) -> str:
    return " | ".join(f"({way})" for way in ways if way)


def _one_after_other(terms: Sequence[Term], gap: int | None = None) -> str:
    """Say that terms stand one after the other, any word in the place of one of them."""
    said, apart = "", 1
    for at, term in enumerate(terms):
        if at == gap:
            apart += 1 if said else 0
            continue
        said += (f" <{apart}> " if said else "") + _any_way(term)
        apart = 1
    return said


def _side_by_side(*runs: Sequence[Term]) -> str:
    """Say of runs of words that each word stands beside the next; a word alone just stands."""
    parts = []
    for run in runs:
        pairs = [_beside(one, other) for one, other in pairwise(run)]
        parts += pairs or [_single(run[0])] if run else []
    return " & ".join(filter(None, parts)) if any("_" in part for part in parts) else ""


def _beside(one: Term, other: Term) -> str:
    if one.is_fixed or other.is_fixed:
        return ""
    last = other.ways[0] if other.begins else ""
    pairs = [
        _pair(first, second) + (":*" if second == last else "")
        for first in _words(one)
        for second in _words(other)
    ]
    return f"({' | '.join(pairs)})" if pairs else ""


def _single(term: Term) -> str:
    words = [f"'{word}'" for word in _words(term)]
    return f"({' | '.join(words)})" if words and not term.is_fixed else ""


def _words(term: Term) -> list[str]:
    return [way for way in term.ways if way.isalnum()]


def _pair(one: str, other: str) -> str:
    """Write two neighbours as one word, as documents hold them (`register_pairs`)."""
    return f"'_{one}_{other}'"


def _any_way(term: Term) -> str:
    ways = [_quoted(way) for way in term.ways]
    if term.begins:
        ways[0] += ":*"
    return f"({' | '.join(ways)})" if len(ways) > 1 else ways[0]


def _quoted(words: str) -> str:
    """Write words so that `to_tsquery` reads them as it reads a text: as a phrase of its parts."""
    return "'" + words.replace("\\", " ").replace("'", "''") + "'"


def read_question(text: str) -> Question | None:
    """Read what was typed; None where there is nothing to look for."""
    rest = unicodedata.normalize("NFC", text.replace("\x00", " "))[:400]
    fixed: list[Term] = []
    for match in _PHRASE.finditer(rest):
        fixed += _phrase(match[1])
    rest = _PHRASE.sub(" ", rest)
    for match in _NUMBER.finditer(rest):
        fixed += _number(match.group())
    rest = _NUMBER.sub(lambda match: " " if _number(match.group()) else match.group(), rest)
    chunks = rest.split()
    loose = [term for chunk in chunks for term in _loose(chunk)]
    if loose:
        loose[-1] = _beginning(loose[-1])
    terms = (*dict.fromkeys(fixed), *loose)[:TERMS]
    return Question(terms) if terms else None


def _phrase(words: str) -> list[Term]:
    written = words.strip().lower()
    if not _PIECE.search(written):
        return []
    marked = "" if written.isascii() else written
    return [Term(words.strip(), (fold(written),), exact=marked, is_fixed=True)]


def numbers_in(text: str) -> list[str]:
    """Return the telephone numbers (E.164) that stand in a text, however they are written."""
    found = (read_number(match.group()).e164 for match in _NUMBER.finditer(text))
    return list(dict.fromkeys(number for number in found if number))


def _number(written: str) -> list[Term]:
    e164 = read_number(written).e164
    if not e164:
        return []
    here = spoken(e164)
    ways = dict.fromkeys((e164, here.replace(" ", ""), here))
    return [Term(written.strip(), tuple(ways), is_fixed=True)]


def _loose(chunk: str) -> list[Term]:
    pieces = _PIECE.findall(chunk)
    if not pieces:
        return []
    if len(pieces) > 1:
        return [Term(chunk, tuple(dict.fromkeys((" ".join(map(fold, pieces)), fold(chunk)))))]
    word = pieces[0].lower()
    ways = dict.fromkeys((fold(word), meant_as(word)))
    return [Term(pieces[0], tuple(ways), exact="" if word.isascii() else word)]


def _beginning(term: Term) -> Term:
    """Let the last word be the beginning of one, unless it is a syllable as it stands."""
    word = term.ways[0]
    if len(word) < _SHORTEST_BEGINNING or " " in word or word in folded_syllables():
        return term
    return replace(term, begins=True)


def looser(question: Question, near: Near, alike: Near) -> Iterable[Question]:
    """Yield what to look for after it, from strict to loose: slips mended, all the words but one.

    `near` tells what a word that is not known may be meant as, `alike` the same of any word.
    What is understood as raw typing or shorthand needs no mending.
    """
    terms, mended, slips = [], [], []
    for term in question.terms:
        word = term.ways[0]
        is_whole = term.is_fixed or " " in word
        others = () if is_whole or len(term.ways) > 1 else tuple(near(word))
        terms.append(replace(term, ways=(*term.ways, *others), exact="") if others else term)
        mended += [(term.typed, others)] if others else []
        slips.append(() if is_whole else tuple(alike(word)))
    known = Question(tuple(terms), Step.NEAR, tuple(mended))
    if mended:
        yield known
    if len(terms) > 2 and any(not term.is_fixed for term in terms):
        yield replace(known, step=Step.ALL_BUT_ONE, alike=tuple(slips))
