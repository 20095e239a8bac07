"""The words of a text as they were meant, each with the place where it was written.

What is shown is never altered: every word keeps its first and last character in the text.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from langnghe.vietnamese.fold import fold, sort_key
from langnghe.vietnamese.syllables import folded_syllables

READ_LIMIT = 20_000
"""Characters of a text that are understood; a longer one says what it is about before."""

_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_SILENT = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|<[^<>]{1,300}>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_FILLER = "\u034f"
"""A mark without a shape: it keeps the place of the letters that stood for one."""

_OFFICER = re.compile(r"\[(?:TV|ĐTV|CB)\].*?(?=\[(?:CD|KH|ND)\]|\Z)", re.DOTALL)
_ASIDE = re.compile(r"\[[^\[\]\n]{0,40}\]")

_SHORT = {
    "k": "khong", "ko": "khong", "kg": "khong", "hok": "khong", "khg": "khong",
    "kh": "khong", "hk": "khong", "dc": "duoc", "dk": "duoc", "đc": "duoc", "đk": "duoc",
    "ng": "nguoi", "ngta": "nguoi", "mn": "moi nguoi", "mng": "moi nguoi",
    "trc": "truoc", "vs": "voi", "j": "gi", "z": "vay", "r": "roi", "rui": "roi", "nc": "nuoc",
    "bn": "bao nhieu", "bh": "bay gio", "bjo": "bay gio", "h": "gio", "hnay": "hom nay",
    "hqua": "hom qua", "ntn": "nhu the nao", "sn": "so nha", "cty": "cong ty", "ct": "cong ty",
    "tp": "thanh pho", "hn": "ha noi", "cn": "chu nhat", "cs": "canh sat",
    "csgt": "canh sat giao thong", "gt": "giao thong", "hs": "hoc sinh",
    "gv": "giao vien", "bs": "bac si", "bv": "benh vien", "nv": "nhan vien",
    "cc": "chung cu", "kdt": "khu do thi", "ktx": "ky tuc xa", "ttam": "trung tam",
    "lm": "lam", "wa": "qua", "wá": "qua", "cx": "cung", "cug": "cung", "nhìu": "nhieu",
    "nhiu": "nhieu", "thik": "thich", "iu": "yeu", "bik": "biet", "bít": "biet", "vn": "viet nam",
    "tn": "tin nhan", "sdt": "so dien thoai", "dt": "dien thoai", "đt": "dien thoai",
    "qd": "quyet dinh", "qđ": "quyet dinh", "gpmb": "giai phong mat bang", "tcxd": "xay dung",
    "pccc": "phong chay chua chay", "attp": "an toan thuc pham", "vsmt": "ve sinh moi truong",
    "bhxh": "bao hiem xa hoi", "bhyt": "bao hiem y te", "gplx": "giay phep lai xe",
    "ttdt": "trat tu do thi", "ttxd": "trat tu xay dung", "bql": "ban quan ly",
    "bqt": "ban quan tri", "cdt": "chu dau tu", "cđt": "chu dau tu", "tdp": "to dan pho",
}  # fmt: skip
"""How people type in a hurry, with what they mean, folded."""

_LOANED = frozenset(["taxi", "bus", "bar", "gas", "visa", "sofa", "beer", "test", "fax", "sos"])
"""Foreign words that Vietnamese writes as they are, though they look like raw Telex."""

_WITH_OO = frozenset(["xoong", "boong", "goong", "mooc", "sooc"])
"""The few syllables that are written with a long o; "coong" is raw Telex for "công"."""

_LONE_VOWEL = re.compile("(?:aa|ee|oo|[aou]w)[sfrxj]|[aeiouy]j|[auy]f|ys|[ou]7[1-5]")
"""A word of one letter as no other word is typed: "owr", "aj", "ys", "o73"."""

_TELEX_TONES = re.compile("[sfrxj]")
_TELEX_PAIRS = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""))
_VNI_DIGITS = re.compile(r"(?<=[a-z])(?:[6-9][1-5]?|[1-5][6-9]?)")
"""A letter's shape, its tone, or both in either order: "nga65p", "Ho62"."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: where it stands, how it was written (NFC), and what it is meant as.

    `folded` is bare letters, shorthand and raw typing resolved; `key` keeps the marks, whatever
    the place of the tone ("hoà" and "hòa" have one key), and is empty where none were typed.
    """

    start: int
    end: int
    written: str
    folded: str
    key: str

    @property
    def is_spelled_out(self) -> bool:
        """Whether it was shorthand or raw typing: what marks it would have is not known."""
        return not self.key and fold(self.written) != self.folded

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.written[:1].isupper()


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart; `is_marked` says that its author typed diacritics."""

    text: str
    words: tuple[Word, ...]
    is_marked: bool

    def part(self, first: int, after: int) -> "Words":
        """Return some of the words of the same text."""
        return Words(self.text, self.words[first:after], self.is_marked)

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Return the characters from the word `first` up to before the word `after`."""
        return self.words[first].start, self.words[after - 1].end


def read_words(text: str) -> Words:
    """Take a text apart into words; only its first READ_LIMIT characters are read.

    Addresses of the web and of mail, markup and what the officer says in a transcript
    ("[TV] ...") are no words of the citizen.
    """
    whole = text[:READ_LIMIT]
    heard = _silence(whole)
    found: list[Word] = []
    for match in _WORD.finditer(heard):
        found.extend(_words_at(match.start(), match.end(), match.group()))
    marked = sum(bool(word.key) for word in found)
    return Words(text=whole, words=tuple(found), is_marked=marked > 0.12 * len(found))


def _silence(text: str) -> str:
    """Blank what is no speech of the citizen, keeping every character's place."""
    for pattern in (_OFFICER, _ASIDE, _SILENT):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return _ENTITY.sub(_letter_of, text)


def _letter_of(entity: re.Match[str]) -> str:
    """Return the letter an entity of HTML stands for, as long as the entity."""
    letter = html.unescape(entity.group())
    if len(letter) != 1:
        return " " * len(entity.group())
    return letter + (_FILLER if letter.isalnum() else " ") * (len(entity.group()) - 1)


def _words_at(start: int, end: int, raw: str) -> list[Word]:
    written = unicodedata.normalize("NFC", raw.replace(_FILLER, ""))
    meant = meant_as(written.lower())
    if meant.startswith(fold(written)):
        key = exact_key(written)
        return [Word(start, end, written, meant, key)]
    return [Word(start, end, written, part, "") for part in meant.split(" ")]


@lru_cache(maxsize=50_000)
def exact_key(word: str) -> str:
    """Return the key of a word with its marks; empty for one without any."""
    return "" if word.isascii() else sort_key(word)


@lru_cache(maxsize=50_000)
def meant_as(word: str) -> str:
    """Return what a lower-case word stands for in bare letters; several words are apart by blanks.

    Shorthand is written out, raw Telex ("dduwowngf") and VNI ("d9u7o7ng2") are decoded, where
    the word is no syllable as it stands.
    """
    short = _SHORT.get(word) or _SHORT.get(word.replace("dd", "đ"))
    if short is not None:
        return short
    bare = fold(word)
    if not word.isascii() or (bare in folded_syllables() and not _is_doubled(bare)):
        return bare
    return _typed_raw(bare) or bare


def _is_doubled(word: str) -> bool:
    """Tell whether a syllable is raw Telex, because nobody writes it with that long o."""
    return word.endswith(("oong", "ooc")) and word not in _WITH_OO


def _typed_raw(word: str) -> str:
    """Decode one word of raw Telex or VNI; empty where it is neither."""
    if word in _LOANED:
        return ""
    if _LONE_VOWEL.fullmatch(word):
        return word[0]
    known = folded_syllables()
    if any(letter.isdigit() for letter in word):
        plain = _VNI_DIGITS.sub("", word)
        return plain if len(plain) > 1 and plain in known else ""
    shaped = word
    for pair, letter in _TELEX_PAIRS:
        shaped = shaped.replace(pair, letter)
    if shaped != word and shaped in known:
        return shaped
    for match in reversed(list(_TELEX_TONES.finditer(shaped, 1))):
        plain = shaped[: match.start()] + shaped[match.end() :]
        if len(plain) > 1 and plain in known:
            return plain
    return ""


def folded_text(words: Words) -> str:
    """Return the text as bare words, for what is learned and compared."""
    return " ".join(word.folded for word in words.words)


def marked_text(words: Words) -> str:
    """Return the text as its author marked it, in lower case, shorthand and raw typing resolved."""
    return " ".join(word.written.lower() if word.key else word.folded for word in words.words)


def folded_words(phrase: str) -> tuple[str, ...]:
    """Take a phrase of ours apart into folded words."""
    return tuple(map(_bare, _WORD.findall(phrase)))


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    """Return a word in bare letters; a profile's phrases say few words, many times."""
    return fold(word)


def phrase_keys(phrase: str) -> tuple[str, ...]:
    """Take a phrase of ours apart into exact keys, as `Word.key` has them."""
    return tuple(map(_key, _WORD.findall(phrase)))


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    """Return a word's exact key, asked for as often as `_bare`."""
    return exact_key(unicodedata.normalize("NFC", word).lower())


def spans_of(words: Words, places: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the characters of several runs of words in order; runs that touch are one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted({words.span(first, after) for first, after in places}):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)
