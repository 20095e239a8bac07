"""Call records of an exchange: JSON lines, torn, doubled, out of order, merged into calls.

Asterisk writes a line for each part of a call when it ends (`cdr_custom`, `format=json`), with
`uniqueid`, `linkedid`, `src`, `dst`, `start`, `answer`, `end` (seconds since 1970), `billsec`,
`disposition`, `recording`, `fallback`. A call that leaves its bridge writes several lines, one of
them while it still goes on: they are one call.

Our own exchange answers every call itself and so says more: `taken_at`, when an officer or the
citizen who was called back lifted; `outcome` (missed, voice_message, call_back, refused);
`returns`, the call that a call out returns; `score`, the key that a citizen pressed after it.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

ANSWERED, MISSED, ABANDONED, VOICE_MESSAGE = "answered", "missed", "abandoned", "voice_message"
CALL_BACK, REFUSED = "call_back", "refused"
TRIAL = "trial-"
"""How the ids of calls begin that the hotline makes to itself, to see whether all works."""
OUTWARD = "call-back"
"""The context in which our exchange calls out."""
SURVEY = "survey"
"""The context in which who was called out is asked for a score, after the officer hung up."""
_STATED = frozenset({ANSWERED, MISSED, ABANDONED, VOICE_MESSAGE, CALL_BACK, REFUSED})
ABANDONED_AFTER = 8
"""Seconds: who waited longer than this and hung up gave up; shorter is a missed call."""
LONGEST = 86_400
SOUNDS = (".wav", ".raw")
_HEAD, _KEPT = 256, 2000


@dataclass(frozen=True)
class Batch:
    """Whole lines read from a book of calls, and where to read on.

    `mark` names the file the offset is of; `unreadable` are lines that are no record.
    """

    records: list[dict[str, Any]]
    unreadable: list[bytes]
    offset: int
    mark: str
    began_anew: bool = False


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """One call. Times are aware (UTC); `talked` is the answered part, in seconds.

    `is_outward`: we called `number`; `returns` is the call that was returned by it.
    """

    unique_id: str
    number: str
    called: str = ""
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime
    talked: int = 0
    outcome: str = MISSED
    recordings: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    lines: tuple[dict[str, Any], ...] = field(default=())
    is_outward: bool = False
    returns: str = ""

    @property
    def is_trial(self) -> bool:
        """Whether the hotline called itself."""
        return self.unique_id.startswith(TRIAL)

    @property
    def pressed(self) -> int | None:
        """The score pressed after the call, 1 to 5; 0: asked, and none given; None: not asked."""
        said = [_text(line, "score") for line in self.lines if line.get("dcontext") == SURVEY]
        valid = [int(each) for each in said if each in {"1", "2", "3", "4", "5"}]
        return next(iter(valid), 0) if said else None

    @property
    def seconds(self) -> int:
        """How long the caller was on the line; a clock that ran wild counts as a day."""
        seconds = int((self.ended_at - self.started_at).total_seconds())
        return min(max(0, seconds), LONGEST)


def read_lines(path: Path, offset: int, mark: str, *, limit: int = 1_000_000) -> Batch:
    """Read the lines after `offset`, at most `limit` bytes; a torn last line waits.

    Another file under the same name (rotated, cut, replaced) is read from its beginning, after
    what was not read yet of the old one, if that still lies beside it.
    """
    left = _rotated(path, mark)
    if left is not None and (batch := _read(left, offset, mark, limit)).offset > offset:
        return batch
    if not _is_plain(path):
        return Batch([], [], offset, mark)
    return _read(path, offset, mark, limit)


def _rotated(path: Path, mark: str) -> Path | None:
    """Find the book that `mark` names under another name beside its successor."""
    if not mark or (_is_plain(path) and _inode(mark) == str(path.stat().st_ino)):
        return None
    others = [each for each in path.parent.glob(f"{path.name}*") if _is_plain(each)]
    return next((each for each in others if str(each.stat().st_ino) == _inode(mark)), None)


def _is_plain(path: Path) -> bool:
    """Tell whether this is a file of its own: no folder, no pipe, no link to elsewhere."""
    return path.is_file() and not path.is_symlink()


def _read(path: Path, offset: int, mark: str, limit: int) -> Batch:
    with path.open("rb") as file:
        found = _mark(file.read(_HEAD), os.fstat(file.fileno()).st_ino)
        size = os.fstat(file.fileno()).st_size
        anew = bool(mark) and (_is_another(found, mark, offset) or size < offset)
        start = 0 if anew or not mark else offset
        file.seek(start)
        data = file.read(limit)
    whole, newline, torn = data.rpartition(b"\n")
    if not newline and len(torn) == limit:
        return Batch([], [torn[:_KEPT]], start + limit, found, anew)  # no line is that long
    records, unreadable = _parsed(whole) if newline else ([], [])
    return Batch(records, unreadable, start + len(whole) + len(newline), found, anew)


def _is_another(found: str, mark: str, offset: int) -> bool:
    """Tell two files apart; a first line that was torn when it was seen proves nothing."""
    return _inode(found) != _inode(mark) or (offset > 0 and found != mark)


def _mark(head: bytes, inode: int) -> str:
    first_line = head.partition(b"\n")[0]
    return f"{inode}:{hashlib.sha256(first_line).hexdigest()[:16]}"


def _inode(mark: str) -> str:
    return mark.partition(":")[0]


def _parsed(data: bytes) -> tuple[list[dict[str, Any]], list[bytes]]:
    records, unreadable = [], []
    for line in data.split(b"\n"):
        if not line.strip(b" \r\x00"):
            continue
        try:
            record = _record(line)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            unreadable.append(line[:_KEPT])
            continue
        records.append(record)
    return records, unreadable


def _record(line: bytes) -> dict[str, Any]:
    """Read one line; a byte that is no UTF-8 or NUL costs that letter, not the call."""
    text = line.strip(b" \r\x00").decode("utf-8", "replace")
    said = json.loads(text)
    if not isinstance(said, dict):
        raise TypeError("no call")
    sound = json.dumps(said, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    record: dict[str, Any] = json.loads(sound.replace(b"\\u0000", b" "))
    if not str(record["uniqueid"]).strip():
        raise ValueError("no call")
    _moment(record["start"])
    return record


def _moment(value: object) -> datetime | None:
    """Read seconds since 1970; 0 and "" mean that it never came to it."""
    seconds = int(str(value).strip() or 0)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**33 else None


def call_key(record: dict[str, Any]) -> str:
    """Return the id all lines of one call share."""
    return str(record.get("linkedid") or record["uniqueid"]).strip()[:150]


def merge(records: Iterable[dict[str, Any]]) -> list[CallRecord]:
    """Merge lines into calls, in order of their beginning; order and repetition do not matter."""
    calls: dict[str, dict[str, dict[str, Any]]] = {}
    for record in records:
        text = json.dumps(record, sort_keys=True, ensure_ascii=False)
        calls.setdefault(call_key(record), {})[text] = record
    merged = [_call(key, [lines[text] for text in sorted(lines)]) for key, lines in calls.items()]
    return sorted(merged, key=lambda call: (call.started_at, call.unique_id))


def _call(key: str, lines: list[dict[str, Any]]) -> CallRecord:
    lines = sorted(lines, key=lambda line: (_int(line.get("start")), _int(line.get("end"))))
    first = next((line for line in lines if str(line.get("uniqueid")) == key), lines[0])
    talk = [line for line in lines if line.get("dcontext") != SURVEY] or lines
    starts, ends = _moments(talk, "start"), _moments(talk, "end")
    lifted = _moments(lines, "taken_at")
    answers = lifted if _is_own(lines) else _moments(lines, "answer")
    began = min(starts or answers or ends, default=datetime.fromtimestamp(0, UTC))
    ended = max([*ends, began])
    talked = max((_int(line.get("billsec")) for line in talk), default=0)
    if _is_own(lines):
        talked = max(0, int((ended - lifted[0]).total_seconds())) if lifted else 0
    returns = next((text for line in lines if (text := _text(line, "returns"))), "")
    # Whoever is brought together with a third has left the context in which we called out.
    is_outward = bool(returns) or any(line.get("dcontext") == OUTWARD for line in lines)
    number, called = _text(first, "src"), _text(first, "called") or _text(first, "dst")
    if is_outward and first.get("dcontext") != SURVEY:
        number, called = called, number
    return CallRecord(
        unique_id=key,
        number=number,
        called=called,
        started_at=began,
        answered_at=min(answers, default=None),
        ended_at=ended,
        talked=talked,
        outcome=_outcome(lines, talked=talked, seconds=int((ended - began).total_seconds())),
        recordings=_files(lines, "recording"),
        messages=_messages(lines),
        lines=tuple(lines),
        is_outward=is_outward,
        returns=returns,
    )


def _is_own(lines: list[dict[str, Any]]) -> bool:
    """Tell whether our own exchange wrote these lines: it says whether somebody lifted."""
    return any("taken_at" in line for line in lines)


def _outcome(lines: list[dict[str, Any]], *, talked: int, seconds: int) -> str:
    if _moments(lines, "taken_at"):
        return ANSWERED
    if _messages(lines):
        return VOICE_MESSAGE
    stated = [_text(line, "outcome") for line in lines]
    if known := [each for each in stated if each in _STATED]:
        return known[-1]
    is_up = any(_text(line, "disposition").upper() == "ANSWERED" for line in lines)
    if talked > 0 and is_up and not _is_own(lines):
        return ANSWERED
    return ABANDONED if seconds > ABANDONED_AFTER else MISSED


def _messages(lines: list[dict[str, Any]]) -> tuple[str, ...]:
    return _files(lines, "message") + _files(lines, "fallback")


def _moments(lines: list[dict[str, Any]], name: str) -> list[datetime]:
    return sorted(moment for line in lines if (moment := _safe(line.get(name))))


def _text(line: dict[str, Any], name: str) -> str:
    return str(line.get(name) or "").strip()[:100]


def _files(lines: list[dict[str, Any]], name: str) -> tuple[str, ...]:
    """Return the bare names of sound files; paths are the exchange's, never ours to follow."""
    values = [str(line.get(name) or "").replace("\\", "/").strip() for line in lines]
    names = [PurePosixPath(value).name for value in values if value.endswith(SOUNDS)]
    return tuple(dict.fromkeys(each for each in names if each not in {"", ".", ".."}))


def _int(value: object) -> int:
    try:
        return int(float(str(value).strip() or 0))
    except (ValueError, OverflowError):
        return 0


def _safe(value: object) -> datetime | None:
    try:
        return _moment(value)
    except (ValueError, OverflowError):
        return None
