"""Where a mail belongs: what is forged, what comes back, what no report names."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from langnghe.intake.actions.make_previews import make_previews
from langnghe.register.models import Attachment, Contact, Entry, Submission
from langnghe.register.states import ContactState
from langnghe.reply.actions import ACKNOWLEDGEMENTS_A_DAY, answer_by_mail
from langnghe.reply.models import Outgoing, ReplyTemplate
from tests import cast
from tests.intake.test_read_mail import arrive, letter

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = Path(__file__).parent.parent / "mail" / "letters"


@pytest.fixture(autouse=True)
def _templates() -> None:
    for language, subject in (("vi", "[{code}] Đã nhận"), ("en", "[{code}] We have your letter")):
        ReplyTemplate.objects.create(
            code="acknowledgement",
            language=language,
            name=language,
            subject=subject,
            text="{name} {code}",
        )


def answered(address: str = "thi.du@example.com") -> tuple[Submission, Outgoing]:
    by = cast.officer()
    submission = cast.registered(by)
    submission.reporter.email = address
    submission.reporter.save()
    outgoing = answer_by_mail(
        submission.pk, subject="Trả lời", text="Đã dọn.", once_key="a", final=True,
        by=by, at=cast.later(20),
    )  # fmt: skip
    return submission, outgoing


def test_a_stranger_cannot_write_into_a_submission_by_naming_its_mail() -> None:
    first = arrive(letter())
    stranger = arrive(
        letter("Tôi cũng thấy.", References=f"<{first.message_id}>", From="la@example.com"),
        mail_from="la@example.com",
    )
    known = arrive(letter("Thêm nữa.", References=f"<{first.message_id}>"))
    assert known.submission == first.submission
    assert stranger.submission not in (None, first.submission)


def test_an_answer_from_another_address_of_the_citizen_joins_by_our_id() -> None:
    submission, outgoing = answered()
    contact = arrive(
        letter("Cảm ơn.", In_Reply_To=f"<{outgoing.message_id}>", From="khac@example.com"),
        mail_from="khac@example.com",
    )
    assert contact.submission == submission


@pytest.mark.parametrize("name", ["bounce_postfix", "bounce_exchange", "bounce_plain"])
def test_every_sort_of_bounce_marks_its_letter(name: str) -> None:
    submission, outgoing = answered("mau@example.com")
    raw = (LETTERS / f"{name}.eml").read_bytes()
    raw = raw.replace(b"hn-26-000001.7@langnghe.example", outgoing.message_id.encode())
    contact = arrive(raw, mail_from="")
    outgoing.refresh_from_db()
    assert (contact.submission, outgoing.state) == (submission, Outgoing.State.BOUNCED)
    assert submission.asks_reopen_at is None


def test_a_bounce_without_an_id_is_tied_by_code_and_recipient() -> None:
    submission, outgoing = answered("mau@example.com")
    raw = (LETTERS / "bounce_exchange.eml").read_bytes()
    raw = raw.replace(b"Message-ID: &lt;hn-26-000001.7@langnghe.example&gt;", b"")
    contact = arrive(raw.replace(b"HN-26-000001", submission.code.encode()), mail_from="")
    outgoing.refresh_from_db()
    assert (contact.submission, outgoing.state) == (submission, Outgoing.State.BOUNCED)


def receipt_for(outgoing: Outgoing, **changed: bytes) -> bytes:
    """Return the receipt of a citizen's machine, with some of its words changed."""
    raw = (LETTERS / "receipt.eml").read_bytes()
    raw = raw.replace(b"hn-26-000001.7@langnghe.example", outgoing.message_id.encode())
    for old, new in changed.items():
        raw = raw.replace(old.encode(), new)
    return raw


def test_a_receipt_says_once_that_our_mail_was_opened() -> None:
    submission, outgoing = answered("Mau@example.com")
    for number in (b"1", b"2"):
        contact = arrive(receipt_for(outgoing, receipt=b"receipt-" + number))
        assert contact.submission == submission
    opened = Entry.objects.filter(kind="mail.opened")
    assert [each.submission for each in opened] == [submission]
    outgoing.refresh_from_db()
    assert outgoing.opened_at == opened.get().at
    assert submission.asks_reopen_at is None


def test_a_mail_that_was_thrown_away_unread_was_not_opened() -> None:
    submission, outgoing = answered("mau@example.com")
    assert arrive(receipt_for(outgoing, displayed=b"deleted")).submission == submission
    assert not Entry.objects.filter(kind="mail.opened").exists()


def test_nobody_opens_the_mail_of_another() -> None:
    _submission, outgoing = answered("thi.du@example.com")
    contact = arrive(receipt_for(outgoing))
    assert contact.submission is None
    assert not Entry.objects.filter(kind="mail.opened").exists()


def test_a_mail_of_ours_that_comes_back_is_no_voice() -> None:
    submission, outgoing = answered()
    count = Outgoing.objects.count()
    contact = arrive(letter("Đã dọn.", Message_ID=f"<{outgoing.message_id}>"))
    assert (contact.nature, contact.submission) == ("own", submission)
    submission.refresh_from_db()
    assert submission.asks_reopen_at is None
    assert Outgoing.objects.count() == count


def test_two_robots_do_not_talk_for_ever() -> None:
    for number in range(ACKNOWLEDGEMENTS_A_DAY + 3):
        arrive(letter(f"Tôi đang bận, lần {number}."))
    assert Contact.objects.count() == ACKNOWLEDGEMENTS_A_DAY + 3
    assert Outgoing.objects.count() == ACKNOWLEDGEMENTS_A_DAY


def test_a_robot_is_not_answered_when_it_answers_the_acknowledgement() -> None:
    contact = arrive(letter())
    outgoing = Outgoing.objects.get()
    back = arrive(
        letter("Vắng.", Subject=f"Trả lời tự động: {outgoing.subject}", From="mau@example.com")
    )
    assert back.submission == contact.submission
    assert Outgoing.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The rubbish in our street has not been collected. Please send somebody.", "We have"),
        ("Rac thai o pho Hoa Sua nhieu qua, de nghi don som.", "Đã nhận"),
    ],
)
def test_the_acknowledgement_speaks_the_language_of_the_mail(text: str, subject: str) -> None:
    arrive(letter(text, Subject="Report" if "We" in subject else "Rac"))
    assert subject in Outgoing.objects.get().subject


def test_the_time_of_receipt_counts_whatever_the_mail_says() -> None:
    contact = arrive(letter(Date="Sun, 01 Jan 2040 00:00:00 +0000"))
    assert contact.received_at == cast.NOON
    assert contact.submission is not None
    assert contact.submission.received_at == cast.NOON
    assert "date_odd" in contact.notes


def test_two_hundred_files_all_come_and_bombs_stay_shut() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "mau@example.com", "Ảnh"
    message["Message-ID"] = "<many@example.com>"
    message.set_content("Nhiều tệp.")
    for number in range(199):
        message.add_attachment(
            b"PK\x03\x04%d" % number, maintype="application", subtype="zip", filename="b.zip"
        )
    message.add_attachment(b"no picture", maintype="image", subtype="png", filename="a.png")
    contact = arrive(message.as_bytes())
    assert contact.state == ContactState.REGISTERED
    assert contact.attachments.count() == 200
    assert make_previews(contact.pk) == 0
    assert not Attachment.objects.exclude(playable_sha256="").exists()
