"""The doors through which mail comes in: what the receiver and the fetcher call."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from psycopg_pool import ConnectionPool

from langnghe.intake.accept import Original, accept_original, accept_originals
from langnghe.mail.digest import delivery_digest

Reference = str


class Received(Protocol):
    """A mail as the receiver hands it over."""

    @property
    def raw(self) -> bytes: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def rcpts(self) -> tuple[str, ...]: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def digest(self) -> str: ...


def smtp_door(pool: ConnectionPool) -> Callable[[Received], Reference]:
    """Return what accepts a mail that came by SMTP: durable when it returns."""

    def accept(mail: Received) -> Reference:
        return f"M{accept_original(pool, _original_of(mail))}"

    return accept


def smtp_door_of_many(pool: ConnectionPool) -> Callable[[Sequence[Received]], list[Reference]]:
    """Return what accepts some mails in one commit: all of them durable when it returns."""

    def accept(mails: Sequence[Received]) -> list[Reference]:
        ids = accept_originals(pool, [_original_of(mail) for mail in mails])
        return [f"M{contact_id}" for contact_id in ids]

    return accept


def _original_of(mail: Received) -> Original:
    return Original(
        channel="mail",
        external_id=mail.digest,
        source="smtp",
        received_at=mail.received_at,
        raw=mail.raw,
        envelope={"mail_from": mail.mail_from, "rcpts": list(mail.rcpts)},
    )


class Fetched(Protocol):
    """A mail as the fetcher hands it over."""

    @property
    def raw(self) -> bytes: ...
    @property
    def uid(self) -> int: ...
    @property
    def uid_validity(self) -> int: ...
    @property
    def internal_date(self) -> datetime: ...
    @property
    def mailbox(self) -> str: ...


def place_of(mailbox: str, uid_validity: int, uid: int) -> str:
    """Name the place of a mail in a mailbox, as deliveries keep it."""
    return f"{mailbox};{uid_validity};{uid}"


_NOTE_DELIVERIES = """
INSERT INTO intake_delivery (contact_id, place, at)
SELECT contact_id, place, now() FROM unnest(%s::bigint[], %s::text[]) AS told(contact_id, place)
ON CONFLICT (place) DO NOTHING
"""


def mailbox_door(pool: ConnectionPool) -> Callable[[Fetched], Reference]:
    """Return what accepts a mail that was fetched from a mailbox."""

    def accept(mail: Fetched) -> Reference:
        return accept_many([mail])[0]

    accept_many = mailbox_door_of_many(pool)
    return accept


def mailbox_door_of_many(pool: ConnectionPool) -> Callable[[Sequence[Fetched]], list[Reference]]:
    """Return what accepts some fetched mails in one commit, and notes where each was taken."""

    def accept(mails: Sequence[Fetched]) -> list[Reference]:
        ids = accept_originals(pool, [_fetched_original(mail) for mail in mails])
        places = [place_of(each.mailbox, each.uid_validity, each.uid)[:300] for each in mails]
        with pool.connection() as connection:
            connection.execute(_NOTE_DELIVERIES, (ids, places))
        return [f"M{contact_id}" for contact_id in ids]

    return accept


def _fetched_original(mail: Fetched) -> Original:
    return Original(
        channel="mail",
        external_id=delivery_digest(mail.raw),
        source=f"imap:{mail.mailbox}"[:60],
        received_at=mail.internal_date,
        raw=mail.raw,
        envelope={"mail_from": None, "mailbox": mail.mailbox, "uid": mail.uid},
    )


class MailboxCursor:
    """How far a mailbox was read, kept in the database."""

    def __init__(self, pool: ConnectionPool, name: str) -> None:
        self.pool, self.name = pool, name[:200]

    def load(self) -> tuple[int, int]:
        """Return (uid validity, last uid); zeros for a mailbox never read."""
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT uid_validity, last_uid FROM intake_mailbox WHERE name = %s", (self.name,)
            ).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def save(self, uid_validity: int, last_uid: int) -> None:
        """Keep how far the mailbox was read."""
        with self.pool.connection() as connection:
            connection.execute(_SAVE_CURSOR, (self.name, uid_validity, last_uid))

    def report(self, state: str) -> None:
        """Keep, in a few words, how the mailbox fares."""
        with self.pool.connection() as connection:
            connection.execute(_REPORT_STATE, (self.name, state[:200]))


_SAVE_CURSOR = """
INSERT INTO intake_mailbox (name, uid_validity, last_uid, state, seen_at)
VALUES (%s, %s, %s, '', now())
ON CONFLICT (name) DO UPDATE SET uid_validity = excluded.uid_validity,
  last_uid = excluded.last_uid, seen_at = now()
"""

# A mailbox that could never be opened has no row yet, and is the one to be told about.
_REPORT_STATE = """
INSERT INTO intake_mailbox (name, uid_validity, last_uid, state, seen_at)
VALUES (%s, 0, 0, %s, now())
ON CONFLICT (name) DO UPDATE SET state = excluded.state, seen_at = now()
"""
