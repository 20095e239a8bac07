"""The rows of a log book that is a workbook (.xlsx) or a text file (.csv)."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from langnghe.ops.home import CannotStart
from langnghe.ops.logbook.columns import LOOK_ROWS, Cells, guess
from langnghe.vietnamese.encodings import decode

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"
DELIMITERS = ",;\t|"
CELL_LIMIT = 1024 * 1024
WIDEST = 256
EMPTY_ROWS = 10_000


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name ("" in a text file) and its rows from the top."""

    name: str
    rows: Iterator[Cells]


@contextmanager
def sheets_of(path: Path) -> Iterator[Iterator[Sheet]]:
    """Open a log book; each sheet must be read before the next. Raises CannotStart."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as failure:
        raise CannotStart(f"{path} cannot be read: {failure.strerror}.") from None
    if start == OLD_EXCEL:
        raise CannotStart(
            f"{path} is an old Excel book (.xls), or has a password. Open it and save it as "
            ".xlsx without a password."
        )
    if start.startswith(ZIP):
        with _workbook(path) as sheets:
            yield sheets
    else:
        yield iter([Sheet("", _text_rows(path))])


@contextmanager
def _workbook(path: Path) -> Iterator[Iterator[Sheet]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
            raise CannotStart(f"{path} is not a workbook (.xlsx) that can be read.") from None
        try:
            yield (Sheet(sheet.title, _sheet_rows(sheet)) for sheet in book.worksheets)
        finally:
            book.close()


def _sheet_rows(sheet: object) -> Iterator[Cells]:
    """Yield rows up to the last one that says something; formats alone may go on for ever."""
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    empty = 0
    rows: Iterator[Cells] = sheet.iter_rows(  # type: ignore[attr-defined]
        max_col=WIDEST, values_only=True
    )
    for row in rows:
        width = max((n for n, cell in enumerate(row, 1) if cell is not None), default=0)
        if width == 0:
            empty += 1
            if empty > EMPTY_ROWS:
                return
            continue
        for _row in range(empty):
            yield ()
        empty = 0
        yield row[:width]


def _text_rows(path: Path) -> Iterator[Cells]:
    csv.field_size_limit(CELL_LIMIT)
    text = decode(path.read_bytes(), None).text
    if "\0" in text:
        raise CannotStart(f"{path} is neither a workbook (.xlsx) nor a text file (.csv).")
    delimiter = max(DELIMITERS, key=lambda sign: _fields_found(text, sign))
    try:
        yield from _split(text, delimiter)
    except csv.Error as failure:
        raise CannotStart(f"{path} cannot be read as a table: {failure}.") from None


def _split(text: str, delimiter: str) -> Iterator[Cells]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _fields_found(text: str, delimiter: str) -> tuple[int, int]:
    """Say how many fields, then how many cells, the best row has with this delimiter."""
    try:
        rows = list(islice(_split(text[: 256 * 1024], delimiter), LOOK_ROWS))
    except csv.Error:
        return 0, 0
    return max(
        ((len(guess([str(cell)[:80] for cell in row])), len(row)) for row in rows), default=(0, 0)
    )
