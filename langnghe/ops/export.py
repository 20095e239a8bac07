"""`langnghe export`: everything out as a file, while the hotline runs, as of one moment."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction
from django.utils.translation import override

from langnghe.ops.home import CannotStart
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
        _write(what, form, sys.stdout.buffer)
        return
    part = output.with_name(f".{output.name}.coming")
    try:
        with part.open("wb") as file:
            _write(what, form, file)
        part.rename(output)
    except OSError as failure:
        part.unlink(missing_ok=True)
        raise CannotStart(f"{output} cannot be written: {failure.strerror}.") from None


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
