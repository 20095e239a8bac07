"""What a text is about: the thing, what is wrong with it, and what stands near."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from langnghe.understanding.phrases import Hit, PhraseBook
from langnghe.understanding.words import Words, folded_words

Things = Mapping[str, frozenset[str]]
"""What a text tells of, by its sort: `thing` ("dog"), `trouble` ("bite") and `spot` ("market").

`kin`: the things, and the groups of things that one event may bring together. `fault`: the
troubles that speak against one event where they differ, and their groups; an outcome (somebody
hurt) does not. `wide`: things that fail in a whole area at once. `brief`: those over in days.
`own`: a citizen's own affair (a card, a file), of which every citizen has another. `moment`: what
happens in a moment, and elsewhere again the next day. `course`: "again" where it
says that it was told before, "relapse" where it has come back, "lasting" where it is so every
day or for long, "refers" where it speaks of what happened before.
"""


_RELATED = 0.25

_DENIALS = tuple(
    tuple(said.split())
    for said in (
        "khong phai", "chua phai", "khong bi", "chua bi", "khong ai bi", "chua ai", "chua co ai",
        "chua ai bi", "chua co ai bi", "khong co ai bi",
    )
)  # fmt: skip
_DENIAL_WORDS = max(map(len, _DENIALS))

_PARTS = frozenset(".,;:!?…[]")
"""What stands between two words that make no phrase."""

NO_THING = "none"
"""What only looks like a thing: "hồ sơ" (a file) is no lake."""


class ThingBook:
    """The words of things, troubles and spots, found in texts.

    A word of one syllable is ambiguous without its marks ("chó" and "cho"): in a text without
    marks it counts only where it is listed in bare letters, and so does one written in shorthand.
    Longer words that are others in bare letters, too ("nhà báo" and "nha bảo") are listed as
    `marked`: they count in a text with marks only.
    """

    def __init__(self, listed: Mapping[str, Any]) -> None:
        self._books = {
            sort: _book(listed[many])
            for sort, many in (("thing", "things"), ("trouble", "troubles"), ("spot", "spots"))
        }
        self._bare = {
            (name, phrase)
            for many in ("things", "troubles", "spots")
            for name, phrases in listed[many].items()
            for phrase in phrases
            if phrase.isascii() and " " not in phrase
        }
        marked = frozenset(listed.get("marked", ()))
        self._marked = {
            (name, folded_words(phrase))
            for many in ("things", "troubles", "spots")
            for name, phrases in listed[many].items()
            for phrase in marked.intersection(phrases)
        }
        self._kin = _groups(listed["things_together"])
        self._faults = _groups(listed["troubles_together"])
        self._outcomes = frozenset(listed["outcomes"])
        self._wide = frozenset(listed["wide"])
        self._brief = frozenset(listed["brief"])
        self._own = frozenset(listed["own"])
        self._moments = frozenset(listed["moments"])
        self._course = PhraseBook(
            (phrase, sort)
            for sort in ("again", "relapse", "lasting", "refers")
            for phrase in listed.get(sort, ())
        )

    def find(self, words: Words) -> Things:
        """Return what a text tells of; a sort of which it tells nothing is left out."""
        said = {sort: self._said(book, words) for sort, book in self._books.items()}
        things, faults = said["thing"], said["trouble"] - self._outcomes
        found = {
            **said,
            "kin": _with_groups(things, self._kin),
            "fault": _with_groups(faults, self._faults),
            "wide": things & self._wide,
            "brief": things & self._brief,
            "own": things & self._own,
            "moment": things & self._moments,
            "course": self._said(self._course, words),
        }
        return {sort: names for sort, names in found.items() if names}

    def _said(self, book: PhraseBook[str], words: Words) -> frozenset[str]:
        hits = [hit for hit in book.find(words) if self._counts(hit, words)]
        kept: list[Hit[str]] = []
        for hit in sorted(hits, key=lambda each: (-each.length, each.first)):
            if all(hit.after <= other.first or hit.first >= other.after for other in kept):
                kept.append(hit)
        return frozenset(hit.meaning for hit in kept) - {NO_THING}

    def _counts(self, hit: Hit[str], words: Words) -> bool:
        if not hit.is_exact or _is_torn(words, hit):
            return False
        if hit.meaning != NO_THING and _is_named_or_denied(words, hit):
            return False
        said = words.words[hit.first : hit.after]
        if hit.length > 1:
            phrase = tuple(word.folded for word in said)
            return words.is_marked or (hit.meaning, phrase) not in self._marked
        if words.is_marked and not said[0].is_spelled_out:
            return True
        return (hit.meaning, said[0].folded) in self._bare


def _is_named_or_denied(words: Words, hit: Hit[str]) -> bool:
    return stands_inside(words, hit.first) or _is_denied(words, hit.first) or _is_title(words, hit)


def _is_torn(words: Words, hit: Hit[str]) -> bool:
    """Whether its words belong to two sentences, or to a part of one shorthand only.

    "bhxh" is meant as "bao hiem xa hoi", but its "hoi" is no smell.
    """
    said = words.words[hit.first : hit.after]
    before = words.words[hit.first - 1 : hit.first] if hit.first else ()
    behind = words.words[hit.after : hit.after + 1]
    if any(word.start == said[0].start for word in before) or any(
        word.start == said[-1].start for word in behind
    ):
        return True
    for word, after in pairwise(said):
        between = words.text[word.end : after.start]
        if not _PARTS.isdisjoint(between) or ("\n" in between and after.is_capital):
            return True
    return False


def _is_title(words: Words, hit: Hit[str]) -> bool:
    """Whether its words are a name: "Hoa Sữa" is a street, "hoa sữa" is what smells."""
    said = words.words[hit.first : hit.after]
    return len(said) > 1 and all(word.is_capital and not word.written.isupper() for word in said)


def _is_denied(words: Words, index: int) -> bool:
    """Whether the words just before say that it is not so: "chưa ai bị", "không phải"."""
    before = [word.folded for word in words.words[max(0, index - _DENIAL_WORDS) : index]]
    return any(tuple(before[-len(denial) :]) == denial for denial in _DENIALS)


def stands_inside(words: Words, index: int) -> bool:
    """Whether a word stands in the middle of a capitalised name: "Lương" in "Phú Lương"."""
    if not index:
        return False
    before, word = words.words[index - 1], words.words[index]
    if before.written.isupper() and word.written.isupper():
        return False  # All is shouted.
    return before.is_capital and word.is_capital and words.text[before.end : word.start] == " "


def _book(listed: Mapping[str, Sequence[str]]) -> PhraseBook[str]:
    return PhraseBook((phrase, name) for name, phrases in listed.items() for phrase in phrases)


def _groups(listed: Iterable[Iterable[str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for number, names in enumerate(listed):
        for name in names:
            groups.setdefault(name, set()).add(f"group {number}")
    return {name: frozenset(found) for name, found in groups.items()}


def _with_groups(names: frozenset[str], groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return names.union(*(groups.get(name, frozenset()) for name in names))


class Matter(NamedTuple):
    """How alike two texts are in what they tell of, each between 0 and 1.

    `other_thing`: both tell of things, and none is the same (a half: they may come together).
    `other_trouble`, `other_spot` likewise. `wide`, `brief`: what they share is of a whole area,
    or over within days. `own`: it is only of the kind of which every citizen has another.
    `moment`: what happens in a moment. `spot`: they share what stands near.
    """

    thing: float = 0.0
    other_thing: float = 0.0
    trouble: float = 0.0
    other_trouble: float = 0.0
    spot: float = 0.0
    other_spot: float = 0.0
    known: bool = False
    wide: bool = False
    brief: bool = False
    own: bool = False
    moment: bool = False


NONE: frozenset[str] = frozenset()


def compare_things(one: Things, other: Things) -> Matter:
    """Compare what two texts are about; symmetric."""
    mine, theirs = one.get("thing", NONE), other.get("thing", NONE)
    shared = _share(mine, theirs)
    known = bool(mine and theirs)
    strange = known and not shared
    related = strange and not _apart(one, other, "kin")
    trouble = _share(one.get("trouble", NONE), other.get("trouble", NONE))
    other_trouble = not trouble and _apart(one, other, "fault")
    return Matter(
        thing=shared,
        other_thing=_RELATED if related else float(strange),
        trouble=trouble,
        other_trouble=float(other_trouble),
        spot=float(not _apart_or_none(one, other, "spot")),
        other_spot=float(_apart(one, other, "spot")),
        known=known,
        wide=not other_trouble and not _apart_or_none(one, other, "wide"),
        brief=not _apart_or_none(one, other, "brief"),
        moment=not _apart_or_none(one, other, "moment"),
        own=bool(shared) and mine & theirs <= one.get("own", NONE),
    )


def _share(mine: frozenset[str], theirs: frozenset[str]) -> float:
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / min(len(mine), len(theirs))


def _apart(one: Things, other: Things, sort: str) -> bool:
    mine, theirs = one.get(sort, NONE), other.get(sort, NONE)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _apart_or_none(one: Things, other: Things, sort: str) -> bool:
    return one.get(sort, NONE).isdisjoint(other.get(sort, NONE))
