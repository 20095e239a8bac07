"""Reading what has arrived: each original becomes a readable contact, a submission, a code."""

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from langnghe.intake import events
from langnghe.intake.actions.make_previews import make_previews, wants_preview
from langnghe.intake.belonging import Belonging, belonging_of, bounced_letter, is_ours
from langnghe.intake.models import Arrival
from langnghe.mail.letter import InboundAttachment, InboundMail, MailNature
from langnghe.mail.reading import read
from langnghe.originals.store import Store
from langnghe.register import events as book_events
from langnghe.register import search, timeline
from langnghe.register.actions.contacts import attach_contact
from langnghe.register.actions.submissions import open_submission
from langnghe.register.models import Attachment, Contact, Submission
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import ContactState
from langnghe.reply.actions import acknowledge, mark_bounced

logger = logging.getLogger(__name__)

BATCH = 20
TRIES = 5
REPEAT_WITHIN = timedelta(days=14)


def store() -> Store:
    """Return the store of originals."""
    return Store(settings.ORIGINALS)


@app.task(
    queue="intake", name="intake.read_arrivals", queueing_lock="intake.read", pass_context=False
)
def read_arrivals() -> int:
    """Read everything that has arrived; return how many. May run several times side by side."""
    done = 0
    while True:
        taken = read_batch(at=datetime.now(UTC))
        if taken == 0:
            # An acceptance may have committed just after the look: look once more.
            time.sleep(0.03)
            taken = read_batch(at=datetime.now(UTC))
        if taken == 0:
            return done
        done += taken


@app.periodic(cron="*/10 * * * * *")
@app.task(queue="intake", name="intake.sweep_arrivals", queueing_lock="intake.sweep")
def sweep_arrivals(timestamp: int) -> None:
    """Read what no job was left for."""
    if Arrival.objects.filter(tries__lt=TRIES).exists():
        read_arrivals()


def read_batch(*, at: datetime) -> int:
    """Read up to BATCH arrivals, each in a transaction of its own; return how many."""
    waiting = Arrival.objects.filter(tries__lt=TRIES).order_by("accepted_at")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    return sum(read_arrival(contact_id, at=at) for contact_id in ids)


def read_arrival(contact_id: int, *, at: datetime) -> bool:
    """Read one arrival; return whether this call did it (False: another job has it).

    Never loses one: after TRIES failures it becomes an entry for a human with its original.
    """
    try:
        with transaction.atomic():
            arrival = (
                Arrival.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("contact")
                .filter(pk=contact_id)
                .first()
            )
            if arrival is None:
                return False
            _read(arrival, at=at)
    except Exception:
        logger.exception("contact %s could not be read", contact_id)
        _note_failure(contact_id, at=at)
    return True


@transaction.atomic
def _note_failure(contact_id: int, *, at: datetime) -> None:
    arrival = Arrival.objects.select_for_update().filter(pk=contact_id).first()
    if arrival is None:
        return
    arrival.tries += 1
    arrival.save(update_fields=["tries"])
    if arrival.tries < TRIES:
        return
    contact = arrival.contact
    contact.state = ContactState.UNREADABLE
    contact.save(update_fields=["state"])
    reason = "the reader failed; open the original"
    timeline.record(book_events.ContactUnreadable(reason=reason), contact=contact, at=at)


def _read(arrival: Arrival, *, at: datetime) -> None:
    """Read an arrival whose row is locked: facts, attachments, where it belongs."""
    contact = arrival.contact
    raw = bytes(arrival.raw)
    mail = read(
        raw,
        own_addresses=frozenset({settings.MAIL_ADDRESS}),
        return_path=arrival.envelope.get("mail_from"),
    )
    if is_ours(mail):
        mail = replace(mail, nature=MailNature.OWN, answerable=False)
    kept = store()
    kept.put(raw)
    _fill(contact, mail)
    contact.save()
    files = [
        _keep_attachment(contact, position, attachment, kept)
        for position, attachment in enumerate(mail.attachments)
    ]
    if any(wants_preview(file) for file in files):
        make_previews.defer(contact_id=contact.pk)
    if not mail.readable:
        timeline.record(book_events.ContactUnreadable(reason=mail.reason), contact=contact, at=at)
        search.index_contact(contact)
    else:
        timeline.record(book_events.ContactRead(channel=contact.channel), contact=contact, at=at)
        place(contact, mail, at=at, answers=not arrival.envelope.get("import"))
    arrival.delete()


def _fill(contact: Contact, mail: InboundMail) -> None:
    contact.state = ContactState.READ if mail.readable else ContactState.UNREADABLE
    contact.sender_name = mail.from_name[:300]
    contact.sender_key = mail.from_address[:320]
    contact.sender_raw = f"{mail.from_name} <{mail.from_address}>"[:500]
    contact.subject = mail.subject[:1000]
    contact.text, contact.quoted = mail.text, mail.quoted
    contact.signature, contact.html = mail.signature, mail.html
    contact.nature = mail.nature
    contact.answerable = mail.answerable
    contact.notes = [note[:200] for note in mail.notes]
    contact.message_id = mail.message_id[:500]
    contact.refers_to = [each[:500] for each in (*mail.in_reply_to, *mail.references)][:50]
    contact.soft_key = mail.soft_key
    contact.facts = {
        "to": [address for _name, address in mail.to],
        "cc": [address for _name, address in mail.cc],
        "reply_to": mail.reply_to,
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
        "protection": mail.protection,
        "calendar": mail.calendar,
    }


def _keep_attachment(
    contact: Contact, position: int, attachment: InboundAttachment, kept: Store
) -> Attachment:
    original = kept.put(attachment.data)
    inline = attachment.disposition == "inline"
    return Attachment.objects.create(
        contact=contact,
        position=position,
        name=attachment.name[:300],
        content_type=attachment.content_type[:150],
        size=original.size,
        sha256=original.sha256,
        role=AttachmentRole.INLINE if inline else AttachmentRole.ATTACHED,
        content_id=attachment.content_id[:500],
    )


def place(contact: Contact, mail: InboundMail, *, at: datetime, answers: bool = True) -> None:
    """Put a read mail where it belongs: to its submission, to a new one, or before a human.

    `answers` is False for old mail that is imported: nobody is written to because of it.
    """
    first = _first_of_repeated(contact, mail)
    if first is not None:
        _tie_repeat(contact, first, at=at)
        return
    belonging = belonging_of(mail)
    if belonging is not None:
        _join(contact, mail, belonging, at=at)
    elif mail.nature == MailNature.ORDINARY:
        submission = open_submission(contact, at=at)
        if mail.answerable and answers:
            with override(submission.language):
                acknowledge(submission, contact, at=at)
    else:
        search.index_contact(contact)


def _join(contact: Contact, mail: InboundMail, belonging: Belonging, *, at: datetime) -> None:
    submission = Submission.objects.select_for_update(no_key=True).get(pk=belonging.submission_id)
    letter = bounced_letter(mail)
    if mail.bounce is not None and letter is not None:
        mark_bounced(
            letter.message_id,
            why=f"{mail.bounce.status} {mail.bounce.diagnostic}".strip(),
            permanent=mail.bounce.permanent,
            at=at,
        )
    attach_contact(contact, submission, how=belonging.how, at=at)


def _first_of_repeated(contact: Contact, mail: InboundMail) -> Contact | None:
    """Find the mail of which this is a repeat: same id, sender and words, other envelope."""
    if not mail.soft_key or not mail.message_id:
        return None
    return (
        Contact.objects.filter(
            soft_key=mail.soft_key, received_at__gte=contact.received_at - REPEAT_WITHIN
        )
        .exclude(pk=contact.pk)
        .exclude(state=ContactState.ARRIVED)
        .order_by("pk")
        .first()
    )


def _tie_repeat(contact: Contact, first: Contact, *, at: datetime) -> None:
    contact.repeat_of = first
    contact.save(update_fields=["repeat_of"])
    timeline.record(events.Repeated(), contact=contact, submission=first.submission, at=at)
    if first.submission is None:
        search.index_contact(contact)
        return
    contact.submission = first.submission
    contact.state = ContactState.JOINED
    contact.save(update_fields=["submission", "state"])
    search.index_submission(first.submission)
