"""faster-whisper: a Whisper model in CTranslate2's form (`model.bin`, `config.json`, tokens)."""

from pathlib import Path
from typing import Any

from langnghe.telephony.speech import Heard, NoEngine, Speech, SttEngine

LANGUAGE = "vi"
_NEEDED = ("model.bin", "config.json")


class Whisper:
    """A loaded model; one thread, so that the desk stays quick."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def listen(self, speech: Speech) -> list[Heard]:
        """Return what was said; earlier words steer nothing, or one error would be repeated."""
        segments, _about = self.model.transcribe(
            speech, language=LANGUAGE, beam_size=3, condition_on_previous_text=False
        )
        return [Heard(each.start, each.end, each.text.strip()) for each in segments if each.text]


def load(folder: Path) -> SttEngine:
    """Load the model of a folder, never one from the network. Raises NoEngine."""
    lacking = [name for name in _NEEDED if not (folder / name).is_file()]
    if lacking:
        raise NoEngine(
            f"{folder} holds no faster-whisper model: {', '.join(lacking)} is missing. "
            "Copy a model in CTranslate2's form there."
        )
    from faster_whisper import WhisperModel

    try:
        model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as failure:
        raise NoEngine(f"The model in {folder} cannot be loaded: {failure}") from failure
    return Whisper(model)
