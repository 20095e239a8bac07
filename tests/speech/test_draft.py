"""A real machine hears a real call: the job, its words, who said them, when, and how modestly."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from langnghe.vietnamese.fold import fold
from tests.hotline import Hotline, until
from tests.phone.callers.speech import RATE, sound_of, speak
from tests.speech.conftest import MODEL

CITIZEN = "Tôi muốn phản ánh về rác thải trên đường."
OFFICER = "Vâng, tôi đã nghe rõ, xin cảm ơn bác."
PAUSE = 1.5


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    """Give a hotline with a machine that listens, as the documents say to set it up."""
    hotline = Hotline(tmp_path)
    hotline.environment |= {
        "LANGNGHE_STT": "faster-whisper",
        "LANGNGHE_STT_MODEL": str(MODEL),
        "PYTHONPATH": str(MODEL.parent / "packages"),
    }
    hotline.start()
    yield hotline
    hotline.stop()


def drop_call(spool: Path, citizen: Path, officer: Path) -> tuple[float, float]:
    """Leave a call in the spool, citizen left, officer right; return when the officer speaks."""
    first, second = sound_of(citizen), sound_of(officer)
    at = len(first) + int(RATE * PAUSE)
    both = np.zeros((at + len(second), 2), dtype=np.int16)
    both[: len(first), 0] = first
    both[at:, 1] = second
    recordings = spool / "tong-dai" / "recordings"
    recordings.mkdir(parents=True)
    soundfile.write(recordings / "1795.1.wav", both, RATE, subtype="PCM_16")
    call = {"uniqueid": "1795.1", "src": "0900000123", "dst": "hotline", "start": 1795563228,
            "answer": 1795563232, "end": 1795563249, "billsec": 17, "disposition": "ANSWERED",
            "recording": "1795.1.wav"}  # fmt: skip
    (spool / "tong-dai" / "calls.jsonl").write_text(json.dumps(call) + "\n")
    return at / RATE, len(both) / RATE


def modest_threads(worker: int) -> int:
    """Count a process's threads that let everybody else go first."""
    found = 0
    for task in Path(f"/proc/{worker}/task").iterdir():
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        found += fields[16] == "15"
    return found


def test_a_call_is_heard_by_a_real_machine(hotline: Hotline, tmp_path: Path) -> None:
    began, ended = drop_call(
        tmp_path / "spool" / "calls",
        speak(tmp_path, "citizen", CITIZEN),
        speak(tmp_path, "officer", OFFICER),
    )
    until(lambda: any(map(modest_threads, hotline.children("work"))), "the job gives way")
    until(lambda: hotline.count("intake_transcript"), "the draft is there", seconds=180)
    lines, engine, model, trouble = hotline.query(
        "SELECT lines, engine, model_sha256, trouble FROM intake_transcript"
    )[0]
    assert (engine, trouble) == ("faster-whisper", "")
    assert model == hash_by_hand(MODEL)
    assert {line["side"] for line in lines} == {0, 1}
    for line in lines:
        first, last = (0, began - PAUSE) if line["side"] == 0 else (began, ended)
        assert first - 0.5 <= line["from"] < line["to"] <= last + 0.5
    said = fold(" ".join(line["words"] for line in lines if line["side"] == 0))
    # The smallest of models and a voice of synthesis: some of the syllables, no more.
    assert set(fold(CITIZEN).split()) & set(said.replace(",", " ").replace(".", " ").split()), said


def hash_by_hand(folder: Path) -> str:
    """Return what the documents call a model's hash."""
    whole = ""
    for name in sorted(os.listdir(folder)):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        whole += f"{name} {digest}\n"
    return hashlib.sha256(whole.encode()).hexdigest()
