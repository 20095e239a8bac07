"""Coming on watch and leaving it: nobody begins before the book is accepted."""

from datetime import datetime

from django.db import connection, transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.roster import events
from langnghe.roster.actions.owners import candidates, give_to, may_own, open_emergencies
from langnghe.roster.models import Book, Watch
from langnghe.roster.queries import watch as queries
from langnghe.roster.rules.shifts import Shift
from langnghe.roster.states import OwnerWhy

_ONE_AT_A_TIME = 7_240_016
"""The advisory lock under which the duty room changes over."""


class NotHandedOver(Exception):
    """Another shift still stands watch: its book is to be accepted first."""


class NotOnWatch(Exception):
    """The officer stands no watch now."""


class LastOnWatch(Exception):
    """Nobody else stands watch: the shift ends by handing over."""


class OwnsEmergencies(Exception):
    """The officer looks after open emergencies: name who takes them."""


def lock_room() -> None:
    """Let nobody else come, leave or hand over until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))


@transaction.atomic
def begin_watch(*, by: Officer, at: datetime) -> Watch:
    """Come on watch; may be repeated.

    Raises NotHandedOver while somebody of an earlier shift stands watch.
    """
    require(by, Right.REGISTER)
    lock_room()
    standing = queries.watch_of(by)
    if standing is not None:
        return standing
    shift = queries.shift_to_begin(by, at)
    if queries.outgoing(shift).exists():
        raise NotHandedOver
    return start(by, shift, at=at)


def start(officer: Officer, shift: Shift, *, at: datetime) -> Watch:
    """Begin a watch in a locked room, and the book of its shift."""
    Book.objects.get_or_create(shift_at=shift.from_at)
    watch = Watch.objects.create(
        officer=officer,
        role=queries.role_in(officer, shift),
        shift_at=shift.from_at,
        began_at=at,
    )
    fact = events.WatchBegan(
        officer=officer.full_name,
        officer_id=officer.pk,
        duty_role=watch.role,
        shift_at=shift.from_at,
    )
    timeline.record(fact, by=officer, at=at)
    timeline.tell_screens("roster", watch.pk, what=fact.kind)
    return watch


def end(watch: Watch, *, by: Officer, at: datetime) -> None:
    """End a watch in a locked room."""
    watch.ended_at = at
    watch.save(update_fields=["ended_at"])
    fact = events.WatchEnded(officer=watch.officer.full_name, officer_id=watch.officer_id)
    timeline.record(fact, by=by, at=at)
    timeline.tell_screens("roster", watch.pk, what=fact.kind)


@transaction.atomic
def leave_watch(*, by: Officer, at: datetime, to_id: int | None = None) -> None:
    """Leave before the shift ends; emergencies go to a named colleague on watch.

    May be repeated. Raises LastOnWatch, OwnsEmergencies, Missing.
    """
    lock_room()
    watch = queries.watch_of(by)
    if watch is None:
        return
    others = {each.officer_id: each.officer for each in queries.watches() if each != watch}
    if not others:
        raise LastOnWatch
    owned = open_emergencies().filter(holder=by).select_for_update(no_key=True, of=("self",))
    mine = list(owned.order_by("pk"))
    if mine and to_id is None:
        raise OwnsEmergencies
    if to_id is not None and to_id not in others:
        raise Missing(to_id)
    end(watch, by=by, at=at)
    for submission in mine:
        taker = others[to_id] if to_id is not None else by
        if may_own(taker, submission):
            give_to(submission, taker, why=OwnerWhy.LEFT_BEHIND, at=at)
        elif chosen := next(candidates(submission, at=at), None):
            give_to(submission, chosen[0], why=chosen[1], at=at)
