"""The letters of an answer to many: written in portions, each voice once, whatever dies between."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.register import search, timeline
from langnghe.register.gates import lock_cases_of
from langnghe.register.models import Contact, Submission
from langnghe.register.states import Channel, Status
from langnghe.reply import events
from langnghe.reply.actions.answer import fresh_message_id, with_code
from langnghe.reply.actions.answered import end_tellings
from langnghe.reply.actions.rate import ask_key_of
from langnghe.reply.actions.send import send_several
from langnghe.reply.actions.tellings import ask_tellings
from langnghe.reply.checks import Known
from langnghe.reply.letters import Draft, html_of, with_question
from langnghe.reply.models import Batch, Outgoing, Share
from langnghe.reply.personal import known_to, letters_of
from langnghe.reply.states import BatchState, ShareState, Way

PORTION = 200
AT_ONCE = 20
_ANSWERABLE = frozenset({Status.REGISTERED, Status.FORWARDED, Status.RESULTED})
Written = tuple[Share, Draft]


@app.task(queue="mail", name="reply.send_shares", retry=False)
def send_shares(batch_id: int) -> None:
    """Answer every voice of a batch that waits; safe to repeat, by two workers at once as well."""
    batch = Batch.objects.select_related("sent_by").get(pk=batch_id)
    if batch.state != BatchState.SENDING or batch.sent_by is None:
        return
    known = known_to(batch, ())
    while _send_portion(batch, known, by=batch.sent_by, at=datetime.now(UTC)):
        pass
    Batch.objects.filter(pk=batch_id, state=BatchState.SENDING).update(
        state=BatchState.SENT, done_at=datetime.now(UTC)
    )


@transaction.atomic
def _send_portion(batch: Batch, known: Known, *, by: Officer, at: datetime) -> int:
    """Answer some voices in one transaction; return how many were looked at."""
    shares = _locked(batch)
    letters = letters_of(batch, shares, known=known, officer=by.full_name)
    written = [
        (share, letters.draft(share)) for share in shares if share.submission.status in _ANSWERABLE
    ]
    _mail([each for each in written if each[0].way == Way.MAIL], batch, by=by, at=at)
    _to_phone([each for each in written if each[0].way == Way.PHONE], batch, by=by, at=at)
    _to_print([each for each in written if each[0].way == Way.POST], batch, by=by, at=at)
    for share in shares:
        is_done = share.submission.status in _ANSWERABLE or share.outgoing_id is not None
        share.state = ShareState.DONE if is_done else ShareState.PASSED
    Share.objects.bulk_update(shares, ["state", "outgoing"])
    search.index_submissions([share.submission for share, _draft in written])
    return len(shares)


def _locked(batch: Batch) -> list[Share]:
    """Lock the next voices that wait, their cases first; those taken meanwhile are out."""
    waiting = batch.shares.waiting().order_by("submission_id")
    voices = list(waiting.values_list("submission_id", flat=True)[:PORTION])
    lock_cases_of(*voices)
    rows = Submission.objects.filter(pk__in=voices).order_by("pk")
    found = {
        row.pk: row
        for row in rows.select_related("reporter", "agency").select_for_update(
            no_key=True, of=("self",)
        )
    }
    shares = list(
        waiting.filter(submission__in=voices).select_for_update(of=("self",), no_key=True)
    )
    for share in shares:
        share.submission = found[share.submission_id]
    return shares


def _mail(written: Sequence[Written], batch: Batch, *, by: Officer, at: datetime) -> None:
    heard = _last_mails([share.submission_id for share, _draft in written])
    letters = [
        _letter(batch, share, draft, heard.get(share.submission_id), by=by, at=at)
        for share, draft in written
    ]
    Outgoing.objects.bulk_create(letters)
    for (share, _draft), letter in zip(written, letters, strict=True):
        share.outgoing = letter
    kind = events.Answered if batch.is_final else events.Noticed
    told = [
        timeline.Happened(
            kind(address=share.submission.reporter.email, text=draft.text),
            submission_id=share.submission_id,
        )
        for share, draft in written
    ]
    timeline.record_many(told, by=by, at=at)
    if batch.is_final:
        _mark_answered([share.submission for share, _draft in written], at=at)
    for first in range(0, len(letters), AT_ONCE):
        send_several.defer(outgoing_ids=[each.pk for each in letters[first : first + AT_ONCE]])


def _last_mails(voices: Sequence[int]) -> dict[int, Contact]:
    mails = Contact.objects.filter(submission__in=voices, channel=Channel.MAIL)
    rows = mails.order_by("submission_id", "-received_at").distinct("submission_id")
    return {row.submission_id: row for row in rows if row.submission_id is not None}


def _letter(
    batch: Batch, share: Share, draft: Draft, heard: Contact | None, *, by: Officer, at: datetime
) -> Outgoing:
    submission = share.submission
    once_key = f"batch:{batch.pk}:{submission.pk}"
    key = ask_key_of(once_key) if batch.is_final else ""
    refers_to = [*heard.refers_to, heard.message_id] if heard else []
    return Outgoing(
        submission=submission,
        purpose=Outgoing.Purpose.ANSWER if batch.is_final else Outgoing.Purpose.NOTICE,
        once_key=once_key,
        to_address=submission.reporter.email,
        to_name=submission.reporter.name,
        subject=with_code(draft.subject, submission.code),
        text=with_question(draft.text, key, language=submission.language),
        html=html_of(draft.text, code=submission.code, language=submission.language, ask_key=key),
        ask_key=key,
        message_id=fresh_message_id(submission),
        in_reply_to=heard.message_id if heard else "",
        refers_to=[each for each in refers_to if each],
        created_at=at,
        created_by=by,
    )


def _mark_answered(submissions: Sequence[Submission], *, at: datetime) -> None:
    for each in submissions:
        each.move_to(Status.ANSWERED)
        each.answered_at, each.asks_reopen_at = at, None
        each.version += 1
    fields = ["status", "answered_at", "asks_reopen_at", "version"]
    Submission.objects.bulk_update(submissions, fields)
    end_tellings([each.pk for each in submissions], at=at)


def _to_phone(written: Sequence[Written], batch: Batch, *, by: Officer, at: datetime) -> None:
    told = [(share.submission, draft.text) for share, draft in written]
    ask_tellings(told, is_final=batch.is_final, by=by, at=at)
    facts = [
        timeline.Happened(events.ToBeTold(text=text), submission_id=submission.pk)
        for submission, text in told
    ]
    timeline.record_many(facts, by=by, at=at)


def _to_print(written: Sequence[Written], batch: Batch, *, by: Officer, at: datetime) -> None:
    facts = [
        timeline.Happened(events.ToBePrinted(text=draft.text), submission_id=share.submission_id)
        for share, draft in written
    ]
    timeline.record_many(facts, by=by, at=at)
