"""Placing what was read: with its submission, in one of its own, or before a human."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from langnghe.intake import events
from langnghe.intake.actions.hear_agency import hear_agency
from langnghe.intake.belonging import Belonging, belonging_of, bounced_letter, opened_letter
from langnghe.intake.dispatches import dispatch_of
from langnghe.mail.letter import InboundMail, MailNature
from langnghe.register import search, timeline
from langnghe.register.actions.contacts import attach_contact
from langnghe.register.actions.submissions import open_submission
from langnghe.register.models import Contact, Submission
from langnghe.register.states import ContactState
from langnghe.reply.actions import acknowledge, mark_bounced, mark_opened
from langnghe.triage.actions import suggest_soon

REPEAT_WITHIN = timedelta(days=14)


def place(
    contact: Contact,
    mail: InboundMail,
    *,
    at: datetime,
    answers: bool = True,
    rcpts: Sequence[str] = (),
) -> None:
    """Put a read mail where it belongs: to its submission, to a new one, or before a human.

    `answers` is False for old mail that is imported: nobody is written to because of it, and no
    agency speaks by it. `rcpts` are the addresses of ours in the envelope.
    """
    first = _first_of_repeated(contact, mail)
    if first is not None:
        _tie_repeat(contact, first, at=at)
        return
    dispatch = dispatch_of(mail, rcpts) if answers else None
    if dispatch is not None:
        hear_agency(contact, mail, dispatch, at=at)
        return
    belonging = belonging_of(mail)
    if belonging is not None:
        _join(contact, mail, belonging, at=at)
    elif mail.nature == MailNature.ORDINARY:
        submission = open_submission(contact, at=at)
        suggest_soon([submission.pk])
        if answers:
            acknowledge(submission, contact, at=at)
    else:
        search.index_contact(contact)


def _join(contact: Contact, mail: InboundMail, belonging: Belonging, *, at: datetime) -> None:
    submission = Submission.objects.select_for_update(no_key=True).get(pk=belonging.submission_id)
    letter = bounced_letter(mail)
    if mail.bounce is not None and letter is not None:
        mark_bounced(
            letter.message_id,
            why=f"{mail.bounce.status} {mail.bounce.diagnostic}".strip(),
            permanent=mail.bounce.permanent,
            at=at,
        )
    opened = opened_letter(mail)
    if mail.receipt is not None and mail.receipt.was_opened and opened is not None:
        mark_opened(opened.message_id, at=at)
    attach_contact(contact, submission, how=belonging.how, at=at)


def _first_of_repeated(contact: Contact, mail: InboundMail) -> Contact | None:
    """Find the mail of which this is a repeat: same id, sender and words, other envelope."""
    if not mail.soft_key or not mail.message_id:
        return None
    return (
        Contact.objects.filter(
            soft_key=mail.soft_key, received_at__gte=contact.received_at - REPEAT_WITHIN
        )
        .exclude(pk=contact.pk)
        .exclude(state=ContactState.ARRIVED)
        .order_by("pk")
        .first()
    )


def _tie_repeat(contact: Contact, first: Contact, *, at: datetime) -> None:
    contact.repeat_of = first
    contact.save(update_fields=["repeat_of"])
    timeline.record(events.Repeated(), contact=contact, submission=first.submission, at=at)
    if first.submission is None:
        search.index_contact(contact)
        return
    contact.submission = first.submission
    contact.state = ContactState.JOINED
    contact.save(update_fields=["submission", "state"])
    search.index_submission(first.submission)
