"""To which submission a mail belongs: by its headers, then by a code in its subject."""

from dataclasses import dataclass

from langnghe.mail.letter import InboundMail, MailNature
from langnghe.register.models import Contact, Submission
from langnghe.register.rules import codes_in
from langnghe.register.states import Status
from langnghe.reply.models import Outgoing


@dataclass(frozen=True)
class Belonging:
    """The submission a mail belongs to, and the word for how we know."""

    submission_id: int
    how: str


def belonging_of(mail: InboundMail) -> Belonging | None:
    """Find the submission a mail continues; None when it starts a matter of its own.

    Headers name a mail of ours or an earlier mail of the citizen. A code in the subject, and the
    id of a citizen's mail, count only from a sender that this submission knows: codes are spoken
    aloud, others see the ids of mails they were sent. From strangers the mail stands alone.
    """
    letter = bounced_letter(mail) or opened_letter(mail)
    if letter is not None and letter.submission_id is not None:
        return Belonging(_standing(letter.submission_id), "reply")
    ids = [mail.message_id] if mail.nature == MailNature.OWN else []
    for message_id in filter(None, [*ids, *mail.in_reply_to, *reversed(mail.references)]):
        found = _by_message_id(message_id, mail.from_address)
        if found is not None:
            return Belonging(_standing(found), "reply")
    for code in codes_in(mail.subject):
        submission = Submission.objects.filter(code=code).first()
        if submission is not None and _knows(submission, mail.from_address):
            return Belonging(_standing(submission.pk), "code")
    return None


def is_ours(mail: InboundMail) -> bool:
    """Tell whether a mail of ours came back, whoever it now says it is from."""
    return bool(mail.message_id) and Outgoing.objects.filter(message_id=mail.message_id).exists()


def bounced_letter(mail: InboundMail) -> Outgoing | None:
    """Return our mail that a bounce is about: by its id, else by a code and the recipient."""
    if mail.bounce is None:
        return None
    ids = [mail.bounce.original_message_id, *mail.in_reply_to, *reversed(mail.references)]
    found = Outgoing.objects.filter(message_id__in=[each for each in ids if each]).first()
    if found is not None or not mail.bounce.recipient:
        return found
    sent = Outgoing.objects.filter(
        submission__code__in=codes_in(f"{mail.subject}\n{mail.text}"),
        to_address__iexact=mail.bounce.recipient,
    )
    return sent.order_by("-created_at", "-pk").first()


def opened_letter(mail: InboundMail) -> Outgoing | None:
    """Return our mail that a receipt is about: by its id, and from whom it was written to."""
    if mail.receipt is None or not mail.receipt.original_message_id:
        return None
    ours = Outgoing.objects.filter(message_id=mail.receipt.original_message_id)
    return ours.filter(to_address__iexact=mail.receipt.recipient).first()


def _by_message_id(message_id: str, sender: str) -> int | None:
    ours = Outgoing.objects.filter(message_id=message_id, submission__isnull=False)
    found = ours.values_list("submission_id", flat=True).first()
    if found is not None:
        return int(found)
    theirs = Contact.objects.filter(message_id=message_id, submission__isnull=False)
    for contact in theirs.exclude(message_id="").select_related("submission")[:5]:
        if contact.submission is not None and _knows(contact.submission, sender):
            return contact.submission.pk
    return None


def _standing(submission_id: int) -> int:
    """Follow a submission that was joined to another."""
    for _hop in range(10):
        row = Submission.objects.filter(pk=submission_id, status=Status.JOINED)
        into = row.values_list("joined_to_id", flat=True).first()
        if into is None:
            return submission_id
        submission_id = int(into)
    return submission_id


def _knows(submission: Submission, address: str) -> bool:
    if not address:
        return False
    return (
        submission.reporter.email == address
        or submission.contacts.filter(sender_key=address).exists()
        or submission.outgoing.filter(to_address__iexact=address).exists()
    )
