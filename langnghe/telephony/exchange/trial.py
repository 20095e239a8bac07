"""A trial call: the hotline calls itself, and hears in the recording what was said.

Both sides say a made sound, in the rhythm and the band of speech. It follows from a formula, so
that whoever judges the recording needs nothing from the exchange but the recording.
"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from langnghe.late import late
from langnghe.telephony.exchange.talk import Place, ask
from langnghe.telephony.loudness import RATE, Signal
from langnghe.telephony.sound import pieces

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")

SYLLABLES, SYLLABLE_SECONDS, PAUSE_SECONDS = 16, 0.16, 0.04
PARTS = 8
"""Two syllables each: enough to be like nothing else."""
_GOLDEN = 0.6180339887498949
"""Its multiples, less their whole parts, never meet: no two syllables are alike."""
SECONDS = SYLLABLES * (SYLLABLE_SECONDS + PAUSE_SECONDS)


class Side(StrEnum):
    """Who speaks in a trial call, in the order of a recording's channels."""

    CALLER = "caller"
    OFFICER = "officer"


def said_by(side: Side) -> Signal:
    """Return what a side says: syllables, each gliding from a pitch of its own to another one."""
    begin = 0.0 if side == Side.CALLER else 0.37
    moments = np.arange(int(RATE * SYLLABLE_SECONDS)) / RATE
    swell = np.sin(np.pi * moments / SYLLABLE_SECONDS)
    pause = np.zeros(int(RATE * PAUSE_SECONDS))
    parts: list[Signal] = []
    for number in range(SYLLABLES):
        low, high = (400 + 2400 * ((begin + number * step) % 1) for step in (_GOLDEN, _GOLDEN**2))
        glide = low * moments + (high - low) * moments**2 / (2 * SYLLABLE_SECONDS)
        parts += [0.3 * swell * np.sin(2 * np.pi * glide), pause]
    whole: Signal = np.concatenate(parts)
    return whole


def order(call: str) -> dict[str, str]:
    """Return the fields of the manager's Originate: a call of this id, whose caller speaks."""
    return {
        "Channel": "Local/s@trial-caller/n",
        "Context": "from-trial",
        "Exten": "s",
        "Priority": "1",
        "Timeout": "10000",
        "Async": "true",
        "ChannelId": call,
        "OtherChannelId": f"{call}-caller",
        "Codecs": "alaw",
    }


def begin(place: Place, call: str) -> None:
    """Let the exchange call the hotline. Raises Refused, Unreachable."""
    ask(place, "Originate", **order(call))


def heard(recording: Path, *, name: str = "") -> tuple[float, float]:
    """Return how surely caller and officer are heard on their sides of a recording, 0 to 1.

    Raises NotSound.
    """
    sound = np.concatenate(list(pieces(recording, name=name))).astype(np.float64)
    caller, officer = (
        likeness_in_parts(said_by(side), sound[:, place]) if place < sound.shape[1] else 0.0
        for place, side in enumerate(Side)
    )
    return caller, officer


def likeness_in_parts(said: Signal, sound: Signal) -> float:
    """Return the likeness of the middling part: after a late packet all the rest is shifted."""
    return float(np.median([likeness(part, sound) for part in np.array_split(said, PARTS)]))


def likeness(said: Signal, sound: Signal) -> float:
    """Return how surely something is heard in a sound, at its best place: 0 (never) to 1.

    The normalised cross-correlation, for all places at once by Fourier's way.
    """
    missing = len(said) - len(sound)
    padded = np.pad(sound, (0, missing)) if missing > 0 else sound
    size = 2 ** int(np.ceil(np.log2(len(padded) + len(said))))
    matches = np.fft.irfft(np.fft.rfft(padded, size) * np.fft.rfft(said, size).conj(), size)
    power = (padded**2).cumsum()
    ends = power[len(said) - 1 :]
    starts = np.concatenate([[0.0], power[: len(ends) - 1]])
    loudness = np.sqrt(np.maximum(ends - starts, 1e3))
    strengths = np.abs(matches[: len(ends)]) / (loudness * np.linalg.norm(said))
    return round(float(strengths.max()), 3)
