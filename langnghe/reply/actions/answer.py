"""Answering a citizen by mail."""

from datetime import datetime
from email.utils import make_msgid

from django.conf import settings
from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import search, timeline
from langnghe.register.gates import lock_submission
from langnghe.register.models import Submission
from langnghe.register.states import Channel
from langnghe.reply import events
from langnghe.reply.actions.answered import mark_answered
from langnghe.reply.actions.rate import ask_key_of
from langnghe.reply.actions.send import send_outgoing
from langnghe.reply.letters import html_of, with_question
from langnghe.reply.models import Outgoing


class NoAddress(Exception):
    """The reporter left no mail address: call back, or close with another reason."""


class EmptyAnswer(Exception):
    """An answer needs words."""


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
    outgoing = _letter(submission, subject, text, once_key, final=final, by=by, at=at)
    outgoing.save()
    told: timeline.Event
    if final:
        mark_answered(submission, at=at)
        told = events.Answered(address=address, text=text.strip())
    else:
        told = events.Noticed(address=address, text=text.strip())
    timeline.record(told, submission=submission, by=by, at=at)
    search.index_submission(submission)
    send_outgoing.defer(outgoing_id=outgoing.pk)
    return outgoing


def _letter(
    submission: Submission,
    subject: str,
    text: str,
    once_key: str,
    *,
    final: bool,
    by: Officer,
    at: datetime,
) -> Outgoing:
    key = ask_key_of(once_key) if final else ""
    last = submission.contacts.filter(channel=Channel.MAIL).order_by("-received_at").first()
    heard = last.message_id if last else ""
    return Outgoing(
        submission=submission,
        purpose=Outgoing.Purpose.ANSWER if final else Outgoing.Purpose.NOTICE,
        once_key=once_key,
        to_address=submission.reporter.email,
        to_name=submission.reporter.name,
        subject=with_code(subject.strip(), submission.code),
        text=with_question(text.strip(), key, language=submission.language),
        html=html_of(text, code=submission.code, language=submission.language, ask_key=key),
        ask_key=key,
        message_id=fresh_message_id(submission),
        in_reply_to=heard,
        refers_to=[each for each in [*(last.refers_to if last else []), heard] if each],
        created_at=at,
        created_by=by,
    )


def with_code(subject: str, code: str) -> str:
    """Return a subject that carries the code."""
    return subject if code in subject else f"[{code}] {subject}"
