"""Whether an exchange's recordings are whole: how long, and what the caller's side holds."""

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.callers import FRAME, Voice
from tests.phone.callers.speech import RATE, likeness_in_parts, sides_of

SHORTER, LONGER = 0.5, 2.0
"""Seconds that a recording may differ from the time its caller stayed."""
MISSING, GAPS = 0.2, 0.02
"""Seconds of the caller's sound that may be missing, and a share of the whole beside: a late
packet, or those before the exchange trusts who sends, are no cut recording."""
ALIKE = 0.95
REST = 1.5
"""Seconds without a change after which a recording is over."""
_LOOK_SECONDS = 0.2


def digest(path: Path) -> str:
    """Return the name under which the store of originals keeps a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault_of(path: Path, seconds: float) -> str:
    """Say what a recording lacks of a caller who spoke without a pause; "" if nothing."""
    caller, _hotline = sides_of(path)
    length = len(caller) / RATE
    if not -SHORTER <= length - seconds <= LONGER:
        return f"{length:.1f} s of {seconds:.1f} s"
    frames = caller[: len(caller) // FRAME * FRAME].reshape(-1, FRAME)
    sounds = np.flatnonzero(np.abs(frames).max(axis=1))
    spoken = len(sounds) * FRAME / RATE
    span = (sounds[-1] - sounds[0] + 1) * FRAME / RATE if spoken else 0
    if span < seconds - SHORTER or span - spoken > MISSING + GAPS * seconds:
        return f"{spoken:.1f} s of the caller's sound within {span:.1f} s, of {seconds:.1f} s"
    return ""


def holds(path: Path, voice: Voice) -> bool:
    """Tell whether the first words of a caller are in the recording."""
    return likeness_in_parts(voice.sound[: 2 * RATE], sides_of(path)[0]) >= ALIKE


@dataclass
class Kept:
    """Copies of all recordings that appear in a folder, by their names."""

    folder: Path
    names: set[str] = field(default_factory=set)

    def paths(self) -> dict[str, Path]:
        """Return the recordings by the unique id of their calls."""
        return {Path(name).stem: self.folder / name for name in sorted(self.names)}

    def are_at_rest(self) -> bool:
        """Tell whether nobody writes to any of them any longer."""
        return all(time.time() - path.stat().st_mtime > REST for path in self.paths().values())

    def look(self, recordings: Path) -> None:
        """Keep what is new: a second name of the same file outlives its filing."""
        for path in recordings.glob("*.raw"):
            if path.name not in self.names:
                with contextlib.suppress(FileNotFoundError, FileExistsError):
                    os.link(path, self.folder / path.name)
                    self.names.add(path.name)


@contextlib.contextmanager
def kept(recordings: Path, folder: Path) -> Iterator[Kept]:
    """Keep each recording that appears, from now on, whoever files it away."""
    folder.mkdir(parents=True)
    found, over = Kept(folder), threading.Event()

    def run() -> None:
        while not over.wait(_LOOK_SECONDS):
            found.look(recordings)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
