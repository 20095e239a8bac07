"""Alarms by telephone: the exchange calls an officer, who takes the alarm by the key 1."""

import logging
from datetime import datetime

from django.db import transaction

from langnghe.access.actions import NotAllowed
from langnghe.duty.actions.alarms import acknowledge_alarm
from langnghe.duty.carriers import Later, Never, NoWay
from langnghe.duty.models import Notice
from langnghe.duty.states import TESTS, TOLD_NOTICES, AlarmKind, NoticeState, Way
from langnghe.duty.wording import is_guarded
from langnghe.line.place import exchange_place
from langnghe.register.gates import Missing
from langnghe.register.timeline import tell_screens
from langnghe.telephony.exchange import alarm_call
from langnghe.telephony.exchange.talk import Refused, Unreachable
from langnghe.vietnamese.phones import read_number

logger = logging.getLogger(__name__)


def call_officer(notice: Notice) -> None:
    """Let the exchange call the number of a notice. Raises Later, Never, NoWay."""
    place, number = exchange_place(), read_number(notice.address).e164
    if place is None:
        raise NoWay
    if number is None or not number.startswith("+84"):
        raise Never(f"{notice.address} is no number of this country")
    try:
        alarm_call.begin(place, notice.pk, "0" + number.removeprefix("+84"), said=_said(notice))
    except Unreachable as failure:
        raise Later(f"the exchange does not answer ({failure})") from None
    except Refused as failure:
        raise Never(f"the exchange refused: {failure}") from None


def _said(notice: Notice) -> str:
    """Return which words are said: the kind only where anybody may hear it."""
    alarm = notice.alarm
    if alarm is None or is_guarded(alarm):
        return "other"
    if alarm.kind in TESTS:
        return "test"
    return "danger" if alarm.kind == AlarmKind.DANGER else "other"


def hang_up(notice: Notice) -> None:
    """Let a telephone ring no longer for an alarm that somebody has taken; may be repeated."""
    place = exchange_place()
    if place is None:
        return
    try:
        alarm_call.end(place, notice.pk)
    except (Refused, Unreachable) as failure:
        logger.info("no call of notice %s rings any more: %s", notice.pk, failure)


@transaction.atomic
def note_lifted(notice_id: int, *, at: datetime) -> None:
    """Note that somebody lifted and hears of the alarm; may be repeated."""
    called = Notice.objects.filter(pk=notice_id, way=Way.CALL, state__in=TOLD_NOTICES)
    if called.filter(delivered_at=None).update(state=NoticeState.DELIVERED, delivered_at=at):
        alarm_id = called.values_list("alarm_id", flat=True).first()
        tell_screens("alarm", alarm_id or 0, what="duty.notice")


def take_by_key(notice_id: int, *, at: datetime) -> None:
    """Take the alarm for the officer who pressed the key; may be repeated."""
    found = Notice.objects.filter(pk=notice_id, way=Way.CALL).select_related("officer").first()
    if found is None or found.officer is None or found.alarm_id is None:
        return
    note_lifted(notice_id, at=at)
    try:
        acknowledge_alarm(found.alarm_id, by=found.officer, at=at)
    except (Missing, NotAllowed):
        logger.warning("%s may not take the alarm of notice %s", found.officer, notice_id)
