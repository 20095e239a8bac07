"""sherpa-onnx: a transducer (encoder, decoder, joiner) or a Whisper model in ONNX, with tokens."""

from pathlib import Path
from typing import Any

from langnghe.telephony.speech import RATE, Heard, NoEngine, Speech, SttEngine

LANGUAGE = "vi"


class Sherpa:
    """A loaded model; one thread, so that the desk stays quick."""

    def __init__(self, recogniser: Any) -> None:
        self.recogniser = recogniser

    def listen(self, speech: Speech) -> list[Heard]:
        """Return what was said as one stretch of words."""
        stream = self.recogniser.create_stream()
        stream.accept_waveform(RATE, speech)
        self.recogniser.decode_stream(stream)
        words = stream.result.text.strip()
        return [Heard(0.0, len(speech) / RATE, words)] if words else []


def _part(folder: Path, name: str) -> Path | None:
    """Find a part of a model; of several the smaller (int8) one."""
    found = [path for path in folder.glob(f"*{name}*.onnx") if path.is_file()]
    return min(found, key=lambda path: (path.stat().st_size, path.name), default=None)


def load(folder: Path) -> SttEngine:
    """Load the model of a folder. Raises NoEngine."""
    parts = {name: _part(folder, name) for name in ("encoder", "decoder", "joiner")}
    tokens = next(iter(sorted(folder.glob("*tokens.txt"))), None)
    encoder, decoder, joiner = parts.values()
    if encoder is None or decoder is None or tokens is None:
        lacking = [f"*{name}*.onnx" for name in ("encoder", "decoder") if parts[name] is None]
        lacking += [] if tokens else ["*tokens.txt"]
        raise NoEngine(
            f"{folder} holds no sherpa-onnx model: {', '.join(lacking)} is missing. "
            "Unpack a transducer or Whisper model there."
        )
    _check(encoder, decoder, joiner)
    from sherpa_onnx import OfflineRecognizer

    whole = {"encoder": str(encoder), "decoder": str(decoder), "tokens": str(tokens)}
    try:
        if joiner is None:
            made = OfflineRecognizer.from_whisper(**whole, language=LANGUAGE, num_threads=1)
        else:
            made = OfflineRecognizer.from_transducer(**whole, joiner=str(joiner), num_threads=1)
    except (RuntimeError, ValueError) as failure:
        raise NoEngine(f"The model in {folder} cannot be loaded: {failure}") from failure
    return Sherpa(made)


def _check(*parts: Path | None) -> None:
    """Refuse what is surely no ONNX: the engine itself would end the whole process."""
    for path in parts:
        if path is not None and path.read_bytes()[:1] != b"\x08":
            raise NoEngine(f"{path} is no ONNX model: copy it again.")
