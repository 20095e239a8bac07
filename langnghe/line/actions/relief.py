"""Telephones follow the watch: who was relieved is rung no more, once a colleague answers."""

from collections.abc import Sequence
from datetime import datetime

from langnghe.line.models import SignOn
from langnghe.register.models import Entry
from langnghe.register.timeline import tell_screens
from langnghe.roster.models import Watch


def hear(entries: Sequence[Entry]) -> None:
    """Follow the beginning and the end of watches, in their transaction."""
    relieve(at=entries[0].at)


def relieve(*, at: datetime) -> int:
    """Sign off those whose watch ended, as soon as somebody on watch answers; return how many.

    Until then their telephones ring on: no caller falls between two shifts.
    """
    on = list(SignOn.objects.select_for_update(of=("self",)).filter(ended_at=None).order_by("pk"))
    standing = set(Watch.objects.filter(ended_at=None).values_list("officer", flat=True))
    if not any(each.answers and each.officer_id in standing for each in on):
        return 0
    relieved = [each for each in on if each.officer_id not in standing and _was_on_watch(each)]
    for each in relieved:
        each.ended_at = at
        each.save(update_fields=["ended_at"])
        tell_screens("line", each.pk, what="line.signed_off")
    return len(relieved)


def _was_on_watch(on: SignOn) -> bool:
    ended = Watch.objects.filter(officer=on.officer_id, ended_at__gte=on.began_at)
    return ended.exists()
