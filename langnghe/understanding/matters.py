"""Where one matter ends and the next begins, how many speak, and how often they have spoken."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from langnghe.understanding.words import Words
from langnghe.vietnamese.fold import fold

_MARKS = re.compile(
    r"(?:(?<=\n)|(?<=^)|(?<=[.;:!?,]\s)|(?<=\s))"
    r"(?:\(?\d{1,2}\s?[).:/]\s|thứ\s(?:nhất|hai|ba|tư|năm|sáu)\b|việc\sthứ\s\w+|một\slà\b|hai\slà\b|ba\slà\b|bốn\slà\b"
    r"|ngoài\sra\b|bên\scạnh\sđó|đồng\sthời\b|nhân\sđây\b|nhân\stiện\b|tiện\sthể\b|chuyện\snữa\b|còn\sviệc\b|ngoai\sra\b|thu\s(?:nhat|hai|ba)\b"
    r"|also,|secondly\b|in\saddition\b|[-–•*+]\s)",
    re.IGNORECASE,
)
_SHORTEST, _MOST = 4, 12
_NUMBERS = {
    "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "chuc": 12, "vai": 3, "may": 3, "tram": 100, "hang": 20, "dong": 10,
}  # fmt: skip
_WHO = re.compile(
    r"(\d{1,3}(?:[.,]\d{3})?|\w+)\s+(?:(hộ)(?:\s+(?:dân|gia\s+đình))?|(?:người|công\s+nhân|cư\s+dân|nhân\s+viên|lao\s+động"
    r"|chữ\s+ký|phụ\s+huynh|giáo\s+viên|tiểu\s+thương)(?!\w))",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"chúng\s+tôi|chung\s+toi|tập\s+thể|tap\s+the|thay\s+mặt|thay\s+mat|đại\s+diện|dai\s+dien|bà\s+con|ba\s+con|ký\s+tên|chữ\s+ký|các\s+hộ|cac\s+ho|kéo\s+lên|công\s+nhân|cong\s+nhan",
    re.IGNORECASE,
)
_OFFICES = re.compile(
    r"(?:gửi|gui)\D{0,40}?(\d{1,3})\s+(?:cơ\s+quan|co\s+quan|nơi\b|noi\b)", re.IGNORECASE
)
_ADDRESSED = re.compile(
    r"(?:kính\s+gửi|đồng\s+gửi|nơi\s+nhận)\s*:\s*((?:[^\n]*;[^\n]*)|(?:\n?\s*[-–•*+][^\n]*)+)",
    re.IGNORECASE,
)
_MOST_OFFICES = 200
_TIMES = re.compile(
    r"(?:lần\s+thứ|lan\s+thu)\s+(\w+)|(?:gửi|gọi|phản\s+ánh|báo|gui|goi|phan\s+anh|bao|kiến\s+nghị)(?:\s+\S+){0,3}?\s+(\d+|hai|ba|bốn|bon|năm|nam|sáu|sau|nhiều|nhieu)\s+(?:lần|lan)(?!\w)",
    re.IGNORECASE,
)


_DENIED = re.compile(
    r"\[(?:TV|ĐTV|CB)\][^\[]*(?:sao\s+không|nguy\s+hiểm|bị\s+thương|cấp\s+cứu|làm\s+hại|kẹt|y\s+tế|xô\s+xát)[^\[]*"
    r"\[(?:CD|KH|ND)\]\s*(?:(?:dạ|à|ờ|ừ|thưa)\W+)*(?:không|chưa)"
    r"(?!\s+(?:biết|rõ|thấy|thở|dậy|tỉnh|nói|ra|ai|có\s+ai\s+(?:ra|thưa)|trả|nghe|được|kịp|ổn))",
    re.IGNORECASE,
)
"""An officer asks whether there is harm, and the caller says no at once."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One matter of a text: where it begins and ends, and what it is surely about."""

    start: int
    end: int
    topic: str


def split_matters(words: Words, topic_at: Callable[[str], str | None]) -> tuple[Piece, ...]:
    """Return each of several matters in order; empty where there is only one.

    A text is split where it counts its points or turns to another one ("ngoài ra"), and where
    the points are about different topics: `topic_at` says what a piece is surely about.
    """
    text = words.text
    cuts = [0, *(match.start() for match in _MARKS.finditer(text)), len(text)]
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        if len(text[start:end].split()) < _SHORTEST:
            continue
        topic = topic_at(text[start:end])
        if topic is None:
            if pieces:
                pieces[-1] = replace(pieces[-1], end=end)
        elif pieces and pieces[-1].topic == topic:
            pieces[-1] = replace(pieces[-1], end=end)
        else:
            pieces.append(Piece(start, end, topic))
    return tuple(pieces[:_MOST]) if len({piece.topic for piece in pieces}) > 1 else ()


def count_people(text: str) -> int:
    """Return how many speak together, as far as the text says; 1 where it does not.

    Households count as households, not as the people in them.
    """
    if not _TOGETHER.search(text):
        return 1
    counts = [_number(match.group(1)) for match in _WHO.finditer(text)]
    return max([count for count in counts if count < 100_000], default=2)


def count_offices(text: str) -> int:
    """Return to how many offices a letter says it goes; 1 where it does not.

    Those it counts itself ("14 cơ quan"), or lists after "Kính gửi", one a line or between
    semicolons.
    """
    counted = [int(match.group(1)) for match in _OFFICES.finditer(text)]
    listed = [
        sum(bool(part.strip(" -–•*+,.")) for part in re.split(r"[;\n]", match.group(1)))
        for match in _ADDRESSED.finditer(text)
    ]
    return min(max([1, *counted, *listed]), _MOST_OFFICES)


def count_repeats(text: str) -> int:
    """Return how often the author says to have told it before; 0 where nothing says so."""
    found = [_number(match.group(1) or match.group(2)) for match in _TIMES.finditer(text)]
    return max(found, default=0)


def is_harm_denied(text: str) -> bool:
    """Whether a caller answers no when the officer asks whether anybody is in danger."""
    return _DENIED.search(text) is not None


def _number(word: str) -> int:
    plain = word.replace(".", "").replace(",", "")
    if plain.isdigit():
        return int(plain)
    return 3 if fold(word) == "nhieu" else _NUMBERS.get(fold(word), 1)
