"""Voices with suggestions, as the worker leaves them, on the wards and topics of the profile."""

from pathlib import Path

from langnghe.ops.filling import load_profile
from langnghe.register.actions.submissions import open_submission
from langnghe.register.models import Contact, Submission
from langnghe.register.states import Channel
from langnghe.triage.actions.suggest import suggest
from tests import cast

PROFILE = Path(__file__).resolve().parents[2] / "profiles" / "hanoi"
FIRE = (
    "Cháy rồi! Nhà trọ nhiều tầng trong ngõ ở phường Khương Đình đang cháy, "
    "khói mù mịt, có người kẹt trên tầng 4."
)
GARBAGE = "Bãi rác tự phát bốc mùi ở phường Ba Đình, rác thải sinh hoạt không ai thu gom."


def with_profile() -> None:
    """Load the topics and wards of Hà Nội."""
    load_profile(PROFILE, lambda words: None)


def suggested(text: str, *, minutes: float = 0, sender: str = "", subject: str = "") -> Submission:
    """Return a new submission that was read."""
    contact = cast.contact(text, channel=Channel.MAIL)
    contact.subject = subject
    contact.received_at = cast.later(minutes)
    if sender:
        contact.sender_key = contact.sender_raw = sender
    contact.save()
    submission = open_submission(contact, at=cast.later(minutes))
    suggest(submission.pk, at=cast.later(minutes + 1))
    submission.refresh_from_db()
    return submission


def contact_of(submission: Submission) -> Contact:
    """Return the contact with which a submission began."""
    contact = submission.contacts.order_by("pk").first()
    assert contact is not None
    return contact
