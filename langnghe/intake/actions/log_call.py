"""A call that an officer answered on a desk phone (or a visit, a letter) and typed in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.intake.call_facts import lock_call
from langnghe.line.actions.call_backs import join_returned
from langnghe.line.queries import live_call
from langnghe.register.actions.contacts import attach_contact, set_aside_contact
from langnghe.register.actions.desk import drop_draft
from langnghe.register.actions.facts import Registration
from langnghe.register.actions.submissions import open_submission, register_submission
from langnghe.register.gates import Missing, lock_submission
from langnghe.register.models import Contact, Submission
from langnghe.register.search import index_submission
from langnghe.register.states import CallOutcome, Channel, ContactState, Status
from langnghe.triage.actions import suggest_soon
from langnghe.vietnamese.phones import read_number


@dataclass(frozen=True, kw_only=True)
class TypedCall:
    """What an officer typed while listening.

    `key` names the form: sent twice, it is one call. `call` is the call of an exchange that was
    answered (`<exchange>:<unique id>`), "" where there is none; its records are filed with it
    whenever they come. `started_at` is when the form was opened.
    """

    key: str
    text: str
    call: str = ""
    number: str = ""
    name: str = ""
    started_at: datetime
    channel: Channel = Channel.CALL
    joins_id: int | None = None

    @property
    def external_id(self) -> str:
        """The name of its contact."""
        return external_id_of(self.key, self.call)


def external_id_of(key: str, call: str) -> str:
    """Name the contact of a typed call: by the exchange's call, else by the form's key."""
    return (call or f"desk:{key}")[:200]


class NothingSaid(Exception):
    """A call is logged with at least a few words of what was said."""


@transaction.atomic
def log_call(
    call: TypedCall, registration: Registration, *, by: Officer, at: datetime
) -> Submission:
    """File a typed call and put it into the book; the code can be read out at once.

    With `joins_id` the call is a further contact of that submission. May be repeated with the
    same key. Raises NothingSaid, IncompleteMatter, Missing.
    """
    if not by.may(Right.REGISTER):
        raise Missing(call.key)
    if not call.text.strip():
        raise NothingSaid
    contact = _known(call)
    if contact is not None and contact.submission is not None and contact.facts.get("typed"):
        return contact.submission
    contact = _contact_of(call, contact, by=by, at=at)
    if call.joins_id is not None and contact.submission is None:
        submission = lock_submission(call.joins_id, by, Right.REGISTER)
        attach_contact(contact, submission, how=by.full_name, by=by, at=at)
    else:
        submission = _register(contact, registration, by=by, at=at)
    join_returned(contact, by=by, at=at)
    drop_draft(f"call:{call.key}", by=by)
    return submission


def _register(
    contact: Contact, registration: Registration, *, by: Officer, at: datetime
) -> Submission:
    """Open a submission, or take the one a colleague opened from the call meanwhile."""
    submission = contact.submission or open_submission(contact, at=at, by=by)
    suggest_soon([submission.pk])
    if submission.status != Status.NEW:
        index_submission(submission)
        return submission
    return register_submission(
        submission.pk, registration, by=by, at=at, version=submission.version
    )


def _known(call: TypedCall) -> Contact | None:
    """Lock the contact of the call, if its records came first or the form was sent before."""
    lock_call(call.external_id)
    rows = Contact.objects.select_for_update(of=("self",), no_key=True).select_related("submission")
    return rows.filter(channel=call.channel, external_id=call.external_id).first()


def _contact_of(call: TypedCall, contact: Contact | None, *, by: Officer, at: datetime) -> Contact:
    by_phone = call.channel == Channel.CALL
    if contact is None:
        contact = Contact(
            channel=call.channel,
            external_id=call.external_id,
            source="desk",
            received_at=call.started_at,
            recorded_at=at,
            nature="ordinary",
            outcome=CallOutcome.ANSWERED if by_phone else "",
            started_at=call.started_at,
            seconds=max(0, int((at - call.started_at).total_seconds())) if by_phone else None,
            sender_key="",
            sender_raw="",
            facts={},
            notes=[],
            refers_to=[],
        )
    if contact.submission is None:
        contact.state, contact.set_aside_reason = ContactState.READ, ""
    contact.facts = {**contact.facts, "typed": True}
    contact.text, contact.taken_by = call.text.strip(), by
    contact.sender_name = call.name.strip()[:300]
    if not contact.sender_key:
        contact.sender_key = read_number(call.number).e164 or ""
        contact.sender_raw = call.number.strip()[:500] or contact.sender_raw
    contact.save()
    return contact


@transaction.atomic
def mark_call(call: str, reason: str, *, by: Officer, at: datetime) -> Contact:
    """Say that a call of an exchange was no submission, and why; its records come to it later.

    May be repeated. Raises AlreadyDecided where it was registered, Missing.
    """
    require(by, Right.REGISTER)
    started = live.began_at if (live := live_call(call)) else at
    typed = TypedCall(key=call, call=call, text="", started_at=started, number="")
    contact = _known(typed)
    if contact is None:
        contact = _contact_of(typed, None, by=by, at=at)
        contact.facts = {}
        contact.sender_raw = live.number if live else ""
        contact.sender_key = live.number_key if live else ""
        contact.save()
    if contact.state != ContactState.SET_ASIDE:
        contact = set_aside_contact(contact.pk, reason=reason, by=by, at=at)
    drop_draft(f"call:{call}", by=by)
    return contact
