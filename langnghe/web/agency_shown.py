"""What an agency has: in the order in which it must act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from langnghe.access.models import Officer
from langnghe.direction.models import Assignment, Extension, JointStep
from langnghe.direction.states import LIVING, AssignmentState, JointState
from langnghe.direction.told import Told, told_of
from langnghe.register.models import Submission
from langnghe.register.states import CaseStatus

SOON = timedelta(days=3)
LIMIT = 200
PAGE = 50
TOLD_FOR = timedelta(days=1)
_REPORTED = Q(state=AssignmentState.RESULTED)
_CLOSED = Q(case__status=CaseStatus.CLOSED)
"""What was closed with a result that nobody reviewed asks nothing of the office any more."""


@dataclass(frozen=True)
class Box:
    """One box of the agency's desk."""

    code: str
    name: Any
    icon: str
    count: int


def conditions(at: datetime) -> Mapping[str, Q]:
    """Return what lies in each box."""
    return {
        "new": Q(state=AssignmentState.SENT),
        "redo": Q(state=AssignmentState.REDO),
        "due": Q(state__in=LIVING, due_at__lt=at + SOON),
        "all": Q(state__in=LIVING),
        "waiting": (_REPORTED & ~_CLOSED) | Q(asks_time=True, state__in=LIVING),
        "past": (_REPORTED & _CLOSED)
        | Q(state__in=(AssignmentState.DONE, AssignmentState.RETURNED, AssignmentState.WITHDRAWN)),
    }


_BOXES = {
    "new": (_("New"), "inbox"),
    "redo": (pgettext_lazy("assignment", "Came back"), "rotate-clockwise"),
    "due": (_("Due or overdue"), "clock"),
    "all": (_("All with us"), "layout-list"),
    "waiting": (_("With the office"), "send"),
    "past": (_("Ended"), "archive"),
}


def desk_of(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Add what the boxes ask for."""
    asked = Extension.objects.filter(assignment=OuterRef("pk"), granted=None)
    return assignments.annotate(asks_time=Exists(asked)).select_related(
        "case__ward", "case__topic", "agency", "directive"
    )


def boxes(assignments: QuerySet[Assignment], *, at: datetime) -> list[Box]:
    """Count each box."""
    known = conditions(at)
    return [
        Box(code, name, icon, assignments.filter(known[code]).count())
        for code, (name, icon) in _BOXES.items()
    ]


def page_of(submission: Submission, officer: Officer) -> str:
    """Return the address of what a clerk's agency reads of a voice's case; the list without one."""
    theirs = Assignment.objects.filter(case__items__submission=submission, agency=officer.agency_id)
    last = theirs.order_by("-pk").values_list("pk", flat=True).first()
    return reverse("agency") if last is None else reverse("agency-assignment", args=[last])


def first_box(found: Sequence[Box]) -> str:
    """Choose the box to begin with: what came back, what is new, what is due; else all."""
    filled = {each.code for each in found if each.count}
    return next((code for code in ("redo", "new", "due") if code in filled), "all")


def rows(
    assignments: QuerySet[Assignment], box: str, words: str, *, at: datetime, page: int = 1
) -> tuple[list[Told], bool]:
    """Return one page of a box, the nearest deadline first, and whether there is more.

    `words` find code, title, place.
    """
    found = assignments.filter(conditions(at).get(box, Q()))
    for word in words.split()[:6]:
        found = found.filter(
            Q(case__code__icontains=word)
            | Q(case__title__icontains=word)
            | Q(case__place__icontains=word)
            | Q(case__ward__name__icontains=word)
        )
    order = ("-sent_at", "-pk") if box == "past" else ("due_at", "pk")
    first = PAGE * (page - 1)
    shown = told_of(found.order_by(*order)[first : first + PAGE + 1])
    return shown[:PAGE], len(shown) > PAGE


def joint_told(results: QuerySet[JointStep], *, at: datetime) -> JointStep | None:
    """Return the last joint step that is being taken, or left cases as they are since a day."""
    left = Q(done_at__gt=at - TOLD_FOR, cases__state=JointState.LEFT)
    return results.filter(Q(done_at=None) | left).order_by("-pk").first()


def days_due(
    assignments: QuerySet[Assignment], *, at: datetime, days: int = 28
) -> list[tuple[date, list[Told]]]:
    """Return what is due on which day, what is overdue under the day it was due."""
    found = assignments.filter(state__in=LIVING, due_at__lt=at + timedelta(days=days))
    told = told_of(found.order_by("due_at", "pk")[:LIMIT])
    return [
        (day, list(each))
        for day, each in groupby(
            told, key=lambda row: timezone.localtime(row.assignment.due_at).date()
        )
    ]
