"""Codes of submissions and cases, without gaps."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from langnghe.register import rules

_STEP = """
INSERT INTO register_codecounter AS counter (prefix, year, last) VALUES (%s, %s, 1)
ON CONFLICT (prefix, year) DO UPDATE SET last = counter.last + 1 RETURNING last
"""


def next_code(prefix: str, at: datetime) -> str:
    """Take the next code of the year; the counter's row stays locked until commit."""
    year = timezone.localtime(at).year
    with connection.cursor() as cursor:
        cursor.execute(_STEP, (prefix, year))  # one statement: every submission waits for it
        (serial,) = cursor.fetchone()
    return rules.code_of(prefix, year, serial)
