"""The baseline of acceptance: bare connections that commit the same rows, mail after mail.

Usage: python -m bench.bare_writers CONNINFO WRITERS COUNT BYTES NAME
Prints JSON as `bench.smtp_clients` does. The rows are those a mail is accepted with, contact and
original, in the register's own tables: one statement, autocommitted, and nothing else.
"""

import hashlib
import sys
import time
from datetime import UTC, datetime
from functools import partial

import psycopg

from bench.side_by_side import Mails, send_side_by_side
from bench.smtp_clients import mail_of

INSERT = """
WITH contact AS (
  INSERT INTO register_contact
    (channel, external_id, source, received_at, original_size, original_sha256)
  VALUES ('mail', %(key)s, 'bare', %(at)s, %(size)s, %(sha256)s) RETURNING id)
INSERT INTO intake_arrival (contact_id, raw, envelope)
SELECT id, %(raw)s, '{}' FROM contact RETURNING contact_id
"""


def write(conninfo: str, mails: Mails, taken: list[float]) -> None:
    """Commit mails over one connection; note how long each took."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for key, raw in mails:
            began = time.perf_counter()
            digest = hashlib.sha256(raw).hexdigest()
            row = {"key": key, "at": datetime.now(UTC), "size": len(raw), "sha256": digest}
            connection.execute(INSERT, {**row, "raw": raw}).fetchone()
            taken.append(time.perf_counter() - began)


def main(conninfo: str, writers: int, count: int, size: int, name: str) -> None:
    """Commit `count` mails by `writers` connections at once."""
    mails = [(f"{name}-{each}", mail_of(name, each, size)) for each in range(count)]
    send_side_by_side(partial(write, conninfo), mails, writers)


if __name__ == "__main__":
    _conninfo, _writers, _count, _size, _name = sys.argv[1:]
    main(_conninfo, int(_writers), int(_count), int(_size), _name)
