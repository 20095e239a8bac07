"""Saved views that tell: their owner hears of what newly meets them, and of nothing hidden."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.listing import read_filter, strictly
from langnghe.register.models import SavedView, ViewHit
from langnghe.register.timeline import tell_screens

LOOKED_BACK = timedelta(days=90)
"""What arrived longer ago is no news, even if it meets a view only now."""

AT_ONCE = 200
"""So many new ones of one view are told of in one go; the rest in the next."""

KEPT = timedelta(days=30)
"""So long what was seen stays in the list of news."""


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", name="register.tell_views", queueing_lock="register.tell_views")
def tell_views(timestamp: int) -> None:
    """Look for what newly meets the views whose owners want to hear of it."""
    at = datetime.fromtimestamp(timestamp, UTC)
    views = SavedView.objects.filter(tells_since__isnull=False, owner__is_active=True)
    for view in views.select_related("owner"):
        tell_view(view, at=at)
    ViewHit.objects.filter(seen_at__lt=at - KEPT, found_at__lt=at - LOOKED_BACK).delete()


@transaction.atomic
def tell_view(view: SavedView, *, at: datetime) -> int:
    """Keep what newly meets a view, and tell its owner's screens; return how many.

    Only what the owner may see now. May be repeated: each submission is told of once.
    """
    if view.tells_since is None or not view.owner.may(Right.READ):
        return 0
    wanted = read_filter(dict(parse_qsl(view.query)))
    since = max(view.tells_since, at - LOOKED_BACK)
    new = strictly(wanted, view.owner, at=at).filter(received_at__gte=since)
    known = ViewHit.objects.filter(view=view).values("submission")
    ids = list(new.exclude(pk__in=known).values_list("pk", flat=True)[:AT_ONCE])
    hits = [ViewHit(view=view, submission_id=pk, found_at=at) for pk in ids]
    ViewHit.objects.bulk_create(hits, ignore_conflicts=True)
    if ids:
        tell_screens("view", view.pk, what="register.view_met")
    return len(ids)


@transaction.atomic
def see_news(*, by: Officer, at: datetime, view_id: int | None = None) -> int:
    """Say that one has seen what one's views told of, or one of them; return how many."""
    hits = ViewHit.objects.filter(view__owner=by, seen_at=None)
    if view_id is not None:
        hits = hits.filter(view=view_id)
    count = hits.update(seen_at=at)
    if count and view_id is None:
        last = SavedView.objects.filter(owner=by).values_list("pk", flat=True).first()
        tell_screens("view", last or 0, what="register.view_seen")
    return count
