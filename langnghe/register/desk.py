"""The queues of the duty desk: what waits for a human, worst first, then oldest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet

from langnghe.access.models import Officer
from langnghe.register import labels
from langnghe.register.models import Contact, Submission
from langnghe.register.queries import CALL_BACK, HOT, TO_DO, end_of_day
from langnghe.register.rules import call_back_due, summary_of
from langnghe.register.states import CallOutcome, ContactState, Status, Urgency

LIMIT = 200
_READ = (
    "pk", "code", "channel", "summary", "received_at", "due_at", "urgency", "sensitivity",
    "status", "asks_reopen_at", "holder_id", "holder__full_name", "topic__name",
    "ward__short_name", "reporter__name",
)  # fmt: skip
"""What a row says of a submission; no more is read of it, nor of whom and what it names."""


class Queue(StrEnum):
    """The queues, in the order in which the desk shows them."""

    NEW = "new"
    HOT = "hot"
    CALL_BACK = "call_back"
    MINE = "mine"
    DUE = "due"
    RESULTED = "resulted"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a queue: a contact that waits, or a submission with work left."""

    what: str
    """`contact` or `submission`."""
    identity: int
    code: str
    channel: str
    words: str
    who: str
    at: datetime
    due_at: datetime | None = None
    urgency: str = ""
    sensitivity: str = "S0"
    topic: str = ""
    ward: str = ""
    holder: str = ""
    status: str = ""
    seconds: int = 0
    """Length of a call; 0 where there is none."""
    rank: int | None = None
    """How bad a new submission is suggested to be; None where nothing says so."""
    mark: str = ""
    """What is special: `unreadable`, `asks_reopen`, an outcome of a call, or nothing."""


def rows(
    queue: Queue, officer: Officer, *, at: datetime, ranks: Mapping[int, int] | None = None
) -> list[Row]:
    """Return up to LIMIT rows of a queue, worst first, then oldest.

    `ranks` says by id which new submissions are suggested to be bad: 0 the worst, 2 the least.
    """
    ranks = ranks or {}
    contacts = _contacts(queue, officer)
    submissions = _submissions(queue, officer, at=at)
    bad = submissions.filter(pk__in=ranks)[:LIMIT] if ranks else submissions.none()
    found = chain(
        (_contact_row(contact) for contact in contacts[:LIMIT]),
        (
            _submission_row(submission, officer, ranks)
            for some in (bad, submissions.exclude(pk__in=ranks)[:LIMIT])
            for submission in some.values(*_READ)
        ),
    )
    return sorted(found, key=_order)[:LIMIT]


def _order(row: Row) -> tuple[int, datetime]:
    worst = {"K3": 0, "K2": 2}.get(row.urgency, 3)
    if row.rank is not None:
        worst = min(worst, row.rank)
    if row.sensitivity == "S2":
        worst = min(worst, 1)
    if row.mark == "voice_message":
        worst = min(worst, 2)
    return worst, row.due_at or row.at


def _contacts(queue: Queue, officer: Officer) -> QuerySet[Contact]:
    waiting = (
        Contact.objects.visible_to(officer)
        .waiting()
        .select_related("taken_by")
        .only(
            "channel", "state", "facts", "outcome", "called_back_at", "started_at", "received_at",
            "text", "subject", "sender_name", "sender_raw", "seconds", "taken_by__full_name",
        )
    )  # fmt: skip
    if queue == Queue.NEW:
        return waiting.exclude(CALL_BACK).order_by("received_at")
    if queue == Queue.CALL_BACK:
        return waiting.filter(CALL_BACK).order_by("received_at")
    if queue == Queue.MINE:
        return waiting.filter(taken_by=officer).order_by("received_at")
    return Contact.objects.none()


def _submissions(queue: Queue, officer: Officer, *, at: datetime) -> QuerySet[Submission]:
    wanted = {
        Queue.NEW: Q(status=Status.NEW) | Q(asks_reopen_at__isnull=False),
        Queue.HOT: HOT,
        Queue.CALL_BACK: Q(pk__in=[]),
        Queue.MINE: TO_DO & Q(holder=officer),
        Queue.DUE: TO_DO & Q(due_at__lt=end_of_day(at)),
        Queue.RESULTED: Q(status=Status.RESULTED),
    }[queue]
    order = ("due_at", "id") if queue == Queue.DUE else ("-urgency", "received_at", "id")
    return Submission.objects.visible_to(officer).filter(wanted).order_by(*order)


def _contact_row(contact: Contact) -> Row:
    unreadable = contact.state == ContactState.UNREADABLE
    is_urgent = contact.facts.get("choice") == "urgent" or contact.facts.get("repeats", 1) > 2
    to_call = contact.outcome not in {"", CallOutcome.ANSWERED} and contact.called_back_at is None
    ended = contact.ended_at or contact.received_at
    return Row(
        what="contact",
        identity=contact.pk,
        code="",
        channel=contact.channel,
        words=summary_of(contact.text, contact.subject),
        who=contact.sender_name or contact.sender_raw,
        at=contact.received_at,
        due_at=call_back_due(ended, is_urgent=is_urgent) if to_call else None,
        urgency=Urgency.K3 if to_call and is_urgent else "",
        holder=contact.taken_by.full_name if contact.taken_by else "",
        status=contact.state,
        seconds=contact.seconds or 0,
        mark="unreadable" if unreadable else contact.outcome,
    )


def _submission_row(read: Mapping[str, Any], officer: Officer, ranks: Mapping[int, int]) -> Row:
    hidden = read["sensitivity"] == "S2" and read["holder_id"] != officer.pk
    is_new = read["status"] == Status.NEW
    return Row(
        what="submission",
        identity=read["pk"],
        code=read["code"],
        channel=read["channel"],
        words=str(labels.SENSITIVITIES["S2"]) if hidden else read["summary"],  # type: ignore[index]
        who="" if hidden else read["reporter__name"],
        at=read["received_at"],
        due_at=read["due_at"],
        urgency="" if is_new else read["urgency"],
        sensitivity=read["sensitivity"],
        topic=read["topic__name"] or "",
        ward=read["ward__short_name"] or "",
        holder=read["holder__full_name"] or "",
        status=read["status"],
        rank=ranks.get(read["pk"]) if is_new else None,
        mark="asks_reopen" if read["asks_reopen_at"] else "",
    )
