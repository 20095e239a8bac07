"""What the watch needs: alarms, calls back, what came in, what is due in this shift."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.deadlines.queries import office_calendar
from langnghe.duty.actions.alarms import acknowledge_alarm
from langnghe.duty.queries import open_alarms
from langnghe.duty.states import SPOKEN
from langnghe.duty.wording import in_words
from langnghe.register.desk import Queue, Row, rows
from langnghe.register.models import Submission
from langnghe.register.queries import TO_DO
from langnghe.reply.models import Telling
from langnghe.roster.queries import shift_now
from langnghe.vietnamese.phones import grouped
from langnghe.web.needs.rules import Act, Level, Need
from langnghe.web.needs.said import PART_LIMIT, need_of_row, words_of
from langnghe.web.suggested import first_on_desk
from langnghe.workdays.calendar import WorkCalendar
from langnghe.workdays.due import due_at

ANSWERED_WITHIN = timedelta(minutes=5)
"""After so long an alarm goes on to the next person (domain study, section 4)."""

TRIAGE_LIMITS = {Level.NOW: (5 / 60, "h"), Level.SOON: (1, "h"), Level.ORDINARY: (8, "wh")}
"""By when something new is to be in the book (domain study, section 1, step 3)."""


def alarms(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer alarms that nobody has taken."""
    found = list(open_alarms(officer)[:PART_LIMIT])
    said = in_words(found, get_language() or "vi")
    for alarm, (rule, words) in zip(found, said, strict=True):
        subject = alarm.submission
        yield Need(
            key=f"alarm-{alarm.pk}",
            part=str(alarm.get_kind_display()),
            icon="alert-triangle",
            code=subject.code if subject else "",
            what=words_of(subject) if subject else words,
            why=rule,
            url=reverse("submission", args=[subject.code]) if subject else reverse("alarms"),
            since=alarm.raised_at,
            due_at=alarm.raised_at + ANSWERED_WITHIN,
            level=Level.NOW if alarm.kind in SPOKEN else Level.SOON,
            sensitivity=subject.sensitivity if subject else "S0",
            act=_taking(alarm.pk),
        )


def _taking(alarm_id: int) -> Act:
    return Act(
        words=_("Take the alarm"),
        do=lambda by, now: acknowledge_alarm(alarm_id, by=by, at=now),
        done=_("You have taken the alarm."),
    )


def call_backs(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer those whom nobody answered, or who were told that they would be called."""
    for row in rows(Queue.CALL_BACK, officer, at=at)[:PART_LIMIT]:
        said = need_of_row(row, part=_("Call back"), icon="phone-outgoing")
        yield replace(said, level=min(said.level, Level.SOON), what=_calling(row))


def _calling(row: Row) -> str:
    """Say who waits for a call; a number is what the officer needs, words where there are any."""
    who = grouped(row.who)
    return f"{who} · {row.words}" if row.words and row.who != row.words else who


def tellings(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer answers that are to be told by telephone before the shift ends."""
    seen = Submission.objects.visible_to(officer).values("pk")
    due = Telling.objects.filter(
        done_at=None, next_at__lt=shift_now(at).to_at, submission__in=seen
    ).select_related("submission", "holder")
    for each in due.order_by("next_at", "pk")[:PART_LIMIT]:
        subject = each.submission
        yield Need(
            key=f"telling-{each.pk}",
            part=_("Tell the answer by telephone"),
            icon="phone-outgoing",
            code=subject.code,
            what=words_of(subject),
            why=each.holder.full_name if each.holder else "",
            url=reverse("telling", args=[each.pk]),
            since=each.asked_at,
            due_at=each.next_at,
            sensitivity=subject.sensitivity,
        )


def arrivals(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer what is not in the book yet, each by when it should be."""
    calendar = office_calendar()
    for row in rows(Queue.NEW, officer, at=at, ranks=first_on_desk(PART_LIMIT))[:PART_LIMIT]:
        yield arrival(row, calendar)


def arrival(row: Row, calendar: WorkCalendar) -> Need:
    """Say something new, and by when it is to be in the book."""
    part, icon = (
        (_("Asks to reopen"), "refresh") if row.mark == "asks_reopen" else (_("New"), "inbox")
    )
    said = need_of_row(row, part=part, icon=icon)
    limit, unit = TRIAGE_LIMITS[said.level]
    return replace(said, due_at=due_at(limit, unit, row.at, calendar))


def held(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer what the officer holds and what falls due before the shift ends."""
    ends_at = shift_now(at).to_at
    held = Submission.objects.visible_to(officer).filter(TO_DO, holder=officer, due_at__lt=ends_at)
    for each in held.order_by("due_at", "pk")[:PART_LIMIT]:
        yield Need(
            key=f"submission-{each.pk}",
            part=_("Due in this shift"),
            icon="clock",
            code=each.code,
            what=words_of(each),
            url=reverse("submission", args=[each.code]),
            since=each.received_at,
            due_at=each.due_at,
            sensitivity=each.sensitivity,
        )
