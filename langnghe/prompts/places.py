"""Where prompts lie: the texts in the profile, the sounds in the exchange's folder."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from langnghe.telephony.exchange.prompts import DIGITS, LETTERS, Words, read_words


@lru_cache(maxsize=4)
def _words(file: Path) -> Words:
    return read_words(file)


def words() -> Words:
    """Return what this office's exchange says. Raises ValueError, OSError."""
    return _words(Path(settings.PROFILE) / "prompts.json")


def texts() -> dict[str, str]:
    """Return what each prompt says by its name, clips of digits and letters after the sentences."""
    said = {f"hotline/{name}": text for name, text in words().prompts.items()}
    said |= {f"digits/{digit}": digit for digit in DIGITS}
    return said | {f"letters/{letter.lower()}": letter for letter in LETTERS}


def sound_of(name: str) -> Path:
    """Return the file that the exchange plays for a prompt; `name` is one of `texts`."""
    if name not in texts():
        raise KeyError(name)
    return Path(settings.HOME) / "exchange" / "sounds" / words().voice / f"{name}.wav"


def clips_of(code: str) -> list[Path]:
    """Return the clips that speak a code letter by letter, digit by digit; others are left out."""
    names = [
        f"digits/{sign}" if sign.isdigit() else f"letters/{sign}"
        for sign in code.lower()
        if sign.isascii() and sign.isalnum()
    ]
    return [sound_of(name) for name in names]


def put_sound(name: str, sound: bytes) -> bool:
    """Put a sound where the exchange plays it, whole or not at all; tell whether it changed."""
    path = sound_of(name)
    if path.exists() and path.read_bytes() == sound:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_suffix(f".coming-{os.getpid()}")
    with coming.open("wb") as file:
        file.write(sound)
        file.flush()
        os.fsync(file.fileno())
    coming.chmod(0o644)
    coming.rename(path)
    return True
