"""From accepted bytes to a submission with a code, an acknowledgement, a place."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import translation

from langnghe.intake.accept import Original, accept_original, open_pool
from langnghe.intake.actions.read_mail import TRIES, read_arrival, read_batch
from langnghe.intake.models import Arrival
from langnghe.mail.digest import delivery_digest
from langnghe.originals.store import Store, StoreFull
from langnghe.register import timeline
from langnghe.register.actions.submissions import close_submission
from langnghe.register.models import Contact, Entry, Submission
from langnghe.register.states import ContactState, Status
from langnghe.reply.actions import answer_by_mail, record_call, send_outgoing
from langnghe.reply.models import Outgoing
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _templates() -> None:
    cast.acknowledgement()


def letter(text: str = "Rác thải ở phố Hoa Sữa.", **headers: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    given = {
        "From": "Nguyễn Văn Mẫu <mau@example.com>",
        "To": settings.MAIL_ADDRESS,
        "Subject": "Rác thải",
        "Message-ID": make_msgid(domain="example.com"),
        "Date": "Fri, 20 Nov 2026 12:00:00 +0700",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def arrive(raw: bytes, *, mail_from: str | None = "mau@example.com", **envelope: object) -> Contact:
    """Accept a mail as the door does, and read it as the worker does."""
    original = Original(
        channel="mail",
        external_id=delivery_digest(raw),
        source="smtp",
        received_at=cast.NOON,
        raw=raw,
        envelope={"mail_from": mail_from, **envelope},
    )
    pool = open_pool(1)
    try:
        contact_id = accept_original(pool, original)
    finally:
        pool.close()
    read_batch(at=cast.later(1))
    return Contact.objects.get(pk=contact_id)


def test_a_mail_becomes_a_submission_and_is_acknowledged_once() -> None:
    raw = letter()
    contact = arrive(raw)
    submission = contact.submission
    assert submission is not None
    assert (submission.status, contact.state) == (Status.NEW, ContactState.REGISTERED)
    (outgoing,) = Outgoing.objects.all()
    assert outgoing.to_address == "mau@example.com"
    assert submission.code in outgoing.subject
    assert "không không" in outgoing.text
    assert outgoing.in_reply_to == contact.message_id
    assert not Arrival.objects.exists()
    with Store(settings.ORIGINALS).open(contact.original_sha256) as original:
        assert original.read() == raw


def test_delivered_twice_is_one() -> None:
    raw = letter()
    first = arrive(raw)
    again = arrive(b"Received: from elsewhere\r\n" + raw)
    assert first.pk == again.pk
    assert Submission.objects.count() == Outgoing.objects.count() == 1


def test_the_same_mail_under_another_envelope_is_tied_to_the_first() -> None:
    raw = letter()
    first = arrive(raw)
    again = arrive(raw.replace(b"12:00:00", b"12:00:07"))
    assert (again.repeat_of_id, again.submission_id) == (first.pk, first.submission_id)
    assert Submission.objects.count() == Outgoing.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"List_Id": "<to-dan-pho.example.com>"},
        {"From": "MAILER-DAEMON@example.com", "Subject": "Undelivered mail"},
        {"From": "hotline@langnghe.example"},
    ],
)
def test_machines_get_no_answer_and_wait_for_a_human(headers: dict[str, str]) -> None:
    contact = arrive(letter(**headers), mail_from="")
    assert not Outgoing.objects.exists()
    assert contact.submission is None
    assert contact.is_waiting


def test_a_null_sender_is_heard_but_not_answered() -> None:
    contact = arrive(letter(), mail_from="")
    assert contact.submission is not None
    assert not Outgoing.objects.exists()


def test_old_mail_that_is_imported_writes_to_nobody() -> None:
    contact = arrive(letter(), mail_from=None, **{"import": True})
    assert contact.submission is not None
    assert not Outgoing.objects.exists()


def test_an_answer_joins_by_its_headers_and_asks_to_reopen_after_the_end() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    outgoing = answer_by_mail(
        submission.pk, subject="Trả lời", text="Đã dọn.", once_key="a", final=True,
        by=by, at=cast.later(20),
    )  # fmt: skip
    close_submission(submission.pk, reason="answered", note="", by=by, at=cast.later(30))
    contact = arrive(letter("Vẫn còn rác!", In_Reply_To=f"<{outgoing.message_id}>"))
    submission.refresh_from_db()
    assert contact.submission == submission
    assert submission.asks_reopen_at is not None
    assert submission.status == Status.CLOSED


def test_a_code_in_the_subject_joins_only_for_a_known_sender() -> None:
    first = arrive(letter()).submission
    assert first is not None
    known = arrive(letter("Thêm ảnh.", Subject=f"Re: {first.code}"))
    stranger = arrive(
        letter("Tôi cũng vậy.", Subject=f"Re: {first.code}", From="la@example.com"),
        mail_from="la@example.com",
    )
    assert known.submission == first
    assert stranger.submission not in (None, first)


def test_a_bounce_is_tied_to_the_letter_it_is_about() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    outgoing = answer_by_mail(
        submission.pk, subject="Trả lời", text="Đã dọn.", once_key="a", final=True,
        by=by, at=cast.later(20),
    )  # fmt: skip
    raw = (
        b"From: MAILER-DAEMON@mx.example.com\r\nSubject: Undelivered\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        b"Message-ID: <" + outgoing.message_id.encode() + b">\r\n--b--\r\n"
    )
    contact = arrive(raw, mail_from="")
    outgoing.refresh_from_db()
    assert contact.submission == submission
    assert outgoing.state == Outgoing.State.BOUNCED
    assert Entry.objects.filter(kind="mail.failed", submission=submission).exists()


def test_what_cannot_be_read_becomes_an_entry_for_a_human_with_its_original() -> None:
    contact = arrive(b"\r\n\r\n")
    assert contact.state == ContactState.UNREADABLE
    assert contact.sender_raw == ""
    with translation.override("vi"):
        said = timeline.sentence(Entry.objects.get(contact=contact))
    assert said == "Máy không đọc được: thư trống. Bản gốc vẫn được giữ"
    assert Store(settings.ORIGINALS).has(contact.original_sha256)
    assert not Arrival.objects.exists()


def test_a_reader_that_fails_gives_up_to_a_human_and_keeps_the_bytes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_store: Store, _data: bytes) -> None:
        raise ValueError("nobody thought of this")

    monkeypatch.setattr(Store, "put", broken)
    contact = arrive(letter())
    for number in range(TRIES):
        read_arrival(contact.pk, at=cast.later(number))
    contact.refresh_from_db()
    assert contact.state == ContactState.UNREADABLE
    assert Arrival.objects.get(contact=contact).tries >= TRIES
    assert "could not be read" in caplog.text


def test_a_full_disk_lets_mails_wait_until_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_store: Store, _data: bytes) -> None:
        raise StoreFull("originals")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "put", full)
        contact = arrive(letter())
        for number in range(TRIES + 1):
            assert read_batch(at=cast.later(number)) == 0
    assert read_batch(at=cast.later(9)) == 1
    contact.refresh_from_db()
    assert contact.submission is not None
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("cause", "tries"),
    [
        (psycopg.OperationalError("server closed the connection"), 0),
        (psycopg.errors.DeadlockDetected(), 0),
        (psycopg.errors.ProgramLimitExceeded(), TRIES),
    ],
)
def test_a_database_that_is_away_is_no_fault_of_the_mail(
    cause: Exception, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> None:
        raise OperationalError from cause

    monkeypatch.setattr(Store, "put", away)
    contact = arrive(letter())
    for number in range(TRIES):
        read_arrival(contact.pk, at=cast.later(number))
    assert min(Arrival.objects.get(contact=contact).tries, TRIES) == tries


def test_without_a_relay_letters_are_kept_to_be_read() -> None:
    arrive(letter())
    outgoing = Outgoing.objects.get()
    send_outgoing(outgoing.pk)
    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.KEPT


def test_an_answer_by_phone_also_ends_the_asking() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    record_call(submission.pk, result="told", text="", by=by, at=cast.later(10))
    arrive(letter("Cảm ơn!", Subject=submission.code, From="thi.du@example.com"))
    submission.refresh_from_db()
    assert submission.asks_reopen_at is not None
    record_call(submission.pk, result="told", text="", by=by, at=cast.later(20))
    submission.refresh_from_db()
    assert submission.asks_reopen_at is None
