"""Quiet everywhere, the moment an alarm has ended."""

from datetime import datetime

from procrastinate.contrib.django import app

from langnghe.duty import carriers, wording
from langnghe.duty.actions.notices import FIRST, Message, tell
from langnghe.duty.models import Alarm, Notice
from langnghe.duty.states import TOLD_NOTICES, NoticeState, Way


def fall_quiet(alarm: Alarm, *, at: datetime) -> None:
    """Drop what still waits, say on devices who took it, let telephones stop ringing.

    Within the transaction that ends the alarm, which holds its lock.
    """
    told = alarm.notices.exclude(step=None)
    told.filter(state=NoticeState.QUEUED).update(state=NoticeState.DROPPED)
    for notice in told.filter(state__in=TOLD_NOTICES, way=Way.PUSH).select_related("officer"):
        _say_taken(alarm, notice, at=at)
    for notice in told.filter(state__in=TOLD_NOTICES, way=Way.CALL, delivered_at=None):
        hush.configure(priority=FIRST).defer(notice_id=notice.pk)


def _say_taken(alarm: Alarm, notice: Notice, *, at: datetime) -> None:
    if notice.officer is None:
        return
    message = Message(
        way=Way.PUSH,
        address=notice.address,
        subject=notice.subject,
        text=wording.taken_by(alarm, notice.officer),
        name=notice.name,
        officer=notice.officer,
    )
    tell(message, key=f"quiet:{alarm.pk}:{notice.address}", at=at, alarm=alarm)


@app.task(queue="notices", name="duty.hush", retry=False)
def hush(notice_id: int) -> None:
    """Let a telephone stop ringing; may be repeated."""
    carriers.hush(Notice.objects.get(pk=notice_id))
