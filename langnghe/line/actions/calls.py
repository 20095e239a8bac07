"""Calls as they go on: what was heard of them, written down for the screens."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from langnghe.access.models import Officer
from langnghe.line.models import CallMark, LiveCall, SignOn
from langnghe.line.rules import ALARM_WITHIN, is_alarming
from langnghe.line.states import CallState, MarkKind
from langnghe.register.models import Contact
from langnghe.register.states import WAITING_STATES, Channel
from langnghe.register.timeline import tell_screens
from langnghe.telephony.exchange.line import Call
from langnghe.vietnamese.phones import read_number

KEPT = timedelta(hours=24)
"""An ended call whose contact never came is dropped after so long; the books will say so."""


@transaction.atomic
def note_calls(exchange: str, calls: Iterable[Call]) -> int:
    """Write down how calls stand and tell the screens; return how many were news.

    May be repeated, and late: what is older than what was noted changes nothing.
    """
    heard = {call.id: call for call in calls}
    known = LiveCall.objects.select_for_update().filter(exchange=exchange, call__in=heard)
    rows = {row.call: row for row in known.order_by("pk")}
    return sum(
        _note(rows.get(identity) or _begun(exchange, call), call)
        for identity, call in sorted(heard.items())
    )


def _begun(exchange: str, call: Call) -> LiveCall:
    key = read_number(call.number).e164 or ""
    return LiveCall(
        exchange=exchange,
        call=call.id,
        number=call.number[:100],
        number_key=key,
        is_outward=call.is_outward,
        began_at=call.began_at,
        seen_at=call.began_at,
        repeats=1 + _calls_before(key, exchange, call),
    )


def _calls_before(key: str, exchange: str, call: Call) -> int:
    """Count the calls of a number in the minutes before this one, filed already or not."""
    if not key or call.is_outward:
        return 0
    since = call.began_at - ALARM_WITHIN
    live = LiveCall.objects.filter(number_key=key, began_at__gte=since, is_outward=False)
    filed = Contact.objects.filter(
        channel=Channel.CALL, sender_key=key, received_at__gte=since
    ).exclude(source="desk")
    own = f"{exchange}:{call.id}"
    known = {row.key for row in live} | set(filed.values_list("external_id", flat=True))
    return len(known - {own})


def _note(row: LiveCall, call: Call) -> bool:
    is_new = row.pk is None
    if not is_new and (row.state == CallState.ENDED or call.seen_at < row.seen_at):
        return False
    before = _facts(row)
    row.seen_at, row.state = call.seen_at, call.state
    row.choice, row.code = call.choice or row.choice, call.code or row.code
    row.rings = sorted(call.rings)
    row.waited_from = row.waited_from or call.waited_from
    row.answered_at = row.answered_at or call.answered_at
    row.ended_at = call.ended_at
    if call.telephone and call.telephone != row.telephone:
        _take_over(row, call)
    if not is_new and _facts(row) == before:
        return False
    row.save()
    tell_screens("call", row.pk, what=f"call.{row.state}")
    if is_new and is_alarming(row.repeats):
        tell_screens("call", row.pk, what="call.repeated")
    return True


def _take_over(row: LiveCall, call: Call) -> None:
    """Note who talks now; where somebody else did before, the timeline is to say so."""
    had, taken_from = row.telephone, row.officer
    row.telephone, row.officer = call.telephone, _officer_at(call.telephone)
    if had:
        who = f"{row.officer} ({call.telephone})" if row.officer else call.telephone
        CallMark.objects.create(
            call=row.key,
            kind=MarkKind.HANDED_OVER,
            officer=taken_from,
            words=who[:200],
            began_at=call.seen_at,
        )


def _facts(row: LiveCall) -> tuple[object, ...]:
    return row.state, row.choice, row.code, tuple(row.rings), row.telephone, row.answered_at


def _officer_at(telephone: str) -> Officer | None:
    there = SignOn.objects.filter(telephone__name=telephone, ended_at=None)
    on = there.select_related("officer").first()
    return on.officer if on else None


@transaction.atomic
def end_others(exchange: str, *, alive: Collection[str], at: datetime) -> int:
    """End the calls that are over since we last looked: all but those `alive`."""
    over = LiveCall.objects.select_for_update().filter(exchange=exchange)
    rows = list(over.exclude(state=CallState.ENDED).exclude(call__in=alive).order_by("pk"))
    for row in rows:
        row.state, row.rings, row.ended_at, row.seen_at = CallState.ENDED, [], at, at
        row.save()
        tell_screens("call", row.pk, what="call.ended")
    return len(rows)


@transaction.atomic
def drop_filed(*, at: datetime) -> int:
    """Forget ended calls whose contact is filed, and decided where an officer answered."""
    contact = Contact.objects.filter(
        channel=Channel.CALL, external_id=Concat(OuterRef("exchange"), Value(":"), OuterRef("call"))
    )
    decided = contact.exclude(state__in=WAITING_STATES)
    gone, _kinds = (
        LiveCall.objects.filter(state=CallState.ENDED, ended_at__isnull=False)
        .filter(
            Q(ended_at__lt=at - KEPT)
            | Q(Exists(decided), ended_at__lt=at - ALARM_WITHIN)
            | Q(Exists(contact), officer=None, ended_at__lt=at - ALARM_WITHIN)
        )
        .delete()
    )
    return gone
