"""The lines of the register's list as they stand there; what many have alike is written once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from langnghe.register.excerpts import Piece
from langnghe.register.models import Submission
from langnghe.register.states import Urgency
from langnghe.web.templatetags.book import (
    due,
    moment,
    sensitivity_chip,
    status_chip,
    urgency_chip,
)

_CODE = "CODE"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list, its parts written."""

    address: str
    code: str
    is_worst: bool
    channel: SafeString
    words: str
    facts: SafeString
    clock: str
    holder: str


def lines_of(rows: Sequence[Submission], pieces: Sequence[Sequence[Piece]] = ()) -> list[Line]:
    """Write what the list shows of submissions; of each why it was found, where `pieces` say so."""
    language = get_language() or "vi"
    address = reverse("submission", args=[_CODE])
    words: list[str] = [_marked(each) for each in pieces] or [row.summary for row in rows]
    return [
        Line(
            address=address.replace(_CODE, row.code),
            code=row.code,
            is_worst=row.urgency == Urgency.K3,
            channel=_channel(row.channel, language),
            words=said,
            facts=_facts(row, language),
            clock=due(row.due_at) if row.due_at else moment(row.received_at),
            holder=row.holder.full_name if row.holder else "",
        )
        for row, said in zip(rows, words, strict=True)
    ]


def _marked(pieces: Sequence[Piece]) -> SafeString:
    """Write a stretch of words, what was looked for marked."""
    return format_html_join("", "{}", ((_piece(each),) for each in pieces))


def _piece(piece: Piece) -> str:
    return format_html("<mark>{}</mark>", piece.text) if piece.is_hit else piece.text


def _facts(row: Submission, language: str) -> SafeString:
    chips = _chips(row.status, row.urgency, row.sensitivity, language)
    return format_html_join("", "{}", ((each,) for each in (chips, *_where(row))))


def _where(row: Submission) -> Iterator[SafeString]:
    if row.ward:
        yield format_html('<span class="row-ward">{}</span>', row.ward.short_name)
    if row.topic:
        yield format_html('<span class="row-topic">{}</span>', row.topic.name)


@lru_cache(maxsize=1_000)
def _chips(status: str, urgency: str, sensitivity: str, _language: str) -> SafeString:
    chips = (status_chip(status), urgency_chip(urgency), sensitivity_chip(sensitivity))
    return format_html_join("", "{}", ((chip,) for chip in chips))


@lru_cache(maxsize=100)
def _channel(channel: str, _language: str) -> SafeString:
    return render_to_string("register/_channel.html", {"channel": channel})
