"""Looking back: what was decided before suggestions came teaches, too, and shows how good they are.

An old log book, or the months before an upgrade: each submission that officers put into the book
is read as if it were new, and compared with what they made of it.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app

from langnghe.register.models import Contact, Submission
from langnghe.register.states import Status
from langnghe.triage.actions.decide import keep_decision
from langnghe.triage.actions.suggest import suggest

WITHIN = timedelta(days=180)
"""What is older was filed by other topics and other wards."""

BATCH = 100
_UNDECIDED = (Status.NEW, Status.JOINED, Status.SET_ASIDE)


@app.periodic(cron="*/2 * * * *")
@app.task(queue="upkeep", name="triage.look_back", queueing_lock="triage.look_back")
def look_back_often(timestamp: int) -> None:
    """Read some of the past, newest first, until nothing is left to read."""
    look_back(at=datetime.fromtimestamp(timestamp, UTC))


def look_back(*, at: datetime) -> int:
    """Read up to BATCH submissions of the book that nothing was suggested for; return how many."""
    words = Contact.objects.filter(submission=OuterRef("pk")).exclude(Q(text="") & Q(subject=""))
    unread = (
        Submission.objects.filter(Exists(words), suggestion=None, received_at__gte=at - WITHIN)
        .filter(registered_at__isnull=False)
        .exclude(status__in=_UNDECIDED)
        .order_by("-received_at")
    )
    found = list(unread.values_list("pk", flat=True)[:BATCH])
    for submission_id in found:
        _read_past(submission_id)
    return len(found)


@transaction.atomic
def _read_past(submission_id: int) -> None:
    submission = Submission.objects.select_related("holder").get(pk=submission_id)
    if submission.registered_at is None:
        return
    suggest(submission_id, at=submission.registered_at, is_past=True)
    keep_decision(submission, by=submission.holder, at=submission.registered_at)
