"""Old mail in files: one mail (.eml), an mbox, a maildir, or a folder of .eml files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_FROM = re.compile(rb"^From \S+")
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*[ \t]*:")


class NotAnArchive(Exception):
    """The path holds no mail that we can read; the message says why."""


@dataclass(frozen=True)
class ArchivedMail:
    """One mail of an archive. `received_at` is aware, or None where nothing says it."""

    raw: bytes
    received_at: datetime | None
    place: str


def messages_in(path: Path) -> Iterator[ArchivedMail]:
    """Yield the mails of an archive without loading it whole. Raises NotAnArchive."""
    kind = kind_of(path)
    if kind == "maildir":
        yield from _files(
            sorted(file for name in ("cur", "new") for file in (path / name).glob("*"))
        )
    elif kind == "folder":
        yield from _files(sorted(path.rglob("*.eml")))
    elif kind == "mbox":
        yield from _mbox(path)
    else:
        yield from _files([path])


def count_in(path: Path) -> int:
    """Count the mails of an archive, for a progress bar. Raises NotAnArchive."""
    kind = kind_of(path)
    if kind == "maildir":
        return sum(1 for name in ("cur", "new") for _file in (path / name).glob("*"))
    if kind == "folder":
        return sum(1 for _file in path.rglob("*.eml"))
    return sum(1 for _start in _starts(path)) if kind == "mbox" else 1


def kind_of(path: Path) -> str:
    """Say what a path is: `eml`, `mbox`, `maildir` or `folder`. Raises NotAnArchive."""
    if not path.exists():
        raise NotAnArchive(f"{path} does not exist.")
    if path.is_dir():
        if (path / "cur").is_dir() or (path / "new").is_dir():
            return "maildir"
        if next(path.rglob("*.eml"), None) is not None:
            return "folder"
        raise NotAnArchive(f"{path} is neither a maildir nor a folder with .eml files.")
    with path.open("rb") as file:
        first = file.read(4096)
    if not first:
        raise NotAnArchive(f"{path} is empty.")
    if _FROM.match(first):
        return "mbox"
    if _HEADER.match(first):
        return "eml"
    raise NotAnArchive(f"{path} does not begin like a mail (.eml) or an mbox.")


def _files(paths: list[Path]) -> Iterator[ArchivedMail]:
    for path in paths:
        if path.is_file():
            raw = path.read_bytes()
            yield ArchivedMail(raw, received_of(raw), path.name)


def _starts(path: Path) -> Iterator[int]:
    """Yield where each mail of an mbox begins: a `From ` line after an empty one."""
    with path.open("rb") as file:
        position, empty = 0, True
        for line in file:
            if empty and _FROM.match(line):
                yield position
            empty = line in (b"\n", b"\r\n")
            position += len(line)


def _mbox(path: Path) -> Iterator[ArchivedMail]:
    starts = list(_starts(path))
    ends = [*starts[1:], path.stat().st_size]
    with path.open("rb") as file:
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
            file.seek(start)
            raw = file.read(end - start).partition(b"\n")[2]
            raw = _QUOTED_FROM.sub(rb"\1", raw).rstrip(b"\r\n") + b"\n"
            yield ArchivedMail(raw, received_of(raw), f"{path.name}#{number}")


def received_of(raw: bytes) -> datetime | None:
    """Return when a mail was received: the newest Received header, else its date."""
    head = BytesHeaderParser().parsebytes(raw[:100_000])
    stamps = [str(value).rpartition(";")[2] for value in head.get_all("received", [])[:1]]
    for stamp in [*stamps, str(head.get("date", ""))]:
        try:
            moment = parsedate_to_datetime(stamp.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if datetime(1990, 1, 1, tzinfo=UTC) < moment < datetime.now(UTC):
            return moment.astimezone(UTC)
    return None
