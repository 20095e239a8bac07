"""Saying whom a voice denounces."""

from datetime import datetime

from langnghe.access.models import Agency, Officer
from langnghe.register import events, timeline
from langnghe.register.actions.facts import DenouncedFacts
from langnghe.register.models import Denounced, Submission


def set_denounced(
    submission: Submission, facts: DenouncedFacts, *, by: Officer, at: datetime
) -> None:
    """Say whom a locked voice denounces; what was said before is replaced, and told."""
    before = _said(submission)
    submission.denounced.all().delete()
    agencies = Agency.objects.filter(pk__in=facts.agency_ids)
    rows = [Denounced(submission=submission, agency=agency) for agency in agencies]
    if facts.name.strip():
        rows.append(Denounced(submission=submission, name=facts.name.strip()[:300]))
    Denounced.objects.bulk_create(rows)
    after = _said(submission)
    if after != before:
        fact = events.DenouncedNamed(denounced=after)
        timeline.record(fact, submission=submission, by=by, at=at)


def _said(submission: Submission) -> list[str]:
    return sorted(str(each) for each in submission.denounced.select_related("agency"))
