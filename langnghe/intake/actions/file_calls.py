"""Filing calls: what an exchange left in its spool becomes contacts with a player.

The offset into the exchange's book moves in the same transaction that files the calls, so that
a kill at any moment files each call once. Recordings are taken when they are finished, whether
their record came before, later, or never.
"""

import contextlib
import json
import logging
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from langnghe.intake import events
from langnghe.intake.actions.judge_trials import judge_trial
from langnghe.intake.actions.keep_recordings import keep_recording
from langnghe.intake.call_facts import facts_of, lock_call
from langnghe.intake.models import CallBook
from langnghe.line.actions.call_backs import (
    ask_call_back,
    fold_refused,
    join_returned,
    note_returned,
)
from langnghe.line.models import LiveCall
from langnghe.line.queries import live_call
from langnghe.originals.store import Store
from langnghe.register import events as book_events
from langnghe.register import search, timeline
from langnghe.register.models import Attachment, Contact
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import CallOutcome, Channel, ContactState
from langnghe.reply.actions.tellings import join_told, note_survey
from langnghe.telephony import wav
from langnghe.telephony.records import CallRecord, merge, read_lines
from langnghe.telephony.sound import form_of
from langnghe.telephony.spool import Exchange, call_of, exchanges, is_message, readable
from langnghe.vietnamese.phones import read_number

logger = logging.getLogger(__name__)

RAW = "audio/x-raw"
"""An exchange's own recording: samples without a header."""


class FileOne(Protocol):
    """What files one recording."""

    def __call__(self, exchange: Exchange, path: Path, *, at: datetime) -> int: ...


def file_calls(spool: Path, *, at: datetime) -> int:
    """File everything that lies in the spool; return how many calls and recordings were new."""
    return sum(_file_exchange(exchange, at=at) for exchange in exchanges(spool))


def _file_exchange(exchange: Exchange, *, at: datetime) -> int:
    """File what one exchange left; a file that cannot be read now keeps no other waiting."""
    count = 0
    try:
        count += file_records(exchange, at=at)
    except OSError as failure:
        logger.warning("the book of exchange %s waits: %s", exchange.name, failure)
    for path in list(exchange.waiting()):
        count += _carefully(file_recording, exchange, path, at=at)
    for path in list(exchange.orphans(now=at.timestamp())):
        count += _carefully(file_orphan, exchange, path, at=at)
    return count


def _carefully(file_one: FileOne, exchange: Exchange, path: Path, *, at: datetime) -> int:
    try:
        return file_one(exchange, path, at=at)
    except OSError as failure:
        logger.warning("recording %s waits: %s", readable(path.name), failure)
        return 0


@transaction.atomic
def file_records(exchange: Exchange, *, at: datetime) -> int:
    """File the calls whose records were written since last time."""
    CallBook.objects.get_or_create(exchange=exchange.name)
    book = CallBook.objects.select_for_update().get(exchange=exchange.name)
    batch = read_lines(exchange.book, book.offset, book.mark)
    if batch.offset == book.offset and batch.mark == book.mark:
        return 0
    if batch.began_anew:
        logger.warning("exchange %s began a new book of calls", exchange.name)
    calls = merge(batch.records)
    for call in calls:
        file_call(exchange.name, call, at=at)
    for line in batch.unreadable:
        _file_unreadable(exchange.name, line, at=at)
    book.offset, book.mark, book.seen_at = batch.offset, batch.mark, at
    book.save()
    return len(calls) + len(batch.unreadable)


def contact_key(exchange: str, unique_id: str) -> str:
    """Name a call as contacts know it."""
    return f"{exchange}:{unique_id}"[:200]


def file_call(exchange: str, call: CallRecord, *, at: datetime) -> Contact:
    """Make a call a contact, or add further records to it. Call it inside a transaction."""
    key = contact_key(exchange, call.unique_id)
    lock_call(key)
    contact = (
        Contact.objects.select_for_update(of=("self",), no_key=True)
        .filter(channel=Channel.CALL, external_id=key)
        .first()
    )
    if contact is None:
        contact = Contact(channel=Channel.CALL, external_id=key, source=f"spool:{exchange}"[:60])
        contact.notes, contact.refers_to, contact.facts = [], [], {}
        contact.sender_key = contact.sender_raw = ""
        return _save_call(contact, call, at=at, is_new=True)
    contact.source = f"spool:{exchange}"[:60]  # a form may have come first
    known = [line for line in contact.facts.get("lines", []) if line not in call.lines]
    (whole,) = merge([*known, *call.lines]) if known else (call,)
    return _save_call(contact, whole, at=at, is_new=False)


def _save_call(contact: Contact, call: CallRecord, *, at: datetime, is_new: bool) -> Contact:
    """Write down what the records say; words, submission and decision are the officers' own."""
    live = live_call(contact.external_id)
    is_first = not contact.facts.get("lines")
    contact.facts = {**contact.facts, **facts_of(call, live)}
    _say_who(contact, call)
    original = json.dumps(list(call.lines), ensure_ascii=False, sort_keys=True).encode()
    kept = Store(settings.ORIGINALS).put(original)
    contact.original_sha256, contact.original_size = kept.sha256, kept.size
    contact.received_at = contact.started_at = call.started_at
    contact.outcome, contact.seconds = call.outcome, call.seconds
    contact.nature = "ordinary"
    if is_new or contact.state == ContactState.ARRIVED:
        contact.recorded_at = at
        contact.state = ContactState.READ
    contact.save()
    if is_first:
        fact = _filed(call)
        timeline.record(fact, contact=contact, submission=contact.submission, at=at)
    if is_new:
        search.index_contact(contact)
    _follow_up(contact, live, is_first=is_first, at=at)
    return contact


def _filed(call: CallRecord) -> timeline.Event:
    """Return the fact that a call was filed; a trial call is no arrival that screens ring for."""
    if call.is_trial:
        return events.TrialFiled(seconds=call.seconds)
    return events.CallFiled(outcome=call.outcome, number=call.number, seconds=call.seconds)


def _say_who(contact: Contact, call: CallRecord) -> None:
    """Set whose call it is; a number that a caller hid does not replace one that was told."""
    number = read_number(call.number)
    contact.facts["kind_of_number"] = number.kind
    if number.e164 or not contact.sender_raw:
        contact.sender_key, contact.sender_raw = number.e164 or "", call.number[:500]


def _follow_up(contact: Contact, live: LiveCall | None, *, is_first: bool, at: datetime) -> None:
    """Ask for a call back where nobody answered; note a call that was one."""
    answered = contact.outcome == CallOutcome.ANSWERED
    if contact.is_waiting and contact.facts["is_trial"]:
        _set_aside(contact, "test")
    elif contact.is_waiting and not answered:
        _leave_open(contact, live, at=at)
    if contact.facts["returns"] and is_first:
        by = live.officer if live else None
        note_returned(contact.facts["returns"], answered=answered, by=by, at=at)
        join_returned(contact, by=contact.taken_by, at=at)
    if answered:
        join_told(contact, by=live.officer if live else None, at=at)
        note_survey(contact, at=at)


def _leave_open(contact: Contact, live: LiveCall | None, *, at: datetime) -> None:
    """Put a call that nobody answered on the list; one that we made waits for no officer."""
    if contact.facts["is_outward"]:
        _set_aside(contact, "no_answer")
    elif contact.outcome != CallOutcome.REFUSED or not fold_refused(contact, at=at):
        ask_call_back(contact, calls=live.repeats if live else 1)


def _set_aside(contact: Contact, reason: str) -> None:
    contact.state, contact.set_aside_reason = ContactState.SET_ASIDE, reason
    contact.save(update_fields=["state", "set_aside_reason"])


def _file_unreadable(exchange: str, line: bytes, *, at: datetime) -> None:
    """Keep a line that is no record as an entry for a human."""
    kept = Store(settings.ORIGINALS).put(line)
    contact, made = Contact.objects.get_or_create(
        channel=Channel.CALL,
        external_id=contact_key(exchange, f"line-{kept.sha256[:40]}"),
        defaults={
            "source": f"spool:{exchange}"[:60],
            "received_at": at,
            "recorded_at": at,
            "state": ContactState.UNREADABLE,
            "original_sha256": kept.sha256,
            "original_size": kept.size,
            "text": line.decode("utf-8", "replace").replace("\x00", "")[:2000],
        },
    )
    if made:
        fact = book_events.ContactUnreadable(trouble="No call record")
        timeline.record(fact, contact=contact, at=at)
        search.index_contact(contact)


def file_recording(exchange: Exchange, path: Path, *, at: datetime) -> int:
    """Attach a finished recording to its call; wait where the call has no record yet."""
    key = contact_key(exchange.name, call_of(path))
    contact = Contact.objects.filter(channel=Channel.CALL, external_id=key).first()
    if (
        contact is None
        or not contact.facts.get("lines")
        or not wav.is_finished(path, now=at.timestamp())
    ):
        return 0
    return _attach(exchange, contact.pk, path, at=at)


def file_orphan(exchange: Exchange, path: Path, *, at: datetime) -> int:
    """File a recording whose exchange died before it wrote a record: the words still count."""
    live = live_call(contact_key(exchange.name, call_of(path)))
    was_answered = live.answered_at is not None if live else path.suffix != ".raw"
    record = _orphan_record(path, was_answered=was_answered)
    with transaction.atomic():
        contact = file_call(exchange.name, merge([record])[0], at=at)
        contact.notes = ["no_record"]
        contact.save(update_fields=["notes"])
    return _attach(exchange, contact.pk, path, at=at)


def _orphan_record(path: Path, *, was_answered: bool) -> dict[str, Any]:
    """Say what a recording alone tells of its call.

    Our own exchange records from the greeting on: without a word from the line nobody answered.
    """
    end, seconds = int(path.stat().st_mtime), 0
    with contextlib.suppress(wav.NotSound):
        seconds = int(form_of(path).seconds)
    record: dict[str, Any] = {"uniqueid": call_of(path), "start": end - seconds, "end": end}
    record["recovered"] = True
    if is_message(path):
        return record | {"message": readable(path.name)}
    return record | {"outcome": "answered" if was_answered else "missed"}


def _attach(exchange: Exchange, contact_id: int, path: Path, *, at: datetime) -> int:
    """Store a recording and tie it to its contact, then move the file out of the way."""
    facts, name = _sound_facts(path), readable(path.name)[:300]
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",), no_key=True).get(pk=contact_id)
        known = contact.attachments.filter(name=name, sha256=facts["sha256"]).exists()
        if not known:
            attachment = Attachment.objects.create(
                contact=contact,
                position=contact.attachments.count(),
                name=name,
                role=AttachmentRole.VOICE_MESSAGE if is_message(path) else AttachmentRole.RECORDING,
                **facts,
            )
            fact = events.RecordingFiled(name=name, seconds=int(facts["seconds"] or 0))
            timeline.record(fact, contact=contact, submission=contact.submission, at=at)
            keep_recording.defer(attachment_id=attachment.pk)
            if contact.facts.get("is_trial"):
                judge_trial.defer(key=contact.external_id)
    exchange.file_away(path)
    return 0 if known else 1


def _sound_facts(path: Path) -> dict[str, Any]:
    store = Store(settings.ORIGINALS)
    kept = store.put_file(path)
    facts: dict[str, Any] = {
        "content_type": "audio/wav",
        "size": kept.size,
        "sha256": kept.sha256,
        "seconds": None,
    }
    try:
        if path.suffix == ".raw":  # the worker makes it playable, in a moment
            return facts | {"content_type": RAW, "seconds": round(form_of(path).seconds, 2)}
        with tempfile.TemporaryDirectory() as folder:
            rendition = Path(folder) / "playable.wav"
            sound = wav.write_playable(path, rendition)
            if sound.cut or sound.coding != wav.PCM or sound.bits != 16:
                facts["playable_sha256"] = store.put_file(rendition).sha256
        facts |= {"seconds": round(sound.seconds, 2), "peaks": wav.peaks(path)}
    except wav.NotSound as failure:
        logger.warning("recording %s cannot be played: %s", path.name, failure)
        facts["content_type"] = "application/octet-stream"
    return facts
