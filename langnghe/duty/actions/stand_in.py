"""Standing in for workers that are gone, as far as alarms go."""

from datetime import datetime, timedelta

from django.db import connection

from langnghe.duty.actions.climb import climb_due
from langnghe.duty.actions.notices import send_notice
from langnghe.duty.actions.watch import begin_fault
from langnghe.duty.faults import Found
from langnghe.duty.models import Notice
from langnghe.duty.states import NoticeState

SIGN_WITHIN = timedelta(seconds=60)
AT_ONCE = 50
_WORKING = "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > %s)"


def stand_in(*, at: datetime) -> bool:
    """Where no worker gives a sign: raise the alarm for it, climb, send; tell whether so.

    May be repeated, side by side with workers that come back: each claims what it sends. The fault
    ends with the first look of a worker.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WORKING, [at - SIGN_WITHIN])
        (is_working,) = cursor.fetchone()
    if is_working:
        return False
    begin_fault(Found(name="worker"), at=at)
    climb_due(at=at)
    waiting = Notice.objects.filter(state=NoticeState.QUEUED).order_by("created_at")
    for notice_id in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        send_notice(notice_id)
    return True
