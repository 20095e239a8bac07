"""Accepting an original: durable before anything is acknowledged, and the same thing only once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

_ACCEPT = "SELECT intake_accept(%s, %s, %s, %s, %s, %s)"
_ACCEPT_MANY = """
SELECT intake_accept(channel, external_id, source, received_at, raw, envelope)
FROM unnest(%b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bytea[], %b::jsonb[])
  WITH ORDINALITY
  AS told(channel, external_id, source, received_at, raw, envelope, place)
ORDER BY place
"""


def open_pool(size: int = 8) -> ConnectionPool:
    """Open connections of our own to the register's database, one statement one commit.

    Intake must not wait for Django's connection handling: this is the path of every mail.
    """
    parts = settings.DATABASES["default"]
    options: dict[str, Any] = {
        key: value
        for key, value in {
            "host": parts["HOST"],
            "port": parts["PORT"],
            "user": parts["USER"],
            "password": parts["PASSWORD"],
            "dbname": parts["NAME"],
            **{name: value for name, value in parts["OPTIONS"].items() if name != "pool"},
        }.items()
        if value not in {"", None}
    }
    kwargs = {"autocommit": True, **options}
    return ConnectionPool(
        kwargs=kwargs, min_size=0, max_size=size, timeout=4, reconnect_timeout=30, open=True
    )


@dataclass(frozen=True, kw_only=True)
class Original:
    """What arrived, exactly as it came. `received_at` is aware; `envelope` is JSON."""

    channel: str
    external_id: str
    source: str
    received_at: datetime
    raw: bytes
    envelope: Mapping[str, object] = field(default_factory=dict)


def accept_original(pool: ConnectionPool, original: Original) -> int:
    """Commit an original with its contact and its reading job; return the contact's id.

    May be repeated: the same (channel, external_id) is one contact. When this returns, the
    bytes are on disk (PostgreSQL commits with fsync).
    """
    with pool.connection() as connection:
        row = connection.execute(_ACCEPT, _values(original)).fetchone()
    return int(row[0]) if row else 0


def accept_originals(pool: ConnectionPool, originals: Sequence[Original]) -> list[int]:
    """Do the same for some at once, in one commit; the ids stand in the same order."""
    columns = list(zip(*(_values(each) for each in originals), strict=True))
    with pool.connection() as connection:
        rows = connection.execute(_ACCEPT_MANY, [list(each) for each in columns]).fetchall()
    return [int(row[0]) for row in rows]


def _values(original: Original) -> tuple[object, ...]:
    return (
        original.channel,
        original.external_id,
        original.source,
        original.received_at,
        original.raw,
        Jsonb(dict(original.envelope), _dumps),
    )


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, default=str).replace("\\u0000", "")
