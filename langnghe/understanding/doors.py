"""Exact places below a street: house numbers, alleys, hamlets, blocks, cells, school levels."""

from collections.abc import Collection, Iterator

from langnghe.understanding.spotting import words_set
from langnghe.understanding.words import Words

DOORS = frozenset(
    ["house", "alley", "lane", "block", "plot", "km", "hamlet", "cell", "school", "tunnel"]
)
"""The sorts of exact places; a school's level tells schools apart, but is none by itself."""

_MARKERS = words_set(
    "số ngõ ngách hẻm kiệt km block tòa toà lô thôn xóm làng ấp tổ"
    " không một mốt hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mươi"
)
_AFTER = {
    "ngo": "alley", "ngach": "lane", "hem": "alley", "kiet": "alley", "km": "km",
    "block": "block", "toa": "block", "lo": "plot",
}  # fmt: skip
"""Words that a number follows, with the sort of place it numbers."""

_HAMLETS = frozenset(["thon", "xom", "lang", "ap"])
_SURE_HAMLET, _HAMLET_WORDS = "thon", 2
_ENDS_HAMLET_SAID = (
    "xa phuong huyen quan thi tinh o bao keu phan goi va co la bi khu thuoc nay ay chua con"
    " gan van bac ben dang da hop cua cho"
)
_ENDS_HAMLET = frozenset(_ENDS_HAMLET_SAID.split())
_NO_HAMLET_SAID = "nghe xom trong que van ngoai bao toi minh nay toan em chung ben tren duoi o la"
_NO_HAMLET = frozenset(_NO_HAMLET_SAID.split())
_LEVELS = {
    "mam non": "0", "mau giao": "0", "nha tre": "0", "tieu hoc": "1", "cap mot": "1",
    "cap 1": "1", "thcs": "2", "trung hoc co so": "2", "cap hai": "2", "cap 2": "2", "thpt": "3",
    "trung hoc pho thong": "3", "cap ba": "3", "cap 3": "3", "pho thong trung hoc": "3",
}  # fmt: skip
_NOT_HOUSES_SAID = (
    "to cum doi cong truong lan bien thoai chuyen tuyen xe ma buyt pho quyet thong bao la"
    " thang hang don phut gio ngay luong dong tang ham chui sinh"
)
_NOT_HOUSES = frozenset(_NOT_HOUSES_SAID.split())
_TUNNEL_WORDS = frozenset(["chui", "dan", "sinh", "bo", "duong"])
_SPOKEN = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5",
    "sau": "6", "bay": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_LONGEST_NUMBER = 4


def doors_in(words: Words, streets: Collection[int] = ()) -> frozenset[str]:
    """Return the exact places a text tells, each after its sort: "alley:165", "hamlet:sen".

    `streets`: the characters at which names of streets begin ("17 Hoa Sữa").
    """
    said = [_meant(words, index) for index in range(len(words))]
    return frozenset(
        {
            *_numbered(words, said),
            *_houses(said),
            *_before_streets(words, said, streets),
            *_cells(words, said),
            *_hamlets(words, said),
            *_schools(said),
            *_tunnels(said),
        }
    )


def _meant(words: Words, index: int) -> str:
    """Return a word in bare letters; nothing for one that only looks like "số", "ngõ", "sáu"."""
    word = words.words[index]
    looks = word.folded in _MARKERS.folded
    return "" if looks and not _MARKERS.has(word, is_marked=words.is_marked) else word.folded


def _numbered(words: Words, said: list[str]) -> Iterator[str]:
    """Yield what a number follows; without marks "ngo sau" is rather "behind" than "six"."""
    for index, word in enumerate(said):
        sort = _AFTER.get(word)
        if sort is None:
            continue
        after = index + 1 + (said[index + 1 : index + 2] == ["so"])
        number = number_at(said, after)
        if number and (words.is_marked or len(number) > 1 or said[after][:1].isdigit()):
            yield f"{sort}:{number}"


def _houses(said: list[str]) -> Iterator[str]:
    """Yield the numbers of houses: "số 45", "số nhà 8"; not those of cells, gates, buses."""
    for index, word in enumerate(said):
        before = said[index - 1] if index else ""
        if word != "so" or before in _NOT_HOUSES or before in _AFTER:
            continue
        after = index + 1 + (said[index + 1 : index + 2] == ["nha"])
        number = number_at(said, after)
        if number:
            yield f"house:{number}"


def _before_streets(words: Words, said: list[str], streets: Collection[int]) -> Iterator[str]:
    for index, word in enumerate(words.words):
        before = said[index - 2] if index > 1 else ""
        number = said[index - 1] if index and word.start in streets else ""
        is_house = number[:1].isdigit() and len(number) < 5
        if is_house and before not in _NOT_HOUSES and before not in _AFTER:
            yield f"house:{number}"


def _cells(words: Words, said: list[str]) -> Iterator[str]:
    """Yield the numbers of cells of citizens; without marks "to lam" is rather "very big"."""
    for index, word in enumerate(said):
        if word != "to":
            continue
        after = index + 1
        after += 2 if said[after : after + 2] == ["dan", "pho"] else 0
        after += said[after : after + 1] == ["so"]
        number = number_at(said, after)
        if number and (words.is_marked or after > index + 1 or said[after][:1].isdigit()):
            yield f"cell:{number}"


def _hamlets(words: Words, said: list[str]) -> Iterator[str]:
    """Yield the names of hamlets: capitals; where there are none, only what "thôn" precedes."""
    has_capitals = words.is_marked or any(word.is_capital for word in words.words[1:])
    for index, word in enumerate(said):
        if word not in _HAMLETS:
            continue
        name: list[str] = []
        for other in words.words[index + 1 : index + 1 + _HAMLET_WORDS]:
            gap = words.text[words.words[index + len(name)].end : other.start]
            is_bare_name = word == _SURE_HAMLET and other.folded not in _ENDS_HAMLET
            is_name = other.is_capital if has_capitals else is_bare_name
            if not is_name or gap != " ":
                break
            name.append(other.folded)
        if name and name[0] not in _NO_HAMLET:
            yield f"hamlet:{' '.join(name)}"


def _schools(said: list[str]) -> Iterator[str]:
    line = f" {' '.join(said)} "
    if " truong " not in line and " mam non " not in line:
        return
    for phrase, level in _LEVELS.items():
        if f" {phrase} " in line:
            yield f"school:{level}"


def _tunnels(said: list[str]) -> Iterator[str]:
    """Yield the numbers of underpasses: "hầm chui dân sinh số 6"; a road has many of them."""
    for index, word in enumerate(said):
        if word != "ham":
            continue
        after = index + 1
        while after < len(said) and said[after] in _TUNNEL_WORDS:
            after += 1
        number = number_at(said, after + 1) if said[after : after + 1] == ["so"] else ""
        if number:
            yield f"tunnel:{number}"


def number_at(said: list[str], index: int) -> str:
    """Return the number that stands here, in digits or spoken ("một sáu lăm"); else nothing."""
    if index >= len(said):
        return ""
    word = said[index]
    if word[:1].isdigit() or (len(word) < 5 and word[-1:].isdigit()):
        return word
    if word == "khong":
        return ""
    spoken: list[str] = []
    for word in said[index : index + _LONGEST_NUMBER]:
        if word == "muoi":
            spoken.append("0" if spoken else "10")
        elif word in _SPOKEN:
            spoken.append(_SPOKEN[word])
        else:
            break
    return _read("".join(spoken)) if spoken else ""


def _read(digits: str) -> str:
    """Turn what was spoken digit by digit into a number: "hai mươi ba" is 203 there, 23 here."""
    if digits.startswith("10") and len(digits) > 2:
        return f"1{digits[2:]}"
    if len(digits) == 3 and digits[1] == "0":
        return digits[0] + digits[2]
    return digits
