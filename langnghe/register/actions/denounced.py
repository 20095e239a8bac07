"""Saying whom a voice denounces."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.register import events, timeline
from langnghe.register.gates import lock_submission
from langnghe.register.models import Denounced, Submission


@transaction.atomic
def name_denounced(
    submission_id: int, *, agency_ids: Sequence[int], name: str = "", by: Officer, at: datetime
) -> Submission:
    """Say which units a voice denounces, and whom else; what was said before is replaced."""
    submission = lock_submission(submission_id, by, Right.CLASSIFY)
    agencies = list(Agency.objects.filter(pk__in=agency_ids))
    before = _said(submission)
    submission.denounced.all().delete()
    rows = [Denounced(submission=submission, agency=agency) for agency in agencies]
    if name.strip():
        rows.append(Denounced(submission=submission, name=name.strip()[:300]))
    Denounced.objects.bulk_create(rows)
    after = _said(submission)
    if after != before:
        fact = events.DenouncedNamed(denounced=after)
        timeline.record(fact, submission=submission, by=by, at=at)
    return submission


def _said(submission: Submission) -> list[str]:
    return sorted(str(each) for each in submission.denounced.select_related("agency"))
