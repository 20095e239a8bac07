"""The folder in which an exchange leaves its calls: a book of records and the recordings.

`<spool>/<exchange>/calls.jsonl` and `<spool>/<exchange>/recordings/*.wav` or `*.raw`. A recording
is called after its call: `<unique id>.wav`, a voice message `<unique id>-msg.wav`.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from langnghe.telephony.records import SOUNDS
from langnghe.telephony.wav import is_finished

BOOK, RECORDINGS, FILED = "calls.jsonl", "recordings", "filed"
MESSAGE_SUFFIX = "-msg"
ORPHAN_SECONDS = 120
"""A recording that is this old and has no record was left by an exchange that died."""


@dataclass(frozen=True)
class Exchange:
    """The spool of one exchange."""

    folder: Path

    @property
    def name(self) -> str:
        """The exchange as the register calls it."""
        return readable(self.folder.name)[:60]

    @property
    def book(self) -> Path:
        """Its book of call records."""
        return self.folder / BOOK

    def recording(self, name: str) -> Path | None:
        """Find a recording by its bare name, filed or not; None where there is none."""
        for place in (RECORDINGS, FILED, "."):
            path = self.folder / place / name
            if _is_own(path):
                return path
        return None

    def waiting(self) -> Iterator[Path]:
        """Yield recordings that were not filed yet, oldest first."""
        folder = self.folder / RECORDINGS
        found = [path for path in folder.glob("*") if path.suffix in SOUNDS and _is_own(path)]
        yield from sorted(found, key=lambda path: (path.stat().st_mtime, path.name))

    def orphans(self, *, now: float | None = None) -> Iterator[Path]:
        """Yield finished recordings that have waited long without a record."""
        moment = now or time.time()
        for path in self.waiting():
            if moment - path.stat().st_mtime > ORPHAN_SECONDS and is_finished(path, now=moment):
                yield path

    def file_away(self, path: Path) -> None:
        """Move a recording whose bytes are in the store to `filed`; nothing is deleted."""
        target = self.folder / FILED
        target.mkdir(exist_ok=True)
        os.replace(path, target / path.name)


def _is_own(path: Path) -> bool:
    """Tell whether a file lies here itself: a link could show officers what is not theirs."""
    return path.is_file() and not path.is_symlink()


def exchanges(spool: Path) -> list[Exchange]:
    """Return the exchanges that have a folder in the spool."""
    if not spool.is_dir():
        return []
    folders = [each for each in sorted(spool.iterdir()) if each.is_dir() and not each.is_symlink()]
    return [Exchange(folder) for folder in folders]


def readable(name: str) -> str:
    """Return a file's name as text; bytes that are no UTF-8 become a question mark."""
    return name.encode("utf-8", "replace").decode()


def call_of(recording: Path) -> str:
    """Return the unique id of the call a recording is of, by its name."""
    return readable(recording.stem).removesuffix(MESSAGE_SUFFIX)


def is_message(recording: Path) -> bool:
    """Tell whether a recording is a voice message, by its name."""
    return recording.stem.endswith(MESSAGE_SUFFIX)
