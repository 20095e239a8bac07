"""Whatever speaks to our door: nothing half is kept, nothing whole is lost, nobody waits for it."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe.mail.journal import Journal
from langnghe.mail.receiver import Door, ReceivedMail, Receiver
from langnghe.mail.spool import Spool
from tests.hotline import ADDRESS, until
from tests.servers.conversation import Conversation

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
MAIL = b"From: a@example.com\r\nSubject: Rac thai\r\n\r\nO pho Hoa Sua\r\n"


class Opened:
    """Our door, and what it let in."""

    def __init__(self, folder: Path) -> None:
        self.mails: list[ReceivedMail] = []
        self.spool = Spool(folder / "spool")
        self.cursed = b"no mail has this"
        door = Door(port=0, addresses=frozenset({ADDRESS}))
        self.receiver = Receiver(
            door, accept=self._accept, spool=self.spool, journal=Journal(folder / "journal")
        )

    def _accept(self, mail: ReceivedMail) -> str:
        if self.cursed in mail.raw:
            raise ValueError("this one never")
        self.mails.append(mail)
        return f"M{len(self.mails)}"

    def talk(self) -> Conversation:
        """Connect to it."""
        return Conversation(self.receiver.port)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made = Opened(tmp_path)
    made.receiver.start()
    yield made
    made.receiver.stop()


def test_half_a_mail_is_none(opened: Opened) -> None:
    with opened.talk() as client:
        client.envelope()
        client.say("DATA", 354)
        client.write(b"Subject: half\r\n\r\nand the")
    with opened.talk() as client:
        client.deliver(MAIL)
    assert [mail.raw for mail in opened.mails] == [MAIL]
    assert not list(opened.spool.waiting())


def test_a_bare_line_feed_ends_no_mail(opened: Opened) -> None:
    """One mail must not smuggle in another (RFC 5321, 2.3.8)."""
    smuggled = b"\n.\nMAIL FROM:<b@example.com>\nRCPT TO:<" + ADDRESS.encode() + b">\nDATA\n"
    bare = b"Subject: one\r\n\r\nwords" + smuggled + b"Subject: two\r\n\r\nmore\r\n"
    with opened.talk() as client:
        client.deliver(bare)
        client.say("NOOP", 250)
    assert [mail.raw for mail in opened.mails] == [bare]


def test_dots_at_the_beginning_of_lines_stay(opened: Opened) -> None:
    raw = b"Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\nend.\r\n"
    with opened.talk() as client:
        client.deliver(raw)
    assert opened.mails[0].raw == raw


@pytest.mark.parametrize("options", ["BODY=8BITMIME", "SMTPUTF8 BODY=8BITMIME", "SIZE=100"])
def test_eight_bits_and_utf8_come_through(opened: Opened, options: str) -> None:
    raw = "Subject: Rác thải\r\n\r\nỞ phố Hoa Sữa\r\n".encode()
    with opened.talk() as client:
        client.envelope(sender="nguyễn@example.com", options=options)
        client.say("DATA", 354)
        client.write(raw + b".\r\n")
        client.hear(250)
    assert (opened.mails[0].raw, opened.mails[0].mail_from) == (raw, "nguyễn@example.com")


def test_an_address_that_is_no_utf8_loses_no_mail(opened: Opened) -> None:
    with opened.talk() as client:
        client.say("EHLO rough.example.com", 250)
        client.write(b"MAIL FROM:<nguy\xe9n@example.com>\r\n")
        client.hear(250)
        client.say(f"RCPT TO:<{ADDRESS}>", 250)
        client.say("DATA", 354)
        client.write(MAIL + b".\r\n")
        client.hear(250)
    assert (
        opened.mails[0].mail_from.encode() == "nguy\N{REPLACEMENT CHARACTER}n@example.com".encode()
    )
    assert not list(opened.spool.waiting())


def test_a_line_without_end(opened: Opened) -> None:
    long = b"Subject: long\r\n\r\n" + b"x" * 3_000_000 + b"\r\n"
    with opened.talk() as client:
        client.deliver(long)
        client.envelope(greet=False)
        client.say("DATA", 354)
        client.write(b"x" * 6_000_000 + b"\r\n.\r\n")
        client.hear(500)
        client.deliver(MAIL, greet=False)
    assert [len(mail.raw) for mail in opened.mails] == [len(long), len(MAIL)]


def test_everything_at_once(opened: Opened) -> None:
    lines = ["EHLO rough.example.com", "MAIL FROM:<a@example.com>", f"RCPT TO:<{ADDRESS}>"]
    head = "".join(f"{line}\r\n" for line in [*lines, "RCPT TO:<x@elsewhere.example>", "DATA"])
    again = "".join(f"{line}\r\n" for line in [*lines[1:], "DATA"])
    with opened.talk() as client:
        client.write(head.encode() + MAIL + b".\r\n" + again.encode() + MAIL + b".\r\nQUIT\r\n")
        codes = [client.hear() for _each in range(10)]
    assert codes == [250, 250, 250, 550, 354, 250, 250, 250, 354, 250]
    assert len(opened.mails) == 2


def test_a_hundred_recipients_are_one_mail(opened: Opened) -> None:
    user, _at, domain = ADDRESS.partition("@")
    with opened.talk() as client:
        client.say("EHLO rough.example.com", 250)
        client.say("MAIL FROM:<a@example.com>", 250)
        for number in range(100):
            client.say(f"RCPT TO:<{user}+{number}@{domain}>", 250)
            client.say(f"RCPT TO:<other{number}@{domain}>", 550)
        client.say("DATA", 354)
        client.write(MAIL + b".\r\n")
        client.hear(250)
    assert len(opened.mails[0].rcpts) == 100


def test_too_large_is_said_before_it_is_sent(opened: Opened) -> None:
    with opened.talk() as client:
        client.say("EHLO rough.example.com", 250)
        client.say(f"MAIL FROM:<a@example.com> SIZE={51 * 2**20}", 552)
        client.say("MAIL FROM:<a@example.com> SIZE=many", 501)
        client.deliver(MAIL, greet=False)
    assert len(opened.mails) == 1


def test_slow_clients_keep_nobody_waiting(opened: Opened) -> None:
    slow = [opened.talk() for _each in range(50)]
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.05):
            for each in slow:
                each.write(b"x")

    try:
        for each in slow:
            each.envelope()
            each.say("DATA", 354)
            each.write(b"Subject: slow\r\n\r\n")
        dripping = threading.Thread(target=drip)
        dripping.start()
        for number in range(20):
            with smtplib.SMTP("127.0.0.1", opened.receiver.port, timeout=20) as client:
                client.sendmail("a@example.com", [ADDRESS], MAIL + b"%d\r\n" % number)
        assert len(opened.mails) == 20
        stop.set()
        dripping.join()
        for each in slow:
            each.write(b"\r\n.\r\n")
            each.hear(250)
        assert len(opened.mails) == 70
    finally:
        stop.set()
        for each in slow:
            each.close()


def test_nonsense_is_answered_and_ended(opened: Opened) -> None:
    with opened.talk() as client:
        client.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n\x16\x03\x01\x00\xff\r\n")
        assert client.hear() == 500
    with socket.create_connection(("127.0.0.1", opened.receiver.port)):
        pass
    with opened.talk() as client:
        client.deliver(MAIL)
    assert len(opened.mails) == 1


def test_one_mail_that_cannot_be_taken_does_not_block_the_spool(opened: Opened) -> None:
    opened.cursed = b"Subject:"
    with opened.talk() as client:
        client.deliver(b"Subject: cursed\r\n\r\nx\r\n")
        client.deliver(MAIL, greet=False)
        client.deliver(MAIL + b"again\r\n", greet=False)
    assert len(list(opened.spool.waiting())) == 3
    opened.cursed = b"Subject: cursed"
    until(lambda: len(opened.mails) == 2, "the others are brought in")
    until(lambda: opened.spool.damaged() == 1, "the cursed one waits for a human")
    assert not list(opened.spool.waiting())
