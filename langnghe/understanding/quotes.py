"""One sentence of a voice that may be shown to many: without who spoke, where, which number."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from langnghe.understanding.words import Word, read_words
from langnghe.vietnamese.fold import fold

GAP = "…"
"""Stands for what was left out."""

SHORTEST, LONGEST = 30, 220
_HIDDEN_SHARE = 0.25
"""A sentence of which more had to be left out says nothing."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_ADDRESS_SAID = (
    "nha so ngo ngach hem pho duong thon xom toa can ho phong to ap khu phuong xa quan huyen cu"
    " truong ty vien cho"
)
_ADDRESS = frozenset(_ADDRESS_SAID.split())
_CALLED_SAID = "ong ba anh chi em co chu bac chau ten la toi minh thay"  # what stands before a name
_PLACE = frozenset({"pho", "ngo", "ngach", "hem", "thon", "xom", "phuong", "xa", "quan", "huyen"})
"""After these stands a name, even where nobody wrote a capital."""

_CALLED = frozenset(_CALLED_SAID.split())
_FAMILIES_SAID = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh mai trinh luong"
    " dao doan trieu cao ta"
)
_FAMILIES = frozenset(_FAMILIES_SAID.split())
_MIDDLES = frozenset({"van", "thi", "duc", "minh", "thanh", "xuan", "quang", "huu", "ngoc", "dinh"})
_EDGES = re.compile(rf"(?:\s*[,;:(\-–/]*\s*{GAP})+")


def quote_of(text: str, telling: Iterable[str], *, names: Iterable[str] = ()) -> str:
    """Return the most telling sentence, with names, numbers and addresses left out; else "".

    `telling`: words that the sentence should have; `names`: of the reporter, however they are
    written. What might be a name is one: a sentence that loses too much is not shown at all.
    """
    wanted = [fold(word) for word in telling]
    best: tuple[int, int, int] | None = None
    chosen = ""
    for place, sentence in enumerate(_SENTENCE.split(text[:20_000])):
        shown, hidden = _redacted(" ".join(sentence.split()), names)
        size = len(read_words(shown))
        if not SHORTEST <= len(shown) <= LONGEST or not size or hidden > _HIDDEN_SHARE * size:
            continue
        said = fold(shown)
        score = (sum(word in said for word in wanted), -hidden, -place)
        if wanted and not score[0]:
            continue
        if best is None or score > best:
            best, chosen = score, shown
    return chosen


def _redacted(sentence: str, names: Iterable[str]) -> tuple[str, int]:
    """Return the sentence with gaps, and how many words are gone."""
    words = read_words(sentence).words
    own = {part for name in names for part in fold(name).split()}
    if _hides_names(words):
        return "", len(words)
    gone = {
        index
        for index, word in enumerate(words)
        if word.folded in own or any(letter.isdigit() for letter in word.written)
    }
    gone |= {index for index, word in enumerate(words) if index and word.is_capital}
    gone |= _named_in_small(tuple(word.folded for word in words))
    for before, after in pairwise(range(len(words))):
        if after in gone and words[before].folded in _ADDRESS:
            gone.add(before)
    pieces, end = [], 0
    for index in sorted(gone):
        pieces += [sentence[end : words[index].start], GAP]
        end = words[index].end
    whole = re.sub(r"\S*@\S*|https?://\S+|www\.\S+", GAP, "".join(pieces) + sentence[end:])
    return _EDGES.sub(f" {GAP}", whole).strip(), len(gone)


def _hides_names(words: Sequence[Word]) -> bool:
    """Whether a name would look like any other word: all in capitals, or a place in small ones."""
    if sum(word.written.isupper() for word in words) > len(words) / 2:
        return True
    is_small = not any(word.is_capital for word in words[1:])
    places = sum(word.folded in _PLACE for word in words)
    return is_small and places > 0


def _named_in_small(words: tuple[str, ...]) -> set[int]:
    """Return names written without capitals: a family's name after a title, or before "văn"."""
    found: set[int] = set()
    for index, word in enumerate(words):
        if word not in _FAMILIES:
            continue
        is_called = index > 0 and words[index - 1] in _CALLED
        goes_on = words[index + 1 : index + 2]
        if is_called or (goes_on and goes_on[0] in _MIDDLES):
            found.update(range(index, min(index + 4, len(words))))
    return found
