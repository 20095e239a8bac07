"""Whom to call back, until when, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line.actions.duty import NotSignedOn
from langnghe.line.models import CallBack, SignOn
from langnghe.line.rules import is_alarming
from langnghe.register import events, timeline
from langnghe.register.actions.contacts import attach_contact, note_call_back
from langnghe.register.gates import Missing
from langnghe.register.models import Contact
from langnghe.register.rules import call_back_due
from langnghe.register.states import Channel, ContactState

REACHED = frozenset({"told", "reached", "wrong_number"})
"""Results after which nobody needs to be called back any more."""


class NoNumber(Exception):
    """The caller showed no number that can be called."""


def ask_call_back(contact: Contact, *, calls: int = 1) -> CallBack:
    """Put a call that nobody answered on the list. Call it inside a transaction; may be repeated.

    `calls` is how many calls of this number came within five minutes.
    """
    is_urgent = contact.facts.get("choice") == "urgent" or is_alarming(calls)
    ended = contact.ended_at or contact.received_at
    row, made = CallBack.objects.get_or_create(
        contact=contact,
        defaults={
            "asked_at": ended,
            "due_at": call_back_due(ended, is_urgent=is_urgent),
            "is_urgent": is_urgent,
        },
    )
    if not made and is_urgent and not row.is_urgent:
        row.is_urgent, row.due_at = True, call_back_due(ended, is_urgent=True)
        row.save(update_fields=["is_urgent", "due_at"])
    return row


def fold_refused(contact: Contact, *, at: datetime) -> bool:
    """Tie a refused call to the one of the same number that waits for a human; tell whether so.

    A flood is fifty contacts and one row to decide. Call it inside a transaction.
    """
    name = "sender_key" if contact.sender_key else "sender_raw"
    waiting = Contact.objects.waiting().filter(channel=Channel.CALL, outcome=contact.outcome)
    same = waiting.filter(**{name: getattr(contact, name)}).exclude(pk=contact.pk)
    first = same.order_by("pk").first()
    if first is None:
        return False
    contact.repeat_of, contact.state = first, ContactState.SET_ASIDE
    contact.set_aside_reason = "duplicate"
    contact.save(update_fields=["repeat_of", "state", "set_aside_reason"])
    fact = events.ContactSetAside(reason=contact.set_aside_reason)
    timeline.record(fact, contact=contact, at=at)
    return True


@transaction.atomic
def note_try(contact_id: int, *, result: str, note: str, by: Officer, at: datetime) -> Contact:
    """Write down a try to call back; who was reached leaves the list."""
    contact = note_call_back(contact_id, result=result, note=note, by=by, at=at)
    _count_try(contact, result, at=at)
    return contact


def _count_try(contact: Contact, result: str, *, at: datetime) -> None:
    """Count a try for every open call of the number: nobody is called back once for each."""
    tried = CallBack.objects.filter(contact=contact)
    if contact.sender_key:
        tried |= CallBack.objects.filter(contact__sender_key=contact.sender_key, done_at=None)
    tried.update(tries=F("tries") + 1, result=result)
    tried.filter(tried_at=None).update(tried_at=at)
    if result in REACHED:
        tried.filter(done_at=None).update(done_at=at)


@dataclass(frozen=True, kw_only=True)
class Ringing:
    """What the exchange is asked, to ring an officer's telephone and then a citizen's.

    `survey` names the answer about which the citizen is asked after the call; "" for none.
    """

    call: str
    interface: str
    number: str
    returns: str
    survey: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the manager's Originate."""
        return {
            "Channel": self.interface,
            "Context": "call-back",
            "Exten": self.number,
            "Priority": "1",
            "Timeout": "30000",
            "Async": "true",
            "ChannelId": self.call,
            "Variable": f"HOTLINE_CALL={self.returns}"
            + (f",SURVEY={self.survey}" if self.survey else ""),
        }


def ring_back(contact_id: int, *, by: Officer, at: datetime) -> Ringing:
    """Say how to call back from the officer's telephone; nothing is rung yet.

    Raises Missing, NotSignedOn, NoNumber.
    """
    require(by, Right.REGISTER)
    contact = Contact.objects.visible_to(by).filter(pk=contact_id, channel=Channel.CALL).first()
    if contact is None:
        raise Missing(contact_id)
    return _ringing(contact.sender_key, f"back-{contact.pk}", contact.external_id, by=by, at=at)


def ring_citizen(
    number: str, *, about: str, by: Officer, at: datetime, survey: str = ""
) -> Ringing:
    """Say how to call a citizen's number (E.164) from the officer's telephone; nothing is rung.

    `about` names what the call is for; its record says it. With a `survey` the citizen is asked
    after the call how content they are, once for each name. Raises NotSignedOn, NoNumber.
    """
    require(by, Right.REPLY)
    return replace(_ringing(number, about, about, by=by, at=at), survey=survey)


def _ringing(number: str, call: str, returns: str, *, by: Officer, at: datetime) -> Ringing:
    if not number:
        raise NoNumber
    on = SignOn.objects.filter(officer=by, ended_at=None).select_related("telephone").first()
    if on is None:
        raise NotSignedOn
    return Ringing(
        call=f"{call}-{int(at.timestamp())}",
        interface=on.telephone.interface,
        number=number.replace("+84", "0", 1),
        returns=returns,
    )


def note_returned(call: str, *, answered: bool, by: Officer | None, at: datetime) -> None:
    """Note that a call was returned by telephone; `call` is the key of the first call.

    Call it inside a transaction. A call that is not known changes nothing.
    """
    contact = Contact.objects.filter(channel=Channel.CALL, external_id=call).first()
    if contact is None:
        return
    contact.called_back_at = at
    contact.taken_by = contact.taken_by or by
    contact.save(update_fields=["called_back_at", "taken_by"])
    result = "reached" if answered else "no_answer"
    fact = events.CalledBack(number=contact.sender_raw, call_result=result)
    timeline.record(fact, contact=contact, submission=contact.submission, by=by, at=at)
    _count_try(contact, result, at=at)


def join_returned(contact: Contact, *, by: Officer | None, at: datetime) -> None:
    """Let the call that this one returned belong to the submission where this one does.

    Call it inside a transaction, when either the form or the records are there; may be repeated.
    """
    returned = contact.facts.get("returns")
    if contact.submission is None or by is None or not returned:
        return
    rows = Contact.objects.select_for_update(of=("self",), no_key=True)
    first = rows.filter(channel=Channel.CALL, external_id=returned).first()
    if first is not None and first.is_waiting:
        attach_contact(first, contact.submission, how=by.full_name, by=by, at=at)
