"""Signing on at a telephone and off again, pausing, coming back."""

import secrets
from datetime import datetime

from django.db import transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line.actions.relief import relieve
from langnghe.line.models import SignOn, Telephone
from langnghe.line.rules import SILENT_FOR
from langnghe.line.states import PauseReason, TelephoneKind
from langnghe.register.timeline import tell_screens
from langnghe.roster.actions.watches import begin_watch
from langnghe.roster.queries.watch import is_planned
from langnghe.vietnamese.phones import NumberKind, read_number


class NotSignedOn(Exception):
    """The officer does not answer calls now."""


class NoTelephone(Exception):
    """There is no such telephone, or it is another officer's own."""


class TelephoneTaken(Exception):
    """Another officer is signed on at this telephone."""

    def __init__(self, officer: Officer) -> None:
        super().__init__(officer.pk)
        self.officer = officer


class NotANumber(Exception):
    """What was typed is no number that can be called."""


class LastOfficer(Exception):
    """Nobody else would answer and calls go to the message: confirm it, or let the next come."""


@transaction.atomic
def sign_on(telephone_id: int, *, by: Officer, at: datetime) -> SignOn:
    """Let calls ring at a telephone from now on; an officer answers at one telephone only.

    Where the office plans its duty, this begins the officer's watch too, and raises NotHandedOver
    while the book of the shift before waits. May be repeated. Raises NoTelephone, TelephoneTaken.
    """
    require(by, Right.REGISTER)
    if is_planned(at):
        begin_watch(by=by, at=at)
    telephone = Telephone.objects.select_for_update().filter(pk=telephone_id).first()
    if telephone is None or telephone.officer_id not in {None, by.pk}:
        raise NoTelephone(telephone_id)
    there = SignOn.objects.filter(telephone=telephone, ended_at=None).select_related("officer")
    now = there.first()
    if now is not None and now.officer_id == by.pk:
        return now
    if now is not None:
        raise TelephoneTaken(now.officer)
    SignOn.objects.filter(officer=by, ended_at=None).update(ended_at=at)
    begun = SignOn.objects.create(officer=by, telephone=telephone, began_at=at)
    tell_screens("line", begun.pk, what="line.signed_on")
    relieve(at=at)
    return begun


@transaction.atomic
def sign_on_at_number(number: str, *, by: Officer, at: datetime) -> SignOn:
    """Let calls ring at a mobile or other outside number. Raises NotANumber."""
    require(by, Right.REGISTER)
    read = read_number(number)
    if read.kind not in {NumberKind.MOBILE, NumberKind.FIXED} or read.e164 is None:
        raise NotANumber(number)
    digits = "0" + read.e164.removeprefix("+84")
    telephone, _made = Telephone.objects.update_or_create(
        name=f"m{digits}",  # the exchange knows it by name: another number is another telephone
        defaults={"kind": TelephoneKind.OUTSIDE, "officer": by, "number": digits},
    )
    return sign_on(telephone.pk, by=by, at=at)


@transaction.atomic
def sign_off(*, by: Officer, at: datetime, leave_alone: bool = False) -> None:
    """Let calls ring no longer at this officer's telephone; may be repeated.

    Raises LastOfficer where nobody else answers and `leave_alone` does not confirm it.
    """
    others = list(SignOn.objects.select_for_update().filter(ended_at=None))
    own = next((each for each in others if each.officer_id == by.pk), None)
    if own is None:
        return
    is_last = not any(each.answers for each in others if each is not own)
    if is_last and not leave_alone:
        raise LastOfficer
    own.ended_at, own.left_alone = at, is_last
    own.save(update_fields=["ended_at", "left_alone"])
    tell_screens("line", own.pk, what="line.left_alone" if is_last else "line.signed_off")


@transaction.atomic
def pause(reason: str, *, by: Officer, at: datetime) -> None:
    """Let calls pass this officer by for a while. Raises NotSignedOn."""
    own = _own(by)
    own.pause_reason, own.paused_at = PauseReason(reason), at
    own.save(update_fields=["pause_reason", "paused_at"])
    tell_screens("line", own.pk, what="line.paused")


@transaction.atomic
def come_back(*, by: Officer, at: datetime) -> None:
    """Let calls ring again, after a pause or a silence. Raises NotSignedOn."""
    own = _own(by)
    own.pause_reason, own.paused_at, own.silent_at, own.back_at = "", None, None, at
    own.save(update_fields=["pause_reason", "paused_at", "silent_at", "back_at"])
    tell_screens("line", own.pk, what="line.back")


def _own(by: Officer) -> SignOn:
    own = SignOn.objects.select_for_update().filter(officer=by, ended_at=None).first()
    if own is None:
        raise NotSignedOn
    return own


@transaction.atomic
def note_silence(telephone: str, *, at: datetime) -> bool:
    """Note that a telephone rang and nobody lifted it; tell whether that is news."""
    own = (
        SignOn.objects.select_for_update()
        .filter(telephone__name=telephone, ended_at=None, silent_at=None)
        .first()
    )
    if own is None or (own.back_at is not None and at <= own.back_at):
        return False
    own.silent_at = at
    own.save(update_fields=["silent_at"])
    tell_screens("line", own.pk, what="line.silent")
    return True


@transaction.atomic
def end_silences(*, at: datetime) -> int:
    """Let telephones ring again that were silent for a minute."""
    rested = SignOn.objects.select_for_update().filter(
        ended_at=None, silent_at__lte=at - SILENT_FOR
    )
    for own in (found := list(rested)):
        own.silent_at, own.back_at = None, at
        own.save(update_fields=["silent_at", "back_at"])
        tell_screens("line", own.pk, what="line.back")
    return len(found)


@transaction.atomic
def add_telephone(name: str, *, kind: TelephoneKind, officer: Officer | None = None) -> Telephone:
    """Make a telephone known, with a secret of its own; may be repeated."""
    telephone, _made = Telephone.objects.get_or_create(
        name=name,
        defaults={"kind": kind, "officer": officer, "secret": secrets.token_urlsafe(18)},
    )
    return telephone
