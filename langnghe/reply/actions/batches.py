"""One answer to many voices: drafted, checked, then sent voice by voice by a job."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.gates import ChangedMeanwhile, Missing, lock_case
from langnghe.register.models import Case, Item, Submission
from langnghe.register.states import CaseStatus, Sensitivity, Status
from langnghe.reply.actions.post import send_shares
from langnghe.reply.checks import Finding, findings_in
from langnghe.reply.letters import GAP
from langnghe.reply.models import Batch, ReplyTemplate, Share
from langnghe.reply.personal import cases_of, known_to, results_of
from langnghe.reply.rules import way_of
from langnghe.reply.states import BatchState, ShareState, Way, WhyLeftOut
from langnghe.triage.models import Issue

TEMPLATES = {True: ("answer_many", "answer"), False: ("notice_many", "first_notice")}
_PLACES = ("name", "code", "code_spoken", "summary", "said_on", "agency", "due", "result", "own")


class NotADraft(Exception):
    """What is being sent, or was sent, is not changed any more."""


class Unfinished(Exception):
    """The text is empty, or a gap of its template was left open."""


class NobodyToAnswer(Exception):
    """Every voice is left out."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What stands in the way: a finding, and in which text (a language, or a voice's code)."""

    text: str
    finding: Finding


class TellsTooMuch(Exception):
    """The text tells one citizen of another, or names an officer."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__(len(troubles))
        self.troubles = troubles


@transaction.atomic
def draft_for_case(case_id: int, *, is_final: bool, by: Officer, at: datetime) -> Batch:
    """Begin an answer to the voices of a case, or go on with the one that was begun."""
    case = lock_case(case_id, by, Right.REPLY)
    batch = case.batches.filter(state=BatchState.DRAFT, is_final=is_final).first()
    if batch is None:
        texts = _texts(is_final, result=results_of([case.pk]).get(case.pk, ""))
        batch = Batch.objects.create(
            case=case, is_final=is_final, texts=texts, created_at=at, created_by=by
        )
    _add_voices(batch, by)
    return batch


@transaction.atomic
def draft_for_issue(issue_id: int, *, is_final: bool, by: Officer, at: datetime) -> Batch:
    """Begin an answer to the voices of an issue's cases, or go on with the one that was begun."""
    if not by.may(Right.REPLY) or not Issue.objects.visible_to(by).filter(pk=issue_id).exists():
        raise Missing(issue_id)
    issue = Issue.objects.select_for_update(of=("self",), no_key=True).get(pk=issue_id)
    batch = issue.batches.filter(state=BatchState.DRAFT, is_final=is_final).first()
    if batch is None:
        batch = Batch.objects.create(
            issue=issue, is_final=is_final, texts=_texts(is_final), created_at=at, created_by=by
        )
    _add_voices(batch, by)
    return batch


def _texts(is_final: bool, *, result: str = "") -> dict[str, dict[str, str]]:  # noqa: FBT001
    """Return the profile's texts by language; a known result is written in, to be edited."""
    rows: dict[str, ReplyTemplate] = {}
    for code in reversed(TEMPLATES[is_final]):
        rows |= {row.language: row for row in ReplyTemplate.objects.filter(code=code)}
    return {
        language: {
            "subject": row.subject,
            "text": row.text.replace("{result}", result) if result else row.text,
        }
        for language, row in rows.items()
    }


def _add_voices(batch: Batch, by: Officer) -> None:
    """Add the voices that are not among its shares yet, each with its way."""
    cases = [case.pk for case in cases_of(batch)]
    voices = (
        Submission.objects.visible_to(by)
        .filter(pk__in=Item.objects.filter(case__in=cases).values("submission"))
        .exclude(status__in=(Status.JOINED, Status.SET_ASIDE, Status.NEW))
        .exclude(pk__in=batch.shares.values("submission"))
        .select_related("reporter")
    )
    busy = _unfinished(cases)
    Share.objects.bulk_create(
        [_share(batch, voice, is_busy=voice.pk in busy) for voice in voices], ignore_conflicts=True
    )


def _unfinished(cases: Sequence[int]) -> set[int]:
    """Return the voices of these cases that have a matter on which work goes on."""
    open_items = Item.objects.filter(
        submission__in=Item.objects.filter(case__in=cases).values("submission"),
        case__status__in=(CaseStatus.OPEN, CaseStatus.FORWARDED),
    )
    return set(open_items.values_list("submission_id", flat=True))


def _share(batch: Batch, voice: Submission, *, is_busy: bool) -> Share:
    reporter = voice.reporter
    way = way_of(
        voice.channel, mail=reporter.email, phone=reporter.phone_key, address=reporter.address
    )
    why = _why_left_out(voice, way, is_busy=is_busy and batch.is_final)
    state = ShareState.LEFT_OUT if why else ShareState.WAITING
    return Share(batch=batch, submission=voice, way=way, state=state, why=why)


def _why_left_out(voice: Submission, way: Way, *, is_busy: bool) -> str:
    if voice.status in {Status.CLOSED, Status.ANSWERED}:
        return WhyLeftOut.ENDED
    if voice.sensitivity == Sensitivity.S2:
        return WhyLeftOut.SENSITIVE
    if way == Way.NONE:
        return WhyLeftOut.NOWHERE
    return WhyLeftOut.UNFINISHED if is_busy else ""


def _lock_draft(batch_id: int, by: Officer, version: int | None = None) -> Batch:
    batch = lock_batch(batch_id, by)
    if batch.state != BatchState.DRAFT:
        raise NotADraft
    if version is not None and version != batch.version:
        raise ChangedMeanwhile(batch)
    return batch


def batches_seen(by: Officer) -> Q:
    """Return which batches an officer may see: those of cases and issues that they may."""
    cases = Case.objects.visible_to(by).values("pk")
    return Q(case__in=cases) | Q(issue__in=Issue.objects.visible_to(by).values("pk"))


def lock_batch(batch_id: int, by: Officer) -> Batch:
    """Lock a batch; raises Missing for one that is not there or not this officer's to send."""
    if not by.may(Right.REPLY):
        raise Missing(batch_id)
    if not Batch.objects.filter(batches_seen(by), pk=batch_id).exists():
        raise Missing(batch_id)
    return Batch.objects.select_for_update(no_key=True).get(pk=batch_id)


@transaction.atomic
def change_batch(
    batch_id: int,
    *,
    texts: dict[str, dict[str, str]],
    version: int,
    by: Officer,
    at: datetime,
) -> Batch:
    """Change the common texts; raises NotADraft, ChangedMeanwhile."""
    batch = _lock_draft(batch_id, by, version)
    batch.texts = texts
    batch.version += 1
    batch.save(update_fields=["texts", "version"])
    return batch


@transaction.atomic
def drop_batch(batch_id: int, *, by: Officer, at: datetime) -> None:
    """Give up a draft; nothing was sent. Raises NotADraft."""
    batch = _lock_draft(batch_id, by)
    batch.state, batch.done_at = BatchState.DROPPED, at
    batch.save(update_fields=["state", "done_at"])


@transaction.atomic
def change_share(
    batch_id: int, submission_id: int, *, words: str, leave_out: bool, by: Officer, at: datetime
) -> Share:
    """Say what only one voice is told, and whether it is answered with the others.

    What is sensitive, ended or has no address stays left out. Raises NotADraft, Missing.
    """
    _lock_draft(batch_id, by)
    share = Share.objects.filter(batch=batch_id, submission=submission_id).first()
    if share is None:
        raise Missing(submission_id)
    share.words = words.strip()
    if share.why in {"", WhyLeftOut.CHOSEN, WhyLeftOut.UNFINISHED}:
        share.why = WhyLeftOut.CHOSEN if leave_out else ""
        share.state = ShareState.LEFT_OUT if leave_out else ShareState.WAITING
    share.save(update_fields=["words", "why", "state"])
    return share


def troubles_of(batch: Batch, by: Officer) -> list[Trouble]:
    """Return what the texts of a batch tell that no letter may tell, worst first."""
    officers = Officer.objects.values_list("full_name", flat=True)
    known = known_to(batch, officers)
    texts = [
        (language, f"{each['subject']}\n{each['text']}") for language, each in batch.texts.items()
    ]
    if any("{result}" in text for _language, text in texts):
        texts += sorted(results_of([case.pk for case in cases_of(batch)]).items())
    found = [
        Trouble(text=str(where), finding=finding)
        for where, text in texts
        for finding in findings_in(text, known, signer=by.full_name)
    ]
    for code, words in _own_words(batch):
        found += [
            Trouble(text=code, finding=finding)
            for finding in findings_in(words, known, own=code, signer=by.full_name)
        ]
    allowed = Counter(batch.allowed)
    left = [each for each in found if not (each.finding.may_stay and each.finding.owner in allowed)]
    return sorted(left, key=lambda each: each.finding.may_stay)


def _own_words(batch: Batch) -> list[tuple[str, str]]:
    rows = batch.shares.waiting().exclude(words="")
    return list(rows.values_list("submission__code", "words"))


def is_finished(texts: dict[str, dict[str, str]]) -> bool:
    """Tell whether texts can go out: none is empty, no gap is open, no place unknown."""
    return bool(texts) and all(
        each["subject"].strip() and each["text"].strip() and not _has_gap(each)
        for each in texts.values()
    )


def _has_gap(text: dict[str, str]) -> bool:
    words = f"{text['subject']} {text['text']}"
    for place in (*_PLACES, "hotline", "officer"):
        words = words.replace(f"{{{place}}}", "")
    return GAP in words.split() or "{" in words


@transaction.atomic
def send_batch(
    batch_id: int, *, version: int, allow: Sequence[str] = (), by: Officer, at: datetime
) -> Batch:
    """Let the letters of a batch go out; may be repeated.

    `allow` are names of officers that were looked at and may stand. Raises ChangedMeanwhile,
    Unfinished, NobodyToAnswer, TellsTooMuch.
    """
    batch = lock_batch(batch_id, by)
    if batch.state in {BatchState.SENDING, BatchState.SENT}:
        return batch
    batch = _lock_draft(batch_id, by, version)
    if not is_finished(batch.texts):
        raise Unfinished
    if not batch.shares.waiting().exists():
        raise NobodyToAnswer
    batch.allowed = sorted(allow)
    if troubles := troubles_of(batch, by):
        raise TellsTooMuch(troubles)
    batch.state, batch.sent_at, batch.sent_by = BatchState.SENDING, at, by
    batch.version += 1
    batch.save()
    send_shares.defer(batch_id=batch.pk)
    return batch
