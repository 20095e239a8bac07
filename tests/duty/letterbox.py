"""A real SMTP door that keeps what a relay would carry on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from langnghe.mail.journal import Journal
from langnghe.mail.receiver import Door, ReceivedMail, Receiver
from langnghe.mail.spool import Spool

ADDRESS = "truong.ca@example.com"


@dataclass
class Letterbox:
    """The mails that arrived, oldest first; `trouble` makes the door refuse for now."""

    mails: list[EmailMessage] = field(default_factory=list)
    trouble: Exception | None = None

    def accept(self, mail: ReceivedMail) -> str:
        """Take a mail."""
        if self.trouble:
            raise self.trouble
        found = message_from_bytes(mail.raw, policy=default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        return f"M{len(self.mails)}"


@contextmanager
def open_letterbox(folder: Path, *addresses: str) -> Iterator[tuple[Letterbox, dict[str, object]]]:
    """Give a letterbox (of ADDRESS unless others are named) and the relay that leads to it."""
    box = Letterbox()
    door = Door(port=0, addresses=frozenset(addresses or {ADDRESS}), limit_bytes=2**20)
    spool, journal = Spool(folder / "box-spool"), Journal(folder / "box-journal")
    receiver = Receiver(door, accept=box.accept, spool=spool, journal=journal)
    receiver.start()
    try:
        yield box, {
            "host": "127.0.0.1", "port": receiver.port, "user": "", "password": "",
            "tls": "none", "ca": "",
        }  # fmt: skip
    finally:
        receiver.stop()
