"""What callers hear until the office has spoken it: a synthetic voice, made tones.

A placeholder is made anew when its text changes. What the office recorded is never touched.
"""

import hashlib
import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.late import late
from langnghe.telephony.exchange.trial import Side, said_by
from langnghe.telephony.loudness import RATE, Signal, prompt_from, write_prompt

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")

DIGITS = tuple(str(number) for number in range(21))
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
MADE = "placeholders.json"
"""Names the placeholders: what each says, and the digest of the file that was made of it."""
_CHORDS = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))
_CHORD_SECONDS = 4


class NoVoice(Exception):
    """The program that speaks placeholders does not work."""


@dataclass(frozen=True)
class Words:
    """What an authority's exchange says: prompts by name, and how."""

    prompts: Mapping[str, str]
    voice: str = "vi"
    day_hours: str = "06:00-21:59"


def read_words(file: Path) -> Words:
    """Read `prompts.json` of a profile. Raises ValueError, OSError."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    prompts = {str(name): str(text) for name, text in found["prompts"].items()}
    hours = str(found.get("day_hours", Words.day_hours))
    return Words(prompts, str(found.get("voice", Words.voice)), hours)


@dataclass
class Placeholders:
    """The placeholders of a folder of sounds: `<folder>/<voice>/hotline/*.wav` and clips."""

    folder: Path
    speaker: Path
    words: Words
    made: dict[str, list[str]] = field(default_factory=dict)

    def make(self) -> int:
        """Speak what is missing or says something else by now; return how many were made."""
        note = self.folder / MADE
        if note.exists():
            self.made = json.loads(note.read_text(encoding="utf-8"))
        wanted = self._wanted()
        fresh = [name for name, text in wanted.items() if self._is_due(name, text)]
        for name in fresh:
            self._speak(name, wanted[name])
        fresh += self._tones()
        if fresh:
            note.write_text(json.dumps(self.made, ensure_ascii=False, indent=1), encoding="utf-8")
        return len(fresh)

    def _wanted(self) -> dict[str, str]:
        language = self.words.voice
        wanted = {f"{language}/hotline/{name}": text for name, text in self.words.prompts.items()}
        wanted |= {f"{language}/digits/{digit}": digit for digit in DIGITS}
        return wanted | {f"{language}/letters/{each.lower()}": each for each in LETTERS}

    def _is_due(self, name: str, text: str) -> bool:
        path = self.folder / f"{name}.wav"
        if not path.exists():
            return True
        said, digest = self.made.get(name, ["", ""])
        return bool(digest) and said != text and digest == _digest(path)

    def _speak(self, name: str, text: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            spoken = Path(folder) / "spoken.wav"
            order = [str(self.speaker), "-v", self.words.voice, "-s", "150", "-w", str(spoken)]
            done = subprocess.run([*order, text], capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode or not spoken.exists():
                raise NoVoice(f"{self.speaker} does not speak: {done.stderr.strip()[:200]}")
            self._write(name, prompt_from(spoken), text)

    def _write(self, name: str, signal: Signal, text: str) -> None:
        path = self.folder / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        coming = path.with_suffix(".coming")
        write_prompt(signal, coming)
        coming.rename(path)
        path.chmod(0o644)
        self.made[name] = [text, _digest(path)]

    def _tones(self) -> list[str]:
        tones: dict[str, Callable[[], Signal]] = {"music/waiting": music, "beep": beep}
        tones |= {"pbx-transfer": beep, "pbx-invalid": low_beep, "beeperr": low_beep}
        tones |= {f"trial/{side}": partial(said_by, side) for side in Side}
        missing = [name for name in tones if not (self.folder / f"{name}.wav").exists()]
        for name in missing:
            self._write(name, tones[name](), "")
        return missing


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def beep(pitch: float = 880) -> Signal:
    """Return the tone after which a message is spoken, or a number typed to transfer to."""
    moments = np.arange(int(RATE * 0.35)) / RATE
    swell = np.minimum(1, np.minimum(moments, moments[::-1]) * 100)
    tone: Signal = 0.25 * swell * np.sin(2 * np.pi * pitch * moments)
    return tone


def low_beep() -> Signal:
    """Return the tone for what did not work."""
    return beep(220)


def music() -> Signal:
    """Return what is heard while waiting: quiet chords that come and go."""
    moments = np.arange(RATE * _CHORD_SECONDS) / RATE
    swell = np.sin(np.pi * moments / _CHORD_SECONDS) ** 2
    chords = [
        sum(np.sin(2 * np.pi * tone * moments) / (1 + place) for place, tone in enumerate(chord))
        for chord in _CHORDS
    ]
    waves: Signal = np.concatenate([0.06 * swell * chord for chord in chords])
    return waves
