"""A mailbox that already exists is read as it is, live, once, and left as it was."""

from pathlib import Path

import pytest

from langnghe.intake import doors
from langnghe.intake.models import Delivery, Mailbox
from langnghe.mail.fetcher import FetchedMail, connected
from langnghe.register.models import Contact
from tests.hotline import until
from tests.servers.dovecot import Dovecot
from tests.servers.fetching import Fetching, letter, subjects, wait_for

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_impatient"),
]
WITHOUT_IDLE = "IMAP4rev1 SASL-IR ID ENABLE NAMESPACE LITERAL+"


def test_what_lies_there_and_what_comes_live(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    dovecot.put(user, letter("one"), letter("two"))
    dovecot.put(user, letter("read elsewhere"), flags=[rb"\Seen", rb"\Flagged", rb"\Answered"])
    options = dovecot.options(user)
    fetching.begin(options)
    wait_for(options, 3)
    dovecot.put(user, letter("live"))
    wait_for(options, 4)
    assert subjects() == ["one", "two", "read elsewhere", "live"]
    (first, *_others) = Contact.objects.order_by("pk")
    assert bytes(first.arrival.raw) == dovecot.mails(user)[0]


def test_without_idle_it_asks_again_and_again(open_folder: Path, fetching: Fetching) -> None:
    server = Dovecot(open_folder / "without-idle", capability=WITHOUT_IDLE)
    server.start()
    try:
        options = server.options("polled@langnghe.example", poll_seconds=1)
        with connected(options) as session:
            assert not session.has_capability("IDLE")
        fetching.begin(options)
        for number in range(1, 4):
            server.put(options.user, letter(f"mail {number}"))
            wait_for(options, number)
        fetching.rest()

        server.put(options.user, letter("to be deleted"))
        deleting = server.options(options.user, poll_seconds=1, delete=True)
        fetching.begin(deleting)
        wait_for(deleting, 4)
        fetching.rest()
        with server.session(options.user) as session:
            session.select_folder("INBOX", readonly=True)
            assert len(session.search("DELETED")) == 1, "marked, not expunged"
            assert len(session.search("ALL")) == 4
    finally:
        fetching.rest()
        server.stop()


def test_nothing_is_changed_unless_asked(dovecot: Dovecot, user: str, fetching: Fetching) -> None:
    dovecot.put(user, letter("one"), letter("two"))
    options = dovecot.options(user)
    fetching.begin(options)
    wait_for(options, 2)
    fetching.rest()
    with dovecot.session(user) as server:
        server.select_folder("INBOX", readonly=True)
        flags = server.get_flags(server.search("ALL"))
    assert len(flags) == 2
    assert all(set(each) <= {rb"\Recent"} for each in flags.values())


def test_deleting_waits_until_the_mail_is_durable(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    dovecot.put(user, letter("one"), letter("two"))
    options = dovecot.options(user, delete=True)
    fetching.begin(options)
    wait_for(options, 2)
    until(lambda: not dovecot.mails(user), "both are gone from the mailbox")
    fetching.rest()

    into_register = doors.mailbox_door(fetching.pool)
    seen: list[int] = []

    def accept(mail: FetchedMail) -> str:
        seen.append(len(dovecot.mails(user)))
        if len(seen) < 3:
            raise ConnectionError("the database is away")
        return into_register(mail)

    dovecot.put(user, letter("three"))
    fetching.begin(options, accept=accept)
    until(lambda: not dovecot.mails(user), "the third is gone from the mailbox")
    fetching.rest()
    assert seen == [1, 1, 1]
    assert subjects() == ["one", "two", "three"]


def test_a_mailbox_made_anew_is_read_from_its_beginning_and_nothing_is_double(
    dovecot: Dovecot, user: str, fetching: Fetching
) -> None:
    folder = "Đường dây nóng"
    mails = [letter("one"), letter("two")]
    with dovecot.session(user) as server:
        server.create_folder(folder)
    dovecot.put(user, *mails, folder=folder)
    options = dovecot.options(user, folder=folder)
    fetching.begin(options)
    wait_for(options, 2)
    fetching.rest()
    with dovecot.session(user) as server:
        server.delete_folder(folder)
        server.create_folder(folder)
    dovecot.put(user, letter("zero"), *mails, letter("three"), folder=folder)
    fetching.begin(options)
    wait_for(options, 6)
    assert subjects() == ["one", "two", "zero", "three"]
    assert Delivery.objects.filter(contact__original_size__gt=0).count() == 6
    until(lambda: Mailbox.objects.get(name=options.name).last_uid == 4, "the cursor is at 4")


def test_two_hundred_mails(dovecot: Dovecot, user: str, fetching: Fetching) -> None:
    names = [f"mail {number}" for number in range(200)]
    dovecot.put(user, *map(letter, names))
    options = dovecot.options(user)
    fetching.begin(options)
    wait_for(options, 200)
    assert subjects() == names
