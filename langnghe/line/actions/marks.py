"""Marks made in the middle of a call: on its timeline as soon as the call is filed."""

from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.line import events
from langnghe.line.models import CallMark, LiveCall
from langnghe.line.states import CallState, MarkKind
from langnghe.register import timeline
from langnghe.register.models import Contact
from langnghe.register.states import Channel

AT_ONCE = 200


@transaction.atomic
def mark_call(telephone: str, kind: MarkKind, words: str, *, by: Officer, at: datetime) -> CallMark:
    """Note what an officer did in the call that is talked at this telephone."""
    calls = LiveCall.objects.filter(telephone=telephone, state=CallState.TALKING)
    call = calls.order_by("-answered_at").first()
    return CallMark.objects.create(
        call=call.key if call else "", kind=kind, officer=by, words=words[:200], began_at=at
    )


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="call-marks", pass_context=False)
def enter_marks(timestamp: int) -> None:
    """Write the marks of filed calls on their timelines, each once."""
    filed = Contact.objects.filter(channel=Channel.CALL).values("external_id")
    waiting = CallMark.objects.filter(entry=None, call__in=filed).exclude(call="")
    for mark in waiting.order_by("pk")[:AT_ONCE]:
        enter_mark(mark.pk, at=datetime.fromtimestamp(timestamp, UTC))


@transaction.atomic
def enter_mark(mark_id: int, *, at: datetime) -> bool:
    """Write one mark on the timeline of its call; tell whether that was news. May be repeated."""
    mark = CallMark.objects.select_for_update(of=("self",)).get(pk=mark_id)
    contact = Contact.objects.filter(channel=Channel.CALL, external_id=mark.call).first()
    if mark.entry_id or contact is None:
        return False
    mark.entry = timeline.record(
        _fact(mark), contact=contact, submission=contact.submission, by=mark.officer, at=at
    )
    mark.save(update_fields=["entry"])
    return True


def _fact(mark: CallMark) -> timeline.Event:
    if mark.kind == MarkKind.INVITED:
        return events.ThirdInvited(who=mark.words, called_at=mark.began_at)
    if mark.kind == MarkKind.HANDED_OVER:
        return events.HandedOver(who=mark.words, handed_at=mark.began_at)
    return events.RecordingPaused(from_at=mark.began_at, until_at=mark.ended_at, reason=mark.words)
