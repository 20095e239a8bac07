"""`langnghe triage`: an authority judges the suggestions on its own past before it trusts them."""

import codecs
import json
import sys
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast
from zoneinfo import ZoneInfo

from langnghe import settings
from langnghe.ops.home import CannotStart
from langnghe.ops.output import say_no_more
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
_OR_NONE = frozenset({"ward_code", "dup_group"})
_SHOWN = 10
_LOST = "\ufffd"
"""What stands where letters were that could not be read."""


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
        trouble = f"is no JSON object ({_why(failure)}): write one object a line"
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


def _why(failure: Exception) -> str:
    """Say in a few words why a line is no JSON."""
    if isinstance(failure, json.JSONDecodeError):
        return f"{failure.msg}, at character {failure.pos + 1}"
    return "it goes too deep" if isinstance(failure, RecursionError) else "a number is too long"


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
    """Return the labels that can be compared; raises ValueError for one of a wrong shape.

    What is empty is no label. No ward and no group are: they say that there is none.
    """
    if not isinstance(given, dict):
        return {}
    found = {name: given[name] for name in _LABELS if name in given}
    for name, value in found.items():
        if not (value is None or isinstance(value, str)):
            raise ValueError(f"has the label {name} {value!r}: write a code, or null")
    found = {name: value or None for name, value in found.items() if value or name in _OR_NONE}
    if given.get("topics"):
        topics = [given["topics"]] if isinstance(given["topics"], str) else given["topics"]
        if not (isinstance(topics, list) and all(isinstance(each, str) for each in topics)):
            raise ValueError(f"has the label topics {topics!r}: write a list of codes, best first")
        found |= {"topics": kept} if (kept := [each for each in topics if each]) else {}
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

    Returns how many lines could not be read. Raises CannotStart, also where the output is full.
    """
    reader = _present_reader() if with_register else _fresh_reader()
    with _opened(path) as file:
        try:
            return run(file, reader, is_scored=is_scored, out=sys.stdout)
        except BrokenPipeError:  # who read our output has seen enough
            say_no_more()
            return 0
        except OSError as failure:
            say_no_more()
            raise CannotStart(
                f"the output stops here: it cannot be written ({failure.strerror}). Make room, or "
                "write it elsewhere, and begin again."
            ) from None


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file, or the input. Raises CannotStart with a sentence that says what to do."""
    if path == STDIN and sys.stdin is None:
        raise CannotStart("There is no input to read: name a file, or use `… | langnghe triage -`.")
    try:
        ours = None if path == STDIN else path.open("rb")
    except OSError as failure:
        raise CannotStart(f"{path} cannot be read ({failure.strerror}).") from None
    with ours or nullcontext(cast("BufferedReader", sys.stdin.buffer)) as file:
        if file.peek(2)[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            raise CannotStart("The file is written in UTF-16: save it as UTF-8, then try again.")
        yield file


def _fresh_reader() -> Reader:
    folder = settings.HOME / "models"
    if sys.stderr.isatty() and not starter_path(settings.PROFILE, folder).exists():
        told = "learning from the profile's sentences first; it takes a minute, once"
        print(f"langnghe: {told}.", file=sys.stderr, flush=True)
    try:
        models = starter_models(settings.PROFILE, folder)
    except OSError as failure:
        raise CannotStart(
            f"What was learned cannot be kept in {folder} ({failure.strerror}). Choose another "
            "folder with LANGNGHE_HOME."
        ) from None
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
    oddities = _Oddities()
    bad = 0
    for row, said in read_file(file, reader):
        if isinstance(row, BadLine):
            bad += 1
            _tell(f"{row}. The other lines are read.")
        else:
            oddities.see(row, reader)
            judged += [(said, row.labels)] * is_scored
        if not is_scored:
            print(json.dumps(said, ensure_ascii=False), file=out, flush=True)
    if is_scored:
        _print_figures([each for each in score(judged) if each.of], out)
    oddities.tell(is_scored=is_scored, nothing=not bad)
    return bad


class _Oddities:
    """What is said of a file at its end: its lines were read, but are perhaps not as was meant."""

    def __init__(self) -> None:
        self.ids: Counter[str] = Counter()
        self.strange: Counter[str] = Counter()
        self.lost = 0

    def see(self, row: Row, reader: Reader) -> None:
        """Look at a line that was read."""
        self.ids[row.identity] += 1
        self.lost += _LOST in f"{row.subject}{row.text}"
        self.strange.update(reader.strangers(row.labels))

    def tell(self, *, is_scored: bool, nothing: bool) -> None:
        """Say each oddity in a sentence; `nothing` where no line was bad either."""
        if nothing and not self.ids:
            _tell("the input holds no line: there is nothing to read.")
        if self.lost:
            _tell(f"lines with letters that are lost ({_LOST}): {self.lost}. Save it as UTF-8.")
        twins = Counter({each: count for each, count in self.ids.items() if count > 1})
        if twins:
            _tell(
                f"ids that several lines carry: {_named(twins)}. same_event cannot tell these "
                "lines apart; give each an id of its own."
            )
        if is_scored and self.strange:
            named = _named(self.strange)
            _tell(f"labels that are no codes of this profile count as wrong: {named}.")


def _print_figures(figures: Sequence[Score], out: TextIO) -> None:
    if not figures:
        _tell("no line has labels: there is nothing to compare with.")
    for each in figures:
        print(f"{each.name:<40} {each.right:>8.1f} of {each.of:<6} {each.share:>7.1%}", file=out)
    out.flush()


def _named(counts: Counter[str]) -> str:
    shown = ", ".join(f"{each} ({count})" for each, count in counts.most_common(_SHOWN))
    return f"{shown} and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else shown


def _tell(sentence: str) -> None:
    print(f"langnghe: {sentence}", file=sys.stderr)
