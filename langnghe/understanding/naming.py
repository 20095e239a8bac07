"""Where a text names people who must not be recognised: known names, and introductions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from langnghe.vietnamese.fold import fold

_WORD = re.compile("(?:[^\\W\\d_][\u0300-\u036f]*)+")
_TITLES = frozenset(
    ["ong", "ba", "anh", "chi", "em", "co", "chu", "bac", "chau", "ten", "la", "di", "cau", "mo"]
)
"""Before a name, or before what calls somebody."""
_STREETS = frozenset(
    [
        "pho",
        "duong",
        "ngo",
        "ngach",
        "hem",
        "phuong",
        "xa",
        "quan",
        "huyen",
        "thon",
        "xom",
        "cho",
        "truong",
        "ho",
        "cau",
        "song",
        "lang",
        "khu",
        "benh",
        "dinh",
        "chua",
        "dai",
    ]
)
"""Before the name of a place that may sound like a person's."""
_FAMILIES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dinh",
        "mai",
        "trinh",
        "luong",
        "dao",
        "doan",
        "trieu",
        "cao",
        "ta",
    ]
)
_GENERIC = frozenset(
    [
        "cong",
        "ty",
        "tnhh",
        "co",
        "phan",
        "trach",
        "nhiem",
        "huu",
        "han",
        "mot",
        "thanh",
        "vien",
        "hop",
        "tac",
        "xa",
        "doanh",
        "nghiep",
        "tu",
        "nhan",
        "ho",
        "kinh",
        "doanh",
        "ban",
        "quan",
        "tri",
        "to",
        "dan",
        "truong",
        "uy",
        "nhan",
        "chi",
        "bo",
        "tap",
        "the",
        "cac",
        "cua",
        "va",
    ]
)
"""Words of a body's name that tell nobody who it is."""
_INTRODUCED = re.compile(
    r"(?:tôi tên là|tên tôi là|tên tôi|tôi là|tên em là|em tên là|em tên|em là|mình tên là|tên là"
    r"|cháu tên là|cháu là|họ và tên|họ tên|người (?:gửi|viết|phản ánh|tố cáo|khiếu nại|làm đơn"
    r"|kiến nghị|đứng đơn)|ký tên|toi ten la|ten toi la|toi la|em ten la|ten la|ho va ten|ho ten)"
    r"\s*:?\s*(?:là\s+)?",
    re.IGNORECASE,
)
LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    written: str
    folded: str

    @property
    def is_capital(self) -> bool:
        return self.written[0].isupper()


@dataclass(frozen=True)
class Names:
    """Names as folded words; of a body only what tells it apart. `kept` holds folded places."""

    known: tuple[tuple[str, ...], ...]
    kept: str

    @classmethod
    def of(cls, names: Iterable[str], *, kept: Iterable[str] = ()) -> "Names":
        """Read names as they are written."""
        read = (tuple(word.folded for word in _words(name)) for name in names)
        told = (_telling(parts) for parts in read)
        return cls(tuple(parts for parts in told if parts), fold(" | ".join(kept)))


def _telling(parts: tuple[str, ...]) -> tuple[str, ...]:
    if len(_GENERIC & set(parts)) < 2 or len(parts) < 3:
        return parts
    return tuple(part for part in parts if part not in _GENERIC)


def _words(text: str) -> list[_Word]:
    return [
        _Word(match.start(), match.end(), match[0], fold(match[0]))
        for match in _WORD.finditer(text)
    ]


def named_in(text: str, names: Names) -> Iterator[tuple[int, int]]:
    """Yield where known people are named, in any writing."""
    words = _words(text)
    is_marked = fold(text) != text.lower()
    for name in names.known:
        yield from _known_name(text, words, name, kept=names.kept, is_marked=is_marked)
        yield from _initials(text, name)


def _known_name(
    text: str, words: list[_Word], name: tuple[str, ...], *, kept: str, is_marked: bool
) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(words):
        length = _run(text, words, place, name)
        if length and _is_meant(words, place, length, name, kept=kept, is_marked=is_marked):
            yield words[place].start, words[place + length - 1].end
            place += length
        else:
            place += 1


def _run(text: str, words: list[_Word], place: int, name: tuple[str, ...]) -> int:
    """Return how many words from `place` on stand one after the other in the name."""
    best = 0
    for first in range(len(name)):
        length = 0
        while (
            first + length < len(name)
            and place + length < len(words)
            and words[place + length].folded == name[first + length]
            and (not length or _are_close(text, words[place + length - 1], words[place + length]))
        ):
            length += 1
        best = max(best, length)
    return best


def _are_close(text: str, one: _Word, other: _Word) -> bool:
    between = text[one.end : other.start]
    return len(between) <= 3 and not between.strip(" .-_\u00a0\n")


def _is_meant(
    words: list[_Word],
    place: int,
    length: int,
    name: tuple[str, ...],
    *,
    kept: str,
    is_marked: bool,
) -> bool:
    """Whether words of a name are meant as one: "văn minh" is none, "anh Minh" is."""
    if length == len(name):
        return True
    run = words[place : place + length]
    before = words[place - 1].folded if place else ""
    is_called = before in _TITLES
    looks_it = any(word.is_capital for word in run) or not is_marked
    if length > 1:
        return is_called or (looks_it and before not in _STREETS)
    return _is_single_meant(words, place, name, kept=kept, called=is_called and looks_it)


def _is_single_meant(
    words: list[_Word], place: int, name: tuple[str, ...], *, kept: str, called: bool
) -> bool:
    """Whether one word is the name somebody is called by, or the family's after a title."""
    word = words[place]
    after = words[place + 1] if place + 1 < len(words) else None
    goes_on = after is not None and after.is_capital and after.start - word.end <= 1
    if word.folded != name[-1]:
        return called and not goes_on
    if called:
        return True
    earlier = words[place - 1] if place else None
    before = earlier.folded if earlier else ""
    if earlier and earlier.is_capital and word.start - earlier.end == 1:
        return False  # the end of somebody else's name
    pair = f"{word.folded} {after.folded}" if after else ""
    if before in _STREETS or (goes_on and (pair in kept or pair == "ha noi")):
        return False
    return (word.is_capital and word.written.lower() != word.folded) or _is_alone(words, place)


def _is_alone(words: list[_Word], place: int) -> bool:
    """Whether a capital word without marks stands between words in small letters."""
    around = words[max(0, place - 1) : place] + words[place + 1 : place + 2]
    return words[place].is_capital and not any(word.is_capital for word in around)


def _initials(text: str, name: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    if len(name) < 3:
        return
    letters = r"\.?\s?".join(f"[{part[0]}{'đ' if part[0] == 'd' else ''}]" for part in name)
    for match in re.finditer(rf"(?<!\w){letters}\.?(?!\w)", text, re.IGNORECASE):
        if match[0].replace(".", "").replace(" ", "").isupper():
            yield match.span()


def introduced_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where somebody gives a name: after "tôi là", "họ và tên:" and the like."""
    words = _words(text)
    for match in _INTRODUCED.finditer(text):
        following = [word for word in words if word.start >= match.end()][:LONGEST_NAME]
        length = 0
        for word in following:
            gap = text[following[length - 1].end : word.start] if length else ""
            if gap.strip(" .") or not (word.is_capital or _goes_on_small(following, length)):
                break
            length += 1
        is_name = length > 1 or (length == 1 and ":" in match[0])
        if is_name and (following[0].is_capital or following[0].folded in _FAMILIES):
            yield following[0].start, following[length - 1].end


def _goes_on_small(words: list[_Word], length: int) -> bool:
    """Whether a name in small letters, begun by a family's, may still go on."""
    return words[0].folded in _FAMILIES and not words[0].is_capital and length < 4
