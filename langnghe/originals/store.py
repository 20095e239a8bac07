"""A store of originals: files named by their SHA-256, written durably, never changed.

Layout: `<root>/ab/cd/abcd…` (64 hex digits). A file appears under its name only when it is whole
and on disk (fsync of the file, rename, fsync of the folder).
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

CHUNK = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT}


class NotKept(Exception):
    """The store has no original of this hash."""


class StoreFull(OSError):
    """The disk of the store has no room left; nothing half-written stays behind."""


@dataclass(frozen=True)
class Original:
    """What identifies stored bytes: hex SHA-256 and size in bytes."""

    sha256: str
    size: int


class Store:
    """Keeps bytes under their hash. Safe for many processes at once."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def put(self, data: bytes) -> Original:
        """Keep bytes; the same bytes twice are one file. Raises StoreFull."""
        return self.put_stream([data])

    def put_file(self, path: Path) -> Original:
        """Keep a copy of a file, whatever its size. Raises StoreFull."""
        with path.open("rb") as file:
            return self.put_stream(iter(lambda: file.read(CHUNK), b""))

    def put_stream(self, pieces: Iterable[bytes]) -> Original:
        """Keep what comes in pieces, in constant memory. Raises StoreFull."""
        try:
            return self._put(pieces)
        except OSError as failure:
            if failure.errno in _FULL:
                raise StoreFull(str(self.root)) from failure
            raise

    def _put(self, pieces: Iterable[bytes]) -> Original:
        coming = self.root / "coming"
        coming.mkdir(parents=True, exist_ok=True)
        part = coming / secrets.token_hex(8)
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("xb") as file:
                for piece in pieces:
                    digest.update(piece)
                    size += len(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            original = Original(digest.hexdigest(), size)
            self._settle(part, original)
        finally:
            part.unlink(missing_ok=True)
        return original

    def _settle(self, part: Path, original: Original) -> None:
        target = self.path(original.sha256)
        if target.exists() and target.stat().st_size == original.size:
            return
        fresh = [folder for folder in (target.parent, target.parent.parent) if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        part.chmod(0o440)
        part.rename(target)
        for folder in (target.parent, *(each.parent for each in fresh)):
            _sync_folder(folder)

    def path(self, sha256: str) -> Path:
        """Return where an original lies, kept or not. Raises NotKept for what is no hash."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise NotKept(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether an original is kept."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BufferedReader:
        """Open an original for reading. Raises NotKept."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotKept(sha256) from None

    def drop(self, sha256: str) -> bool:
        """Delete what nobody needs any more; tell whether it was there. May be repeated.

        The caller knows that no row names this hash: the store itself does not count.
        """
        path = self.path(sha256)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(path.parent)
        return True

    def verify(self, sha256: str) -> bool:
        """Read an original and tell whether it still has its hash. Raises NotKept."""
        with self.open(sha256) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
