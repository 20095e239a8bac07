"""Sound in whatever form it came: read in pieces, kept as FLAC that gives every bit back, drawn.

An exchange's own recordings are raw (`.raw`: 16-bit little-endian, 8 kHz, caller left, hotline
right, no header); messages are WAV; what an office uploads may be anything libsndfile reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from langnghe.late import late
from langnghe.telephony import wav
from langnghe.telephony.wav import NotSound

if TYPE_CHECKING:
    import numpy as np
    import soundfile
    from numpy.typing import NDArray
else:
    np = late("numpy")
    soundfile = late("soundfile")

Samples: TypeAlias = "NDArray[np.int16]"
"""Frames by sides: shape (frames, channels)."""
RAW_RATE, RAW_SIDES = 8000, 2
READABLE = "WAV, MP3, FLAC, Ogg (Vorbis, Opus), AIFF, AU"
PEAKS = 600
_BLOCK = 1 << 16
_WINDOWS_IN_SECOND = 100
_HEAD_LIMIT = 4096


class NotFaithful(Exception):
    """What was written does not give back what was read; the original must stay."""


@dataclass(frozen=True)
class Form:
    """What a sound is made of. `coding` is raw, wav, or libsndfile's word for it."""

    rate: int
    channels: int
    frames: int
    coding: str

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.frames / self.rate


def form_of(path: Path, *, name: str = "") -> Form:
    """Return the form of a sound; `name` tells what a stored file was called. Raises NotSound."""
    if (name or path.name).endswith(".raw"):
        frames = path.stat().st_size // (2 * RAW_SIDES)
        if not frames:
            raise NotSound("no sound in the file")
        return Form(RAW_RATE, RAW_SIDES, frames, "raw")
    if _is_wav(path):
        found = wav.inspect(path)
        frame = found.channels * found.bits // 8
        return Form(found.rate, found.channels, found.size // frame, "wav")
    try:
        with soundfile.SoundFile(path) as file:
            return Form(file.samplerate, file.channels, file.frames, file.format)
    except soundfile.LibsndfileError as failure:
        raise NotSound(str(failure)) from failure


def _is_wav(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WAVE" and _is_known_wav(path)


def _is_known_wav(path: Path) -> bool:
    """Leave to libsndfile what our own reader does not know (24 bits, floating point)."""
    try:
        wav.inspect(path)
    except NotSound as failure:
        return "is not known" not in str(failure)
    return True


def pieces(path: Path, *, name: str = "") -> Iterator[Samples]:
    """Yield a sound piece by piece, in constant memory. Raises NotSound."""
    form = form_of(path, name=name)
    if form.coding == "raw":
        yield from _raw_pieces(path)
    elif form.coding == "wav":
        for piece in wav.samples(path, wav.inspect(path)):
            yield np.asarray(piece, dtype=np.int16).reshape(-1, form.channels)
    else:
        try:
            with soundfile.SoundFile(path) as file:
                yield from _foreign_pieces(file)
        except soundfile.LibsndfileError as failure:
            raise NotSound(str(failure)) from failure


def _foreign_pieces(file: soundfile.SoundFile) -> Iterator[Samples]:
    """Read what libsndfile knows; it does not scale floating-point files to 16 bits itself."""
    if file.subtype not in {"FLOAT", "DOUBLE"}:
        yield from file.blocks(_BLOCK, dtype="int16", always_2d=True)
        return
    for piece in file.blocks(_BLOCK, dtype="float32", always_2d=True):
        yield np.round(np.clip(np.nan_to_num(piece), -1, 1) * 32767).astype(np.int16)


def _raw_pieces(path: Path) -> Iterator[Samples]:
    frame = 2 * RAW_SIDES
    with path.open("rb") as file:
        while len(data := file.read(_BLOCK * frame)) >= frame:
            whole = data[: len(data) - len(data) % frame]
            yield np.frombuffer(whole, dtype="<i2").astype(np.int16).reshape(-1, RAW_SIDES)


# --- kept -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shell:
    """The bytes of a file around its samples: with them the original can be rebuilt."""

    head: bytes = b""
    tail: bytes = b""


@dataclass(frozen=True)
class Encoded:
    """A sound written as FLAC. `shell` is None where the original cannot be rebuilt from it."""

    form: Form
    drawing: Drawing
    shell: Shell | None


def write_flac(path: Path, to: Path, *, name: str = "", sha256: str) -> Encoded:
    """Write a sound as FLAC, read it again, and tell whether it gives back the original.

    `sha256` is the original's. Raises NotSound, NotFaithful.
    """
    form, drawn, digest = form_of(path, name=name), _Outline(), hashlib.sha256()
    with soundfile.SoundFile(
        to, "w", form.rate, form.channels, subtype="PCM_16", format="FLAC"
    ) as out:
        for piece in pieces(path, name=name):
            out.write(piece)
            drawn.add(piece, form.rate)
            digest.update(_bytes_of(piece))
    if _digest(_bytes_of(piece) for piece in pieces(to)) != digest.hexdigest():
        raise NotFaithful(path.name)
    shell = _shell_of(path, form)
    if shell is not None and _digest(rebuilt(to, shell)) != sha256:
        shell = None
    return Encoded(form, drawn.drawing(), shell)


def _shell_of(path: Path, form: Form) -> Shell | None:
    """Return what lies around the samples; None where they are not 16-bit or too much does."""
    if form.coding == "raw":
        return Shell()
    if form.coding != "wav":
        return None
    found, total = wav.inspect(path), path.stat().st_size
    around = total - found.size
    if (found.coding, found.bits) != (wav.PCM, 16) or around > _HEAD_LIMIT:
        return None
    with path.open("rb") as file:
        head = file.read(found.start)
        file.seek(found.start + found.size)
        return Shell(head, file.read())


def rebuilt(flac: Path, shell: Shell) -> Iterator[bytes]:
    """Yield the original, byte for byte, from its FLAC and what lay around its samples."""
    yield shell.head
    for piece in pieces(flac):
        yield _bytes_of(piece)
    yield shell.tail


def _bytes_of(piece: Samples) -> bytes:
    return piece.astype("<i2", copy=False).tobytes()


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


# --- drawn ------------------------------------------------------------------------------------
Span = tuple[float, float]
"""From, to: seconds."""


@dataclass(frozen=True)
class Drawing:
    """A sound as it is shown: [low, high] between -1 and 1 for each side, and where none speaks.

    `spoken` are the spans in which each side says something.
    """

    sides: list[list[list[float]]]
    silences: list[Span]
    spoken: list[list[Span]]


@dataclass
class _Outline:
    """Lowest and highest samples of each hundredth of a second, gathered piece by piece."""

    lows: list[Samples] = field(default_factory=list)
    highs: list[Samples] = field(default_factory=list)
    rest: Samples | None = None

    def add(self, piece: Samples, rate: int) -> None:
        """Take the next piece."""
        window = max(1, rate // _WINDOWS_IN_SECOND)
        if self.rest is not None:
            piece = np.concatenate([self.rest, piece])
        count = len(piece) // window
        windows = piece[: count * window].reshape(count, window, piece.shape[1])
        self.rest = piece[count * window :].copy()
        if count:
            self.lows.append(windows.min(axis=1))
            self.highs.append(windows.max(axis=1))

    def drawing(self) -> Drawing:
        """Return the picture of all that was taken."""
        if self.rest is not None and len(self.rest):
            self.lows.append(self.rest.min(axis=0)[np.newaxis])
            self.highs.append(self.rest.max(axis=0)[np.newaxis])
        if not self.lows:
            return Drawing([], [], [])
        lows, highs = np.concatenate(self.lows), np.concatenate(self.highs)
        sides = range(lows.shape[1])
        loud = [np.maximum(-lows[:, side].astype(np.int32), highs[:, side]) for side in sides]
        heard = [levels > _FLOOR for levels in loud]
        return Drawing(
            sides=[_peaks(lows[:, side], highs[:, side]) for side in sides],
            silences=_spans(~np.logical_or.reduce(heard), least=_SILENCE_SECONDS),
            spoken=[_spans(_filled(each), least=_WORD_SECONDS) for each in heard],
        )


_FLOOR = 400
"""Out of 32768 (-38 dB): louder than the noise of a line, quieter than a quiet voice."""
_SILENCE_SECONDS, _WORD_SECONDS, _BREATH_SECONDS = 1.2, 0.1, 0.6


def draw(path: Path, *, name: str = "") -> Drawing:
    """Return the picture of a sound. Raises NotSound."""
    outline, rate = _Outline(), form_of(path, name=name).rate
    for piece in pieces(path, name=name):
        outline.add(piece, rate)
    return outline.drawing()


def _peaks(lows: Samples, highs: Samples) -> list[list[float]]:
    starts = np.unique(np.linspace(0, len(lows), PEAKS, endpoint=False).astype(np.intp))
    low, high = np.minimum.reduceat(lows, starts), np.maximum.reduceat(highs, starts)
    return [
        [round(float(down) / 32768, 3), round(float(up) / 32768, 3)]
        for down, up in zip(low, high, strict=True)
    ]


def _spans(true: NDArray[np.bool_], *, least: float) -> list[Span]:
    """Return where a row of hundredths is true for at least `least` seconds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(np.int8)))
    pairs = edges.reshape(-1, 2) / _WINDOWS_IN_SECOND
    return [(float(start), float(end)) for start, end in pairs if end - start >= least]


def _filled(true: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Close the gaps in which a speaker breathes."""
    filled = true.copy()
    for start, end in _spans(~true, least=0):
        if end - start < _BREATH_SECONDS:
            filled[round(start * _WINDOWS_IN_SECOND) : round(end * _WINDOWS_IN_SECOND)] = True
    return filled
