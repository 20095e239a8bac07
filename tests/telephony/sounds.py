"""Recordings made byte by byte, whole and broken."""

import struct
from pathlib import Path


def wav(
    path: Path,
    sound: bytes = b"\0\1" * 4000,
    *,
    form: tuple[int, int, int, int] = (1, 1, 8000, 16),
    said: int | None = None,
    before: bytes = b"",
) -> Path:
    """Write a WAV file: `form` is coding, channels, rate, bits; `said` the length it claims."""
    coding, channels, rate, bits = form
    frame = max(1, channels * bits // 8)
    head = struct.pack("<HHIIHH", coding, channels, rate, rate * frame, frame, bits)
    size = len(sound) if said is None else said
    body = b"WAVEfmt " + struct.pack("<I", 16) + head + before + b"data" + struct.pack("<I", size)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF" + struct.pack("<I", 36 + len(sound)) + body + sound)
    return path
