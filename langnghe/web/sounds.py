"""The recordings of a contact as a page shows them: player, marks, the machine's draft."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.intake.events import CallFiled, RecordingFiled
from langnghe.intake.models import Recording, Transcript
from langnghe.register.models import Attachment, Contact, Entry
from langnghe.register.models.contact import AttachmentRole
from langnghe.web.shown import RECORDED, shown_entries

_MARK = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)\][ \t]*([^\n\[]*)")
_WORDS = 90
_OWN_KINDS = (CallFiled.kind, RecordingFiled.kind)


@dataclass(frozen=True)
class Mark:
    """A moment of a recording that somebody noted. `kind`: note (typed) or entry (timeline)."""

    at: float
    words: str
    kind: str


@dataclass(frozen=True)
class ShownSound:
    """A recording with what is shown beside it; `recording` is None until the worker made it."""

    file: Attachment
    recording: Recording | None
    draft: Transcript | None
    marks: list[Mark]

    @property
    def is_message(self) -> bool:
        """Whether a caller spoke to a machine."""
        return self.file.role == AttachmentRole.VOICE_MESSAGE

    @property
    def is_ready(self) -> bool:
        """Whether a browser can play it now."""
        made = self.recording is not None and self.recording.is_kept
        return made or self.file.content_type == "audio/wav"

    @property
    def is_ended(self) -> bool:
        """Whether its time was over."""
        return self.recording is not None and self.recording.ended_at is not None

    @property
    def has_sides(self) -> bool:
        """Whether caller and hotline are heard apart."""
        return self.recording is not None and len(self.recording.sides) == 2


def shown_sounds(contact: Contact, officer: Officer) -> list[ShownSound]:
    """Return the recordings and voice messages of a contact, with their marks."""
    files = [file for file in contact.attachments.all() if file.role in RECORDED]
    if not files:
        return []
    made = (
        Recording.objects.select_related("transcript")
        .defer("head", "tail")
        .in_bulk([file.pk for file in files])
    )
    return [_shown(contact, file, made.get(file.pk), officer) for file in files]


def _shown(
    contact: Contact, file: Attachment, recording: Recording | None, officer: Officer
) -> ShownSound:
    draft = getattr(recording, "transcript", None) if recording else None
    return ShownSound(file, recording, draft, marks_of(contact, file, officer))


def marks_of(contact: Contact, file: Attachment, officer: Officer) -> list[Mark]:
    """Return what was noted while a recording ran: time marks in the notes, and the timeline."""
    start, seconds = _start(contact, file), file.seconds or 0
    if start is None:
        return []
    marks = [*_noted(contact, start), *_happened(contact, start, seconds, officer)]
    return sorted((each for each in marks if 0 <= each.at <= seconds), key=lambda each: each.at)


def _start(contact: Contact, file: Attachment) -> datetime | None:
    """Return when a recording began: a call's with the call, a message's so long before its end."""
    if contact.started_at is None or file.role != AttachmentRole.VOICE_MESSAGE:
        return contact.started_at
    before_end = (contact.seconds or 0) - (file.seconds or 0)
    return contact.started_at + timedelta(seconds=max(0.0, before_end))


def _noted(contact: Contact, start: datetime) -> list[Mark]:
    """Read the time marks that F2 wrote; they count from the beginning of the call."""
    before = (start - contact.started_at).total_seconds() if contact.started_at else 0
    return [
        Mark(
            at=3600 * int(hours or 0) + 60 * int(minutes) + int(seconds) - before,
            words=words.strip()[:_WORDS],
            kind="note",
        )
        for hours, minutes, seconds, words in _MARK.findall(contact.text)
    ]


def _happened(contact: Contact, start: datetime, seconds: float, officer: Officer) -> list[Mark]:
    about = Q(contact=contact)
    if contact.submission_id is not None:
        about |= Q(submission_id=contact.submission_id)
    entries = Entry.objects.filter(
        about, at__gte=start, at__lte=start + timedelta(seconds=seconds)
    ).exclude(kind__in=_OWN_KINDS)
    return [
        Mark((entry.at - start).total_seconds(), words[:_WORDS], "entry")
        for entry, words in shown_entries(entries.select_related("by"), officer)
    ]
