"""A city's mail server hands us its mail: while we are away it waits, and nothing is double."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from langnghe.intake.actions.reconcile import city_day, reconcile
from langnghe.intake.models import Difference
from tests.hotline import ADDRESS, until
from tests.servers.door import OurDoor, post, wait_for_contacts
from tests.servers.dovecot import Dovecot
from tests.servers.fetching import letter, subjects
from tests.servers.postoffice import PostOffice

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
]
LMTP_ADDRESS = "hotline@by-lmtp.example"


@pytest.fixture(params=["smtp", "lmtp"])
def door(request: pytest.FixtureRequest, postoffice: PostOffice) -> Iterator[OurDoor]:
    """Give our door, still shut, where the city's server expects it."""
    if request.param == "smtp":
        shut = OurDoor(postoffice.town.smtp["langnghe.example"])
    else:
        shut = OurDoor(postoffice.town.lmtp["by-lmtp.example"], "lmtp", LMTP_ADDRESS)
    with shut:
        yield shut


def address_of(door: OurDoor) -> str:
    (address,) = door.door.addresses
    return address


def test_while_we_are_away_it_waits(door: OurDoor, postoffice: PostOffice) -> None:
    address = address_of(door)
    for number in range(10):
        post(postoffice.port, letter(f"away {number}"), to=address)
    until(lambda: postoffice.waiting() == 10, "all ten are queued")
    door.open()
    wait_for_contacts(10)
    for number in range(10):
        if number == 5:
            door.shut()
        post(postoffice.port, letter(f"again {number}"), to=address)
    door.open()
    wait_for_contacts(20)
    postoffice.settle()
    expected = [f"{name} {number}" for name in ("away", "again") for number in range(10)]
    assert sorted(subjects()) == sorted(expected)


def test_one_mail_to_several_of_our_addresses_is_one(door: OurDoor, postoffice: PostOffice) -> None:
    door.open()
    user, _at, domain = address_of(door).partition("@")
    addresses = [f"{user}@{domain}", f"{user}+HN-26-000001@{domain}", f"postmaster@{domain}"]
    post(postoffice.port, letter("to all of you"), to=addresses)
    wait_for_contacts(1)
    postoffice.settle()
    assert subjects() == ["to all of you"]


def test_too_large_comes_back_in_our_words(
    door: OurDoor, postoffice: PostOffice, dovecot: Dovecot
) -> None:
    door.open()
    raw = letter("too large") + b"0123456789abcdef" * 4 + b"\r\n"
    raw += (b"x" * 998 + b"\r\n") * (51 * 1049)
    sender = "le@example.com"
    before = len(dovecot.mails(sender))
    post(postoffice.port, raw, sender=sender, to=address_of(door))
    until(lambda: len(dovecot.mails(sender)) > before, "a bounce comes back")
    said = b" ".join(dovecot.mails(sender)[-1].split())
    assert b"Thu qua lon, toi da 50 MiB" in said
    assert b"This mail is too large: the limit is 50 MiB" in said
    postoffice.settle()
    assert subjects() == []


def test_its_log_and_the_register_agree_and_a_lost_one_is_named(
    postoffice: PostOffice, settings: Settings
) -> None:
    settings.POSTFIX_LOG = str(postoffice.log)
    settings.MAIL_ADDRESS = ADDRESS
    with OurDoor(postoffice.town.smtp["langnghe.example"]).open():
        for number in range(5):
            post(postoffice.port, letter(f"counted {number}"))
        contacts = wait_for_contacts(5)
        postoffice.settle()
    ours = {f"M{contact.pk}" for contact in contacts}
    at = datetime.now(UTC)
    lost_before = set(_lost_after(at)) & ours
    assert not lost_before

    lost = contacts[2].pk
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_arrival WHERE contact_id = %s", [lost])
        cursor.execute("DELETE FROM register_contact WHERE id = %s", [lost])
    assert set(_lost_after(at)) & ours == {f"M{lost}"}
    assert Difference.objects.get(key=f"M{lost}").source == "postfix"


def _lost_after(at: datetime) -> list[str]:
    """Balance the day; return what the city's server delivered and the register lacks.

    Its log is shared: what other tests let in, and took away with their register, is named too.
    """
    today = city_day(at)
    for day in (today - timedelta(days=1), today):  # it may be just after midnight
        reconcile(day, repair=False, at=at)
    found = Difference.objects.filter(source="postfix", state=Difference.State.OPEN)
    return list(found.values_list("key", flat=True))
