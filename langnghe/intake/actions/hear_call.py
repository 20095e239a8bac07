"""Hearing danger in a call while it is typed: from its draft, by the worker, beside the saving."""

import contextlib
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from langnghe.access.models import Officer
from langnghe.intake.actions.log_call import external_id_of
from langnghe.register.models import Draft
from langnghe.triage.actions.hear import hear_words

CALL = "call:"
"""How the keys of drafts of calls begin."""


def hear_draft_soon(key: str, *, by: Officer) -> None:
    """Let the worker hear what was typed of a call so far; asking twice is asking once."""
    if not key.startswith(CALL):
        return
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        lock = f"intake.hear:{by.pk}:{key}"
        app.configure_task("intake.hear_draft", queueing_lock=lock).defer(officer_id=by.pk, key=key)


@app.task(queue="triage", name="intake.hear_draft")
def hear_draft(officer_id: int, key: str) -> None:
    """Raise an alarm where a call being typed tells of danger; once for each call."""
    draft = Draft.objects.filter(officer_id=officer_id, key=key).first()
    said = draft.body if draft is not None else None
    if not isinstance(said, dict):
        return
    source = external_id_of(key.removeprefix(CALL), str(said.get("call") or ""))
    hear_words(str(said.get("text") or ""), source=source, at=datetime.now(UTC))
