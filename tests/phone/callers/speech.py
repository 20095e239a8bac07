"""What people say in the tests: made by a synthetic voice when the tests begin."""

import subprocess
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from langnghe.telephony.loudness import prompt_from, write_prompt
from tests.hotline import ROOT

SPEAKER = ROOT / ".tools" / "exchange" / "bin" / "espeak-ng"
RATE = 8000
LONG = 300
"""Seconds: longer than any call of the tests."""
Sound = npt.NDArray[np.float64]
CITIZEN = "Trước nhà số mười hai có một cây đổ chắn ngang đường."
OFFICER = "Trực viên nghe đây ạ. Tôi đã ghi nhận phản ánh của bác."
COLLEAGUE = "Xin chào, ca hai nghe máy, mời bác nói."


def speak(folder: Path, name: str, text: str) -> Path:
    """Return a WAV file in which a voice says a text."""
    path = folder / f"{name}.wav"
    if not path.exists():
        spoken = folder / f"{name}.spoken.wav"
        order = [str(SPEAKER), "-v", "vi", "-s", "170", "-w", str(spoken), text]
        subprocess.run(order, check=True, capture_output=True)
        signal = prompt_from(spoken)
        write_prompt(0.5 * signal, path)
    return path


def again_and_again(voice: Path, ending: str) -> Path:
    """Return the sound of somebody who does not stop talking: WAV, or A-law without a header."""
    path = voice.with_name(f"{voice.stem}-again.{ending}")
    if not path.exists():
        sound, rate = soundfile.read(voice, dtype="int16")
        form = {"format": "RAW", "subtype": "ALAW"} if ending == "al" else {"subtype": "PCM_16"}
        soundfile.write(path, np.tile(sound, 1 + LONG * rate // len(sound)), rate, **form)
    return path


def followed_by_silence(path: Path, seconds: int = LONG) -> Path:
    """Return a WAV file that says something, then nothing for long.

    The end of its file would end a telephone's call.
    """
    to = path.with_suffix(".long.wav")
    if not to.exists():
        write_prompt(np.concatenate([sound_of(path) / 32768, np.zeros(RATE * seconds)]), to)
    return to


def as_alaw(path: Path) -> Path:
    """Return the bytes that a telephone sends (G.711 A-law): what is said, then a quiet line."""
    to = path.with_suffix(".al")
    if not to.exists():
        sound, rate = soundfile.read(followed_by_silence(path), dtype="int16")
        soundfile.write(to, sound, rate, format="RAW", subtype="ALAW")
    return to


@lru_cache(maxsize=64)
def sound_of(path: Path) -> Sound:
    """Return a WAV file's samples."""
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def sides_of(raw: Path) -> tuple[Sound, Sound]:
    """Return the caller's and the hotline's side of an exchange's own recording."""
    data = raw.read_bytes()
    both = np.frombuffer(data[: len(data) - len(data) % 4], "<i2").astype(float).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def likeness(said: Sound, heard: Sound) -> float:
    """Return how surely `said` is in `heard`: the best normalised cross-correlation, 0 to 1."""
    if len(heard) < len(said):
        heard = np.pad(heard, (0, len(said) - len(heard)))
    size = 1 << (len(said) + len(heard)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size))
    reach = len(heard) - len(said) + 1
    dots = np.fft.irfft(product, size)[:reach]
    summed = np.concatenate([[0.0], np.cumsum(heard**2)])
    energy = np.sqrt(np.maximum(summed[len(said) :] - summed[: len(summed) - len(said)], 1e3))
    return float(np.max(np.abs(dots) / (energy * np.linalg.norm(said))))


def likeness_in_parts(said: Sound, heard: Sound, *, seconds: float = 0.5) -> float:
    """Return the likeness of the middling speaking part: a late packet spoils one part only."""
    step = int(RATE * seconds)
    parts = [said[start : start + step] for start in range(0, len(said) - step, step)]
    spoken = [part for part in parts if np.sqrt((part**2).mean()) > 300]
    return float(np.median([likeness(part, heard) for part in spoken]))
