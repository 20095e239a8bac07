"""How a document looks, to the millimetre: the rules of a drafting guide as data."""

import json
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from langnghe.papers.paper import Number


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One guide's rules. Lengths in millimetres, sizes and spaces in points.

    `number_word` is "Số" or "Số:"; `style` says whose head it is: "party" or "state".
    """

    code: str
    source: str
    style: str
    top: float
    bottom: float
    left: float
    right: float
    page_number_top: float
    head_left: float
    """Width of the left half of the head; the right half takes the rest."""
    motto: tuple[str, ...]
    """What stands at the top right, each on its own line; a rule follows the last."""
    motto_sizes: tuple[float, ...]
    superior_size: float
    issuer_size: float
    number_word: str
    number_size: float
    date_size: float
    type_size: float
    abstract_size: float
    letter_abstract_size: float
    letter_abstract_italic: bool
    letter_abstract_word: str
    """What comes before the abstract of an official letter, such as "V/v "."""
    body_size: float
    body_line: float
    body_space: float
    indent: float
    table_size: float
    heading_upper: bool
    signature_size: float
    signature_title_bold: bool
    recipients_title_size: float
    recipients_title_style: str
    """"underline" or "bold-italic"."""
    recipients_size: float
    ending: str
    """What the last sentence of the body ends with: "." or "./."."""


def read_layouts(text: str) -> dict[str, Layout]:
    """Read the layouts of a profile by their codes; raises TypeError where a rule is missing."""
    return {row["code"]: _layout(row) for row in json.loads(text)}


def _layout(row: dict[str, Any]) -> Layout:
    known = {each.name for each in fields(Layout)}
    values = {name: value for name, value in row.items() if name in known}
    for name in ("motto", "motto_sizes"):
        values[name] = tuple(values[name])
    return Layout(**values)


@lru_cache(maxsize=8)
def layouts_in(file: Path) -> dict[str, Layout]:
    """Read the file of layouts once."""
    return read_layouts(file.read_text(encoding="utf-8"))


BLANK = "      "
"""Room for what is written by hand or given at issue."""


def say_number(number: Number, layout: Layout, *, is_letter: bool = False) -> str:
    """Say a number as the guide does: "Số 05-CV/VPTU", "Số: 05/BC-VPTU".

    The State's official letters (`is_letter`) name no kind: "Số: 05/VPTU".
    """
    serial = BLANK if number.serial is None else f"{number.serial:02d}"
    if layout.style == "state":
        kind = "" if is_letter else f"{number.kind}-"
        return f"{layout.number_word} {serial}/{kind}{number.issuer}"
    return f"{layout.number_word} {serial}-{number.kind}/{number.issuer}"


def say_day(on: date) -> str:
    """Say a day as drafting guides do: a zero before days below 10 and before months 1 and 2."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def say_place_and_day(place: str, on: date | None) -> str:
    """Say where and when, with room for the day while it is not known."""
    day = say_day(on) if on else f"ngày{BLANK}tháng{BLANK}năm{BLANK}"
    return f"{place}, {day}"
