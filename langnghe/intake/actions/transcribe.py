"""A draft of what was said, by the machine the administrator supplied; never the record."""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from procrastinate.contrib.django import app

from langnghe.intake.models import Recording, Transcript
from langnghe.late import late
from langnghe.originals.store import Store
from langnghe.register.models import Entry
from langnghe.register.states import Channel
from langnghe.register.timeline import tell_screens
from langnghe.telephony.loudness import resampled
from langnghe.telephony.sound import Span, draw, form_of, pieces
from langnghe.telephony.speech import RATE, NoEngine, Speech, SttEngine, engine_of, hash_of
from langnghe.triage.actions.hear import hear_words
from langnghe.triage.actions.suggest import suggest

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")

logger = logging.getLogger(__name__)

CALLER = 0
"""The side of a recording on which the citizen speaks."""

LONGEST_SECONDS = 25
"""What is given to a machine at once; longer speech is cut."""
_MARGIN_SECONDS = 0.2
_NICENESS = 15


@app.task(queue="speech", name="intake.transcribe", lock="intake.transcribe", priority=-50)
def transcribe(attachment_id: int) -> None:
    """Write the draft of a recording, in a thread that lets everybody else go first.

    Safe to repeat. What keeps the machine from listening is noted beside the player.
    """
    recording = Recording.objects.filter(pk=attachment_id).select_related("attachment").first()
    if recording is None or not recording.is_kept or settings.STT["engine"] == "none":
        return
    lines: list[dict[str, Any]] = []
    trouble = model = ""
    try:
        folder = Path(settings.STT["model"])
        flac = Store(settings.ORIGINALS).path(recording.flac_sha256)
        with ThreadPoolExecutor(1, initializer=_step_back) as quiet:
            lines, model = quiet.submit(_listen, flac, folder).result()
    except NoEngine as failure:
        logger.warning("no machine listens: %s", failure)
        trouble = str(failure)[:500]
    facts = {
        "lines": lines,
        "engine": settings.STT["engine"],
        "model_sha256": model,
        "made_at": datetime.now(UTC),
        "trouble": trouble,
    }
    Transcript.objects.update_or_create(recording=recording, defaults=facts)
    contact = recording.attachment.contact
    tell_screens("contact", contact.pk, what="transcript")
    hear_words(
        "\n".join(line["words"] for line in lines), source=contact.external_id,
        submission=contact.submission, at=datetime.now(UTC),
    )  # fmt: skip
    if contact.submission_id is not None:
        suggest_from_drafts(contact.submission_id)


@app.task(queue="speech", name="intake.suggest_from_drafts")
def suggest_from_drafts(submission_id: int) -> None:
    """Suggest anew with what citizens said on the calls of a submission. Safe to repeat."""
    drafts = Transcript.objects.filter(recording__attachment__contact__submission=submission_id)
    lines = [line for draft in drafts.order_by("pk") for line in draft.lines]
    said = "\n".join(line["words"] for line in lines if line["side"] == CALLER)
    if said.strip():
        suggest(submission_id, heard=said, at=datetime.now(UTC))


def read_drafts(entries: Sequence[Entry]) -> None:
    """Let the drafts of calls that became, or joined, submissions be read."""
    calls = [entry.submission_id for entry in entries if entry.facts["channel"] == Channel.CALL]
    if not calls:
        return
    drafted = Transcript.objects.filter(recording__attachment__contact__submission__in=calls)
    contacts = drafted.values_list("recording__attachment__contact__submission_id", flat=True)
    for submission_id in contacts.distinct():
        suggest_from_drafts.defer(submission_id=submission_id)


def _step_back() -> None:
    """Lower this thread's priority, and of those the engine starts from it (Linux)."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _listen(flac: Path, folder: Path) -> tuple[list[dict[str, Any]], str]:
    engine = engine_of(settings.STT["engine"], folder)
    lines = [
        line
        for side, spans in enumerate(draw(flac).spoken)
        for span in _cut(spans)
        for line in _heard(engine, flac, side, span)
    ]
    return sorted(lines, key=lambda line: (line["from"], line["side"])), hash_of(folder)


def _cut(spans: list[Span]) -> Iterator[Span]:
    for start, end in spans:
        while end - start > LONGEST_SECONDS:
            yield start, start + LONGEST_SECONDS
            start += LONGEST_SECONDS  # noqa: PLW2901 (what is left of this span)
        yield start, end


def _heard(engine: SttEngine, flac: Path, side: int, span: Span) -> Iterator[dict[str, Any]]:
    start = max(0.0, span[0] - _MARGIN_SECONDS)
    for each in engine.listen(speech_of(flac, side, (start, span[1] + _MARGIN_SECONDS))):
        yield {
            "from": round(start + each.start, 2),
            "to": round(start + each.end, 2),
            "side": side,
            "words": each.words,
        }


def speech_of(flac: Path, side: int, span: Span) -> Speech:
    """Return one speaker between two moments, as machines want to hear it."""
    rate, at = form_of(flac).rate, 0
    first, last = int(span[0] * rate), int(span[1] * rate)
    found = []
    for piece in pieces(flac):
        found.append(piece[max(0, first - at) : max(0, last - at), side])
        at += len(piece)
        if at >= last:
            break
    signal = np.concatenate(found).astype(np.float64) / 32768
    return resampled(signal, rate, RATE).astype(np.float32)
