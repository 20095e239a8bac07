"""Writing into the log book (nhật ký trực ban), and promising."""

from datetime import datetime

from django.db import transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.register.models import Entry, Submission
from langnghe.roster import events
from langnghe.roster.models import Promise


class NothingWritten(Exception):
    """A line of the log book, or a promise, needs words."""


class PromisedInThePast(Exception):
    """A promise is kept later than now."""


@transaction.atomic
def write_log(words: str, *, by: Officer, at: datetime) -> Entry:
    """Write down what happened; raises NothingWritten."""
    require(by, Right.NOTE)
    if not words.strip():
        raise NothingWritten
    entry = timeline.record(events.LogWritten(words=words.strip()[:2000]), by=by, at=at)
    timeline.tell_screens("roster", entry.pk, what=entry.kind)
    return entry


@transaction.atomic
def make_promise(
    words: str, *, due_at: datetime, by: Officer, at: datetime, code: str = ""
) -> Promise:
    """Write down what was promised and until when; `code` names the submission it is about.

    Raises NothingWritten, PromisedInThePast, Missing.
    """
    require(by, Right.NOTE)
    if not words.strip():
        raise NothingWritten
    if due_at <= at:
        raise PromisedInThePast
    submission = None
    if code.strip():
        seen = Submission.objects.visible_to(by)
        submission = seen.filter(code=code.strip().upper()).first()
        if submission is None:
            raise Missing(code)
    promise = Promise.objects.create(
        text=words.strip()[:300], submission=submission, made_by=by, made_at=at, due_at=due_at
    )
    fact = events.PromiseMade(words=promise.text, due_at=due_at)
    timeline.record(fact, submission=submission, by=by, at=at)
    timeline.tell_screens("roster", promise.pk, what=fact.kind)
    return promise


@transaction.atomic
def keep_promise(promise_id: int, *, by: Officer, at: datetime) -> Promise:
    """Say that a promise was kept; may be repeated. Raises Missing."""
    require(by, Right.NOTE)
    promise = Promise.objects.select_for_update(of=("self",)).filter(pk=promise_id).first()
    if promise is None:
        raise Missing(promise_id)
    if promise.submission_id is not None:
        seen = Submission.objects.visible_to(by)
        if not seen.filter(pk=promise.submission_id).exists():
            raise Missing(promise_id)
    if promise.kept_at is None:
        promise.kept_at, promise.kept_by = at, by
        promise.save(update_fields=["kept_at", "kept_by"])
        fact = events.PromiseKept(words=promise.text)
        timeline.record(fact, submission=promise.submission, by=by, at=at)
        timeline.tell_screens("roster", promise.pk, what=fact.kind)
    return promise
