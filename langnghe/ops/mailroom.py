"""The mail process: the SMTP door, the mailbox that is fetched, one pool of connections."""

import logging
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

from langnghe.intake import doors
from langnghe.intake.accept import open_pool
from langnghe.mail.fetcher import Fetcher, MailboxOptions
from langnghe.mail.journal import Journal
from langnghe.mail.receiver import Door, Receiver
from langnghe.mail.spool import Spool
from langnghe.ops.home import check_port
from langnghe.ops.processes import until_told
from langnghe.ops.watchman import keep_watch

logger = logging.getLogger(__name__)


def door_of_settings() -> Door:
    """Return where and for whom mail is received."""
    return Door(
        host=settings.SMTP_HOST,
        port=settings.SMTP_PORT,
        addresses=frozenset({settings.MAIL_ADDRESS}),
        limit_bytes=settings.SMTP_LIMIT_BYTES,
        protocol=settings.SMTP_PROTOCOL,
        share_port=settings.SMTP_SHARE_PORT,
    )


def mailbox_of_settings() -> MailboxOptions | None:
    """Return the mailbox to fetch, or None where none is set."""
    facts: dict[str, Any] = settings.IMAP
    return MailboxOptions(**facts) if facts["host"] else None


def serve_mail() -> None:
    """Receive and fetch until told to stop. Raises CannotStart where the port is taken."""
    if not settings.SMTP_SHARE_PORT:
        check_port(settings.SMTP_HOST, settings.SMTP_PORT, "LANGNGHE_SMTP_PORT")
    told = until_told()
    pool = open_pool()
    receiver = Receiver(
        door_of_settings(),
        accept=doors.smtp_door(pool),
        accept_many=doors.smtp_door_of_many(pool),
        spool=Spool(Path(settings.MAIL_SPOOL)),
        journal=Journal(Path(settings.JOURNAL)),
    )
    receiver.start()
    logger.info("receiving mail for %s on port %s", settings.MAIL_ADDRESS, receiver.port)
    fetching = None
    options = mailbox_of_settings()
    if options is not None:
        cursor = doors.MailboxCursor(pool, options.name)
        fetcher = Fetcher(
            options,
            cursor=cursor,
            accept=doors.mailbox_door(pool),
            accept_many=doors.mailbox_door_of_many(pool),
        )
        fetching = threading.Thread(target=fetcher.run, args=(told,), name="fetch", daemon=True)
        fetching.start()
        logger.info("fetching mail from %s", options.name)
    watching = threading.Thread(target=keep_watch, args=(told,), name="watchman", daemon=True)
    watching.start()
    told.wait()
    receiver.stop()
    watching.join(5)
    if fetching is not None:
        fetching.join(10)
    pool.close()
