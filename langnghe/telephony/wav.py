"""Recordings as an exchange leaves them: WAV files, also with a header cut short by a crash.

An exchange that dies leaves a header that says "no sound" before seconds of sound. The file is
never changed: what is played is a rendition of it in 16-bit PCM, which every browser plays.
"""

import array
import struct
import sys
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PCM, ALAW, MULAW = 1, 6, 7
QUIET_SECONDS = 30
RAW_QUIET_SECONDS = 3
"""A call whose record is written has ended: what is left in buffers is written by then."""
_CHUNK = 64 * 1024
_WIDTHS = {(PCM, 8), (PCM, 16), (ALAW, 8), (MULAW, 8)}


class NotSound(Exception):
    """The file is no WAV that we can read; it is kept as it is."""


@dataclass(frozen=True)
class Sound:
    """What a recording holds. `cut` says that its header lied about the length."""

    seconds: float
    rate: int
    channels: int
    bits: int
    coding: int
    start: int
    size: int
    cut: bool


def inspect(path: Path) -> Sound:
    """Read the header of a WAV file and believe the file's own size. Raises NotSound."""
    with path.open("rb") as file:
        return _inspect(file, path.stat().st_size)


def _inspect(file: BinaryIO, total: int) -> Sound:
    head = file.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise NotSound("no WAV header")
    form: tuple[int, int, int, int] | None = None
    while True:
        chunk = file.read(8)
        if len(chunk) < 8:
            raise NotSound("no sound in the file")
        name, size = chunk[:4], struct.unpack("<I", chunk[4:])[0]
        if name == b"fmt ":
            form = _form(file.read(min(size, 64)))
            file.seek(max(0, size - 64) + (size & 1), 1)
        elif name == b"data":
            break
        else:
            file.seek(size + (size & 1), 1)
    if form is None:
        raise NotSound("the sound has no form")
    coding, channels, rate, bits = form
    start = file.tell()
    frame = channels * bits // 8
    real = max(0, total - start)
    said = size if 0 < size <= real else real
    usable = said - said % frame
    cut = size == 0 or size > real
    return Sound(usable / (rate * frame), rate, channels, bits, coding, start, usable, cut)


def _form(data: bytes) -> tuple[int, int, int, int]:
    if len(data) < 16:
        raise NotSound("the header is cut")
    coding, channels, rate, _bytes, _frame, bits = struct.unpack("<HHIIHH", data[:16])
    if (coding, bits) not in _WIDTHS or not 1 <= channels <= 2 or not 4000 <= rate <= 192_000:
        raise NotSound(f"coding {coding} with {bits} bits is not known")
    return coding, channels, rate, bits


def is_finished(path: Path, *, now: float | None = None) -> bool:
    """Tell whether the exchange has finished a recording.

    While it records the header says length 0; after a crash it stays so: then the file counts
    as finished when nobody wrote to it for QUIET_SECONDS. A raw recording has no header; it is
    written many times a second while the call goes on.
    """
    try:
        quiet = (now or time.time()) - path.stat().st_mtime
        if path.suffix == ".raw":
            return quiet > RAW_QUIET_SECONDS
        return not inspect(path).cut or quiet > QUIET_SECONDS
    except FileNotFoundError:
        return False
    except NotSound:
        return quiet > QUIET_SECONDS


def samples(path: Path, sound: Sound) -> Iterator["array.array[int]"]:
    """Yield the sound as 16-bit samples, interleaved, in pieces of constant size."""
    frame = sound.channels * sound.bits // 8
    left = sound.size
    with path.open("rb") as file:
        file.seek(sound.start)
        while left > 0 and (data := file.read(min(_CHUNK - _CHUNK % frame, left))):
            left -= len(data)
            yield _decoded(data, sound)


def _decoded(data: bytes, sound: Sound) -> "array.array[int]":
    if sound.coding == PCM and sound.bits == 16:
        values = array.array("h")
        values.frombytes(data[: len(data) - len(data) % 2])
        if sys.byteorder == "big":
            values.byteswap()
        return values
    table = {PCM: _UNSIGNED, ALAW: _ALAW, MULAW: _MULAW}[sound.coding]
    return array.array("h", [table[byte] for byte in data])


def _alaw(code: int) -> int:
    """Expand one A-law byte (ITU-T G.711)."""
    code ^= 0x55
    exponent, value = (code >> 4) & 7, (code & 15) << 4
    value = value + 8 if exponent == 0 else (value + 264) << (exponent - 1)
    return value if code & 0x80 else -value


def _mulaw(code: int) -> int:
    """Expand one mu-law byte (ITU-T G.711)."""
    code = ~code & 0xFF
    value = (((code & 15) << 3) + 132 << ((code >> 4) & 7)) - 132
    return -value if code & 0x80 else value


_ALAW = [_alaw(code) for code in range(256)]
_MULAW = [_mulaw(code) for code in range(256)]
_UNSIGNED = [(code - 128) << 8 for code in range(256)]


def write_playable(path: Path, to: Path) -> Sound:
    """Write a rendition that browsers play (16-bit PCM, right header). Raises NotSound."""
    sound = inspect(path)
    with wave.open(str(to), "wb") as out:
        out.setnchannels(sound.channels)
        out.setsampwidth(2)
        out.setframerate(sound.rate)
        for piece in samples(path, sound):
            if sys.byteorder == "big":
                piece.byteswap()
            out.writeframesraw(piece.tobytes())
    return sound


def peaks(path: Path, count: int = 600) -> list[list[float]]:
    """Return the outline of the sound: `count` pairs [low, high] between -1 and 1."""
    sound = inspect(path)
    total = sound.size // (sound.bits // 8)
    if total == 0:
        return []
    each = max(1, -(-total // count))
    found: list[list[float]] = []
    rest = array.array("h")
    for piece in samples(path, sound):
        rest.extend(piece)
        whole = len(rest) - len(rest) % each
        found.extend(_span(rest[start : start + each]) for start in range(0, whole, each))
        rest = rest[whole:]
    if rest:
        found.append(_span(rest))
    return found


def _span(values: "array.array[int]") -> list[float]:
    return [round(min(values) / 32768, 3), round(max(values) / 32768, 3)]
