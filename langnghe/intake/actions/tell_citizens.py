"""Telling citizens what agencies were given: more time is never given in silence."""

from collections.abc import Sequence
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from langnghe.direction.events import Extended
from langnghe.register import timeline
from langnghe.register.models import Entry
from langnghe.reply.actions.notices import tell_more_time


def listen() -> None:
    """Hear when the office gives more time."""
    timeline.listen(note_extended, Extended)


def note_extended(entries: Sequence[Entry]) -> None:
    """Let a job tell the voices of a case, where its lead agency has more time."""
    for entry in entries:
        if entry.facts.get("leads"):
            tell_extended.defer(entry_id=entry.pk)


@app.task(queue="mail", name="intake.tell_extended")
def tell_extended(entry_id: int) -> None:
    """Tell each voice of a case until when it takes now; safe to repeat."""
    entry = Entry.objects.select_related("by").get(pk=entry_id)
    if entry.by is not None and entry.case_id is not None:
        key = f"extended-{entry.pk}"
        tell_more_time(entry.case_id, key=key, by=entry.by, at=datetime.now(UTC))
