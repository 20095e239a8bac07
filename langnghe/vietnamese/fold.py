"""Folding to bare Latin letters for finding, and keys for the order of a dictionary."""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_INVISIBLE = "\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff"
_FOLDED = str.maketrans({"đ": "d", "ð": "d", **dict.fromkeys(_INVISIBLE)})


def fold(text: str) -> str:
    """Return `text` in lower case without any diacritic: "Đường Láng" becomes "duong lang".

    Composed (NFC) and decomposed (NFD) writing fold to the same; đ and the eth that stands
    for it in bad fonts become d; soft hyphens and zero-width characters vanish. Folding
    twice changes nothing.
    """
    if text.isascii():
        return text.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    return unicodedata.normalize("NFC", plain.translate(_FOLDED))


def without_marks(text: str) -> str:
    """Return `text` without any diacritic, capitals kept: "Đường Láng" becomes "Duong Lang"."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", plain.translate(_BARE))


_BARE = _FOLDED | str.maketrans({"Đ": "D", "·": "-", "–": "-", "…": "..."})
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Huyền, hỏi, ngã, sắc, nặng in the order of dictionaries; ngang (no mark) is 0."""

_SHAPED = {
    "a\u0306": "a~",
    "a\u0302": "a~~",
    "d\u031b": "d~",
    "e\u0302": "e~",
    "o\u0302": "o~",
    "o\u031b": "o~~",
    "u\u031b": "u~",
}
"""Letters that follow their bare form: the tilde sorts after z in plain ASCII."""

_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_LETTER = re.compile("(.)([\u0300-\u036f]*)", re.DOTALL)


def sort_key(text: str) -> str:
    """Return a key that puts `text` where a Vietnamese dictionary has it.

    Keys are compared as plain text (collation C): letters a ă â b c d đ e ê g h i k l m n o
    ô ơ p q r s t u ư v x y; within equal letters the tones ngang, huyền, hỏi, ngã, sắc,
    nặng, syllable by syllable. Case and punctuation do not count.
    """
    plain = unicodedata.normalize("NFD", text.lower())
    plain = plain.replace("đ", "d\u031b").replace("ð", "d\u031b")
    return " ".join(_syllable_key(word) for word in _WORD.findall(plain))


def _syllable_key(word: str) -> str:
    if word.isdigit():
        return word
    tone = "0"
    letters = []
    for base, marks in _LETTER.findall(word):
        shape = base
        for mark in marks:
            tone = _TONES.get(mark, tone)
            shape = _SHAPED.get(base + mark, shape)
        letters.append(shape)
    return "".join(letters) + tone
