"""Speech made ready for the telephone: one side, 8 kHz, as loud as every other prompt."""

from __future__ import annotations

import wave
from math import ceil, gcd
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from langnghe.late import late
from langnghe.telephony.sound import form_of, pieces
from langnghe.telephony.wav import NotSound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = late("numpy")

Signal: TypeAlias = "NDArray[np.float64]"
"""One side, between -1 and 1."""
RATE = 8000
LEVEL = 10 ** (-16 / 20)
"""Target of the speaking parts: -16 dB, as loud as the announcements of the networks."""
CEILING = 10 ** (-1 / 20)
LONGEST_SECONDS = 300
_MOST_FRAMES = LONGEST_SECONDS * 48_000
_ZEROS = 16
_STEP_SECONDS = 0.02
_FADE_SECONDS = 0.005


class TooLong(Exception):
    """A prompt of more than five minutes is a mistake."""


def resampled(signal: Signal, rate: int, to: int) -> Signal:
    """Return a signal at another rate: a windowed sinc, cut below the lower of both limits.

    The places of the new samples between the old ones repeat: each such phase has one kernel.
    """
    if rate == to or not len(signal):
        return signal
    shared = gcd(rate, to)
    phases, step = to // shared, rate // shared
    cut = min(1.0, to / rate) * 0.95
    reach = ceil(_ZEROS / cut)
    result = np.zeros(len(signal) * to // rate)
    padded = np.pad(signal, (reach, reach + step + 1))
    taps = np.arange(-reach + 1, reach + 1)
    for phase in range(min(phases, len(result))):
        first, between = divmod(phase * step, phases)
        away = between / phases - taps
        kernel = cut * np.sinc(cut * away) * (0.5 + 0.5 * np.cos(np.pi * away / reach))
        count = len(result[phase::phases])
        windows = np.lib.stride_tricks.sliding_window_view(padded[first + 1 :], 2 * reach)
        result[phase::phases] = windows[: (count - 1) * step + 1 : step] @ kernel
    return result


def evened(signal: Signal, rate: int = RATE) -> Signal:
    """Return a signal without silence at its ends, at the target level, never above the ceiling.

    The level is that of the speaking parts (steps within 30 dB of the loudest), so that pauses
    make nothing louder. Raises NotSound where nothing is heard.
    """
    signal = signal - signal.mean() if len(signal) else signal
    step = max(1, int(rate * _STEP_SECONDS))
    count = len(signal) // step
    if not count:
        raise NotSound("too short to be heard")
    power = (signal[: count * step].reshape(count, step) ** 2).mean(axis=1)
    speaking = power > max(1e-7, power.max() * 1e-3)
    if not speaking.any():
        raise NotSound("nothing is heard")
    first, last = np.flatnonzero(speaking)[[0, -1]]
    kept = signal[max(0, first - 5) * step : (last + 6) * step]
    louder = kept * (LEVEL / np.sqrt(power[speaking].mean()))
    return _faded(_limited(louder, rate), rate)


def _limited(signal: Signal, rate: int) -> Signal:
    """Turn down, for a moment around it, whatever would go over the ceiling."""
    need = np.minimum(1.0, CEILING / np.maximum(np.abs(signal), 1e-9))
    reach = max(1, int(rate * _STEP_SECONDS / 2))
    padded = np.pad(need, reach, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    spread = np.pad(lowest, reach, mode="edge")
    smooth = np.convolve(spread, np.ones(2 * reach + 1) / (2 * reach + 1), mode="valid")
    return np.clip(signal * smooth, -CEILING, CEILING)


def _faded(signal: Signal, rate: int) -> Signal:
    """Let the ends come and go, so that joined clips do not click."""
    length = min(len(signal) // 2, int(rate * _FADE_SECONDS))
    ramp = np.linspace(0, 1, length)
    faded = signal.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded


def prompt_from(path: Path, *, name: str = "") -> Signal:
    """Read any sound as a prompt. Raises NotSound, TooLong."""
    form = form_of(path, name=name)
    if form.seconds > LONGEST_SECONDS or form.frames > _MOST_FRAMES:
        raise TooLong(f"{form.seconds:.0f} s")
    found = [piece.mean(axis=1) / 32768 for piece in pieces(path, name=name)]
    if not found:
        raise NotSound("no sound in the file")
    return evened(resampled(np.concatenate(found), form.rate, RATE))


def joined(signals: list[Signal], *, pause: float = 0.06) -> Signal:
    """Return clips one after the other, with a breath between them."""
    breath = np.zeros(int(RATE * pause))
    parts = [part for signal in signals for part in (signal, breath)][:-1]
    return np.concatenate(parts) if parts else np.zeros(0)


def write_prompt(signal: Signal, to: Path) -> float:
    """Write a prompt as the exchange plays it (WAV, 8 kHz, 16 bit); return its seconds."""
    values = np.round(np.clip(signal, -1, 1) * 32767).astype("<i2")
    with wave.open(str(to), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(values.tobytes())
    return len(values) / RATE
