"""`langnghe import logbook`: an old log book becomes submissions with their cases.

A row is known again by what it says, not by the name of its file: the same book, grown or
saved anew, adds only what is new. All rows of a book are held in memory, for codes in order.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

import typer
from django.utils import timezone
from openpyxl.utils import get_column_letter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from langnghe.ops.home import CannotStart
from langnghe.ops.logbook.columns import (
    FIELDS,
    LOOK_ROWS,
    Cells,
    Columns,
    find_columns,
    read_mapping,
    told_columns,
)
from langnghe.ops.logbook.rows import DoesNotFit, load_names, read_row
from langnghe.ops.logbook.sheets import Sheet, sheets_of
from langnghe.ops.logbook.values import text_of
from langnghe.register.actions.history import PastSubmission, load_past
from langnghe.register.exporting import safe_cell
from langnghe.register.models import Contact

SOURCE = "logbook"
SHOWN, SAMPLES, SAMPLE_WIDTH = 10, 3, 60


@dataclass(frozen=True)
class Choices:
    """What the one who imports wants.

    `mapping` is a JSON file that names the column of each field; `report` is where rows that
    did not fit are told (CSV).
    """

    mapping: Path | None = None
    dry_run: bool = False
    yes: bool = False
    report: Path | None = None


@dataclass(frozen=True)
class Misfit:
    """A row that could not be taken, by its number in its sheet (from 1)."""

    sheet: str
    row: int
    reason: str
    cells: tuple[str, ...]


@dataclass
class Book:
    """What was read of a log book."""

    columns: Columns | None = None
    samples: list[Cells] = field(default_factory=list)
    rows: list[PastSubmission] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def import_logbook(path: Path, choices: Choices) -> None:
    """Read a log book, show how it was understood, ask, and load it. Raises CannotStart."""
    mapping = read_mapping(choices.mapping) if choices.mapping else {}
    book = _read(path, mapping)
    if book.columns is None:
        raise CannotStart(
            f"{path} has no row of headings with a day and a content that is understood. Tell "
            'the columns with --mapping FILE, for example {"received": "A", "content": "E"}.'
        )
    _show(book, book.columns)
    if choices.report:
        _report(choices.report, book.misfits)
    known = _known(book.rows)
    new = len(book.rows) - known
    print(f"{new:,} rows are new, {known:,} known already, {len(book.misfits):,} do not fit.")
    if choices.dry_run:
        print("Nothing was written: this was a dry run.")
        return
    if new and _agreed(choices):
        print(f"{_load(book.rows):,} submissions were added.")


def _agreed(choices: Choices) -> bool:
    if choices.yes:
        return True
    if not sys.stdin.isatty():
        raise CannotStart("Nothing was imported: nobody is here to ask. Look, then add --yes.")
    return typer.confirm("Import these rows?", default=False)


def _read(path: Path, mapping: dict[str, str]) -> Book:
    book = Book()
    seen: Counter[str] = Counter()
    columns = (TextColumn("reading"), TextColumn("{task.completed:,} rows"))
    with Progress(*columns, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("reading", total=None)
        with sheets_of(path) as sheets:
            for sheet in sheets:
                for _row in _read_sheet(sheet, mapping, book, seen):
                    progress.advance(task)
    book.rows.sort(key=lambda row: row.received_at)
    return book


def _read_sheet(
    sheet: Sheet, mapping: dict[str, str], book: Book, seen: Counter[str]
) -> Iterator[int]:
    """Read the rows of a sheet into the book; yield the number of each."""
    first = list(islice(sheet.rows, LOOK_ROWS))
    columns = told_columns(first, mapping) if mapping else find_columns(first)
    if columns is None:
        if not all(_says_nothing(row) for row in first):
            book.unread.append(sheet.name)
        return
    book.columns = book.columns or columns
    read = partial(
        read_row,
        columns=columns,
        names=load_names(),
        zone=timezone.get_current_timezone(),
        now=timezone.now(),
    )
    rows = chain(first[columns.first_row :], sheet.rows)
    for number, cells in enumerate(rows, columns.first_row + 1):
        if _says_nothing(cells):
            continue
        try:
            book.rows.append(_numbered(read(cells), seen))
        except DoesNotFit as failure:
            texts = tuple(text_of(cell) for cell in cells)
            book.misfits.append(Misfit(sheet.name, number, str(failure), texts))
        if columns is book.columns and len(book.samples) < SAMPLES:
            book.samples.append(cells)
        yield number


def _numbered(row: PastSubmission, seen: Counter[str]) -> PastSubmission:
    """Tell rows apart that say the very same: each of them is a call that was heard."""
    seen[row.key] += 1
    again = seen[row.key]
    return replace(row, key=f"{row.key}-{again}") if again > 1 else row


def _says_nothing(cells: Cells) -> bool:
    """Tell an empty row, or one that only numbers the columns (1) (2) (3)."""
    texts = [text for text in (text_of(cell).strip("()[]. ") for cell in cells) if text]
    numbers = [str(number) for number in range(1, len(texts) + 1)]
    return not texts or (len(texts) > 2 and texts == numbers)


def _show(book: Book, columns: Columns) -> None:
    for name, label in FIELDS.items():
        place = columns.places.get(name)
        if place is None:
            continue
        heading = columns.headings[place] if place < len(columns.headings) else ""
        samples = [_shortened(cells, place) for cells in book.samples]
        print(f"{label} ({name}) <- {get_column_letter(place + 1)} {heading!r}")
        for sample in filter(None, samples):
            print(f"    {sample}")
    others = [columns.headings[place] for place in columns.others]
    if others:
        print(f"Kept at the end of the text: {', '.join(others)}")
    for name in book.unread:
        print(f"Sheet {name!r} has no headings that are understood: left out.")
    for misfit in book.misfits[:SHOWN]:
        where = f"sheet {misfit.sheet!r}, row" if misfit.sheet else "row"
        print(f"Does not fit: {where} {misfit.row}: {misfit.reason}")
    if len(book.misfits) > SHOWN:
        print(f"... and {len(book.misfits) - SHOWN:,} more; --report FILE.csv tells them all.")


def _shortened(cells: Cells, place: int) -> str:
    text = " ".join(text_of(cells[place]).split()) if place < len(cells) else ""
    return text if len(text) <= SAMPLE_WIDTH else f"{text[:SAMPLE_WIDTH]}…"


def _report(path: Path, misfits: list[Misfit]) -> None:
    try:
        with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["sheet", "row", "reason", "cells"])
            for misfit in misfits:
                cells = [misfit.sheet, misfit.row, misfit.reason, *misfit.cells]
                writer.writerow([safe_cell(cell) for cell in cells])
    except OSError as failure:
        raise CannotStart(f"The report {path} cannot be written: {failure.strerror}.") from None


def _known(rows: list[PastSubmission]) -> int:
    """Count the rows that are in the register already."""
    waiting = iter(rows)
    known = 0
    while batch := list(islice(waiting, 1000)):
        ids = {f"{SOURCE}:{row.key}": row.channel.value for row in batch}
        found = Contact.objects.filter(external_id__in=ids).values_list("external_id", "channel")
        known += sum(ids[external_id] == channel for external_id, channel in found)
    return known


def _load(rows: list[PastSubmission]) -> int:
    bar = (TextColumn("importing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    added = 0
    with Progress(*bar, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("importing", total=len(rows))

        def counted() -> Iterator[PastSubmission]:
            for row in rows:
                progress.advance(task)
                yield row

        for made in load_past(counted(), source=SOURCE, by=None, at=timezone.now()):
            added += len(made)
    return added
