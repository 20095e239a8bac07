"""Telling people: a row for each thing told to a person by one way, then the job that sends it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.duty import carriers
from langnghe.duty.models import Alarm, Notice, PushDevice
from langnghe.duty.rules import TRIES, wait_before
from langnghe.duty.states import AlarmState, NoticeState, Way
from langnghe.register.timeline import tell_screens

STUCK_AFTER = timedelta(minutes=1)
FIRST = 10
"""Notices are sent before other jobs."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is told: to whom, by which way, in which words. `text` alone goes by SMS and push."""

    way: Way
    address: str
    text: str
    subject: str = ""
    html: str = ""
    name: str = ""
    officer: Officer | None = None


@transaction.atomic
def tell(
    message: Message, *, key: str, at: datetime, alarm: Alarm | None = None, step: int | None = None
) -> Notice:
    """Tell somebody once; told again by the same key, nothing happens. Returns the notice.

    It is sent after the commit. Text about a submission of level S2 must not be in it. With a
    `step` it is a rung of its alarm's ladder, and is dropped where the alarm has ended.
    """
    on_screen = message.way == Way.SCREEN
    notice, is_new = Notice.objects.get_or_create(
        key=key[:160],
        defaults={
            "alarm": alarm,
            "officer": message.officer,
            "step": step,
            "way": message.way,
            "name": message.name[:300],
            "address": message.address[:500],
            "subject": message.subject[:300],
            "text": message.text,
            "html": message.html,
            "created_at": at,
            "state": NoticeState.SENT if on_screen else NoticeState.QUEUED,
            "sent_at": at if on_screen else None,
        },
    )
    if is_new and not on_screen:
        send_notice.configure(priority=FIRST).defer(notice_id=notice.pk)
    return notice


@app.task(queue="notices", name="duty.send_notice", retry=False)
def send_notice(notice_id: int) -> None:
    """Send one notice; safe to repeat: one that is sent, or no longer needed, is left alone."""
    notice = _claim(notice_id, at=datetime.now(UTC))
    if notice is None:
        return
    try:
        carriers.carry(notice)
    except carriers.NoWay:
        _mark(notice, NoticeState.KEPT, at=datetime.now(UTC))
    except carriers.Never as failure:
        if isinstance(failure, carriers.Gone):
            PushDevice.objects.filter(pk=notice.address).update(gone_at=datetime.now(UTC))
        _mark(notice, NoticeState.FAILED, at=datetime.now(UTC), trouble=str(failure))
    except carriers.Later as failure:
        _put_off(notice, str(failure), at=datetime.now(UTC))
    else:
        _mark(notice, NoticeState.SENT, at=datetime.now(UTC))


@transaction.atomic
def _claim(notice_id: int, *, at: datetime) -> Notice | None:
    """Take a waiting notice, unless its alarm has ended: then it is no longer needed.

    The alarm is locked first, as whoever ends it does.
    """
    waiting = Notice.objects.filter(pk=notice_id, state=NoticeState.QUEUED)
    rung_of = waiting.exclude(step=None).values_list("alarm_id", flat=True).first()
    ended = rung_of is not None and not _is_raised(rung_of)
    notice = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if notice is None:
        return None
    if ended:
        notice.state = NoticeState.DROPPED
        notice.save(update_fields=["state"])
        return None
    notice.state, notice.claimed_at = NoticeState.SENDING, at
    notice.tries += 1
    notice.save(update_fields=["state", "claimed_at", "tries"])
    return notice


def _is_raised(alarm_id: int) -> bool:
    """Look at an alarm, and let nobody end it before this transaction does."""
    alarm = Alarm.objects.select_for_update(of=("self",), no_key=True).get(pk=alarm_id)
    return alarm.state == AlarmState.RAISED


@transaction.atomic
def _mark(notice: Notice, state: NoticeState, *, at: datetime, trouble: str = "") -> None:
    sent_at = at if state == NoticeState.SENT else None
    Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING).update(
        state=state, trouble=trouble[:500], sent_at=sent_at
    )
    _show(notice)


@transaction.atomic
def _put_off(notice: Notice, why: str, *, at: datetime) -> None:
    """Queue a notice again, later and later; after TRIES it failed."""
    if notice.tries >= TRIES:
        _mark(notice, NoticeState.FAILED, at=at, trouble=why)
        return
    Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING).update(
        state=NoticeState.QUEUED, trouble=why[:500]
    )
    when = at + wait_before(notice.tries)
    send_notice.configure(priority=FIRST, schedule_at=when).defer(notice_id=notice.pk)
    _show(notice)


def _show(notice: Notice) -> None:
    if notice.alarm_id is not None:
        tell_screens("alarm", notice.alarm_id, what="duty.notice")


@transaction.atomic
def note_shown(alarm_ids: Collection[int], *, by: Officer, at: datetime) -> int:
    """Note that a screen of this officer shows these alarms; may be repeated. Return how many."""
    told = Notice.objects.filter(alarm__in=alarm_ids, officer=by, way=Way.SCREEN)
    return told.filter(state=NoticeState.SENT).update(state=NoticeState.DELIVERED, delivered_at=at)


@app.periodic(cron="* * * * *")
@app.task(queue="notices", name="duty.sweep_notices", queueing_lock="duty.sweep_notices")
def sweep_notices(timestamp: int) -> None:
    """Queue again what a killed worker left in the middle; it may then be told twice."""
    before = datetime.fromtimestamp(timestamp, UTC) - STUCK_AFTER
    stuck = Notice.objects.filter(state=NoticeState.SENDING, claimed_at__lt=before)
    for notice_id in list(stuck.values_list("pk", flat=True)):
        with transaction.atomic():
            if stuck.filter(pk=notice_id).update(state=NoticeState.QUEUED):
                send_notice.configure(priority=FIRST).defer(notice_id=notice_id)
