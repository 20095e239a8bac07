"""`langnghe export`: everything out as a file, while the hotline runs, as of one moment."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction
from django.utils.translation import override

from langnghe.ops.home import CannotStart
from langnghe.ops.output import say_no_more
from langnghe.register.exporting import FORMS, KINDS, Row, all_of, rows_of, stream

TELL_EVERY = 1000


def export(what: str, form: str, output: Path | None) -> None:
    """Write contacts, submissions, cases or the timeline to a file, or to standard output."""
    if what not in KINDS:
        raise CannotStart(
            f"There is nothing called {what!r} to export. Choose: {', '.join(KINDS)}."
        )
    if form not in FORMS:
        raise CannotStart(f"There is no format {form!r}. Choose: {', '.join(FORMS)}.")
    if output is None:
        _show(what, form)
    else:
        _save(what, form, output)


def _show(what: str, form: str) -> None:
    if form == "xlsx" and sys.stdout.isatty():
        raise CannotStart("A workbook cannot be shown on the screen: name a file with --output.")
    try:
        _write(what, form, sys.stdout.buffer)
    except BrokenPipeError:
        say_no_more()  # whoever read has seen enough


def _save(what: str, form: str, output: Path) -> None:
    """Write beside the file and then put it in place: it is whole, or as it was."""
    part = output.with_name(f".{output.name}.coming")
    try:
        with part.open("wb") as file:
            _write(what, form, file)
            os.fsync(file.fileno())
        part.replace(output)
    except OSError as failure:
        raise CannotStart(f"{output} cannot be written: {failure.strerror}.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _write(what: str, form: str, file: BinaryIO) -> None:
    with transaction.atomic(), override("vi"):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        file.writelines(stream(_told(what, rows_of(what, all_of(what))), form))
    file.flush()


def _told(what: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Say on a terminal how far it is."""
    shows = sys.stderr.isatty()
    count = 0
    for row in rows:
        count += 1
        if shows and count % TELL_EVERY == 0:
            print(f"\r{count:,} {what}", end="", file=sys.stderr, flush=True)
        yield row
    if shows:
        print(f"\r{count:,} {what}", file=sys.stderr)
