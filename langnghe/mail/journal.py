"""What the mail door says it took: one line for each acceptance, a file for each day (UTC).

The journal is the receiver's own book, written beside the database, so that the two can be
compared. The log of the server before us is read the same way.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
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
        handle = self._open(path)
        try:
            os.write(handle, (line + "\n").encode(errors="replace"))
        finally:
            os.close(handle)

    def _open(self, path: Path) -> int:
        try:
            return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)

    def accepted_between(self, begin: datetime, end: datetime) -> Iterator[Acceptance]:
        """Yield the acceptances from one aware moment until before another."""
        day, last = begin.astimezone(UTC).date(), end.astimezone(UTC).date()
        while day <= last:
            yield from (each for each in self._noted(day) if begin <= each.at < end)
            day += timedelta(days=1)

    def _noted(self, day: date) -> Iterator[Acceptance]:
        """Yield what one file holds; a torn last line is left out."""
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


_STAMP = r"^(?P<at>[A-Z]\w\w +\d+ [\d:]{8}|\d{4}-\d\d-\d\d[T ][\d:]{8}\S*) "
_DELIVERIES = (
    re.compile(
        _STAMP + r".*postfix\S*/(?:lmtp|smtp)\[\d+\]: (?P<queue>\w+): "
        r"to=<[^>]*>.* status=sent \(250 (?:[\d.]+ )?Kept as (?P<reference>[\w-]+)\)"
    ),
    re.compile(
        _STAMP + r".*?(?P<queue>\w{6}-\w{6,11}-\w{2,4}) [=-]> .* "
        r'C="250 (?:[\d.]+ )?Kept as (?P<reference>[\w-]+)"'
    ),
)


def relay_deliveries(
    lines: Iterable[str], begin: datetime, end: datetime
) -> Iterator[tuple[str, str]]:
    """Yield (reference, queue id) of what the server before us says it delivered.

    That is from one aware moment until before another. Understands the logs of Postfix and Exim,
    with the old form of the time stamp (`Nov 24 03:00:01`, local time without a year) and ISO 8601.
    """
    for line in lines:
        if "Kept as" not in line:
            continue
        found = next(filter(None, (each.match(line) for each in _DELIVERIES)), None)
        if found and any(begin <= at < end for at in _moments_of(found["at"], begin.year)):
            yield found["reference"], found["queue"]


def _moments_of(stamp: str, year: int) -> list[datetime]:
    """Return the moments that a stamp can mean; without a year it may be next to this one."""
    if stamp[0].isdigit():
        return [datetime.fromisoformat(stamp).astimezone(UTC)]
    moments = []
    for each in (year - 1, year, year + 1):
        with contextlib.suppress(ValueError):  # the 29th of February
            moment = datetime.strptime(f"{each} {stamp}", "%Y %b %d %H:%M:%S")  # noqa: DTZ007
            moments.append(moment.astimezone(UTC))
    return moments
