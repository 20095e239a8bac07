"""The ways in which one query is typed: without marks, with wrong ones, slips, raw Telex, VNI."""

import random
import unicodedata
from collections.abc import Callable, Mapping

from langnghe.vietnamese.fold import fold

Way = Callable[[str, random.Random], str]
_TONES = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_TELEX = dict(zip(_TONES, "fsxrj", strict=True)) | {"\u0306": "w", "\u031b": "w"}
_VNI = dict(zip(_TONES, "21435", strict=True)) | {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_LETTERS = "abcdeghiklmnopqrstuvxy"


def _wrong_tones(query: str, dice: random.Random) -> str:
    apart = unicodedata.normalize("NFD", query)
    return unicodedata.normalize(
        "NFC", "".join(dice.choice(_TONES) if mark in _TONES else mark for mark in apart)
    )


def _slip(query: str, dice: random.Random) -> str:
    """Make one slip in one of the longer words: another letter, one less, two swapped."""
    words = query.split()
    place = dice.choice([index for index, word in enumerate(words) if len(word) > 2] or [0])
    word = words[place]
    at = dice.randrange(len(word) - 1) if len(word) > 1 else 0
    slipped = (
        word[:at] + dice.choice(_LETTERS) + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    )
    words[place] = dice.choice(slipped)
    return " ".join(words)


def _raw(query: str, keys: Mapping[str, str], stroke: str) -> str:
    return " ".join(_raw_word(word, keys, stroke) for word in query.lower().split())


def _raw_word(word: str, keys: Mapping[str, str], stroke: str) -> str:
    """Type the marks of shapes after their letter and the tone at the end, as most people do."""
    letters, tone = "", ""
    for each in unicodedata.normalize("NFD", word.replace("đ", stroke)):
        if each in _TONES:
            tone = keys[each]
        elif each == "\u0302" and each not in keys:
            letters += letters[-1]
        else:
            letters += keys.get(each, each)
    return letters + tone


WAYS: dict[str, Way] = {
    "exact": lambda query, _dice: query,
    "no diacritics": lambda query, _dice: fold(query),
    "wrong tones": _wrong_tones,
    "a slip": _slip,
    "a slip, no diacritics": lambda query, dice: _slip(fold(query), dice),
    "raw Telex": lambda query, _dice: _raw(query, _TELEX, "dd"),
    "raw VNI": lambda query, _dice: _raw(query, _VNI, "d9"),
}
