"""Keeping recordings: encoded, verified, drawn by the worker; the original's hash stays for ever.

A FLAC that gives the original back byte for byte takes its place in the store; what it cannot
give back (A-law, a torn end) keeps its original beside it.
"""

import contextlib
import logging
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.models import Evidence
from langnghe.intake import events
from langnghe.intake.actions.transcribe import transcribe
from langnghe.intake.models import Recording
from langnghe.originals.store import NotKept, Original, Store
from langnghe.register import timeline
from langnghe.register.models import Attachment, Contact
from langnghe.register.models.contact import AttachmentRole
from langnghe.telephony.sound import Encoded, NotFaithful, Shell, rebuilt, write_flac
from langnghe.telephony.spool import FILED
from langnghe.telephony.wav import NotSound

logger = logging.getLogger(__name__)

SOUNDS = (AttachmentRole.RECORDING, AttachmentRole.VOICE_MESSAGE)
AT_ONCE = 500
GO_ON_SECONDS, REST = 5, 2


@app.periodic(cron="23 * * * *")
@app.task(queue="upkeep", name="intake.keep_recordings", queueing_lock="intake.keep_recordings")
def keep_recordings(timestamp: int) -> None:
    """Ask again for every recording that was filed and is not kept yet."""
    waiting = Attachment.objects.filter(role__in=SOUNDS, recording__isnull=True)
    for attachment_id in waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        keep_recording.defer(attachment_id=attachment_id)


@app.task(
    queue="intake",
    name="intake.keep_recording",
    lock="intake.keep_recording",
    priority=-5,
    retry=RetryStrategy(max_attempts=10, exponential_wait=4),
)
def keep_recording(attachment_id: int) -> None:
    """Keep one recording, and for some seconds those that wait behind it.

    A worker looks once a second for the next job of a lock: after an outage, or with many calls at
    once, recordings would become playable one a second. Between them it rests: the exchange may
    be busy with calls on the same machine.
    """
    end = time.monotonic() + GO_ON_SECONDS
    keep_one(attachment_id)
    behind = Attachment.objects.filter(
        role__in=SOUNDS, recording__isnull=True, pk__gt=attachment_id
    )
    for other in behind.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        began = time.monotonic()
        if began > end:
            break
        with contextlib.suppress(Exception):  # its own job comes, and says why
            keep_one(other)
        time.sleep(REST * (time.monotonic() - began))


def keep_one(attachment_id: int) -> None:
    """Encode, verify and draw one recording. Safe to repeat; killed anywhere, nothing is lost."""
    attachment = Attachment.objects.get(pk=attachment_id)
    recording = Recording.objects.filter(pk=attachment_id).first()
    if recording is None:
        recording = _kept(attachment, at=datetime.now(UTC))
    if recording.rebuilds and recording.ended_at is None:
        _drop_original(attachment, recording)


def _kept(attachment: Attachment, *, at: datetime) -> Recording:
    store = Store(settings.ORIGINALS)
    try:
        store.open(attachment.sha256).close()
        with tempfile.TemporaryDirectory() as folder:
            flac = Path(folder) / "sound.flac"
            encoded = write_flac(
                store.path(attachment.sha256), flac, name=attachment.name, sha256=attachment.sha256
            )
            kept = store.put_file(flac)
    except (NotSound, NotFaithful, NotKept) as failure:
        logger.warning("recording %s stays as it came: %s", attachment.name, failure)
        return Recording.objects.create(
            attachment=attachment, kept_at=at, trouble=f"{type(failure).__name__}: {failure}"[:300]
        )
    return _note(attachment, encoded, kept, at=at)


@transaction.atomic
def _note(attachment: Attachment, encoded: Encoded, kept: Original, *, at: datetime) -> Recording:
    shell = encoded.shell
    recording = Recording.objects.create(
        attachment=attachment,
        flac_sha256=kept.sha256,
        flac_size=kept.size,
        rebuilds=shell is not None,
        head=shell.head if shell else b"",
        tail=shell.tail if shell else b"",
        sides=encoded.drawing.sides,
        silences=encoded.drawing.silences,
        kept_at=at,
    )
    attachment.seconds = round(encoded.form.seconds, 2)
    attachment.save(update_fields=["seconds"])
    if settings.STT["engine"] != "none":
        transcribe.defer(attachment_id=attachment.pk)
    timeline.tell_screens("contact", attachment.contact_id, what="recording")
    return recording


def _drop_original(attachment: Attachment, recording: Recording) -> None:
    """Let the original go, and the rendition made at filing, once the FLAC is safe in the store."""
    store = Store(settings.ORIGINALS)
    if not store.has(recording.flac_sha256) or not store.verify(recording.flac_sha256):
        logger.error("the FLAC of recording %s is damaged", attachment.name)
        return
    rendition, attachment.playable_sha256 = attachment.playable_sha256, ""
    attachment.save(update_fields=["playable_sha256"])
    for sha256 in filter(None, {attachment.sha256, rendition}):
        if not is_needed(sha256):
            store.drop(sha256)
    if copy := spool_copy(attachment):
        copy.unlink(missing_ok=True)


def spool_copy(attachment: Attachment) -> Path | None:
    """Find the file of a recording that was filed away in the exchange's spool."""
    source, _colon, exchange = attachment.contact.source.partition(":")
    if source != "spool" or exchange != Path(exchange).name or attachment.name.startswith("."):
        return None
    path = Path(settings.CALL_SPOOL) / exchange / FILED / Path(attachment.name).name
    is_same = path.is_file() and not path.is_symlink() and path.stat().st_size == attachment.size
    return path if is_same else None


def is_needed(sha256: str) -> bool:
    """Tell whether any row needs these bytes; one whose FLAC rebuilds them does not."""
    spared = Q(recording__rebuilds=True) | Q(recording__ended_at__isnull=False)
    return (
        Attachment.objects.filter(sha256=sha256).exclude(spared).exists()
        or Attachment.objects.filter(playable_sha256=sha256).exists()
        or Recording.objects.filter(flac_sha256=sha256, ended_at__isnull=True).exists()
        or Contact.objects.filter(original_sha256=sha256).exists()
        or Evidence.objects.filter(sha256=sha256).exists()
    )


def original_of(recording: Recording) -> Iterator[bytes]:
    """Yield a recording exactly as the exchange left it. Raises NotKept."""
    store = Store(settings.ORIGINALS)
    if not recording.rebuilds:
        with store.open(recording.attachment.sha256) as file:
            yield from iter(lambda: file.read(1 << 20), b"")
        return
    store.open(recording.flac_sha256).close()
    shell = Shell(bytes(recording.head), bytes(recording.tail))
    yield from rebuilt(store.path(recording.flac_sha256), shell)


@transaction.atomic
def take_out_recording(attachment_id: int, *, by: Officer, at: datetime) -> Attachment:
    """Note that an officer downloads a sound. Raises NotAllowed."""
    require(by, Right.EXPORT)
    attachment = Attachment.objects.select_related("contact__submission").get(pk=attachment_id)
    contact = attachment.contact
    fact = events.RecordingTaken(name=attachment.name)
    timeline.record(fact, contact=contact, submission=contact.submission, by=by, at=at)
    return attachment
