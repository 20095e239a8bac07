"""What leaders need: open emergencies, what triage is late with, what is hot, late orders."""

from collections.abc import Iterator
from datetime import datetime

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.deadlines.queries import office_calendar
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING
from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmKind, AlarmState
from langnghe.register.desk import Queue, rows
from langnghe.register.models import Case, Submission
from langnghe.register.queries import TO_DO
from langnghe.register.states import Status, Urgency
from langnghe.triage import hot as hot_now
from langnghe.triage.models import Signal
from langnghe.triage.states import SignalState
from langnghe.web.needs.rules import Level, Need
from langnghe.web.needs.said import PART_LIMIT, level_of, need_of_case, words_of
from langnghe.web.needs.watch import arrival
from langnghe.web.suggested import first_on_desk

URGENT = (Urgency.K3, Urgency.K2)


def emergencies(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer open emergencies and urgent matters, each with who owns it."""
    found = (
        Submission.objects.visible_to(officer)
        .filter(TO_DO, urgency__in=URGENT)
        .exclude(status=Status.NEW)
        .select_related("holder")
        .order_by("-urgency", "due_at", "pk")
    )
    for each in found[:PART_LIMIT]:
        yield Need(
            key=f"submission-{each.pk}",
            part=_("Emergency") if each.urgency == Urgency.K3 else _("Urgent"),
            icon="urgent",
            code=each.code,
            what=words_of(each),
            why=each.holder.full_name if each.holder else _("nobody owns it"),
            url=reverse("submission", args=[each.code]),
            since=each.received_at,
            due_at=each.due_at,
            level=level_of(each.urgency),
            sensitivity=each.sensitivity,
        )


def late_in_triage(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer what should be in the book by now, and is not."""
    calendar = office_calendar()
    for row in rows(Queue.NEW, officer, at=at, ranks=first_on_desk(PART_LIMIT)):
        need = arrival(row, calendar)
        if need.clock < at:
            yield need


def hot(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer what is unusual and nobody has explained: each cause once, however it is seen."""
    calls = Alarm.objects.filter(kind=AlarmKind.HOT, state=AlarmState.RAISED)
    called = {key.split(":")[1] for key in calls.values_list("key", flat=True)}
    names = hot_now.Names()
    for signal in hot_now.living(at=at):
        if signal.state == SignalState.OPEN and str(signal.pk) in called:
            yield _signal(signal, names)


def _signal(signal: Signal, names: hot_now.Names) -> Need:
    return Need(
        key=f"hot-{signal.pk}",
        part=_("Unusually many"),
        icon="flame",
        what=names.of(signal),
        why=_("{seen} instead of {expected}").format(
            seen=signal.seen, expected=floatformat(signal.expected, -1)
        ),
        url=reverse("hot-signal", args=[signal.pk]),
        since=signal.found_at,
        level=Level.SOON,
    )


def late_orders(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer cases whose agency is late."""
    cases = Case.objects.visible_to(officer)
    late = (
        Assignment.objects.filter(state__in=LIVING, due_at__lt=at, case__in=cases.values("pk"))
        .select_related("case", "agency")
        .order_by("due_at", "pk")
    )
    for each in late[:PART_LIMIT]:
        yield need_of_case(
            each.case, part=_("Late"), icon="clock-exclamation", since=each.sent_at,
            due_at=each.due_at, why=each.agency.short_name or each.agency.name,
        )  # fmt: skip
