"""What pages and other capabilities ask about time; nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from langnghe.deadlines.models import (
    CalendarDay,
    CalendarYear,
    DeadlineRule,
    MoreTime,
    Obligation,
    OfficeHours,
    Revision,
)
from langnghe.deadlines.models.obligations import ObligationQuerySet
from langnghe.deadlines.states import DayKind
from langnghe.register.models import Case, Submission
from langnghe.workdays.calendar import AFTERNOON, MORNING, Hours, WorkCalendar, proposed_days
from langnghe.workdays.obligations import (
    Forms,
    Instance,
    Moment,
    Party,
    Rule,
    Start,
    latest_extended,
)

YEARS = range(2015, 2041)
"""Years of which holidays are proposed; beyond them only weekends are known."""


def say_rule(code: str, _language: str) -> str:
    """Say what is owed by a rule's newest version, in the words of the law; empty where unknown."""
    found = DeadlineRule.objects.filter(code=code).order_by("-valid_from").values_list("event")
    return str(*(found.first() or ("",)))


def office_calendar() -> WorkCalendar:
    """Return the office's calendar: kept in memory until somebody changes it."""
    return _calendar(revision())


def rules_known() -> tuple[Rule, ...]:
    """Return every version of every rule, those set by officers included; kept likewise."""
    return _rules(revision())


def revision() -> UUID | None:
    """Return the stamp of the last change to calendar or rules."""
    return Revision.objects.values_list("stamp", flat=True).filter(pk=1).first()


@lru_cache(maxsize=2)
def _calendar(_revision: UUID | None) -> WorkCalendar:
    return calendar_of(CalendarDay.objects.all(), OfficeHours.objects.all())


@lru_cache(maxsize=2)
def _rules(_revision: UUID | None) -> tuple[Rule, ...]:
    return tuple(rule_of(row) for row in DeadlineRule.objects.all())


@lru_cache(maxsize=1)
def _proposed() -> tuple[dict[date, str], frozenset[date]]:
    return proposed_days(YEARS)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A day that the library knows of: off, or a weekend day worked instead."""

    day: date
    kind: DayKind
    name: str


def proposals(year: int) -> list[Proposal]:
    """Return what is proposed for a year, by day."""
    names, swaps = _proposed()
    off = [
        Proposal(day=day, kind=DayKind.OFF, name=name)
        for day, name in names.items()
        if day.year == year
    ]
    worked = [Proposal(day=day, kind=DayKind.WORKED, name="") for day in swaps if day.year == year]
    return sorted([*off, *worked], key=lambda each: each.day)


def calendar_of(days: Iterable[CalendarDay], hours: Iterable[OfficeHours]) -> WorkCalendar:
    """Make a calendar of these rows and, for years not confirmed, of what is proposed."""
    confirmed = set(CalendarYear.objects.values_list("year", flat=True))
    names, swaps = _proposed()
    off = {day: name for day, name in names.items() if day.year not in confirmed}
    worked = {day for day in swaps if day.year not in confirmed}
    later = tuple((row.valid_from, hours_of(row)) for row in hours)
    calendar = WorkCalendar(later_hours=later)
    half: dict[date, Hours] = {}
    for row in days:
        off.pop(row.day, None)
        worked.discard(row.day)
        match DayKind(row.kind):
            case DayKind.OFF:
                off[row.day] = row.name
            case DayKind.WORKED:
                worked.add(row.day)
            case DayKind.MORNING:
                half[row.day] = calendar.hours_on(row.day)[:1]
            case DayKind.AFTERNOON:
                half[row.day] = calendar.hours_on(row.day)[1:]
            case DayKind.USUAL:
                pass
    return WorkCalendar(
        days_off=off, swapped_in=frozenset(worked), half_days=half, later_hours=later
    )


def hours_of(row: OfficeHours) -> Hours:
    """Return the spans of a row of hours."""
    return (
        (row.morning_opens, row.morning_closes),
        (row.afternoon_opens, row.afternoon_closes),
    )


FIRST_HOURS = (MORNING, AFTERNOON)
"""The hours that hold until the office sets its own."""


def rule_of(row: DeadlineRule) -> Rule:
    """Return a kept rule in the terms in which limits are reckoned."""
    return Rule(
        code=row.code,
        kind=row.kind,
        event=row.event,
        limit=row.limit,
        unit=row.unit,
        start=Start(row.start),
        forms=Forms(row.forms),
        instance=Instance(row.instance),
        urgency=row.urgency,
        basis=row.basis,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        met_by=frozenset(Moment(each) for each in row.met_by),
        owed_by=Party(row.owed_by),
        extended_to=tuple(row.extended_to),
        identity=row.pk,
    )


def latest_more(obligation: Obligation) -> datetime | None:
    """Return until when a limit of law may still be extended; None where its rule lets it not."""
    if obligation.rule is None or obligation.submission_id is None:
        return None
    given = MoreTime.objects.filter(
        submission=obligation.submission_id, code=obligation.code, from_at=obligation.from_at
    )
    return latest_extended(
        rule_of(obligation.rule), office_calendar(), obligation.from_at, times=given.count()
    )


def more_time_of(submission: Submission) -> QuerySet[MoreTime]:
    """Return the extensions of limits that people gave a submission, in their order."""
    given = MoreTime.objects.filter(submission=submission)
    return given.select_related("approved_by", "given_by")


def obligations_of(subject: Submission | Case) -> ObligationQuerySet:
    """Return what is and was owed for a submission and its cases, or for a case itself.

    Running ones first, the nearest of them first.
    """
    if isinstance(subject, Case):
        found = Obligation.objects.filter(case=subject)
    else:
        cases = list(subject.items.values_list("case_id", flat=True))  # lets indexes serve
        found = Obligation.objects.filter(submission=subject) | Obligation.objects.filter(
            submission=None, case__in=cases
        )
    return found.select_related("rule", "agency", "holder", "case").order_by("-state", "due_at")
