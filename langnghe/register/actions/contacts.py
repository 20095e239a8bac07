"""What officers decide about contacts: take, register, join, set aside, call back."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import events, search, timeline
from langnghe.register.actions.submissions import ask_reopen, open_submission
from langnghe.register.gates import lock_contact, lock_submission
from langnghe.register.models import Contact, Submission
from langnghe.register.states import ContactState


class AlreadyDecided(Exception):
    """Somebody decided about this contact before; nothing was changed."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(contact.pk)
        self.contact = contact


def _waiting(contact_id: int, by: Officer) -> Contact:
    contact = lock_contact(contact_id, by, Right.REGISTER)
    if not contact.is_waiting:
        raise AlreadyDecided(contact)
    return contact


@transaction.atomic
def take_contact(contact_id: int, *, by: Officer, at: datetime) -> Contact:
    """Say that one deals with a waiting contact; may be repeated."""
    contact = _waiting(contact_id, by)
    if contact.taken_by_id != by.pk:
        contact.taken_by = by
        contact.save(update_fields=["taken_by"])
        taken = events.ContactTaken(officer=by.full_name)
        timeline.record(taken, contact=contact, by=by, at=at)
    return contact


@transaction.atomic
def open_from_contact(contact_id: int, *, by: Officer, at: datetime) -> Submission:
    """Open a submission from a waiting contact; raises AlreadyDecided."""
    contact = _waiting(contact_id, by)
    submission = open_submission(contact, at=at, by=by)
    search.index_submission(submission)
    return submission


@transaction.atomic
def join_contact(contact_id: int, *, submission_id: int, by: Officer, at: datetime) -> Submission:
    """Add a waiting contact to the submission it belongs to; raises AlreadyDecided."""
    contact = _waiting(contact_id, by)
    submission = lock_submission(submission_id, by, Right.REGISTER)
    attach_contact(contact, submission, how=by.full_name, by=by, at=at)
    return submission


_READ_FIELDS: dict[str, str] = {
    "state": "text",
    "sender_name": "text",
    "sender_key": "text",
    "sender_raw": "text",
    "subject": "text",
    "text": "text",
    "quoted": "text",
    "signature": "text",
    "html": "text",
    "nature": "text",
    "answerable": "boolean",
    "notes": "text[]",
    "facts": "jsonb",
    "message_id": "text",
    "refers_to": "text[]",
    "soft_key": "text",
    "submission_id": "bigint",
}
_STORE_READ = """
UPDATE register_contact AS contact SET {assigned}
FROM jsonb_to_recordset(%s::jsonb) AS told(id bigint, {typed})
WHERE contact.id = told.id
""".format(
    assigned=", ".join(f"{name} = told.{name}" for name in _READ_FIELDS),
    typed=", ".join(f"{name} {kind}" for name, kind in _READ_FIELDS.items()),
)


def store_read(contacts: Sequence[Contact]) -> None:
    """Store what was read of contacts that stand there already, in one statement."""
    told = [
        {"id": contact.pk, **{name: getattr(contact, name) for name in _READ_FIELDS}}
        for contact in contacts
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE_READ, (json.dumps(told),))


def attach_contact(
    contact: Contact,
    submission: Submission,
    *,
    how: str,
    at: datetime,
    by: Officer | None = None,
    is_ours: bool = False,
) -> None:
    """Make a contact part of a submission; both locked, inside a transaction.

    A citizen's word after the end asks an officer whether to reopen; a call of ours does not.
    """
    contact.submission = submission
    contact.state = ContactState.JOINED
    contact.save(update_fields=["submission", "state"])
    fact = events.ContactJoined(channel=contact.channel, how=how)
    timeline.record(fact, submission=submission, contact=contact, by=by, at=at)
    if contact.nature in {"", "ordinary"} and not is_ours:
        ask_reopen(submission, contact=contact, at=at)
    search.index_submission(submission)


@transaction.atomic
def set_aside_contact(contact_id: int, *, reason: str, by: Officer, at: datetime) -> Contact:
    """Decide that a waiting contact is no submission; it stays findable and can come back."""
    contact = _waiting(contact_id, by)
    contact.state = ContactState.SET_ASIDE
    contact.set_aside_reason = reason
    contact.save(update_fields=["state", "set_aside_reason"])
    fact = events.ContactSetAside(reason=reason)
    timeline.record(fact, contact=contact, by=by, at=at)
    return contact


@transaction.atomic
def put_back_contact(contact_id: int, *, by: Officer, at: datetime) -> Contact:
    """Put a contact that was set aside back on the desk."""
    contact = lock_contact(contact_id, by, Right.REGISTER)
    if contact.state != ContactState.SET_ASIDE or contact.submission_id is not None:
        raise AlreadyDecided(contact)
    contact.state = ContactState.READ
    contact.set_aside_reason = ""
    contact.save(update_fields=["state", "set_aside_reason"])
    timeline.record(events.ContactPutBack(), contact=contact, by=by, at=at)
    return contact


@transaction.atomic
def note_call_back(
    contact_id: int, *, result: str, note: str, by: Officer, at: datetime
) -> Contact:
    """Write down a try to call back; the contact keeps waiting until it is decided."""
    contact = lock_contact(contact_id, by, Right.REGISTER)
    contact.called_back_at = at
    contact.taken_by = by
    contact.save(update_fields=["called_back_at", "taken_by"])
    fact = events.CalledBack(number=contact.sender_raw, call_result=result, note=note.strip())
    submission = contact.submission
    timeline.record(fact, contact=contact, submission=submission, by=by, at=at)
    return contact
