"""A call that an officer answered on a desk phone (or a visit, a letter) and typed in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.actions.contacts import attach_contact
from langnghe.register.actions.desk import drop_draft
from langnghe.register.actions.facts import Registration
from langnghe.register.actions.submissions import open_submission, register_submission
from langnghe.register.gates import Missing, lock_submission
from langnghe.register.models import Contact, Submission
from langnghe.register.states import CallOutcome, Channel, ContactState
from langnghe.vietnamese.phones import read_number


@dataclass(frozen=True, kw_only=True)
class TypedCall:
    """What an officer typed while listening.

    `key` names the form: sent twice, it is one call. `started_at` is when the form was opened.
    """

    key: str
    text: str
    number: str = ""
    name: str = ""
    started_at: datetime
    channel: Channel = Channel.CALL
    joins_id: int | None = None


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
    earlier = Contact.objects.filter(channel=call.channel, external_id=f"desk:{call.key}").first()
    if earlier is not None and earlier.submission is not None:
        return earlier.submission
    contact = _contact_of(call, by=by, at=at)
    if call.joins_id is not None:
        submission = lock_submission(call.joins_id, by, Right.REGISTER)
        attach_contact(contact, submission, how=by.full_name, by=by, at=at)
    else:
        submission = open_submission(contact, at=at, by=by)
        submission = register_submission(
            submission.pk, registration, by=by, at=at, version=submission.version
        )
    drop_draft(f"call:{call.key}", by=by)
    return submission


def _contact_of(call: TypedCall, *, by: Officer, at: datetime) -> Contact:
    by_phone = call.channel == Channel.CALL
    return Contact.objects.create(
        channel=call.channel,
        external_id=f"desk:{call.key}",
        source="desk",
        received_at=call.started_at,
        recorded_at=at,
        state=ContactState.READ,
        sender_name=call.name.strip()[:300],
        sender_key=read_number(call.number).e164 or "",
        sender_raw=call.number.strip()[:500],
        text=call.text.strip(),
        nature="ordinary",
        outcome=CallOutcome.ANSWERED if by_phone else "",
        started_at=call.started_at,
        seconds=max(0, int((at - call.started_at).total_seconds())) if by_phone else None,
        taken_by=by,
    )
