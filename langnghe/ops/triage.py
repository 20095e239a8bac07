"""`langnghe triage`: an authority judges the suggestions on its own past before it trusts them."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from langnghe.understanding.finding import Understanding
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.reading import understand
from langnghe.understanding.scoring import Score, score
from langnghe.understanding.starter import starter_models, starter_rarity
from langnghe.understanding.stream import Natures, Placed, Stream
from langnghe.understanding.trace import Rarity, trace_of
from langnghe.understanding.words import read_words

LINE_LIMIT = 8 * 2**20
"""Bytes of one line that are read; a longer one is refused with a sentence."""


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


def read_row(line: str, number: int) -> Row:
    """Read one line; raises BadLine with a sentence that says what to do."""
    if len(line) > LINE_LIMIT:
        raise BadLine(
            f"line {number} is longer than {LINE_LIMIT} characters: leave files out of it"
        )
    try:
        said = json.loads(line)
    except ValueError as failure:
        raise BadLine(f"line {number} is no JSON object ({failure}): write one a line") from None
    if not isinstance(said, dict) or not isinstance(said.get("text", ""), str):
        raise BadLine(f"line {number} needs an object with id, channel, received_at, subject, text")
    reporter = said.get("reporter") if isinstance(said.get("reporter"), dict) else {}
    return Row(
        identity=str(said.get("id", number)),
        channel=str(said.get("channel") or ""),
        received_at=_time(said.get("received_at"), number),
        subject=str(said.get("subject") or ""),
        text=str(said.get("text") or ""),
        author=str((reporter or {}).get("phone") or (reporter or {}).get("email") or ""),
        labels=said["labels"] if isinstance(said.get("labels"), dict) else {},
    )


def _time(value: object, number: int) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadLine(
            f"line {number}: received_at is {value!r}; write it as 2026-09-14T06:12:00+07:00"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Reader:
    """Reads submissions in order of arrival, each compared with those before it."""

    def __init__(self, knowledge: Knowledge, rarity: Rarity, stream: Stream) -> None:
        self._knowledge = knowledge
        self._rarity = rarity
        self._stream = stream
        self._natures = Natures()

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


def read_file(
    path: Path, reader: Reader, complaints: TextIO
) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Yield each submission with what is suggested; a bad line is said and left out."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = read_row(line, number)
            except BadLine as bad:
                print(f"langnghe: {bad}. The other lines are read.", file=complaints)
                continue
            yield row, reader.read(row)


def suggest_for_file(path: Path, *, is_scored: bool, with_register: bool) -> None:
    """Read a file on a fresh register, or with what the present one has taught and holds."""
    reader = _present_reader() if with_register else _fresh_reader()
    run(path, reader, is_scored=is_scored, out=sys.stdout)


def _fresh_reader() -> Reader:
    from langnghe import settings

    models = starter_models(settings.PROFILE, settings.HOME / "models")
    knowledge = load_knowledge(settings.PROFILE, models)
    stream = Stream(knowledge.gazetteer.neighbours)
    return Reader(knowledge, starter_rarity(settings.PROFILE), stream)


def _present_reader() -> Reader:
    from langnghe.ops.run import set_up_django

    set_up_django()
    from langnghe.triage import knowing
    from langnghe.triage.queries import voices_so_far

    knowledge = knowing.knowledge()
    stream = Stream(knowledge.gazetteer.neighbours)
    for code, trace in voices_so_far():
        stream.place(code, trace)
    return Reader(knowledge, knowing.rarity(), stream)


def run(path: Path, reader: Reader, *, is_scored: bool, out: TextIO) -> list[Score]:
    """Print a JSON object a line, or with `is_scored` the figures beside the labels."""
    judged: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for row, said in read_file(path, reader, sys.stderr):
        if is_scored:
            judged.append((said, row.labels))
        else:
            print(json.dumps(said, ensure_ascii=False), file=out, flush=True)
    figures = [each for each in score(judged) if each.of] if is_scored else []
    for each in figures:
        print(f"{each.name:<40} {each.right:>8.1f} of {each.of:<6} {each.share:>7.1%}", file=out)
    return figures
