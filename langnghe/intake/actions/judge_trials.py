"""Judging trial calls: was it answered, filed, recorded, and is in it what was said?"""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from langnghe.intake.models import Recording
from langnghe.line.actions.trials import note_finding
from langnghe.line.models import Trial
from langnghe.line.rules import HEARD, TRIAL_LASTS
from langnghe.line.states import Finding
from langnghe.originals.store import Store
from langnghe.register.models import Attachment, Contact
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import CallOutcome, Channel
from langnghe.telephony.exchange.trial import heard
from langnghe.telephony.wav import NotSound

Likeness = tuple[float | None, float | None]
NOTHING: Likeness = (None, None)


@app.task(
    queue="intake",
    name="intake.judge_trial",
    retry=RetryStrategy(max_attempts=5, exponential_wait=3),
)
def judge_trial(key: str) -> None:
    """Judge the trial call whose recording was filed. Safe to repeat."""
    exchange, _colon, call = key.partition(":")
    for trial in Trial.objects.filter(exchange=exchange, call=call, finding=""):
        judge(trial, at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="intake.end_trials", queueing_lock="intake.end_trials", pass_context=False)
def end_trials(timestamp: int) -> None:
    """Judge trial calls of which nothing more can come by what there is."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for trial in Trial.objects.filter(finding="", began_at__lt=at - TRIAL_LASTS):
        judge(trial, at=at)


def judge(trial: Trial, *, at: datetime) -> Finding:
    """Look at all that came of a trial call and write down what it shows."""
    contact = Contact.objects.filter(channel=Channel.CALL, external_id=trial.key).first()
    finding, likeness = _finding(contact)
    note_finding(trial.pk, finding, likeness=likeness, at=at)
    return finding


def _finding(contact: Contact | None) -> tuple[Finding, Likeness]:
    """Return what failed first."""
    if contact is None:
        return Finding.NOT_FILED, NOTHING
    if contact.outcome != CallOutcome.ANSWERED:
        return Finding.NOT_ANSWERED, NOTHING
    recording = contact.attachments.filter(role=AttachmentRole.RECORDING).first()
    try:
        likeness = _heard(recording) if recording else NOTHING
    except NotSound:
        return Finding.NOT_RECORDED, NOTHING
    if likeness == NOTHING:
        return Finding.NOT_RECORDED, NOTHING
    is_heard = all(each is not None and each >= HEARD for each in likeness)
    return (Finding.GOOD if is_heard else Finding.NOT_HEARD), likeness


def _heard(attachment: Attachment) -> Likeness:
    """Look for both voices in a recording as it came, or in the FLAC that took its place."""
    store = Store(settings.ORIGINALS)
    kept = Recording.objects.filter(attachment=attachment).exclude(flac_sha256="").first()
    if store.has(attachment.sha256) or kept is None:
        return heard(store.path(attachment.sha256), name=attachment.name)
    return heard(store.path(kept.flac_sha256), name=f"{Path(attachment.name).stem}.flac")
