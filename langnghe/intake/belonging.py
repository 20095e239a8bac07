"""To which submission a mail belongs: by its headers, then by a code in its subject."""

from dataclasses import dataclass

from langnghe.mail.letter import InboundMail
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

    Headers name a mail of ours or an earlier mail of the citizen. A code in the subject counts
    only from a sender that this submission knows, because codes are spoken aloud and can be
    guessed; from others the mail stands alone and the officer sees the code in it.
    """
    ids = [*mail.in_reply_to, *reversed(mail.references)]
    if mail.bounce is not None and mail.bounce.original_message_id:
        ids.insert(0, mail.bounce.original_message_id)
    for message_id in ids:
        found = _by_message_id(message_id)
        if found is not None:
            return Belonging(_standing(found), "reply")
    for code in codes_in(mail.subject):
        submission = Submission.objects.filter(code=code).first()
        if submission is not None and _knows(submission, mail.from_address):
            return Belonging(_standing(submission.pk), "code")
    return None


def _by_message_id(message_id: str) -> int | None:
    ours = Outgoing.objects.filter(message_id=message_id, submission__isnull=False)
    found = ours.values_list("submission_id", flat=True).first()
    if found is not None:
        return int(found)
    theirs = Contact.objects.filter(message_id=message_id, submission__isnull=False)
    found = theirs.exclude(message_id="").values_list("submission_id", flat=True).first()
    return int(found) if found is not None else None


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
