"""Bringing the voices of many cases along, in a few statements."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Count

from langnghe.register.actions.cases import move_voices_of
from langnghe.register.models import Item, Submission
from langnghe.register.states import Status

_MOVED = {
    Status.FORWARDED: (Status.REGISTERED, Status.RESULTED),
    Status.RESULTED: (Status.REGISTERED, Status.FORWARDED, Status.ANSWERED),
}
"""From where a voice with one case follows that case to each of these."""

_FOLLOW = """
UPDATE register_submission AS voice
SET status = CASE WHEN voice.status = ANY(%(moved)s) THEN %(status)s ELSE voice.status END,
    agency_id = thing.lead_agency_id,
    due_at = CASE WHEN thing.status = 'closed' THEN NULL ELSE thing.due_at END,
    version = voice.version + 1
FROM register_item AS item JOIN register_case AS thing ON thing.id = item.case_id
WHERE item.submission_id = voice.id AND voice.id = ANY(%(voices)s)
"""


def move_many_voices(case_ids: Iterable[int], status: Status) -> None:
    """Move the voices of locked cases along as `move_voices` does; few have several cases."""
    touched = Item.objects.filter(case__in=list(case_ids)).values("submission")
    counts = (
        Submission.objects.filter(pk__in=touched)
        .annotate(matters=Count("items"))
        .order_by("pk")
        .values_list("pk", "matters")
    )
    single = [pk for pk, matters in counts if matters == 1]
    locked = Submission.objects.filter(pk__in=single).order_by("pk")
    list(locked.select_for_update(no_key=True).values_list("pk"))
    given: dict[str, Any] = {"moved": list(_MOVED[status]), "status": status, "voices": single}
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, given)
    move_voices_of([pk for pk, matters in counts if matters > 1], status)
