"""What the mail door says it took: one line for each acceptance, a file for each day (UTC).

The journal is the receiver's own book, written beside the database, so that the two can be
compared. Postfix's log is read the same way: it says what it handed to us.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path


@dataclass(frozen=True)
class Acceptance:
    """One mail that was answered with 250. `digest` is its delivery digest."""

    at: datetime
    reference: str
    digest: str
    mail_from: str
    rcpt: str
    size: int


class Journal:
    """Appends acceptances; each is one write, so that processes may share a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def note(self, acceptance: Acceptance) -> None:
        """Append one acceptance."""
        line = json.dumps(
            {**acceptance.__dict__, "at": acceptance.at.isoformat()}, ensure_ascii=False
        )
        path = self._path(acceptance.at.astimezone(UTC).date())
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(handle, (line + "\n").encode(errors="replace"))
        finally:
            os.close(handle)

    def accepted_on(self, day: date) -> Iterator[Acceptance]:
        """Yield the acceptances of a day (UTC); a torn last line is left out."""
        path = self._path(day)
        if not path.exists():
            return
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    facts = json.loads(line)
                    facts["at"] = datetime.fromisoformat(facts["at"])
                    yield Acceptance(**facts)
                except (ValueError, KeyError, TypeError):
                    continue

    def _path(self, day: date) -> Path:
        return self.folder / f"mail-{day.isoformat()}.jsonl"


_DELIVERED = re.compile(
    r"^(?P<at>\S+(?: +\S+ +\S+)?) .*postfix/(?:lmtp|smtp)\[\d+\]: (?P<queue>\w+): "
    r"to=<(?P<to>[^>]*)>.* status=sent \(250 (?:[\d.]+ )?Kept as (?P<reference>[\w-]+)\)"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def postfix_deliveries(lines: Iterable[str], day: date) -> Iterator[tuple[str, str]]:
    """Yield (reference, queue id) of what Postfix says it delivered to us on a day.

    Understands the old form of the time stamp (`Nov 24 03:00:01`) and ISO 8601.
    """
    old = f"{_MONTHS[day.month - 1]} {day.day:2d} "
    for line in lines:
        found = _DELIVERED.match(line)
        if found and (line.startswith((old, day.isoformat()))):
            yield found["reference"], found["queue"]
