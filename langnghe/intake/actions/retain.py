"""How long sounds stay: proposed by night, deleted a month later unless an officer objects.

Only the sound goes. The contact, its words, the hash of the original and the trace stay.
Nothing happens until the office switches it on (LANGNGHE_RETENTION).
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.intake import events
from langnghe.intake.actions.keep_recordings import is_needed, spool_copy
from langnghe.intake.models import Recording, Transcript
from langnghe.intake.rules import months_after, months_kept, retention_of
from langnghe.originals.store import Store
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.register.models import Contact
from langnghe.register.states import WAITING_STATES, ContactState, Status

logger = logging.getLogger(__name__)

NOTICE = timedelta(days=30)
"""A proposal stands so long before the sound is deleted."""
_OVER = (Status.CLOSED, Status.SET_ASIDE)


@app.periodic(cron="40 18 * * *")
@app.task(queue="upkeep", name="intake.retain", queueing_lock="intake.retain")
def retain_nightly(timestamp: int) -> None:
    """Propose, and end what stood long enough, where the office has decided so (01:40 here)."""
    if settings.RETENTION == "on":
        at = datetime.fromtimestamp(timestamp, UTC)
        proposed, ended = propose_ends(at=at), end_recordings(at=at)
        logger.info("%s recordings were proposed to end, %s ended", proposed, ended)


def proposals() -> QuerySet[Recording]:
    """Return the recordings whose end is proposed, the longest standing first."""
    found = Recording.objects.filter(proposed_at__isnull=False, ended_at__isnull=True)
    return found.select_related("attachment__contact__submission").order_by("proposed_at", "pk")


def goes_at(recording: Recording) -> datetime | None:
    """Return when a proposed sound goes; None where nothing is proposed."""
    return recording.proposed_at and recording.proposed_at + NOTICE


def propose_ends(*, at: datetime) -> int:
    """Propose the end of each recording whose time is over; return how many are new."""
    return sum(_propose(recording, at=at) for recording in _candidates(at=at))


def _candidates(*, at: datetime) -> Iterator[Recording]:
    retention = retention_of(settings.PROFILE_FACTS)
    shortest = min(retention.months, retention.spam_months)
    found = Recording.objects.filter(
        proposed_at__isnull=True,
        ended_at__isnull=True,
        held_reason="",
        attachment__contact__received_at__lt=at - timedelta(days=28 * shortest),
    ).exclude(attachment__contact__state__in=WAITING_STATES)
    related = "attachment__contact__submission__joined_to"
    yield from found.select_related(related).order_by("pk").iterator(chunk_size=500)


def _months(contact: Contact) -> int | None:
    """Return how many months a contact's sound stays; None while nothing may go."""
    submission = contact.submission
    voices = [each for each in (submission, getattr(submission, "joined_to", None)) if each]
    if any(each.status not in {*_OVER, Status.JOINED} for each in voices):
        return None
    set_aside = contact.state == ContactState.SET_ASIDE or (
        bool(voices) and all(each.status == Status.SET_ASIDE for each in voices)
    )
    kinds = [each.kind for each in voices]
    return months_kept(kinds, set_aside=set_aside, retention=retention_of(settings.PROFILE_FACTS))


def _is_over(contact: Contact, *, at: datetime) -> bool:
    months = _months(contact)
    return months is not None and months_after(contact.received_at, months) <= at


def _propose(recording: Recording, *, at: datetime) -> bool:
    if not _is_over(recording.attachment.contact, at=at):
        return False
    recording.proposed_at = at
    recording.save(update_fields=["proposed_at"])
    return True


@transaction.atomic
def hold_recording(recording_id: int, *, reason: str, by: Officer, at: datetime) -> Recording:
    """Keep a recording beyond its time. Raises NotAllowed, Missing."""
    require(by, Right.BALANCE)
    visible = Contact.objects.visible_to(by)
    found = Recording.objects.select_for_update(of=("self",)).filter(
        pk=recording_id, attachment__contact__in=visible, ended_at__isnull=True
    )
    recording = found.select_related("attachment__contact__submission").first()
    if recording is None:
        raise Missing(recording_id)
    contact = recording.attachment.contact
    recording.held_reason, recording.proposed_at = reason.strip()[:1000], None
    recording.save(update_fields=["held_reason", "proposed_at"])
    fact = events.RecordingHeld(name=recording.attachment.name, reason=recording.held_reason)
    timeline.record(fact, contact=contact, submission=contact.submission, by=by, at=at)
    return recording


def end_recordings(*, at: datetime) -> int:
    """Delete the sounds whose proposal stood a month; return how many. May be repeated."""
    due = Recording.objects.filter(proposed_at__lte=at - NOTICE, ended_at__isnull=True)
    count = sum(_end(pk, at=at) for pk in list(due.order_by("pk").values_list("pk", flat=True)))
    left = Recording.objects.filter(ended_at__isnull=False, gone_at__isnull=True)
    for recording in left.select_related("attachment__contact"):
        _delete_sound(recording, at=at)
    return count


@transaction.atomic
def _end(recording_id: int, *, at: datetime) -> bool:
    """Mark a recording as ended, in case nothing changed since it was proposed."""
    recording = (
        Recording.objects.select_for_update(of=("self",))
        .filter(Q(pk=recording_id), proposed_at__isnull=False, ended_at__isnull=True)
        .select_related("attachment__contact__submission__joined_to")
        .first()
    )
    if recording is None:
        return False
    contact, name = recording.attachment.contact, recording.attachment.name
    if not _is_over(contact, at=at):
        recording.proposed_at = None
        recording.save(update_fields=["proposed_at"])
        return False
    recording.ended_at = at
    recording.save(update_fields=["ended_at"])
    Transcript.objects.filter(pk=recording_id).delete()
    fact = events.RecordingEnded(
        name=name, months=_months(contact) or 0, sha256=recording.attachment.sha256
    )
    timeline.record(fact, contact=contact, submission=contact.submission, at=at)
    return True


def _delete_sound(recording: Recording, *, at: datetime) -> None:
    """Delete every copy of a sound that nobody else needs: FLAC, original, rendition, spool."""
    store, attachment = Store(settings.ORIGINALS), recording.attachment
    rendition, attachment.playable_sha256 = attachment.playable_sha256, ""
    attachment.save(update_fields=["playable_sha256"])
    for sha256 in filter(None, {recording.flac_sha256, attachment.sha256, rendition}):
        if not is_needed(sha256):
            store.drop(sha256)
    if copy := spool_copy(attachment):
        copy.unlink(missing_ok=True)
    recording.gone_at = at
    recording.save(update_fields=["gone_at"])
