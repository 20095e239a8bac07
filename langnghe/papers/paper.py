"""One description of an official document, from which both its files are made."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return text as both files can hold it: composed letters, no control characters."""
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text)).strip()


@dataclass(frozen=True, kw_only=True)
class Head:
    """Who writes: the body above (may be empty), the body that issues, and where it sits."""

    superior: str = ""
    issuer: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Number:
    """The number in its register: 5, "CV", "VPTU"; `serial` is None while it is a draft."""

    serial: int | None = None
    kind: str
    issuer: str


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 "I-", level 2 "1.", level 3 "a)"."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; `mark` is what stands before an entry of a list."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, its share of the width, and where its words stand."""

    title: str
    share: float = 1.0
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """A table with its head repeated on each page; every row has a cell for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Facts:
    """Named facts one below the other, as on a slip."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Box:
    """A framed empty space to write in by hand, with what stands printed in it."""

    title: str
    text: str = ""
    height_mm: int = 55


Block = Heading | Paragraph | Table | Facts | Box


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signs: lines such as ("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"), then the name."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document as it is to be read; layouts say how it looks.

    `type_name` is empty for an official letter (công văn), whose `abstract` then stands below
    the number. `number` is None for what has none (a roster). Two signatures stand side by
    side, the first on the left; with one, the recipients stand on the left.
    """

    head: Head
    number: Number | None = None
    on: date | None = None
    """The date of issue; None leaves room for it."""
    type_name: str = ""
    abstract: str = ""
    addressees: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    is_landscape: bool = False
    title: str = field(default="")
    """The name of the file's contents, for readers of metadata; names no person."""


_LEVELS = (
    (re.compile(r"[IVXLC]{1,6}[-.]\s+\S"), 1),
    (re.compile(r"\d{1,2}\.\s+\S"), 2),
    (re.compile(r"[a-zđ]\)\s+\S"), 3),
)
_LISTED = re.compile(r"[-–+•]\s+(?=\S)")
LONGEST_HEADING = 120
"""Characters: what is longer, or ends like a sentence, is a paragraph that begins with a number."""


def read_body(text: str) -> tuple[Block, ...]:
    """Read typed text as paragraphs, headings ("I-", "1.", "a)") and entries of lists ("-")."""
    lines = (" ".join(line.split()) for line in plain(text).splitlines())
    return tuple(_block(line) for line in lines if line)


def _block(line: str) -> Block:
    if listed := _LISTED.match(line):
        return Paragraph(line[listed.end() :], mark="-")
    is_short = len(line) <= LONGEST_HEADING and not line.endswith((".", ";", ":", ","))
    for shape, level in _LEVELS:
        if is_short and shape.match(line):
            return Heading(line, level)
    return Paragraph(line)
