"""What screens ask of the line; nothing here writes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Value, Window
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, RowNumber

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line.models import (
    Ban,
    BanLift,
    CallBack,
    Exchange,
    LiveCall,
    SignOn,
    Telephone,
    Trial,
)
from langnghe.line.rules import ALARM_WITHIN, GOOD_WAIT, LOST_AFTER, is_alarming
from langnghe.line.states import CallState, TelephoneKind
from langnghe.register.models import Contact
from langnghe.register.states import WAITING_STATES, CallOutcome, Channel
from langnghe.telephony.records import TRIAL

RINGING = (CallState.WAITING, CallState.RINGING)
REFUSED_SHOWN = 20


def sign_ons() -> QuerySet[SignOn]:
    """Who is on now, longest first."""
    return SignOn.objects.filter(ended_at=None).select_related("officer", "telephone")


def sign_on_of(officer: Officer) -> SignOn | None:
    """Return where an officer answers now; None if nowhere."""
    return sign_ons().filter(officer=officer).first()


def telephones_for(officer: Officer) -> list[Telephone]:
    """Return the telephones an officer may sign on at: their own, and the room's that are free."""
    taken = SignOn.objects.filter(ended_at=None).exclude(officer=officer).values("telephone")
    mine = Telephone.objects.filter(Q(officer=officer) | Q(officer=None)).exclude(pk__in=taken)
    return list(
        mine.exclude(kind=TelephoneKind.OUTSIDE).order_by(F("officer").asc(nulls_last=True), "name")
    )


def last_number_of(officer: Officer) -> str:
    """Return the outside number at which an officer answered last; "" for none."""
    outside = SignOn.objects.filter(officer=officer, telephone__kind=TelephoneKind.OUTSIDE)
    last = outside.select_related("telephone").order_by("-began_at").first()
    return last.telephone.number if last else ""


def calls_now() -> QuerySet[LiveCall]:
    """Calls that go on, longest first."""
    return LiveCall.objects.exclude(state=CallState.ENDED).select_related("officer")


def cards_for(officer: Officer, *, at: datetime) -> list[LiveCall]:
    """Return the calls whose cards belong on this officer's screen, most urgent first.

    Signed on: who waits or rings. Everybody who may register: alarms. Always: one's own call, while
    it goes on and afterwards until it is registered or marked.
    """
    if not officer.may(Right.REGISTER):
        return []
    own = Q(officer=officer)
    alarming = Q(repeats__gte=3, began_at__gte=at - ALARM_WITHIN, officer=None)
    shown = own | (alarming & ~Q(state=CallState.ENDED))
    if sign_on_of(officer) is not None:
        shown |= Q(state__in=RINGING)
    calls = LiveCall.objects.filter(shown, is_outward=False).select_related("officer")
    return sorted(calls, key=_worst_first)


def _worst_first(call: LiveCall) -> tuple[int, int, datetime]:
    order = {CallState.TALKING: 0, CallState.RINGING: 1, CallState.WAITING: 1}
    urgent = 0 if call.is_urgent or is_alarming(call.repeats) else 1
    return order.get(CallState(call.state), 2), urgent, call.began_at


def live_call(key: str) -> LiveCall | None:
    """Find a call by the name its contact has or will have: `<exchange>:<unique id>`."""
    exchange, _colon, call = key.partition(":")
    return LiveCall.objects.filter(exchange=exchange, call=call).select_related("officer").first()


def call_backs(officer: Officer) -> QuerySet[CallBack]:
    """Whom to call back, most urgent first, then who waits longest: one row a number.

    `calls` is how many calls of the number wait for it.
    """
    visible = Contact.objects.visible_to(officer).waiting().values("pk")
    hidden = Concat(Value("call "), Cast("contact_id", CharField()))
    number = Coalesce(NullIf("contact__sender_key", Value("")), hidden, output_field=CharField())
    order = ("-is_urgent", "due_at", "pk")
    return (
        CallBack.objects.filter(done_at=None, contact__in=visible)
        .annotate(number=number)
        .annotate(
            calls=Window(Count("pk"), partition_by="number"),
            place=Window(RowNumber(), partition_by="number", order_by=order),
        )
        .filter(place=1)
        .select_related("contact", "contact__taken_by")
        .order_by(*order)
    )


def refused_since(since: datetime, officer: Officer) -> list[dict[str, Any]]:
    """Return numbers of which calls were refused, most calls first: how many, the last, one."""
    refused = Contact.objects.visible_to(officer).filter(
        channel=Channel.CALL, outcome=CallOutcome.REFUSED, received_at__gte=since
    )
    counted = (
        refused.order_by()
        .values("sender_raw")
        .annotate(calls=Count("pk"), last_at=Max("received_at"), contact=Min("pk"))
    )
    return list(counted.order_by("-calls", "-last_at")[:REFUSED_SHOWN])


@dataclass(frozen=True, kw_only=True)
class Day:
    """The calls of a day, from the records: counts, and how many were good.

    `calls` are those that were taken; `refused` came from numbers that had too many already.
    """

    calls: int
    answered: int
    answered_soon: int
    abandoned: int
    messages: int
    missed: int
    refused: int
    to_call_back: int
    called_back_soon: int


def day_of_calls(since: datetime) -> Day:
    """Count the calls since a moment (a midnight)."""
    calls = Contact.objects.filter(channel=Channel.CALL, received_at__gte=since).exclude(
        Q(source="desk") | Q(external_id__contains=f":{TRIAL}")
    )
    counts = calls.aggregate(
        calls=Count("pk", filter=~Q(outcome=CallOutcome.REFUSED)),
        refused=Count("pk", filter=Q(outcome=CallOutcome.REFUSED)),
        answered=Count("pk", filter=Q(outcome=CallOutcome.ANSWERED)),
        answered_soon=Count(
            "pk",
            filter=Q(
                outcome=CallOutcome.ANSWERED, facts__waited__lte=int(GOOD_WAIT.total_seconds())
            ),
        ),
        abandoned=Count("pk", filter=Q(outcome=CallOutcome.ABANDONED)),
        messages=Count("pk", filter=Q(outcome=CallOutcome.VOICE_MESSAGE)),
        missed=Count("pk", filter=Q(outcome=CallOutcome.MISSED)),
    )
    back = CallBack.objects.filter(asked_at__gte=since).aggregate(
        to_call_back=Count("pk"),
        called_back_soon=Count("pk", filter=Q(tried_at__lte=F("asked_at") + SOON)),
    )
    return Day(**counts, **back)


SOON = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Health:
    """How an exchange stands, judged by when it was last seen."""

    exchange: Exchange
    is_there: bool
    is_watched: bool

    @property
    def lost_trunks(self) -> list[str]:
        """Trunks that cannot be reached."""
        return [name for name, there in self.exchange.trunks.items() if not there]


def exchanges(*, at: datetime) -> list[Health]:
    """Return every exchange and whether it, and what watches it, is there."""
    return [
        Health(
            exchange=each,
            is_there=each.is_there and each.seen_at > at - LOST_AFTER,
            is_watched=each.seen_at > at - LOST_AFTER,
        )
        for each in Exchange.objects.all()
    ]


def alarms_for(officer: Officer, *, at: datetime) -> list[Health]:
    """Return the exchanges whose trouble belongs on this officer's screen.

    Who answers sees it at once, and who leads; others look after it on the page of the line.
    """
    if sign_on_of(officer) is None and not officer.may(Right.BALANCE):
        return []
    return [each for each in exchanges(at=at) if not each.is_there or each.lost_trunks]


def bans_now(*, at: datetime) -> QuerySet[Ban]:
    """Return the addresses that are kept out now, the newest first."""
    return Ban.objects.filter(ends_at__gt=at)


def lifts_since(moment: datetime) -> QuerySet[BanLift]:
    """Return the addresses that people let in again since a moment, the newest first."""
    return BanLift.objects.filter(lifted_at__gte=moment).select_related("by")


def last_trial() -> Trial | None:
    """Return the newest trial call, which may still go on."""
    return Trial.objects.select_related("by").first()


def failed_trial(officer: Officer) -> Trial | None:
    """Return the newest trial call that is over where it failed, for whom that concerns."""
    if sign_on_of(officer) is None and not officer.may(Right.BALANCE):
        return None
    last = Trial.objects.exclude(finding="").first()
    return None if last is None or last.is_good else last


def is_decided(call: LiveCall) -> bool:
    """Tell whether somebody registered or marked what a call was."""
    return (
        Contact.objects.filter(channel=Channel.CALL, external_id=call.key)
        .exclude(state__in=WAITING_STATES)
        .exists()
    )
