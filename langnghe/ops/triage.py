"""`langnghe triage`: an authority judges the suggestions on its own past before it trusts them."""

import json
import os
import sys
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo

from langnghe import settings
from langnghe.register.states import Kind, Sensitivity, Urgency
from langnghe.understanding.finding import Understanding
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.natures import Natures
from langnghe.understanding.reading import understand
from langnghe.understanding.scoring import Score, score
from langnghe.understanding.starter import starter_models, starter_path, starter_rarity
from langnghe.understanding.stream import Placed, Stream
from langnghe.understanding.trace import Rarity, trace_of
from langnghe.understanding.words import read_words

LINE_LIMIT = 8 * 2**20
"""Bytes of one line that are read; a longer one is refused with a sentence."""

STDIN = Path("-")
_EXAMPLE = "2026-09-14T06:12:00+07:00"
_YEARS = range(1900, 2200)
_LABELS = ("kind", "ward_code", "urgency", "sensitivity", "dup_group")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One submission of the file."""

    identity: str
    channel: str
    received_at: datetime
    subject: str
    text: str
    author: str
    labels: dict[str, Any]


class BadLine(Exception):
    """A line that is no submission: what is wrong with it, and what to do."""

    def __init__(self, number: int, trouble: str, identity: str | None = None) -> None:
        super().__init__(f"line {number} {trouble}")
        self.number = number
        self.identity = identity


def read_row(line: str, number: int) -> Row:
    """Read one line; raises BadLine with a sentence that says what to do.

    A time without an offset is the time of the office's clocks.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as failure:
        trouble = f"is no JSON object ({failure}): write one object a line"
        raise BadLine(number, trouble) from None
    if not isinstance(said, dict):
        trouble = "needs an object with id, channel, received_at, subject, text"
        raise BadLine(number, trouble)
    identity = _plain(said["id"]) if said.get("id") is not None else None
    if not isinstance(said.get("text") or said.get("subject"), str):
        raise BadLine(number, "has no words: put what was said into text", identity)
    reporter = said.get("reporter") if isinstance(said.get("reporter"), dict) else {}
    try:
        return Row(
            identity=identity or str(number),
            channel=_plain(said.get("channel") or ""),
            received_at=_time(said.get("received_at")),
            subject=_plain(said.get("subject") or ""),
            text=_plain(said.get("text") or ""),
            author=_plain((reporter or {}).get("phone") or (reporter or {}).get("email") or ""),
            labels=_labels(said.get("labels")),
        )
    except ValueError as failure:
        raise BadLine(number, str(failure), identity) from None


def _plain(value: object) -> str:
    """Return text that can be written again: halves of characters, which JSON allows, are lost."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _time(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS:
        raise ValueError(f"has received_at {value!r}: write it as {_EXAMPLE}")
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _labels(given: object) -> dict[str, Any]:
    """Return the labels that can be compared; raises ValueError for one of a wrong shape."""
    if not isinstance(given, dict):
        return {}
    found = {name: given[name] for name in _LABELS if name in given}
    for name, value in found.items():
        if not (value is None or isinstance(value, str)):
            raise ValueError(f"has the label {name} {value!r}: write a code, or null")
    if "topics" in given:
        topics = [given["topics"]] if isinstance(given["topics"], str) else given["topics"] or []
        if not (isinstance(topics, list) and all(isinstance(each, str) for each in topics)):
            raise ValueError(f"has the label topics {topics!r}: write a list of codes, best first")
        found["topics"] = topics
    return found


class Reader:
    """Reads submissions in order of arrival, each compared with those before it."""

    def __init__(self, knowledge: Knowledge, rarity: Rarity, stream: Stream) -> None:
        self._knowledge = knowledge
        self._rarity = rarity
        self._stream = stream
        self._natures = Natures()

    def strangers(self, labels: dict[str, Any]) -> Iterator[str]:
        """Yield each label that is no code of the profile: no suggestion can ever meet it."""
        known: dict[str, Container[object]] = {
            "kind": set(Kind),
            "urgency": set(Urgency),
            "sensitivity": set(Sensitivity),
            "ward_code": self._knowledge.gazetteer.wards.keys(),
            "topics": self._knowledge.topics.keys(),
        }
        for name, codes in known.items():
            given = labels.get(name) or []
            for code in [given] if isinstance(given, str) else given:
                if code not in codes:
                    yield f"{name} {code}"

    def read(self, row: Row) -> dict[str, Any]:
        """Return what is suggested for one submission, as the command prints it."""
        found = understand(row.text, self._knowledge, subject=row.subject, channel=row.channel)
        words = read_words(f"{row.subject}\n{row.text}" if row.subject else row.text)
        self._rarity.learn(words)
        trace = trace_of(words, found, self._rarity, received_at=row.received_at, author=row.author)
        placed = self._stream.place(row.identity, trace)
        issue = self._natures.add(placed.event, trace)
        return _printed(row.identity, found, placed, issue)


def _printed(
    identity: str, found: Understanding, placed: Placed, issue: int | None
) -> dict[str, Any]:
    confidence: dict[str, Any] = {
        "kind": found.kind.confidence if found.kind else 0.0,
        "topics": [topic.confidence for topic in found.topics],
        "ward": found.ward_candidates[0].confidence if found.ward_candidates else 0.0,
        "urgency": found.urgency.confidence,
        "sensitivity": found.sensitivity.confidence,
        "same_event": placed.odds,
    }
    return {
        "id": identity,
        "kind": found.kind.value if found.kind else None,
        "topics": [topic.value for topic in found.topics],
        "ward": found.ward.value if found.ward else None,
        "ward_candidates": [ward.value for ward in found.ward_candidates],
        "urgency": found.urgency.value,
        "sensitivity": found.sensitivity.value,
        "same_event": list(placed.same),
        "similar": list(placed.similar),
        "issue": f"NV-{issue + 1}" if issue is not None else None,
        "alarms": [f"{alarm.value}:{alarm.rule}" for alarm in found.alarms],
        "confidence": confidence,
    }


def lines_of(file: BinaryIO) -> Iterator[tuple[int, str | BadLine]]:
    """Yield each line that is not blank with its number; never holds more than LINE_LIMIT."""
    number = 0
    while piece := file.readline(LINE_LIMIT + 1):
        number += 1
        if len(piece) > LINE_LIMIT:
            while piece and not piece.endswith(b"\n"):
                piece = file.readline(LINE_LIMIT)
            trouble = f"is longer than {LINE_LIMIT} bytes: leave files out of it"
            yield number, BadLine(number, trouble)
        elif line := piece.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip():
            yield number, line


def read_file(file: BinaryIO, reader: Reader) -> Iterator[tuple[Row | BadLine, dict[str, Any]]]:
    """Yield each line with what is printed of it: what is suggested, or what is wrong."""
    for number, line in lines_of(file):
        try:
            if isinstance(line, BadLine):
                raise line
            row = read_row(line, number)
        except BadLine as bad:
            yield bad, {"id": bad.identity, "line": number, "error": str(bad)}
            continue
        yield row, reader.read(row)


def suggest_for_file(path: Path, *, is_scored: bool, with_register: bool) -> int:
    """Read a file on a fresh register, or with what the present one has taught and holds.

    Returns how many lines could not be read.
    """
    reader = _present_reader() if with_register else _fresh_reader()
    with nullcontext(sys.stdin.buffer) if path == STDIN else path.open("rb") as file:
        try:
            return run(file, reader, is_scored=is_scored, out=sys.stdout)
        except BrokenPipeError:  # who read our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


def _fresh_reader() -> Reader:
    folder = settings.HOME / "models"
    if sys.stderr.isatty() and not starter_path(settings.PROFILE, folder).exists():
        told = "learning from the profile's sentences first; it takes a minute, once"
        print(f"langnghe: {told}.", file=sys.stderr, flush=True)
    models = starter_models(settings.PROFILE, folder)
    knowledge = load_knowledge(settings.PROFILE, models)
    stream = Stream(knowledge.gazetteer.neighbours)
    return Reader(knowledge, starter_rarity(settings.PROFILE), stream)


def _present_reader() -> Reader:
    from langnghe.triage import knowing
    from langnghe.triage.queries import voices_so_far

    knowledge = knowing.knowledge()
    stream = Stream(knowledge.gazetteer.neighbours)
    for code, trace in voices_so_far():
        stream.place(code, trace)
    return Reader(knowledge, knowing.rarity(), stream)


def run(file: BinaryIO, reader: Reader, *, is_scored: bool, out: TextIO) -> int:
    """Print a JSON object a line, or with `is_scored` the figures beside the labels.

    Returns how many lines could not be read; what is wrong with each goes to stderr, too.
    """
    judged: list[tuple[dict[str, Any], dict[str, Any]]] = []
    strange: Counter[str] = Counter()
    bad = 0
    for row, said in read_file(file, reader):
        if isinstance(row, BadLine):
            bad += 1
            print(f"langnghe: {row}. The other lines are read.", file=sys.stderr)
        elif is_scored:
            judged.append((said, row.labels))
            strange.update(reader.strangers(row.labels))
        if not is_scored:
            print(json.dumps(said, ensure_ascii=False), file=out, flush=True)
    if is_scored:
        _print_figures([each for each in score(judged) if each.of], out)
        _tell_strangers(strange)
    return bad


def _print_figures(figures: Sequence[Score], out: TextIO) -> None:
    if not figures:
        print("langnghe: no line has labels: there is nothing to compare with.", file=sys.stderr)
    for each in figures:
        print(f"{each.name:<40} {each.right:>8.1f} of {each.of:<6} {each.share:>7.1%}", file=out)


def _tell_strangers(strange: Counter[str]) -> None:
    if not strange:
        return
    shown = ", ".join(f"{code} ({count})" for code, count in strange.most_common(_SHOWN))
    more = f" and {len(strange) - _SHOWN} more" if len(strange) > _SHOWN else ""
    print(
        f"langnghe: labels that are no codes of this profile count as wrong: {shown}{more}.",
        file=sys.stderr,
    )
