"""A machine that listens, where the administrator supplies one: the seam, and how it is chosen.

The engines' own packages (`requirements/speech.lock`) are imported only when one is configured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


RATE = 16_000
Speech: TypeAlias = "NDArray[np.float32]"
"""One speaker, 16 kHz, between -1 and 1."""


class NoEngine(Exception):
    """Why no machine listens, as one sentence that says what to do."""


@dataclass(frozen=True)
class Heard:
    """Some words and when they were said, in seconds from the beginning of what was given."""

    start: float
    end: float
    words: str


class SttEngine(Protocol):
    """What turns speech into words. At most half a minute is given at a time."""

    def listen(self, speech: Speech) -> list[Heard]:
        """Return what was said, in order; an empty list where nothing was understood."""


_ENGINES = {
    "faster-whisper": "langnghe.telephony.speech.whisper",
    "sherpa-onnx": "langnghe.telephony.speech.sherpa",
}


@lru_cache(maxsize=1)
def engine_of(kind: str, folder: Path) -> SttEngine:
    """Load an engine with the model of a folder; it stays loaded. Raises NoEngine."""
    if not folder.is_dir():
        raise NoEngine(f"LANGNGHE_STT_MODEL names {folder}, which is no folder.")
    load: Callable[[Path], SttEngine] = import_module(_ENGINES[kind]).load
    try:
        return load(folder)
    except ModuleNotFoundError as missing:
        raise NoEngine(
            f"The package {missing.name} is not installed: pip install -r requirements/speech.lock"
        ) from missing


@lru_cache(maxsize=1)
def hash_of(folder: Path) -> str:
    """Return the SHA-256 of a model: over the names and hashes of its files, in order."""
    whole = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()} {digest}\n".encode())
    return whole.hexdigest()
