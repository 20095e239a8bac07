"""The door of the mail: what was answered with 250 is somewhere on disk."""

import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from langnghe.mail.journal import Journal
from langnghe.mail.receiver import LINE_LIMIT, Door, ReceivedMail, Receiver, is_ours
from langnghe.mail.spool import Spool, SpoolFull

ADDRESS = "hotline@langnghe.example"
MAIL = b"From: a@example.com\r\nSubject: Rac thai\r\n\r\nO pho Hoa Sua\r\n"


class Book:
    """Takes mails like the register does; can be told to fail or to be slow."""

    def __init__(self) -> None:
        self.mails: dict[str, ReceivedMail] = {}
        self.trouble: Exception | None = None
        self.delay = 0.0

    def accept(self, mail: ReceivedMail) -> str:
        time.sleep(self.delay)
        if self.trouble:
            raise self.trouble
        self.mails[mail.digest] = mail
        return f"M{len(self.mails)}"


@contextmanager
def open_door(
    folder: Path, book: Book, *, limit: int = 2**20, protocol: str = "smtp"
) -> Iterator[Receiver]:
    door = Door(port=0, addresses=frozenset({ADDRESS}), limit_bytes=limit, protocol=protocol)
    receiver = Receiver(
        door, accept=book.accept, spool=Spool(folder / "spool"), journal=Journal(folder / "journal")
    )
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.stop()


def until(holds: Callable[[], bool]) -> None:
    for _each in range(400):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it never came true")


def test_a_mail_is_kept_and_noted(tmp_path: Path) -> None:
    book = Book()
    with open_door(tmp_path, book) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as client:
        client.sendmail("a@example.com", [ADDRESS.upper()], MAIL)
    (mail,) = book.mails.values()
    assert (mail.raw, mail.mail_from) == (MAIL, "a@example.com")
    now = datetime.now(UTC)
    journal = Journal(tmp_path / "journal")
    (noted,) = journal.accepted_between(now - timedelta(days=1), now + timedelta(minutes=1))
    assert (noted.digest, noted.reference, noted.size) == (mail.digest, "M1", len(MAIL))


def test_while_the_database_is_away_mails_wait_in_the_spool(tmp_path: Path) -> None:
    book = Book()
    book.trouble = ConnectionError("away")
    with open_door(tmp_path, book) as receiver:
        with smtplib.SMTP("127.0.0.1", receiver.port) as client:
            for number in range(5):
                client.sendmail("a@example.com", [ADDRESS], MAIL + b"%d\r\n" % number)
        assert len(list(Spool(tmp_path / "spool").waiting())) == 5
        book.trouble = None
        until(lambda: len(book.mails) == 5)
        until(lambda: not list(Spool(tmp_path / "spool").waiting()))


def test_a_full_spool_asks_to_try_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    book.trouble = ConnectionError("away")

    def full(*_given: object) -> str:
        raise SpoolFull("full")

    monkeypatch.setattr(Spool, "put", full)
    with open_door(tmp_path, book) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("a@example.com", [ADDRESS], MAIL)
        assert refused.value.smtp_code == 452


def test_too_large_is_said_at_mail_and_at_data(tmp_path: Path) -> None:
    book = Book()
    with open_door(tmp_path, book, limit=2**20) as receiver:
        with smtplib.SMTP("127.0.0.1", receiver.port) as client:
            client.ehlo()
            code, words = client.mail("a@example.com", [f"SIZE={2**21}"])
            assert code == 552
            assert b"limit is 1 MiB" in words
        with smtplib.SMTP("127.0.0.1", receiver.port) as client:
            client.ehlo()
            client.mail("a@example.com")
            client.rcpt(ADDRESS)
            code, words = client.data(b"Subject: x\r\n\r\n" + b"0123456789\r\n" * 2**17)
            assert code == 552
            assert b"limit is 1 MiB" in words
    assert not book.mails


def test_a_stranger_is_told_so(tmp_path: Path) -> None:
    with (
        open_door(tmp_path, Book()) as receiver,
        smtplib.SMTP("127.0.0.1", receiver.port) as client,
    ):
        client.ehlo()
        client.mail("a@example.com")
        assert client.rcpt("nobody@langnghe.example")[0] == 550
        assert client.rcpt("hotline+HN-26-000001@langnghe.example")[0] == 250


def test_a_client_that_vanishes_leaves_nothing(tmp_path: Path) -> None:
    book = Book()
    with open_door(tmp_path, book) as receiver:
        with socket.create_connection(("127.0.0.1", receiver.port)) as client:
            lines = ["EHLO x", "MAIL FROM:<a@example.com>", f"RCPT TO:<{ADDRESS}>", "DATA"]
            for line in lines:
                client.recv(4096)
                client.sendall(f"{line}\r\n".encode())
            client.recv(4096)
            client.sendall(b"Subject: half a ma")
        with smtplib.SMTP("127.0.0.1", receiver.port) as client2:
            client2.sendmail("a@example.com", [ADDRESS], MAIL)
    assert len(book.mails) == 1
    assert not list(Spool(tmp_path / "spool").waiting())


def test_long_lines_and_nuls_come_through(tmp_path: Path) -> None:
    book = Book()
    raw = b"Subject: x\r\n\r\n" + b"a" * 500_000 + b"\x00\xff\r\n"
    with open_door(tmp_path, book) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as client:
        client.sendmail("a@example.com", [ADDRESS], raw)
    (mail,) = book.mails.values()
    assert mail.raw == raw


def test_a_mail_that_is_one_endless_line_is_refused_in_words(tmp_path: Path) -> None:
    book = Book()
    raw = b"Subject: x\n\n" + b"0123456789\n" * (LINE_LIMIT // 11 + 1)
    with (
        open_door(tmp_path, book, limit=2**24) as receiver,
        smtplib.SMTP("127.0.0.1", receiver.port) as client,
    ):
        client.ehlo()
        client.mail("a@example.com")
        client.rcpt(ADDRESS)
        code, words = client.data(raw)
        assert code == 500
        assert b"end lines with CR LF" in words
        client.sendmail("a@example.com", [ADDRESS], MAIL)
    assert len(book.mails) == 1


def test_lmtp_is_spoken_too(tmp_path: Path) -> None:
    book = Book()
    with (
        open_door(tmp_path, book, protocol="lmtp") as receiver,
        smtplib.LMTP("127.0.0.1", receiver.port) as client,
    ):
        client.sendmail("a@example.com", [ADDRESS], MAIL)
    assert len(book.mails) == 1


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("Hotline@LangNghe.example", True),
        ("hotline+x@langnghe.example", True),
        ("postmaster@langnghe.example", True),
        ("postmaster@elsewhere.example", False),
        ("", False),
    ],
)
def test_which_addresses_are_ours(address: str, *, ours: bool) -> None:
    assert is_ours(address, frozenset({ADDRESS})) is ours


def test_a_cut_spool_file_is_kept_for_a_human(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(MAIL, {"mail_from": ""})
    (path,) = tmp_path.glob("*.mail")
    path.write_bytes(path.read_bytes()[:-5])
    assert not list(spool.waiting())
    assert spool.damaged() == 1
