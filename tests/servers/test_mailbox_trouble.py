"""Whatever the mailbox's server does: nothing is lost, nothing blocks, a sentence says why."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe.intake import doors
from langnghe.mail import fetcher
from langnghe.mail.fetcher import CONNECTED, FetchedMail, MailboxOptions, connected
from tests.hotline import until
from tests.servers.dovecot import Dovecot
from tests.servers.fetching import Fetching, letter, subjects, wait_for, wait_for_state
from tests.servers.programs import own_certificate, own_port
from tests.servers.wire import Wire

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_impatient"),
]


def test_killed_and_back_again(own_dovecot: Dovecot, user: str, fetching: Fetching) -> None:
    options = own_dovecot.options(user)
    own_dovecot.put(user, letter("before"))
    fetching.begin(options)
    wait_for(options, 1)
    for number in range(2):
        own_dovecot.kill()
        wait_for_state(options, "cannot be reached")
        own_dovecot.start()
        own_dovecot.put(user, letter(f"after {number}"))
        wait_for(options, 2 + number)
    wait_for_state(options, CONNECTED)
    assert subjects() == ["before", "after 0", "after 1"]


def test_cut_in_the_middle_of_a_mail(dovecot: Dovecot, user: str, fetching: Fetching) -> None:
    large = letter("large") + b"0123456789" * 30_000
    dovecot.put(user, letter("small"), large)
    with Wire(dovecot.port) as wire:
        wire.cut_after = 150_000
        options = dovecot.options(user, port=wire.port)
        fetching.begin(options)
        wait_for(options, 2)
        assert wire.cuts == 1
        fetching.rest()
    assert subjects() == ["small", "large"]


def test_a_wrong_password_is_said_in_a_sentence(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    options = dovecot.options(user, password="wrong")
    fetching.begin(options)
    said = wait_for_state(options, "does not let")
    assert said == f"the server does not let {user} in (Authentication failed)"


def test_an_unreachable_server_is_said_in_a_sentence(fetching: Fetching) -> None:
    port = own_port()
    options = MailboxOptions(host="127.0.0.1", port=port, tls="none")
    running = fetching.begin(options)
    said = wait_for_state(options, "cannot be reached")
    assert said == f"the server cannot be reached (127.0.0.1:{port}: Connection refused)"
    until(lambda: running.pause == fetcher.LONGEST_PAUSE, "it waits longer and longer")
    nowhere = MailboxOptions(host="mail.invalid", port=port, tls="none")
    fetching.begin(nowhere)
    assert "Name or service not known" in wait_for_state(nowhere, "cannot be reached")


def test_a_folder_that_is_not_there_is_said_in_a_sentence(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    options = dovecot.options(user, folder="Nowhere")
    fetching.begin(options)
    assert "Mailbox doesn't exist: Nowhere" in wait_for_state(options, "the server says")


@pytest.fixture
def tls_port(dovecot: Dovecot, tmp_path: Path) -> Iterator[int]:
    """Give a port where the mailbox is reached by TLS, under a certificate made by hand."""
    certificate, key = own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Wire(dovecot.port, tls=context) as wire:
        yield wire.port


def test_a_certificate_nobody_vouches_for(
    dovecot: Dovecot, user: str, fetching: Fetching, tls_port: int, tmp_path: Path
) -> None:
    dovecot.put(user, letter("one"))
    options = dovecot.options(user, port=tls_port, tls="tls")
    fetching.begin(options)
    said = wait_for_state(options, "certificate")
    assert said.startswith("the certificate is not trusted (self-signed certificate)")
    assert said.endswith("LANGNGHE_IMAP_CA")
    fetching.rest()
    known = str(tmp_path / "certificate.pem")
    trusting = dovecot.options(user, port=tls_port, tls="tls", ca=known)
    fetching.begin(trusting)
    wait_for(trusting, 1)
    fetching.rest()


def test_a_mail_the_server_cannot_read_does_not_block_the_next(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    dovecot.put(user, letter("one"), letter("unreadable"), letter("three"))
    (broken,) = [
        path
        for path in (dovecot.mail / user).glob("[cn]??/*")
        if b"Subject: unreadable" in path.read_bytes()
    ]
    broken.write_bytes(b"")
    broken.chmod(0)
    options = dovecot.options(user)
    fetching.begin(options)
    wait_for(options, 2)
    dovecot.put(user, letter("four"))
    wait_for(options, 3)
    fetching.rest()
    assert subjects() == ["one", "three", "four"]


def test_a_mail_the_register_cannot_take_does_not_block_the_next(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    into_register = doors.mailbox_door(fetching.pool)
    tried: list[int] = []

    def accept(mail: FetchedMail) -> str:
        tried.append(mail.uid)
        if b"Subject: cursed" in mail.raw:
            raise ValueError("this one never")
        return into_register(mail)

    dovecot.put(user, letter("cursed"), letter("two"))
    options = dovecot.options(user)
    fetching.begin(options, accept=accept)
    wait_for(options, 1)
    dovecot.put(user, letter("three"))
    wait_for(options, 2)
    fetching.rest()
    assert tried.count(1) == 4
    assert subjects() == ["two", "three"]


def test_while_the_database_is_away_no_mail_is_passed_by(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    into_register = doors.mailbox_door(fetching.pool)
    tried: list[int] = []

    def accept(mail: FetchedMail) -> str:
        tried.append(mail.uid)
        if len(tried) <= 5:
            raise ConnectionError("away")
        return into_register(mail)

    dovecot.put(user, *(letter(f"mail {number}") for number in range(4)))
    options = dovecot.options(user)
    fetching.begin(options, accept=accept)
    wait_for(options, 4)
    until(lambda: len(tried) >= 9, "each was tried")
    fetching.rest()
    assert sorted(subjects()) == [f"mail {number}" for number in range(4)]


def test_the_sign_in_is_closed_again(dovecot: Dovecot, user: str) -> None:
    with connected(dovecot.options(user)) as server:
        assert server.select_folder("INBOX", readonly=True)[b"EXISTS"] == 0
