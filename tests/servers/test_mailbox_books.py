"""The mailbox's own count against the register: what is missing is named, and fetched again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from langnghe.intake.actions.reconcile import UNCOUNTED, city_day, reconcile
from langnghe.intake.models import Delivery, Difference
from langnghe.mail.fetcher import MailboxOptions
from langnghe.register.models import Contact
from tests.servers.dovecot import Dovecot
from tests.servers.fetching import Fetching, letter, subjects, wait_for

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_impatient"),
]


def use(settings: Settings, options: MailboxOptions) -> None:
    """Set the mailbox as the environment would."""
    settings.IMAP = {
        "host": options.host,
        "port": options.port,
        "user": options.user,
        "password": options.password,
        "tls": options.tls,
    }


def lose(contact: Contact) -> None:
    """Take a mail out of the register, as no officer can."""
    with connection.cursor() as cursor:
        for table in ("intake_delivery", "intake_arrival"):
            cursor.execute(f"DELETE FROM {table} WHERE contact_id = %s", [contact.pk])  # noqa: S608
        cursor.execute("DELETE FROM register_contact WHERE id = %s", [contact.pk])


def test_a_mail_that_was_lost_is_fetched_again(
    dovecot: Dovecot, user: str, fetching: Fetching, settings: Settings
) -> None:
    dovecot.put(user, *(letter(f"mail {number}") for number in range(3)))
    options = dovecot.options(user)
    use(settings, options)
    fetching.begin(options)
    wait_for(options, 3)
    fetching.rest()
    at = datetime.now(UTC)
    assert counted(at) == (3, 3, 0)

    lose(Contact.objects.order_by("pk")[1])
    assert counted(at) == (3, 2, 0)
    (missing,) = Difference.objects.filter(state=Difference.State.OPEN)
    assert missing.key.endswith(";2")
    assert counted(at, repair=True) == (3, 3, 1)
    assert sorted(subjects()) == ["mail 0", "mail 1", "mail 2"]
    assert Delivery.objects.count() == 3
    missing.refresh_from_db()
    assert missing.state == Difference.State.REPAIRED


def test_a_mailbox_that_cannot_be_counted_is_a_finding_until_it_can(
    dovecot: Dovecot, user: str, settings: Settings
) -> None:
    at = datetime.now(UTC)
    use(settings, dovecot.options(user, password="wrong"))
    reconcile(city_day(at), repair=True, at=at)
    (found,) = Difference.objects.all()
    assert found.what == UNCOUNTED
    assert "does not let" in found.detail
    use(settings, dovecot.options(user))
    assert counted(at) == (0, 0, 0)
    found.refresh_from_db()
    assert found.state == Difference.State.REPAIRED


def test_a_mailbox_is_counted_by_days_of_the_city(
    dovecot: Dovecot, user: str, settings: Settings
) -> None:
    day = datetime(2026, 11, 24, tzinfo=ZoneInfo(settings.TIME_ZONE))
    for hours in (-0.5, 0.5, 23.5, 24.5):
        dovecot.put(user, letter(f"{hours}"), arrived_at=day + timedelta(hours=hours))
    use(settings, dovecot.options(user))
    assert counted(day) == (2, 0, 0)
    details = Difference.objects.values_list("detail", flat=True)
    assert sorted(detail[:5] for detail in details) == ["00:30", "23:30"]


def counted(at: datetime, *, repair: bool = False) -> tuple[int, int, int]:
    """Balance today; return what the mailbox says, what the register holds, what was repaired."""
    balances = reconcile(city_day(at), repair=repair, at=at)
    (mailbox,) = [each for each in balances if each.source.startswith("imap ")]
    return mailbox.delivered, mailbox.registered, mailbox.repaired
