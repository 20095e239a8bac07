"""Drafts, saved views, presence: what keeps officers from losing work or colliding."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from langnghe.access.models import Officer
from langnghe.register.gates import Missing
from langnghe.register.models import Draft, Presence, SavedView, Submission
from langnghe.register.timeline import tell_screens

_KEEP_DRAFT = """
INSERT INTO register_draft (officer_id, key, body, sequence, saved_at)
VALUES (%s, %s, %s::jsonb, %s, %s)
ON CONFLICT (officer_id, key) DO UPDATE
SET body = excluded.body, sequence = excluded.sequence, saved_at = excluded.saved_at
WHERE register_draft.sequence < excluded.sequence
"""


def keep_draft(key: str, *, body: str, sequence: int, by: Officer, at: datetime) -> bool:
    """Keep a form as far as it was typed; `body` is JSON text.

    Returns False where a newer one stands already: an old save never beats a new one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_DRAFT, (by.pk, key, body, sequence, at))
        return bool(cursor.rowcount == 1)


def drop_draft(key: str, *, by: Officer) -> None:
    """Forget a draft, after its form was saved for good."""
    Draft.objects.filter(officer=by, key=key).delete()


def draft_of(key: str, officer: Officer) -> dict[str, Any] | None:
    """Return {"body", "sequence", "saved_at"} of a draft, or None."""
    found = Draft.objects.filter(officer=officer, key=key)
    row = found.values("body", "sequence", "saved_at").first()
    return dict(row) if row else None


@transaction.atomic
def save_view(
    name: str, *, query: str, is_shared: bool, by: Officer, at: datetime, tells: bool = False
) -> SavedView:
    """Keep a filter of the register by name; the same name is replaced.

    With `tells`, its owner hears of what meets it from now on.
    """
    kept = {"query": query, "is_shared": is_shared, "tells_since": at if tells else None}
    view, _made = SavedView.objects.update_or_create(
        owner=by,
        name=name.strip()[:80],
        defaults=kept,
        create_defaults={**kept, "created_at": at},
    )
    return view


def drop_view(view_id: int, *, by: Officer) -> None:
    """Forget one of one's own saved views."""
    SavedView.objects.filter(pk=view_id, owner=by).delete()


@transaction.atomic
def be_present(submission_id: int, *, by: Officer, at: datetime) -> None:
    """Say that an officer has a submission open; tells other screens when it is news."""
    if not Submission.objects.visible_to(by).filter(pk=submission_id).exists():
        raise Missing(submission_id)
    _row, made = Presence.objects.update_or_create(
        officer=by, submission_id=submission_id, defaults={"seen_at": at}
    )
    if made:
        tell_screens("presence", submission_id)


@transaction.atomic
def leave(submission_id: int, *, by: Officer) -> None:
    """Say that an officer closed a submission's page."""
    gone, _kinds = Presence.objects.filter(officer=by, submission_id=submission_id).delete()
    if gone:
        tell_screens("presence", submission_id)
