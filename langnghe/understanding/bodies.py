"""Bodies with a name of their own, and what bears a number: schools, markets, plates, files."""

import re
from collections.abc import Iterator
from itertools import pairwise

from langnghe.understanding.phrases import PhraseBook
from langnghe.understanding.spotting import words_set
from langnghe.understanding.things import stands_inside
from langnghe.understanding.words import Word, Words

NUMBERED = frozenset(["plate", "file", "stall", "block"])
"""The sorts of what a text numbers: plates of cars, files of an office, stalls, blocks."""

CODES = frozenset(["plate", "file"])
"""Numbers that nothing else in the city bears."""

BODY = "body "
"""The sort of a named body begins so: "body school:giả định"."""

_PLATE = re.compile(r"\b\d{2}\s?[A-Za-zĐđ]{1,2}\d?[-\s.]{1,2}\d{3}\.?\d{2}\b")
_FILE = re.compile(r"\b[A-Z]{1,4}[-.]\d[\d.-]{2,}\d\b")
_BLOCK = re.compile(r"[A-Z]{1,3}\d{1,3}[A-Z]?")
_NO_BLOCK = ("QL", "TL", "DT", "ĐT", "KM")
_NO_BLOCK_AFTER = frozenset(["tuyen", "buyt", "lo", "dien", "vitamin", "covid", "xe"])
_STALLS, _HOUSE = words_set("quầy kiốt ốt sạp"), words_set("nhà căn")
_LONGEST_NUMBER = 4
_COUNTED = frozenset(
    ["tang", "ho", "nguoi", "m2", "m", "met", "trieu", "nghin", "can", "gian", "ngay", "lan"]
)
"""What a number before it counts: "nhà 8 tầng" is no house's number."""

_HEADS = {
    "công ty": "firm", "doanh nghiệp": "firm", "trường": "school", "tiểu học": "school",
    "thcs": "school", "thpt": "school", "mầm non": "school", "bệnh viện": "hospital",
    "viện": "hospital", "siêu thị": "shop", "cửa hàng": "shop", "quán": "inn",
    "quán bia": "inn", "quán ốc": "inn", "quán cà phê": "inn", "nhà hàng": "inn",
    "cà phê": "inn", "karaoke": "inn", "chung cư": "estate", "tòa nhà": "estate",
    "toà nhà": "estate", "tòa": "estate", "toà": "estate", "khu đô thị": "estate",
    "kđt": "estate", "dự án": "estate", "tập thể": "estate", "chùa": "temple", "đình": "temple",
    "đền": "temple", "chợ": "market", "cầu": "bridge", "hồ": "lake", "công viên": "park",
    "vườn hoa": "park", "cây xăng": "petrol", "nhà thuốc": "pharmacy", "phòng khám": "clinic",
    "thẩm mỹ": "clinic", "khách sạn": "hotel", "nhà máy": "works", "xưởng": "works",
    "bãi rác": "dump", "kho": "store", "trung tâm": "centre", "ngân hàng": "bank",
    "khu công nghiệp": "zone", "kcn": "zone", "ga": "station", "bến xe": "station",
    "nghĩa trang": "graves",
}  # fmt: skip
_HEAD_BOOK = PhraseBook(_HEADS.items())
_BETWEEN = frozenset(
    [
        "tieu hoc", "thcs", "thpt", "mam non", "da khoa", "tu thuc", "co phan", "tnhh", "may",
        "bao ve", "xay lap", "xay dung", "dai hoc", "cao dang", "dan lap",
        "cap hai", "chung cu", "trach nhiem huu han",
    ]
)  # fmt: skip
_LONGEST_BETWEEN, _LONGEST_NAME = 4, 5
_NO_WORD = Word(0, 0, "", "", "")
_ENDS_NAME_SAID = (
    "ở tại của và với là thuộc trên dưới bên gần cạnh phía số đoạn từ đến qua cho do bị có đã"
    " đang không chưa về vào ra cũ nay xã phường quận huyện đường phố ngõ thôn làng"
)
_ENDS_NAME = frozenset(_ENDS_NAME_SAID.split())
"""Words in small letters that stand in no name, though a capital follows."""


def bodies_in(words: Words) -> frozenset[str]:
    """Return the named bodies and numbers of a text, each after its sort."""
    numbers = {
        *(f"plate:{_bare(each)}" for each in _PLATE.findall(words.text)),
        *(f"file:{_bare(each)}" for each in _FILE.findall(words.text)),
    }
    return frozenset({*numbers, *_blocks(words), *_stalls(words), *_houses(words), *_named(words)})


def _bare(number: str) -> str:
    return re.sub(r"\W", "", number).lower()


def _blocks(words: Words) -> Iterator[str]:
    """Yield what is written like a block: "G3", "CT2"; not roads, routes and vitamins."""
    before = ""
    for word in words.words:
        is_block = _BLOCK.fullmatch(word.written) and not word.written.startswith(_NO_BLOCK)
        if is_block and before not in _NO_BLOCK_AFTER:
            yield f"block:{word.folded}"
        before = word.folded


def _stalls(words: Words) -> Iterator[str]:
    for index, word in enumerate(words.words):
        if not _STALLS.has(word, is_marked=words.is_marked):
            continue
        after = [each.folded for each in words.words[index + 1 : index + 3]]
        number = next((each for each in after if each != "so"), "")
        if number[:1].isdigit():
            yield f"stall:{number}"


def _houses(words: Words) -> Iterator[str]:
    """Yield the numbers of "nhà 56"; not of "nhà 8 tầng"."""
    for index, word in enumerate(words.words[:-1]):
        number = words.words[index + 1].folded
        if not _HOUSE.has(word, is_marked=words.is_marked) or not number[:1].isdigit():
            continue
        after = words.words[index + 2].folded if index + 2 < len(words) else ""
        if len(number) <= _LONGEST_NUMBER and after not in _COUNTED:
            yield f"house:{number}"


def _named(words: Words) -> Iterator[str]:
    """Yield bodies with a capitalised name: "trường Tiểu học Giả Định 1"."""
    for hit in _HEAD_BOOK.find(words):
        if hit.is_exact and not stands_inside(words, hit.first):
            name = _name_after(words, _past_between(words, hit.after))
            if name:
                yield f"{BODY}{hit.meaning}:{' '.join(name)}"


def _past_between(words: Words, index: int) -> int:
    """Go past "Tiểu học", "đa khoa" and the like, which stand before the name itself."""
    for length in range(_LONGEST_BETWEEN, 0, -1):
        between = words.words[index : index + length]
        if len(between) == length and " ".join(word.folded for word in between) in _BETWEEN:
            return _past_between(words, index + length)
    return index


def _name_after(words: Words, index: int) -> list[str]:
    name: list[str] = []
    before: Word = words.words[index - 1]
    for word, after in pairwise((*words.words[index : index + _LONGEST_NAME + 1], _NO_WORD)):
        inside = after.is_capital and word.written not in _ENDS_NAME
        fits = word.is_capital or (name and (word.written.isdigit() or inside))
        if not fits or words.text[before.end : word.start] != " ":
            break
        name.append(word.folded)
        before = word
    return name
