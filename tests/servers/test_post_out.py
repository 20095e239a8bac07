"""What we write goes out through the city's server, arrives, comes back, and never goes round."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from langnghe.mail.sender import RelayOptions, TemporaryFailure, send
from langnghe.register.models import Contact, Entry, Submission
from langnghe.reply.actions import answer_by_mail, send_outgoing
from langnghe.reply.models import Outgoing
from tests import cast
from tests.hotline import ADDRESS, Hotline, until
from tests.servers.door import OurDoor, post, read_contacts
from tests.servers.dovecot import Dovecot
from tests.servers.fetching import letter
from tests.servers.postoffice import PostOffice

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def _through_the_city(postoffice: PostOffice, settings: Settings) -> Iterator[None]:
    """Open our door, and send through the city's server."""
    settings.MAIL_ADDRESS = ADDRESS
    settings.RELAY = relay_at(postoffice.port)
    cast.acknowledgement()
    with OurDoor(postoffice.town.smtp["langnghe.example"]).open():
        yield


def relay_at(port: int) -> dict[str, object]:
    return {"host": "localhost", "port": port, "user": "", "password": "", "tls": "starttls"}


def send_all() -> None:
    """Send what waits, as the worker does."""
    for pk in Outgoing.objects.filter(state=Outgoing.State.QUEUED).values_list("pk", flat=True):
        send_outgoing(pk)


def newest(dovecot: Dovecot, user: str, before: int) -> EmailMessage:
    """Wait for one more mail in a citizen's mailbox."""
    until(lambda: len(dovecot.mails(user)) > before, f"{user} has mail")
    found = message_from_bytes(dovecot.mails(user)[-1], policy=default)
    assert isinstance(found, EmailMessage)
    return found


def heard(submission: Submission) -> list[str]:
    return list(Entry.objects.filter(submission=submission).values_list("kind", flat=True))


def write_from(postoffice: PostOffice, sender: str, subject: str = "Rác thải") -> Submission:
    """Let a citizen write; return the submission that it became."""
    count = Contact.objects.count()
    post(postoffice.port, letter(subject, sender), sender=sender)
    submission = read_contacts(count + 1)[-1].submission
    assert submission is not None
    return submission


def answer(submission: Submission, text: str = "Đã thu gom.") -> Outgoing:
    return answer_by_mail(
        submission.pk,
        subject="Trả lời",
        text=text,
        once_key=f"answer {text}",
        final=False,
        by=cast.officer(),
        at=cast.later(5),
    )


def test_the_acknowledgement_arrives_and_the_citizen_can_answer_it(
    postoffice: PostOffice, dovecot: Dovecot
) -> None:
    citizen = "mau@example.com"
    before = len(dovecot.mails(citizen))
    submission = write_from(postoffice, citizen)
    send_all()
    came = newest(dovecot, citizen, before)
    assert came["In-Reply-To"] == f"<{Contact.objects.get().message_id}>"
    assert came["Auto-Submitted"] == "auto-replied"
    assert came["Return-Path"] == "<>"
    assert submission.code in came["Subject"]
    assert "with esmtps" in str(came["Received"]).lower()
    text = came.get_body(("plain",))
    assert text is not None
    assert "không không" in text.get_content()
    assert Outgoing.objects.get().state == Outgoing.State.SENT

    reply = letter("Re: gửi thêm", citizen, In_Reply_To=came["Message-ID"])
    post(postoffice.port, reply, sender=citizen)
    assert read_contacts(2)[-1].submission == submission


def test_a_recipient_that_is_refused_is_told_to_the_officers(
    postoffice: PostOffice, settings: Settings
) -> None:
    submission = write_from(postoffice, "vang@example.com")
    send_all()
    sent = Outgoing.objects.get()
    assert sent.state == Outgoing.State.FAILED
    assert sent.trouble.startswith("550")
    assert "mail.failed" in heard(submission)


def test_a_bounce_is_tied_to_what_we_wrote(postoffice: PostOffice) -> None:
    submission = write_from(postoffice, "someone@far.example")
    Outgoing.objects.all().delete()  # the acknowledgement has no sender to bounce to
    written = answer(submission)
    send_all()
    read_contacts(2)
    written.refresh_from_db()
    assert written.state == Outgoing.State.BOUNCED
    assert "5.1.1" in written.trouble
    bounce = Contact.objects.order_by("pk")[1]
    assert (bounce.nature, bounce.submission) == ("bounce", submission)
    assert "mail.failed" in heard(submission)
    assert not Outgoing.objects.exclude(pk=written.pk).exists()


def test_while_the_relay_is_down_mail_is_kept(postoffice: PostOffice, dovecot: Dovecot) -> None:
    citizen = "tran@example.com"
    before = len(dovecot.mails(citizen))
    write_from(postoffice, citizen)
    postoffice.stop()
    try:
        send_all()
        waiting = Outgoing.objects.get()
        assert waiting.state == Outgoing.State.QUEUED
        assert "cannot be reached" in waiting.trouble
    finally:
        postoffice.start()
    send_all()
    newest(dovecot, citizen, before)
    assert Outgoing.objects.get().state == Outgoing.State.SENT


def test_a_password_goes_only_to_a_relay_that_proves_who_it_is(postoffice: PostOffice) -> None:
    raw = letter("secret")
    relay = RelayOptions(host="localhost", port=postoffice.port, user="us", password="made-up")
    with pytest.raises(TemporaryFailure, match="certificate verify failed"):
        send(raw, mail_from=ADDRESS, rcpt="mau@example.com", relay=relay)
    known = RelayOptions(
        host="127.0.0.1",
        port=postoffice.port,
        user="us",
        password="made-up",
        ca=str(postoffice.certificate),
    )
    with pytest.raises(TemporaryFailure, match="AUTH extension not supported"):
        send(raw, mail_from=ADDRESS, rcpt="mau@example.com", relay=known)


@pytest.fixture
def other(postoffice: PostOffice, open_folder: Path) -> Iterator[Hotline]:
    """Give another city's hotline, whole, behind the same mail server."""
    home = open_folder / "other"
    home.mkdir()
    running = Hotline(home)
    running.smtp_port = postoffice.town.smtp["other.example"]
    running.environment |= {
        "LANGNGHE_SMTP_PORT": str(running.smtp_port),
        "LANGNGHE_MAIL_ADDRESS": "hotline@other.example",
        "LANGNGHE_RELAY_HOST": "localhost",
        "LANGNGHE_RELAY_PORT": str(postoffice.port),
    }
    running.start()
    yield running
    running.stop()


def test_two_hotlines_do_not_answer_each_other_on_and_on(
    postoffice: PostOffice, other: Hotline
) -> None:
    post(postoffice.port, letter("hello", "hotline@other.example"), sender="hotline@other.example")
    read_contacts(1)
    send_all()
    until(lambda: other.count("register_contact") == 1, "our acknowledgement is there")
    hello = letter("hello back", ADDRESS)
    post(postoffice.port, hello, sender=ADDRESS, to="hotline@other.example")
    until(lambda: other.count("reply_outgoing WHERE state = 'sent'") == 1, "they acknowledged")
    read_contacts(2)
    send_all()
    until(lambda: other.count("intake_arrival") == 0, "they have read everything")
    postoffice.settle()
    assert (Outgoing.objects.count(), Contact.objects.count()) == (1, 2)
    assert (other.count("reply_outgoing"), other.count("register_contact")) == (1, 2)
    assert other.count("register_submission") == 1
