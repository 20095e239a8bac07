"""What agencies report on orders as a whole, and the time they ask for. Safe to repeat."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, Q
from procrastinate.contrib.django import app

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import events, order_events
from langnghe.direction.actions.assignments import KeptFile
from langnghe.direction.actions.course import changed, lock_directive, look_again, record
from langnghe.direction.gates import Actor, Correspondent, signed
from langnghe.direction.models import (
    Assignment,
    Directive,
    DirectiveExtension,
    DirectiveReport,
    Evidence,
    ReportFile,
)
from langnghe.direction.orders import DeadlinePassed, NoWords
from langnghe.direction.states import (
    LIVING,
    AssignmentState,
    DirectiveState,
    WrongDirectiveState,
)
from langnghe.register import timeline
from langnghe.register.actions.many import move_many_voices
from langnghe.register.gates import Missing
from langnghe.register.models import Case
from langnghe.register.states import CaseStatus, Status

AT_ONCE = 200
"""The results of so many cases are written in one transaction; the rest by a job."""


@transaction.atomic
def report_on_directive(
    directive_id: int,
    *,
    text: str,
    document: str = "",
    files: Sequence[KeptFile] = (),
    is_final: bool = False,
    agency_id: int | None = None,
    by: Actor,
    at: datetime,
) -> DirectiveReport:
    """Keep what an agency reports on an order as a whole: signed in, by mail, through the office.

    A final report is the result of each case that the agency still has under the order. Raises
    NoWords, WrongDirectiveState, Missing for an agency that is not of the order.
    """
    directive = _lock_reported(directive_id, by)
    if directive.state not in {DirectiveState.GIVEN, DirectiveState.REPORTED}:
        raise WrongDirectiveState(directive.state)
    if not text.strip():
        raise NoWords
    agency = _speaker(directive, agency_id, by)
    report = DirectiveReport.objects.create(
        directive=directive,
        agency=agency,
        text=text.strip(),
        document=document.strip(),
        is_final=is_final,
        reported_at=at,
        reported_by=signed(by),
        reported_from=by.address if isinstance(by, Correspondent) else "",
    )
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
        )
        for file in files
    )
    fact = order_events.DirectiveReported(
        directive_code=directive.code, agency=agency.name, files=len(files), text=report.text
    )
    record(directive, fact, by=signed(by), at=at)
    if is_final and _settle(report, at=at):
        settle_reported.defer(report_id=report.pk)
    look_again([directive.pk], at=at)
    return report


def _lock_reported(directive_id: int, by: Actor) -> Directive:
    if isinstance(by, Officer):
        return lock_directive(directive_id, by, Right.OWN_AGENCY, Right.FORWARD, Right.PREPARE)
    given = Directive.objects.exclude(state=DirectiveState.DRAFT).filter(pk=directive_id)
    directive = given.select_for_update(no_key=True).first()
    if directive is None:
        raise Missing(directive_id)
    return directive


def _speaker(directive: Directive, agency_id: int | None, by: Actor) -> Agency:
    """Return for which agency somebody reports: an agency only for itself."""
    if not isinstance(by, Officer) or not by.may(Right.READ):
        agency_id = by.agency_id
    wanted = agency_id or directive.reporter_id or directive.agency_id
    ours = Q(directives=directive) | Q(co_directives=directive) | Q(pk=directive.reporter_id)
    agency = Agency.objects.filter(ours, pk=wanted).distinct().first()
    if agency is None:
        raise Missing(directive.pk)
    return agency


@app.task(queue="direction", name="direction.settle_reported")
def settle_reported(report_id: int) -> None:
    """Write the results of a final report that are still to be written, lot by lot."""
    while settle_more(report_id, at=datetime.now(UTC)):
        pass


@transaction.atomic
def settle_more(report_id: int, *, at: datetime) -> bool:
    """Write one lot of results of a final report; tell whether more of them wait."""
    report = DirectiveReport.objects.select_related("directive", "agency").get(pk=report_id)
    Directive.objects.select_for_update(no_key=True).get(pk=report.directive_id)
    waits = _settle(report, at=at)
    look_again([report.directive_id], at=at)
    return waits


def _settle(report: DirectiveReport, *, at: datetime) -> bool:
    waiting = Assignment.objects.filter(
        directive=report.directive_id, agency=report.agency_id, state__in=LIVING
    )
    case_ids = list(waiting.order_by("case_id").values_list("case_id", flat=True)[: AT_ONCE + 1])
    cases = Case.objects.filter(pk__in=case_ids[:AT_ONCE]).order_by("pk")
    locked = list(cases.select_for_update(no_key=True).values_list("pk", flat=True))
    _write_results(report, list(waiting.filter(case__in=locked)), at=at)
    return len(case_ids) > AT_ONCE


def _write_results(
    report: DirectiveReport, assignments: Sequence[Assignment], *, at: datetime
) -> None:
    ids, cases = [each.pk for each in assignments], [each.case_id for each in assignments]
    Assignment.objects.filter(pk__in=ids).update(
        state=AssignmentState.RESULTED,
        result=report.text,
        result_document=report.document,
        resulted_at=report.reported_at,
        ended_at=report.reported_at,
    )
    Evidence.objects.bulk_create(
        Evidence(
            assignment_id=pk,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            added_at=at,
        )
        for file in report.files.all()
        for pk in ids
    )
    Case.objects.filter(pk__in=cases).update(due_at=None, version=F("version") + 1)
    open_ones = Case.objects.filter(pk__in=cases).open()
    open_ones.update(status=CaseStatus.RESULTED)
    fact = events.Resulted(
        agency=report.agency.name,
        result=report.text,
        document=report.document,
        files=report.files.count(),
    )
    happened = [timeline.Happened(fact, case_id=pk) for pk in cases]
    timeline.record_many(happened, at=at, by=report.reported_by)
    move_many_voices(cases, Status.RESULTED)


@transaction.atomic
def ask_more_time(
    directive_id: int, *, wanted_at: datetime, reason: str, by: Officer, at: datetime
) -> DirectiveExtension:
    """Ask for more time on an order; asking again replaces what was asked and not decided."""
    directive = lock_directive(directive_id, by, Right.OWN_AGENCY, Right.FORWARD, Right.PREPARE)
    if directive.state != DirectiveState.GIVEN:
        raise WrongDirectiveState(directive.state)
    if not reason.strip():
        raise NoWords
    if wanted_at <= max(at, directive.due_at):
        raise DeadlinePassed
    agency = _speaker(directive, None, by)
    extension, _new = DirectiveExtension.objects.update_or_create(
        directive=directive,
        agency=agency,
        is_granted=None,
        defaults={
            "wanted_at": wanted_at,
            "reason": reason.strip(),
            "asked_at": at,
            "asked_by": by,
        },
    )
    fact = order_events.MoreTimeAsked(
        directive_code=directive.code,
        agency=agency.name,
        wanted_at=wanted_at.isoformat(),
        reason=reason.strip(),
    )
    record(directive, fact, by=by, at=at)
    changed(directive)
    return extension


@transaction.atomic
def grant_more_time(
    extension_id: int, *, due_at: datetime | None = None, note: str = "", by: Officer, at: datetime
) -> DirectiveExtension:
    """Give an agency more time for what it has under an order, as asked or until another moment.

    Where the lead asked, the whole order has more time. Raises DeadlinePassed, Missing.
    """
    extension, directive = _lock_asked(extension_id, by)
    until = due_at or extension.wanted_at
    if until <= at:
        raise DeadlinePassed
    _extend(extension, until, by=by, at=at)
    if extension.agency_id == directive.agency_id:
        directive.due_at = until
    fact = order_events.MoreTimeGranted(
        directive_code=directive.code,
        agency=extension.agency.name,
        due_at=until.isoformat(),
        note=note.strip(),
    )
    return _decided(extension, directive, fact, is_granted=True, by=by, at=at)


def _extend(extension: DirectiveExtension, until: datetime, *, by: Officer, at: datetime) -> None:
    """Move the deadline of all that an agency has under an order; citizens and clocks follow."""
    theirs = extension.directive.assignments.filter(agency=extension.agency, state__in=LIVING)
    cases = Case.objects.filter(pk__in=theirs.values("case")).order_by("pk")
    ids = list(cases.select_for_update(no_key=True).values_list("pk", flat=True))
    rows = list(theirs.filter(case__in=ids))
    Case.objects.filter(pk__in=ids).update(due_at=until, version=F("version") + 1)
    theirs.update(due_at=until)
    facts = [
        events.Extended(
            agency=extension.agency.name,
            old_due_at=each.due_at.isoformat(),
            due_at=until.isoformat(),
            reason=extension.reason,
            assignment_id=each.pk,
            leads=each.leads,
        )
        for each in rows
    ]
    happened = [
        timeline.Happened(fact, case_id=each.case_id)
        for fact, each in zip(facts, rows, strict=True)
    ]
    timeline.record_many(happened, at=at, by=by)
    move_many_voices(ids, Status.FORWARDED)


@transaction.atomic
def refuse_more_time(
    extension_id: int, *, note: str, by: Officer, at: datetime
) -> DirectiveExtension:
    """Refuse more time, and say why; raises NoWords, Missing."""
    extension, directive = _lock_asked(extension_id, by)
    if not note.strip():
        raise NoWords
    fact = order_events.MoreTimeRefused(
        directive_code=directive.code, agency=extension.agency.name, note=note.strip()
    )
    return _decided(extension, directive, fact, is_granted=False, by=by, at=at)


def _lock_asked(extension_id: int, by: Officer) -> tuple[DirectiveExtension, Directive]:
    asked = DirectiveExtension.objects.select_related("agency").filter(pk=extension_id).first()
    if asked is None:
        raise Missing(extension_id)
    directive = lock_directive(asked.directive_id, by, Right.DIRECT)
    asked.refresh_from_db()
    if asked.is_granted is not None:
        raise WrongDirectiveState(directive.state)
    return asked, directive


def _decided(
    extension: DirectiveExtension,
    directive: Directive,
    fact: order_events.MoreTimeGranted | order_events.MoreTimeRefused,
    *,
    is_granted: bool,
    by: Officer,
    at: datetime,
) -> DirectiveExtension:
    extension.is_granted, extension.decided_by, extension.decided_at = is_granted, by, at
    extension.note = fact.note
    extension.save()
    record(directive, fact, by=by, at=at)
    changed(directive)
    return extension
