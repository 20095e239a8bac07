"""Reading what has arrived: each original becomes a readable contact, a submission, a code.

Mails are read some at a time: most begin a matter of their own, and for those one statement
does what fifty would. A batch that fails is read mail by mail, so that one bad mail keeps no
other waiting.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.intake.actions.make_previews import make_previews, wants_preview
from langnghe.intake.actions.place_mail import REPEAT_WITHIN, place
from langnghe.intake.actions.upkeep import was_away
from langnghe.intake.dispatches import may_answer_agency_mail
from langnghe.intake.models import Arrival
from langnghe.mail.letter import InboundAttachment, InboundMail, MailNature
from langnghe.mail.reading import read
from langnghe.originals.store import Original, Store
from langnghe.register import events as book_events
from langnghe.register import search, timeline
from langnghe.register.actions.contacts import store_read
from langnghe.register.actions.submissions import open_submissions
from langnghe.register.models import Attachment, Contact
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.rules import codes_in
from langnghe.register.states import ContactState
from langnghe.reply.actions import acknowledge_opened
from langnghe.reply.models import Outgoing
from langnghe.triage.actions import suggest_soon

logger = logging.getLogger(__name__)

BATCH, BATCH_BYTES = 50, 32 * 2**20
TRIES = 5
WRITERS = 8
"""Files written to the store at the same time: the disk syncs many as quickly as one."""


@dataclass
class Reading:
    """A mail under way from its original to its place."""

    arrival: Arrival
    mail: InboundMail

    @property
    def contact(self) -> Contact:
        """The contact it is."""
        return self.arrival.contact

    @property
    def is_answered(self) -> bool:
        """Whether its sender is told a code; nobody is because of old mail that is imported."""
        return not self.arrival.envelope.get("import")

    @property
    def rcpts(self) -> list[str]:
        """The addresses of ours it was handed in for."""
        return list(self.arrival.envelope.get("rcpts", ()))

    @property
    def ids(self) -> list[str]:
        """Every id by which it may belong to something we know."""
        mail = self.mail
        return [each for each in (mail.message_id, *mail.in_reply_to, *mail.references) if each]


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
    """Read what waits longest, BATCH mails or BATCH_BYTES at most; return how many."""
    waiting = Arrival.objects.filter(tries__lt=TRIES).order_by("accepted_at")
    rows = list(waiting.values_list("pk", "tries", "contact__original_size")[:BATCH])
    fresh: list[int] = []
    size = 0
    for contact_id, tries, length in rows:
        size += length
        if tries == 0 and (not fresh or size <= BATCH_BYTES):
            fresh.append(contact_id)
    if len(fresh) > 1:
        try:
            return _read_claimed(fresh, at=at)
        except Exception as failure:
            logger.warning("mails cannot be read together (%r): each is read alone", failure)
    return sum(read_arrival(contact_id, at=at) for contact_id, _tries, _length in rows)


def read_arrival(contact_id: int, *, at: datetime) -> bool:
    """Read one arrival; return whether this call did it (False: another job has it).

    Never loses one: after TRIES failures it becomes an entry for a human with its original.
    Where the disk takes no files or the database is away it is no fault of the mail's: it waits
    for the next sweep.
    """
    try:
        return bool(_read_claimed([contact_id], at=at))
    except OSError as failure:
        logger.warning("contact %s waits to be read: %s", contact_id, failure)
        return False
    except Exception as failure:
        if was_away(failure):
            logger.warning("contact %s waits to be read: %r", contact_id, failure)
            return False
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
    fact = book_events.ContactUnreadable(trouble="The reader failed")
    timeline.record(fact, contact=contact, at=at)


@transaction.atomic
def _read_claimed(contact_ids: Sequence[int], *, at: datetime) -> int:
    """Read those arrivals that nobody else is reading; return how many."""
    arrivals = (
        Arrival.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("contact")
        .filter(pk__in=contact_ids)
        .order_by("accepted_at")
    )
    read = [Reading(arrival, _mail_of(arrival)) for arrival in arrivals]
    if not read:
        return 0
    _name_our_own(read)
    files = _keep_files(read)
    for each in read:
        _fill(each.contact, each.mail)
    anew = _begin_anew(read)
    opened = open_submissions([each.contact for each in anew], at=at)
    store_read([each.contact for each in read])
    _store_attachments(files)
    _tell(read, at=at)
    pairs = [(submission, each.contact) for submission, each in zip(opened, anew, strict=True)]
    search.index_many_opened(pairs)
    acknowledge_opened(
        [pair for pair, each in zip(pairs, anew, strict=True) if each.is_answered], at=at
    )
    suggest_soon([submission.pk for submission in opened])
    for each in read:
        if each not in anew:
            _place_alone(each, at=at)
    Arrival.objects.filter(pk__in=[each.arrival.pk for each in read]).delete()
    return len(read)


def _mail_of(arrival: Arrival) -> InboundMail:
    return read(
        bytes(arrival.raw),
        own_addresses=frozenset({settings.MAIL_ADDRESS}),
        return_path=arrival.envelope.get("mail_from"),
        checked_by=settings.MAIL_CHECKED_BY,
    )


def _name_our_own(readings: Iterable[Reading]) -> None:
    """Mark what we wrote ourselves and came back, whoever it now says it is from."""
    by_id = {each.mail.message_id: each for each in readings if each.mail.message_id}
    ours = Outgoing.objects.filter(message_id__in=by_id)
    for message_id in ours.values_list("message_id", flat=True):
        each = by_id[message_id]
        each.mail = replace(each.mail, nature=MailNature.OWN, answerable=False)


def _begin_anew(readings: Sequence[Reading]) -> list[Reading]:
    """Choose the mails that surely begin a matter of their own; in doubt a mail is left out."""
    ids = {message_id for each in readings for message_id in each.ids}
    known = set(Outgoing.objects.filter(message_id__in=ids).values_list("message_id", flat=True))
    contacts = Contact.objects.exclude(pk__in=[each.contact.pk for each in readings])
    known |= set(contacts.filter(message_id__in=ids).values_list("message_id", flat=True))
    said = contacts.filter(
        soft_key__in={each.mail.soft_key for each in readings if each.mail.soft_key},
        received_at__gte=min(each.contact.received_at for each in readings) - REPEAT_WITHIN,
    )
    seen = set(said.values_list("soft_key", flat=True))
    anew = []
    for each in readings:
        mail = each.mail
        is_known = bool(known & set(each.ids)) or mail.soft_key in seen
        is_plain = mail.readable and mail.nature == MailNature.ORDINARY and mail.bounce is None
        is_answer = may_answer_agency_mail(mail, each.rcpts)
        if is_plain and not is_known and not is_answer and not codes_in(mail.subject):
            anew.append(each)
        known.update(each.ids[:1])
        seen.update({mail.soft_key} - {""})
    return anew


def _place_alone(reading: Reading, *, at: datetime) -> None:
    if reading.mail.readable:
        place(
            reading.contact,
            reading.mail,
            at=at,
            answers=reading.is_answered,
            rcpts=reading.rcpts,
        )
    else:
        search.index_contact(reading.contact)


def _tell(readings: Iterable[Reading], *, at: datetime) -> None:
    told = []
    for each in readings:
        contact = each.contact
        fact: timeline.Event = book_events.ContactRead(channel=contact.channel)
        if not each.mail.readable:
            fact = book_events.ContactUnreadable(trouble=each.mail.reason.rstrip("."))
        told.append(timeline.Happened(fact, contact_id=contact.pk))
        if contact.submission is not None:
            opened = book_events.SubmissionOpened(
                code=contact.submission.code, channel=contact.channel
            )
            told.append(
                timeline.Happened(
                    opened, submission_id=contact.submission.pk, contact_id=contact.pk
                )
            )
    timeline.record_many(told, at=at)


def _fill(contact: Contact, mail: InboundMail) -> None:
    contact.state = ContactState.READ if mail.readable else ContactState.UNREADABLE
    contact.sender_name = mail.from_name[:300]
    contact.sender_key = mail.from_address[:320]
    address = f"<{mail.from_address}>" if mail.from_address else ""
    contact.sender_raw = f"{mail.from_name} {address}".strip()[:500]
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
        "checks": dict(mail.checks),
    }


Files = list[tuple[Contact, list[tuple[InboundAttachment, Original]]]]


def _keep_files(readings: Sequence[Reading]) -> Files:
    """Put every original and every attached file into the store; durable when it returns."""
    kept = Store(settings.ORIGINALS)
    with ThreadPoolExecutor(WRITERS) as writers:
        for _each in writers.map(kept.put, [bytes(each.arrival.raw) for each in readings]):
            pass
        return [
            (
                each.contact,
                list(
                    zip(
                        each.mail.attachments,
                        writers.map(kept.put, [file.data for file in each.mail.attachments]),
                        strict=True,
                    )
                ),
            )
            for each in readings
        ]


def _store_attachments(files: Files) -> None:
    rows = [
        _attachment(contact, position, file, original)
        for contact, found in files
        for position, (file, original) in enumerate(found)
    ]
    Attachment.objects.bulk_create(rows)
    for contact_id in sorted({row.contact_id for row in rows if wants_preview(row)}):
        make_previews.defer(contact_id=contact_id)


def _attachment(
    contact: Contact, position: int, file: InboundAttachment, original: Original
) -> Attachment:
    inline = file.disposition == "inline"
    return Attachment(
        contact=contact,
        position=position,
        name=file.name[:300],
        content_type=file.content_type[:150],
        size=original.size,
        sha256=original.sha256,
        role=AttachmentRole.INLINE if inline else AttachmentRole.ATTACHED,
        content_id=file.content_id[:500],
    )
