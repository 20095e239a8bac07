"""What does not work at the moment: looked for by each capability in what it knows."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmKind, AlarmState
from langnghe.roster.queries import shift_now

LEAST_FREE = 2 * 1024**3
"""Bytes below which a disk is nearly full."""
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A fault: its name in `labels.FAULTS`, after a colon which one; what is known of it."""

    name: str
    words: str = ""


Finder = Callable[[datetime], Iterable[Found]]
"""Says what does not work at a moment."""
FINDERS: list[Finder] = []


def find_by(finder: Finder) -> None:
    """Let a capability say what of its own does not work; called once, when it is loaded."""
    FINDERS.append(finder)


def found_now(at: datetime) -> dict[str, Found]:
    """Return what does not work, by name."""
    return {each.name: each for finder in FINDERS for each in finder(at)}


def full_disk(at: datetime) -> Iterator[Found]:
    """Say whether a disk on which something arrives is nearly full."""
    kept = (settings.HOME, settings.ORIGINALS, settings.MAIL_SPOOL, settings.CALL_SPOOL)
    free = min(_free(Path(folder)) for folder in kept)
    if free < LEAST_FREE:
        yield Found(name="disk", words=f"{free / 1024**3:.1f} GB")


def _free(folder: Path) -> int:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free


_WAITING = """
SELECT count(*) FROM procrastinate_jobs AS job
WHERE job.status = 'todo' AND job.queue_name IN ('mail', 'notices', 'triage')
  AND (job.scheduled_at IS NULL OR job.scheduled_at < %(before)s)
  AND EXISTS (SELECT 1 FROM procrastinate_events AS event
              WHERE event.job_id = job.id AND event.type = 'deferred' AND event.at < %(before)s)
"""


def waiting_jobs(at: datetime) -> Iterator[Found]:
    """Say whether jobs wait that nobody does."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"before": at - LONGEST_WAIT})
        (count,) = cursor.fetchone()
    if count:
        yield Found(name="jobs", words=str(count))


def unanswered_test(at: datetime) -> Iterator[Found]:
    """Say whether the test alarm of the shift that runs was not acknowledged."""
    unanswered = Alarm.objects.filter(
        kind=AlarmKind.SHIFT_TEST,
        state=AlarmState.UNANSWERED,
        raised_at__gte=shift_now(at).from_at,
    )
    for alarm in unanswered.select_related("only_for"):
        yield Found(name="shift_test", words=str(alarm.only_for))
