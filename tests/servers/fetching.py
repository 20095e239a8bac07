"""The hotline's fetcher, in a thread as `langnghe mail` runs it, into the test's register."""

import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from typing import Self

from langnghe.intake import doors
from langnghe.intake.accept import open_pool
from langnghe.intake.models import Delivery, Mailbox
from langnghe.mail.fetcher import FetchedMail, Fetcher, MailboxOptions
from langnghe.register.models import Contact
from tests.hotline import until

Accept = Callable[[FetchedMail], object]


def letter(subject: str, sender: str = "mau@example.com", **headers: str) -> bytes:
    """Write a citizen's mail."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Nguyễn Văn Mẫu <{sender}>"
    message["To"] = "hotline@langnghe.example"
    message["Subject"] = subject
    message["Message-ID"] = make_msgid(domain="example.com")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"Kính gửi đường dây nóng.\n\n{subject}: rác chưa thu gom ở phố Hoa Sữa.\n")
    return message.as_bytes()


class Fetching:
    """Fetches mailboxes until the test is over."""

    def __init__(self) -> None:
        self.pool = open_pool(4)
        self.stop = threading.Event()
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.rest()
        self.pool.close()

    def begin(self, options: MailboxOptions, *, accept: Accept | None = None) -> Fetcher:
        """Begin to fetch a mailbox."""
        cursor = doors.MailboxCursor(self.pool, options.name)
        fetcher = Fetcher(
            options,
            cursor=cursor,
            accept=accept or doors.mailbox_door(self.pool),
            accept_many=None if accept else doors.mailbox_door_of_many(self.pool),
        )
        self.stop.clear()
        thread = threading.Thread(target=fetcher.run, args=(self.stop,), daemon=True)
        self.threads.append(thread)
        thread.start()
        return fetcher

    def rest(self) -> None:
        """End all fetching, in good order."""
        self.stop.set()
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive(), "the fetcher does not end"
        self.threads.clear()


def wait_for(options: MailboxOptions, count: int) -> None:
    """Wait until so many mails of a mailbox are in the register, and its cursor knows."""

    def there() -> bool:
        places = Delivery.objects.filter(place__startswith=f"{options.name};")
        return places.count() == count

    until(there, f"{count} mails of {options.name} are in the register", seconds=30)


def state_of(options: MailboxOptions) -> str:
    """Return how the mailbox fares, as the balance page shows it."""
    found = Mailbox.objects.filter(name=options.name).first()
    return found.state if found else ""


def wait_for_state(options: MailboxOptions, words: str) -> str:
    """Wait until the mailbox's state has these words; return it."""
    until(lambda: words in state_of(options), f"{options.name} says {words}", seconds=20)
    return state_of(options)


def subjects() -> list[str]:
    """Return what the register holds, by the subject line of the originals."""
    found = []
    for contact in Contact.objects.order_by("pk").select_related("arrival"):
        raw = bytes(contact.arrival.raw)
        found.append(raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode())
    return found
