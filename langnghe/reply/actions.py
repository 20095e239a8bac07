"""Answer citizens, acknowledge their mail once, send what waits in the outbox."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.mail.compose import OutgoingMail, compose
from langnghe.mail.sender import PermanentFailure, RelayOptions, TemporaryFailure, send
from langnghe.register import search, timeline
from langnghe.register.gates import lock_submission
from langnghe.register.models import Contact, Submission
from langnghe.register.states import Channel, Status
from langnghe.reply import events
from langnghe.reply.letters import draft_from, html_of
from langnghe.reply.models import Outgoing, ReplyTemplate

ACKNOWLEDGEMENTS_A_DAY = 10
"""More than this to one address in a day means two robots are talking to each other."""
TRIES = 30
STUCK_AFTER = timedelta(minutes=5)


class NoAddress(Exception):
    """The reporter left no mail address: call back, or close with another reason."""


class EmptyAnswer(Exception):
    """An answer needs words."""


def acknowledge(submission: Submission, contact: Contact, *, at: datetime) -> Outgoing | None:
    """Tell the sender the code, once per submission; None where nothing may be sent.

    Never to robots (RFC 3834): the caller checks `contact.answerable`. A flood from one
    address is not answered on and on.
    """
    address = str(contact.facts.get("reply_to") or contact.sender_key)
    if not address or not contact.answerable:
        return None
    sent_today = Outgoing.objects.filter(
        to_address=address,
        purpose=Outgoing.Purpose.ACKNOWLEDGEMENT,
        created_at__gte=at - timedelta(days=1),
    ).count()
    if sent_today >= ACKNOWLEDGEMENTS_A_DAY:
        return None
    draft = draft_from("acknowledgement", submission)
    outgoing, made = Outgoing.objects.get_or_create(
        once_key=f"ack:{submission.pk}",
        defaults={
            "submission": submission,
            "purpose": Outgoing.Purpose.ACKNOWLEDGEMENT,
            "to_address": address,
            "to_name": contact.sender_name,
            "subject": draft.subject,
            "text": draft.text,
            "html": html_of(draft.text, code=submission.code, language=submission.language),
            "message_id": fresh_message_id(submission),
            "in_reply_to": contact.message_id,
            "refers_to": [contact.message_id] if contact.message_id else [],
            "is_automatic": True,
            "created_at": at,
        },
    )
    if made:
        fact = events.Acknowledged(address=address)
        timeline.record(fact, submission=submission, contact=contact, at=at)
        send_outgoing.defer(outgoing_id=outgoing.pk)
    return outgoing


def fresh_message_id(submission: Submission) -> str:
    """Make a Message-ID at our own domain that carries the code (without angle brackets)."""
    domain = settings.MAIL_ADDRESS.rpartition("@")[2] or "localhost"
    return make_msgid(idstring=submission.code.lower(), domain=domain).strip("<>")


@transaction.atomic
def answer_by_mail(
    submission_id: int,
    *,
    subject: str,
    text: str,
    once_key: str,
    final: bool,
    by: Officer,
    at: datetime,
) -> Outgoing:
    """Write to the citizen; `final` says that this is the answer, not a notice on the way.

    May be repeated with the same `once_key`: it is sent once. Raises NoAddress, EmptyAnswer.
    """
    submission = lock_submission(submission_id, by, Right.REPLY)
    if not text.strip():
        raise EmptyAnswer
    address = submission.reporter.email
    if not address:
        raise NoAddress
    earlier = Outgoing.objects.filter(once_key=once_key).first()
    if earlier is not None:
        return earlier
    last = submission.contacts.filter(channel=Channel.MAIL).order_by("-received_at").first()
    heard = last.message_id if last else ""
    outgoing = Outgoing.objects.create(
        submission=submission,
        purpose=Outgoing.Purpose.ANSWER if final else Outgoing.Purpose.NOTICE,
        once_key=once_key,
        to_address=address,
        to_name=submission.reporter.name,
        subject=_with_code(subject.strip(), submission.code),
        text=text.strip(),
        html=html_of(text, code=submission.code, language=submission.language),
        message_id=fresh_message_id(submission),
        in_reply_to=heard,
        refers_to=[each for each in [*(last.refers_to if last else []), heard] if each],
        created_at=at,
        created_by=by,
    )
    told: timeline.Event
    if final:
        _mark_answered(submission, at=at)
        told = events.Answered(address=address, text=text.strip())
    else:
        told = events.Noticed(address=address, text=text.strip())
    timeline.record(told, submission=submission, by=by, at=at)
    search.index_submission(submission)
    send_outgoing.defer(outgoing_id=outgoing.pk)
    return outgoing


def _with_code(subject: str, code: str) -> str:
    return subject if code in subject else f"[{code}] {subject}"


def _mark_answered(submission: Submission, *, at: datetime) -> None:
    submission.move_to(Status.ANSWERED)
    submission.answered_at = at
    submission.asks_reopen_at = None
    submission.version += 1
    submission.save()


@transaction.atomic
def record_call(
    submission_id: int, *, result: str, text: str, by: Officer, at: datetime
) -> Submission:
    """Record that the citizen was called: `told` answers the submission, others are tries."""
    submission = lock_submission(submission_id, by, Right.REPLY)
    fact = events.ToldByPhone(
        number=submission.reporter.phone, call_result=result, text=text.strip()
    )
    if result == "told":
        _mark_answered(submission, at=at)
    timeline.record(fact, submission=submission, by=by, at=at)
    search.index_submission(submission)
    return submission


def mark_bounced(message_id: str, *, why: str, permanent: bool, at: datetime) -> None:
    """Tie a bounce to the mail it is about; a delay alone changes nothing."""
    outgoing = Outgoing.objects.filter(message_id=message_id).first()
    if outgoing is None or not permanent or outgoing.state == Outgoing.State.BOUNCED:
        return
    outgoing.state = Outgoing.State.BOUNCED
    outgoing.trouble = why
    outgoing.save(update_fields=["state", "trouble"])
    fact = events.MailFailed(subject=outgoing.subject, reason=why)
    timeline.record(fact, submission=outgoing.submission, at=at)


def relay() -> RelayOptions | None:
    """Return the mail relay to send through; None where mail is only kept to be read."""
    if not settings.RELAY["host"]:
        return None
    return RelayOptions(**settings.RELAY)


@app.task(queue="mail", name="reply.send", retry=False)
def send_outgoing(outgoing_id: int) -> None:
    """Send one mail: claim it, talk to the relay outside any transaction, mark it.

    Safe to repeat: a mail that is already sent or kept is left alone.
    """
    at = datetime.now(UTC)
    outgoing = _claim(outgoing_id, at=at)
    if outgoing is None:
        return
    through = relay()
    if through is None:
        _mark(outgoing, Outgoing.State.KEPT, at=at)
        return
    try:
        send(
            compose(_mail_of(outgoing)),
            mail_from="" if outgoing.is_automatic else settings.MAIL_ADDRESS,
            rcpt=outgoing.to_address,
            relay=through,
        )
    except TemporaryFailure as failure:
        _put_off(outgoing, str(failure))
    except PermanentFailure as failure:
        _mark(outgoing, Outgoing.State.FAILED, at=at, trouble=str(failure))
    else:
        _mark(outgoing, Outgoing.State.SENT, at=at)


@transaction.atomic
def _claim(outgoing_id: int, *, at: datetime) -> Outgoing | None:
    outgoing = Outgoing.objects.select_for_update(skip_locked=True).filter(pk=outgoing_id).first()
    if outgoing is None or outgoing.state != Outgoing.State.QUEUED:
        return None
    outgoing.state = Outgoing.State.SENDING
    outgoing.tries += 1
    outgoing.claimed_at = at
    outgoing.save(update_fields=["state", "tries", "claimed_at"])
    return outgoing


def _mail_of(outgoing: Outgoing) -> OutgoingMail:
    return OutgoingMail(
        from_name=settings.PROFILE_FACTS.get("sender_name", "Lắng Nghe"),
        from_address=settings.MAIL_ADDRESS,
        to_name=outgoing.to_name,
        to_address=outgoing.to_address,
        subject=outgoing.subject,
        text=outgoing.text,
        html=outgoing.html,
        message_id=outgoing.message_id,
        sent_at=outgoing.created_at,
        in_reply_to=outgoing.in_reply_to,
        references=tuple(outgoing.refers_to),
        automatic=outgoing.is_automatic,
    )


@transaction.atomic
def _mark(outgoing: Outgoing, state: str, *, at: datetime, trouble: str = "") -> None:
    outgoing.state = state
    outgoing.trouble = trouble
    outgoing.sent_at = at if state == Outgoing.State.SENT else None
    outgoing.save(update_fields=["state", "trouble", "sent_at"])
    submission = outgoing.submission
    if submission is None:
        return
    if state == Outgoing.State.SENT:
        fact: timeline.Event = events.MailSent(subject=outgoing.subject)
        timeline.record(fact, submission=submission, at=at)
    elif state == Outgoing.State.FAILED:
        fact = events.MailFailed(subject=outgoing.subject, reason=trouble)
        timeline.record(fact, submission=submission, at=at)


@transaction.atomic
def _put_off(outgoing: Outgoing, why: str) -> None:
    """Queue a mail again, later and later (up to an hour); after TRIES it failed."""
    if outgoing.tries >= TRIES:
        _mark(outgoing, Outgoing.State.FAILED, at=datetime.now(UTC), trouble=why)
        return
    outgoing.state = Outgoing.State.QUEUED
    outgoing.trouble = why
    outgoing.save(update_fields=["state", "trouble"])
    wait = min(3600, 10 * 2 ** min(outgoing.tries, 9))
    send_outgoing.configure(schedule_in={"seconds": wait}).defer(outgoing_id=outgoing.pk)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", name="reply.sweep", queueing_lock="reply.sweep")
def sweep_outgoing(timestamp: int) -> None:
    """Queue again what a killed worker left in the middle; a mail may then go out twice."""
    before = datetime.now(UTC) - STUCK_AFTER
    stuck = Outgoing.objects.filter(state=Outgoing.State.SENDING, claimed_at__lt=before)
    for outgoing_id in stuck.values_list("pk", flat=True):
        with transaction.atomic():
            if stuck.filter(pk=outgoing_id).update(state=Outgoing.State.QUEUED):
                send_outgoing.defer(outgoing_id=outgoing_id)


@transaction.atomic
def load_templates(rows: list[dict[str, object]]) -> int:
    """Create the profile's texts; those the office has edited stay as they are."""
    for row in rows:
        values = dict(row)
        ReplyTemplate.objects.get_or_create(
            code=values.pop("code"), language=values.pop("language"), defaults=values
        )
    return len(rows)


def load_past_outgoing(rows: Iterable[Outgoing]) -> int:
    """Store old mails in one go, as they stand: nothing is sent; returns how many."""
    return len(Outgoing.objects.bulk_create(rows))
