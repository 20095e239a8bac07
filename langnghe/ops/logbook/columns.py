"""Which column of an old log book is which field: guessed from its headings, or as told."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import column_index_from_string

from langnghe.ops.home import CannotStart
from langnghe.vietnamese.fold import fold

Cells = Sequence[object]
LOOK_ROWS = 30
LONGEST_HEADING = 80
FIELDS = {
    "received": "Ngày nhận",
    "hour": "Giờ",
    "number": "Số cũ",
    "name": "Họ tên",
    "phone": "Điện thoại",
    "email": "Email",
    "address": "Địa chỉ",
    "content": "Nội dung",
    "topic": "Lĩnh vực",
    "ward": "Địa bàn",
    "place": "Nơi xảy ra",
    "channel": "Hình thức",
    "kind": "Loại",
    "agency": "Cơ quan xử lý",
    "due": "Hạn",
    "answered": "Ngày trả lời",
    "result": "Kết quả",
    "status": "Tình trạng",
    "notes": "Ghi chú",
}
"""The fields of a log book and how books call them; `content` and `received` must be there."""

ORDINAL = "ordinal"
_RULES = [
    (ORDINAL, r"^(stt|so tt|so thu tu|tt|no|#)$"),
    ("email", r"e ?mail|thu dien tu"),
    ("phone", r"dien thoai|\bs?dt\b|so may|so goi|phone|mobile|\btel\b"),
    ("due", r"\bhan\b|deadline|\bdue\b"),
    (
        "answered",
        r"^(ngay|thoi gian|thoi diem|date)\b.*"
        r"(tra loi|phan hoi|hoan thanh|ket thuc|xong|dong|giai quyet|xu ly|answered|closed)"
        r"|(answered|closed) (at|on|date)|^(answered|closed)$",
    ),
    ("result", r"ket qua|noi dung (tra loi|phan hoi|xu ly|giai quyet)|^(da )?tra loi|^phan hoi"),
    ("result", r"result|answer|reply"),
    ("status", r"tinh trang|trang thai|tinh hinh|status|^state$"),
    ("topic", r"linh vuc|chu de|chuyen muc|nhom van de|topic|category"),
    ("kind", r"^loai|phan loai|\bkind\b|^type"),
    ("channel", r"hinh thuc|kenh|nguon|phuong thuc|channel|source"),
    ("ward", r"\bphuong\b|\bxa\b|dia ban|quan huyen|don vi hanh chinh|\bward\b|commune"),
    ("agency", r"co quan|don vi|noi (chuyen|xu ly|giai quyet)|^chuyen (den|toi|cho)"),
    ("agency", r"agency|department|assigned|handled by"),
    ("place", r"xay ra|dia diem|vi tri|noi phan anh|\bplace\b|location"),
    ("address", r"dia chi|noi o|cho o|address"),
    ("hour", r"^gio|^hour"),
    ("received", r"(ngay|thoi gian|thoi diem).*(nhan|goi|gui|phan anh|den|vao so)|received"),
    ("received", r"^(ngay( thang)?( nam)?|thoi gian|date|date and time)$"),
    ("received", r"^(ngay|thoi gian|thoi diem|date|time)\b"),
    ("content", r"noi dung|tom tat|mo ta|content|description"),
    ("name", r"ho (va )?ten|\bnguoi\b|^ten\b|ten (cong dan|khach)|name|caller|sender|reporter"),
    ("number", r"^(ma|so)\b(?! (nguoi|luong|nha|ho)\b)|^(code|ref|id)\b"),
    ("content", r"y kien|phan anh|kien nghi|van de|su viec|vu viec|\btext\b|message|details"),
    ("name", r"cong dan"),
    ("notes", r"ghi chu|\bnotes?\b|remark|comment"),
]
"""The first rule that matches a heading tells its field; among columns of one field the
column with the earlier rule is taken, then the one further left."""

_COMPILED = [(field, re.compile(pattern)) for field, pattern in _RULES]


@dataclass(frozen=True)
class Columns:
    """Where each field is: `places` by field, `headings` by column, both from 0.

    `first_row` is the index of the first row below the headings.
    """

    places: dict[str, int]
    headings: tuple[str, ...]
    first_row: int

    @property
    def others(self) -> list[int]:
        """Columns that no field took; what they hold is kept with the text."""
        taken = set(self.places.values())
        return [n for n, heading in enumerate(self.headings) if heading and n not in taken]


def find_columns(rows: Sequence[Cells]) -> Columns | None:
    """Find the heading row (or two that belong together) and guess; None without both needed.

    `rows` are the first rows of a sheet.
    """
    best: Columns | None = None
    for index in range(len(rows)):
        for height in (1, 2):
            found = _columns_at(rows, index, height)
            if best is None or len(found.places) > len(best.places):
                best = found
    if best is None or not {"content", "received"} <= best.places.keys():
        return None
    places = {field: place for field, place in best.places.items() if field != ORDINAL}
    headings = tuple(
        "" if place == best.places.get(ORDINAL) else heading
        for place, heading in enumerate(best.headings)
    )
    return Columns(places, headings, best.first_row)


def _columns_at(rows: Sequence[Cells], index: int, height: int) -> Columns:
    headings = [_heading(cell) for cell in rows[index]]
    if height == 2:
        below = [_heading(cell) for cell in rows[index + 1]] if index + 1 < len(rows) else []
        headings += [""] * (len(below) - len(headings))
        below += [""] * (len(headings) - len(below))
        headings = [low or high for high, low in zip(headings, below, strict=True)]
    return Columns(guess(headings), tuple(headings), index + height)


def _heading(cell: object) -> str:
    text = " ".join(str(cell).split()) if isinstance(cell, str) else ""
    return text if len(text) <= LONGEST_HEADING else ""


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Guess the column of each field from the headings, Vietnamese or English."""
    ranked: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        found = _field_of(heading)
        if found:
            field, rank = found
            ranked[field] = min(ranked.get(field, (rank, place)), (rank, place))
    return {field: place for field, (_rank, place) in ranked.items()}


def _field_of(heading: str) -> tuple[str, int] | None:
    words = plain(heading)
    for rank, (field, pattern) in enumerate(_COMPILED):
        if words and pattern.search(words):
            return field, rank
    return None


def plain(text: str) -> str:
    """Fold a text to bare words with single spaces: "Phường/xã:" becomes "phuong xa"."""
    return " ".join(re.sub(r"[\W_]+", " ", fold(text)).split())


def read_mapping(path: Path) -> dict[str, str]:
    """Read a mapping `{"content": "Nội dung", "received": "A"}`. Raises CannotStart."""
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as failure:
        raise CannotStart(f"The mapping {path} cannot be read: {failure.strerror}.") from None
    except ValueError as failure:
        raise CannotStart(f"The mapping {path} is not JSON: {failure}.") from None
    if not isinstance(told, dict):
        raise CannotStart(f"The mapping {path} must be an object: field, then column.")
    unknown = sorted(set(told) - set(FIELDS))
    if unknown:
        raise CannotStart(
            f"The mapping {path} names unknown fields: {', '.join(unknown)}. "
            f"Known ones: {', '.join(FIELDS)}."
        )
    missing = sorted({"content", "received"} - set(told))
    if missing:
        raise CannotStart(f"The mapping {path} lacks: {', '.join(missing)}.")
    return {field: str(column) for field, column in told.items()}


def told_columns(rows: Sequence[Cells], mapping: dict[str, str]) -> Columns | None:
    """Place the fields of a mapping; None where this sheet has not all of its headings.

    A column is told by its heading, or by its letter. With letters only, headings are looked
    for, and where there are none the rows begin at the top.
    """
    for index, row in enumerate(rows):
        headings = [_heading(cell) for cell in row]
        places = _places(headings, mapping)
        if places is not None:
            return Columns(places, tuple(headings), index + 1)
    if not all(_is_letter(column) for column in mapping.values()):
        return None
    places = {field: column_index_from_string(c.upper()) - 1 for field, c in mapping.items()}
    found = find_columns(rows)
    if found is not None:
        return Columns(places, found.headings, found.first_row)
    return Columns(places, (), 0)


def _places(headings: Sequence[str], mapping: dict[str, str]) -> dict[str, int] | None:
    """Place all fields in a row in which every column told by heading is found."""
    by_heading = {plain(heading): n for n, heading in reversed(list(enumerate(headings)))}
    places = {}
    named = 0
    for field, column in mapping.items():
        if plain(column) in by_heading:
            places[field] = by_heading[plain(column)]
            named += 1
        elif _is_letter(column):
            places[field] = column_index_from_string(column.upper()) - 1
        else:
            return None
    return places if named else None


def _is_letter(column: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{1,2}", column) is not None
