"""Our door in this process, into the test's register; can be shut and opened on the same port."""

import smtplib
from pathlib import Path
from typing import Self

from django.conf import settings
from psycopg_pool import ConnectionPool

from langnghe.intake import doors
from langnghe.intake.accept import open_pool
from langnghe.intake.actions.read_mail import read_batch
from langnghe.mail.journal import Journal
from langnghe.mail.receiver import Door, Receiver
from langnghe.mail.spool import Spool
from langnghe.register.models import Contact
from tests import cast
from tests.hotline import ADDRESS, until

LIMIT = 50 * 2**20


class OurDoor:
    """The mail door of the hotline."""

    def __init__(self, port: int, protocol: str = "smtp", address: str = ADDRESS) -> None:
        self.door = Door(
            port=port, protocol=protocol, addresses=frozenset({address}), limit_bytes=LIMIT
        )
        self.pool: ConnectionPool = open_pool(4)
        self.receiver: Receiver | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.shut()
        self.pool.close()

    def open(self) -> Self:
        """Begin to receive."""
        self.receiver = Receiver(
            self.door,
            accept=doors.smtp_door(self.pool),
            spool=Spool(Path(settings.MAIL_SPOOL)),
            journal=Journal(Path(settings.JOURNAL)),
        )
        self.receiver.start()
        return self

    def shut(self) -> None:
        """Receive no more."""
        if self.receiver is not None:
            self.receiver.stop()
            self.receiver = None


def post(port: int, raw: bytes, *, sender: str = "mau@example.com", to: str = ADDRESS) -> None:
    """Hand a mail to a mail server."""
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.sendmail(sender, [to] if isinstance(to, str) else to, raw)


def wait_for_contacts(count: int) -> list[Contact]:
    """Wait until so many mails are in the register; return them."""
    until(lambda: Contact.objects.count() == count, f"{count} contacts", seconds=40)
    return list(Contact.objects.order_by("pk"))


def read_contacts(count: int) -> list[Contact]:
    """Wait for the mails, then read them as the worker does."""
    wait_for_contacts(count)
    read_batch(at=cast.later(1))
    return list(Contact.objects.order_by("pk"))
