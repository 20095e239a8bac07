"""Who stands watch, which book is open, what was promised; nothing here writes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.models import Entry, Submission
from langnghe.roster.models import Book, Duty, Promise, Watch
from langnghe.roster.queries.now import shift_now
from langnghe.roster.rules.shifts import Shift, next_shift
from langnghe.roster.states import AT_THE_DESK, ENDED_BOOKS, DutyRole

EARLY = timedelta(hours=1)
"""So long before a shift its people may come, read the book and take over."""


def watches() -> QuerySet[Watch]:
    """Return who stands watch now, longest first."""
    return Watch.objects.filter(ended_at=None).select_related("officer")


def watch_of(officer: Officer) -> Watch | None:
    """Return the watch an officer stands now."""
    return watches().filter(officer=officer).first()


def shift_after(shift: Shift) -> Shift:
    """Return the shift that follows."""
    return next_shift(shift, settings.SHIFTS, timezone.get_default_timezone())


def duty_in(officer: Officer, shift: Shift) -> Duty | None:
    """Return an officer's duty at the desk in a shift, by the roster in force."""
    return Duty.objects.filter(
        officer=officer,
        on=shift.on,
        shift=shift.name,
        role__in=AT_THE_DESK,
        week__in_force_at__isnull=False,
    ).first()


def shift_to_begin(officer: Officer, at: datetime) -> Shift:
    """Return the shift a watch would count to.

    It is the next one for whoever comes early for it, and for all once this one was handed over.
    """
    current = shift_now(at)
    coming = shift_after(current)
    if Book.objects.filter(shift_at=current.from_at, state__in=ENDED_BOOKS).exists():
        return coming
    is_early = coming.from_at - at <= EARLY
    if is_early and duty_in(officer, current) is None and duty_in(officer, coming) is not None:
        return coming
    return current


def is_planned(at: datetime) -> bool:
    """Tell whether the roster in force names somebody at the desk at a moment."""
    return Duty.objects.filter(
        begins_at__lte=at,
        ends_at__gt=at,
        role__in=AT_THE_DESK,
        week__in_force_at__isnull=False,
    ).exists()


def role_in(officer: Officer, shift: Shift) -> DutyRole:
    """Return what an officer stands watch as: by the roster, else by what they may do."""
    duty = duty_in(officer, shift)
    if duty is not None:
        return DutyRole(duty.role)
    return DutyRole.SHIFT_LEADER if officer.may(Right.PLAN_DUTY) else DutyRole.OPERATOR


def outgoing(shift: Shift) -> QuerySet[Watch]:
    """Return who still stands watch for a shift before this one."""
    return watches().filter(shift_at__lt=shift.from_at)


def blocking_book(officer: Officer, at: datetime) -> Book | None:
    """Return the book that must be accepted before an officer may begin their watch."""
    if watch_of(officer) is not None:
        return None
    last = outgoing(shift_to_begin(officer, at)).order_by("-shift_at").first()
    return None if last is None else Book.objects.filter(shift_at=last.shift_at).first()


def open_book(at: datetime) -> Book | None:
    """Return the book that is to be handed over next: of whoever stands watch longest."""
    first = watches().order_by("shift_at").first()
    return None if first is None else Book.objects.filter(shift_at=first.shift_at).first()


def incoming(book: Book, at: datetime) -> list[Officer]:
    """Return whom an emergency may be handed to: the next shift by the roster and on watch."""
    coming = shift_after(shift_now(book.shift_at))
    rostered = Duty.objects.filter(
        on=coming.on, shift=coming.name, role__in=AT_THE_DESK, week__in_force_at__isnull=False
    ).values("officer")
    later = Watch.objects.filter(ended_at=None, shift_at__gt=book.shift_at).values("officer")
    wanted = Q(pk__in=rostered) | Q(pk__in=later)
    return list(Officer.objects.filter(wanted, is_active=True))


def open_promises(officer: Officer) -> QuerySet[Promise]:
    """Return what was promised and not kept yet, the next due first."""
    seen = Submission.objects.visible_to(officer).values("pk")
    return (
        Promise.objects.filter(kept_at=None)
        .filter(Q(submission=None) | Q(submission__in=seen))
        .select_related("submission", "made_by")
    )


LOGGED = ["log.", "roster.", "duty.", "line.exchange", "line.trunk"]
"""Beginnings of the kinds of facts that stand in the log book; higher capabilities add theirs."""


def log_of(officer: Officer, since: datetime, until: datetime) -> QuerySet[Entry]:
    """Return what happened in the duty room in a span of time, oldest first."""
    wanted = Q()
    for beginning in LOGGED:
        wanted |= Q(kind__startswith=beginning)
    seen = Submission.objects.visible_to(officer).values("pk")
    return (
        Entry.objects.filter(wanted, at__gte=since, at__lt=until)
        .filter(Q(submission=None) | Q(submission__in=seen))
        .select_related("by", "submission")
        .order_by("at", "pk")
    )
