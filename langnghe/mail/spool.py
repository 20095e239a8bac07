"""A folder where mails wait while the database is away: each a whole file, on disk, or none.

A file holds one line of JSON (the envelope), then the mail as it came.
"""

import contextlib
import errno
import json
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEAST_FREE_BYTES = 64 * 1024 * 1024
_SUFFIX = ".mail"


class SpoolFull(Exception):
    """The spool or its disk has no room: the sender must keep the mail and try again."""


@dataclass(frozen=True)
class SpooledMail:
    """A mail that waits in the spool."""

    path: Path
    raw: bytes
    envelope: dict[str, Any]


class Spool:
    """Keeps mails in a folder. Safe for several processes."""

    def __init__(self, folder: Path, limit_bytes: int = 20 * 2**30) -> None:
        self.folder = Path(folder)
        self.limit_bytes = limit_bytes

    def put(self, raw: bytes, envelope: dict[str, Any]) -> str:
        """Keep a mail durably and return its name. Raises SpoolFull."""
        try:
            self._check_room(len(raw))
            return self._put(raw, envelope)
        except OSError as failure:
            if failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS):
                raise SpoolFull(str(failure)) from failure
            raise

    def _check_room(self, size: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES + size:
            raise SpoolFull("the disk of the spool is nearly full")
        if self.size() + size > self.limit_bytes:
            raise SpoolFull("the spool is full")

    def size(self) -> int:
        """Return how many bytes wait."""
        total = 0
        for path in self.folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):
                total += path.stat().st_size
        return total

    def _put(self, raw: bytes, envelope: dict[str, Any]) -> str:
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        part = self.folder / f".{name}.coming"
        head = json.dumps({**envelope, "size": len(raw)}, ensure_ascii=True).encode() + b"\n"
        try:
            with part.open("xb") as file:
                file.write(head)
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            part.rename(self.folder / f"{name}{_SUFFIX}")
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(self.folder)
        return name

    def waiting(self, last: Collection[str] = ()) -> Iterator[SpooledMail]:
        """Yield what waits, oldest first; those whose names are in `last` come at the end.

        A damaged file is moved to `damaged`, never deleted.
        """
        paths = self.folder.glob(f"*{_SUFFIX}")
        for path in sorted(paths, key=lambda path: (path.name in last, path.name)):
            try:
                head, _line, raw = path.read_bytes().partition(b"\n")
                envelope = json.loads(head)
                if envelope.pop("size") != len(raw):
                    raise ValueError("cut short")
            except FileNotFoundError:
                continue
            except (ValueError, KeyError, AttributeError):
                self.set_aside(path)
                continue
            yield SpooledMail(path, raw, envelope)

    def set_aside(self, path: Path) -> None:
        """Keep a mail that cannot be brought in where a human finds it."""
        damaged = self.folder / "damaged"
        damaged.mkdir(exist_ok=True)
        path.rename(damaged / path.name)

    def damaged(self) -> int:
        """Return how many damaged files wait for a human."""
        return len(list((self.folder / "damaged").glob(f"*{_SUFFIX}")))

    def done(self, path: Path) -> None:
        """Forget a mail that was accepted elsewhere."""
        path.unlink(missing_ok=True)
        _sync(self.folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
