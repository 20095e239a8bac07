"""Codes of submissions and cases, without gaps."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from langnghe.register import rules

_STEP = """
INSERT INTO register_codecounter AS counter (prefix, year, last) VALUES (%s, %s, %s)
ON CONFLICT (prefix, year) DO UPDATE SET last = counter.last + excluded.last RETURNING last
"""


def next_code(prefix: str, at: datetime) -> str:
    """Take the next code of the year; the counter's row stays locked until commit."""
    return next_codes(prefix, at, 1)[0]


def next_codes(prefix: str, at: datetime, count: int) -> list[str]:
    """Take the next codes of the year, in order, in one step; locked as above."""
    year = timezone.localtime(at).year
    with connection.cursor() as cursor:
        cursor.execute(_STEP, (prefix, year, count))  # one statement: every submission waits for it
        (last,) = cursor.fetchone()
    return [rules.code_of(prefix, year, serial) for serial in range(last - count + 1, last + 1)]
