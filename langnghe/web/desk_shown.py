"""The lines of the desk as they stand in its list; what did not change is not written anew."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from langnghe.register.desk import LIMIT, Row
from langnghe.web.suggested import Chip
from langnghe.web.templatetags.book import due, since


def lines_of(rows: Sequence[Row], chips: Mapping[int, Sequence[Chip]]) -> list[SafeString]:
    """Write each row with its chips; a desk that is looked at again writes only what is new."""
    language = get_language() or "vi"
    return [_line(row, tuple(chips.get(row.identity, ())), _clock(row), language) for row in rows]


def _clock(row: Row) -> str:
    return due(row.due_at) if row.due_at else since(row.at)


@lru_cache(maxsize=8 * LIMIT)
def _line(row: Row, chips: Sequence[Chip], clock: str, language: str) -> SafeString:
    """Write a row; `clock` is part of it, so that a line is written anew when its time moves."""
    shown = [_chip(chip, language) for chip in chips]
    return render_to_string("desk/_row.html", {"row": row, "chips": shown, "clock": clock})


@lru_cache(maxsize=8 * LIMIT)
def _chip(chip: Chip, _language: str) -> SafeString:
    """Write a chip; many rows have the same."""
    return render_to_string("triage/_chip.html", {"chip": chip})
