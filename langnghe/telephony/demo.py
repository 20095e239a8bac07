"""A made-up call, dropped into the spool exactly as an exchange would leave it."""

import json
import os
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from langnghe.telephony.spool import BOOK, MESSAGE_SUFFIX, RECORDINGS
from langnghe.telephony.wav import inspect

VOICE = Path(__file__).parent / "sounds" / "demo_citizen.wav"
KINDS = ("answered", "missed", "abandoned", "voice_message", "cut")


def drop_demo_call(folder: Path, *, at: datetime, kind: str, number: str = "0900000123") -> str:
    """Leave a call in the exchange's folder and return its unique id.

    `kind`: answered, missed, abandoned, voice_message, or cut (the exchange died during the
    call: a recording with an unfinished header and no record). `at` is when the call ended.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    talked = int(inspect(VOICE).seconds) + 2 if kind in {"answered", "voice_message"} else 0
    length = {"missed": 5, "abandoned": 45}.get(kind, talked + 4)
    began = at - timedelta(seconds=length)
    unique_id = f"{int(began.timestamp())}.{secrets.randbelow(9000) + 1000}"
    recordings = folder / RECORDINGS
    recordings.mkdir(parents=True, exist_ok=True)
    if kind == "cut":
        _cut_copy(recordings / f"{unique_id}.wav")
        return unique_id
    record: dict[str, object] = {
        "uniqueid": unique_id,
        "linkedid": unique_id,
        "src": number,
        "dst": "hotline",
        "dcontext": "from-trunk",
        "start": int(began.timestamp()),
        "answer": int(began.timestamp()) + 4 if talked else 0,
        "end": int(at.timestamp()),
        "billsec": talked,
        "disposition": "ANSWERED" if talked else "NO ANSWER",
    }
    if kind == "answered":
        record["recording"] = f"{unique_id}.wav"
        _copy(recordings / f"{unique_id}.wav")
    if kind == "voice_message":
        record["fallback"] = f"{unique_id}{MESSAGE_SUFFIX}.wav"
        _copy(recordings / f"{unique_id}{MESSAGE_SUFFIX}.wav")
    _append(folder / BOOK, record)
    return unique_id


def _copy(to: Path) -> None:
    part = to.with_suffix(".coming")
    shutil.copyfile(VOICE, part)
    part.rename(to)


def _cut_copy(to: Path) -> None:
    """Write the sound as a crash leaves it: length 0 in the header, the end missing."""
    sound, data = inspect(VOICE), bytearray(VOICE.read_bytes())
    data[sound.start - 4 : sound.start] = b"\0\0\0\0"
    to.write_bytes(bytes(data[: -len(data) // 5]))
    an_hour_ago = to.stat().st_mtime - 3600
    os.utime(to, (an_hour_ago, an_hour_ago))


def _append(book: Path, record: dict[str, object]) -> None:
    line = json.dumps(record, ensure_ascii=False) + "\n"
    handle = os.open(book, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)
