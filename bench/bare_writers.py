"""The baseline of acceptance: bare connections that commit one raw mail after the other.

Usage: python -m bench.bare_writers CONNINFO WRITERS COUNT BYTES NAME
Prints JSON as `bench.smtp_clients` does. Nothing but one INSERT into one table, autocommitted.
"""

import json
import sys
import threading
import time
from datetime import UTC, datetime

import psycopg

from bench.smtp_clients import mail_of

TABLE = """
CREATE TABLE IF NOT EXISTS bare_mail (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, external_id text UNIQUE,
  received_at timestamptz NOT NULL, raw bytea NOT NULL)
"""
INSERT = "INSERT INTO bare_mail (external_id, received_at, raw) VALUES (%s, %s, %s) RETURNING id"


def write(conninfo: str, mails: list[tuple[str, bytes]], taken: list[float]) -> None:
    """Commit mails over one connection; note how long each took."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for key, raw in mails:
            began = time.perf_counter()
            connection.execute(INSERT, (key, datetime.now(UTC), raw)).fetchone()
            taken.append(time.perf_counter() - began)


def main(conninfo: str, writers: int, count: int, size: int, name: str) -> None:
    """Commit `count` mails by `writers` connections at once."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(TABLE)
    mails = [(f"{name}-{each}", mail_of(name, each, size)) for each in range(count)]
    taken: list[list[float]] = [[] for _each in range(writers)]
    threads = [
        threading.Thread(target=write, args=(conninfo, mails[place::writers], taken[place]))
        for place in range(writers)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "taken": [each for some in taken for each in some]}))


if __name__ == "__main__":
    _conninfo, _writers, _count, _size, _name = sys.argv[1:]
    main(_conninfo, int(_writers), int(_count), int(_size), _name)
