"""Hand a case over, take it back, record what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import events
from langnghe.direction.models import Assignment, Evidence
from langnghe.direction.states import LIVING, AssignmentState
from langnghe.register import timeline
from langnghe.register.actions.cases import move_voices
from langnghe.register.gates import Missing, lock_case
from langnghe.register.models import Case
from langnghe.register.states import CaseStatus, Status


class NowhereToSend(Exception):
    """A case is forwarded only with a ward or an agency known, and a deadline in the future."""


class CaseEnded(Exception):
    """A closed case is not worked on: one of its submissions must be reopened first."""


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file whose bytes are in the store already."""

    name: str
    content_type: str
    size: int
    sha256: str


@transaction.atomic
def forward_case(
    case_id: int, *, agency_id: int, message: str, due_at: datetime, by: Officer, at: datetime
) -> Assignment:
    """Hand a case to an agency with a deadline; an earlier living assignment is returned.

    Raises NowhereToSend where the deadline has passed already, CaseEnded where the case has.
    """
    if due_at <= at:
        raise NowhereToSend
    case = _lock_open(case_id, by)
    agency = Agency.objects.get(pk=agency_id)
    _end_living(case, at=at)
    assignment = Assignment.objects.create(
        case=case,
        agency=agency,
        message=message.strip(),
        sent_at=at,
        sent_by=by,
        due_at=due_at,
    )
    _set_case(case, CaseStatus.FORWARDED, agency=agency, due_at=due_at)
    fact = events.Forwarded(agency=agency.name, due_at=due_at.isoformat(), text=message.strip())
    timeline.record(fact, case=case, by=by, at=at)
    move_voices(case, Status.FORWARDED)
    return assignment


def _set_case(
    case: Case, status: CaseStatus, *, agency: Agency | None, due_at: datetime | None
) -> None:
    if case.status != CaseStatus.CLOSED:
        case.status = status  # what comes late is kept, and opens nothing again
    case.lead_agency = agency
    case.due_at = due_at
    case.version += 1
    case.save(update_fields=["status", "lead_agency", "due_at", "version"])


def _lock_open(case_id: int, by: Officer) -> Case:
    case = lock_case(case_id, by, Right.FORWARD if by.may(Right.FORWARD) else Right.DIRECT)
    if case.status == CaseStatus.CLOSED:
        raise CaseEnded
    return case


def _end_living(case: Case, *, at: datetime) -> None:
    """End what is still with an agency: a case is with one agency at a time, or with none."""
    case.assignments.filter(state__in=LIVING).update(state=AssignmentState.RETURNED, ended_at=at)


def _lock(assignment_id: int, by: Officer) -> tuple[Assignment, Case]:
    found = Assignment.objects.filter(pk=assignment_id).values("case_id", "agency_id").first()
    if found is None:
        raise Missing(assignment_id)
    own = by.may(Right.OWN_AGENCY) and by.agency_id == found["agency_id"]
    case = lock_case(found["case_id"], by, Right.OWN_AGENCY if own else Right.FORWARD)
    return Assignment.objects.select_related("agency").get(pk=assignment_id), case


@transaction.atomic
def accept_assignment(assignment_id: int, *, by: Officer, at: datetime) -> Assignment:
    """Record that the agency takes the case on."""
    assignment, case = _lock(assignment_id, by)
    assignment.step_to(AssignmentState.ACCEPTED)
    assignment.accepted_at = at
    assignment.save(update_fields=["state", "accepted_at"])
    fact = events.Accepted(agency=assignment.agency.name)
    timeline.record(fact, case=case, by=by, at=at)
    return assignment


@transaction.atomic
def return_assignment(assignment_id: int, *, reason: str, by: Officer, at: datetime) -> Assignment:
    """Record that the agency gives the case back; the office must hand it on anew."""
    assignment, case = _lock(assignment_id, by)
    assignment.step_to(AssignmentState.RETURNED)
    assignment.return_reason = reason.strip()
    assignment.ended_at = at
    assignment.save(update_fields=["state", "return_reason", "ended_at"])
    _set_case(case, CaseStatus.OPEN, agency=None, due_at=None)
    fact = events.Returned(agency=assignment.agency.name, reason=reason.strip())
    timeline.record(fact, case=case, by=by, at=at)
    move_voices(case, Status.REGISTERED)
    return assignment


@transaction.atomic
def record_result(
    assignment_id: int,
    *,
    result: str,
    document: str = "",
    files: tuple[KeptFile, ...] = (),
    by: Officer,
    at: datetime,
) -> Assignment:
    """Record what the agency reports, with its evidence; the voices now wait for answers."""
    assignment, case = _lock(assignment_id, by)
    assignment.step_to(AssignmentState.RESULTED)
    assignment.result = result.strip()
    assignment.result_document = document.strip()
    assignment.resulted_at = assignment.ended_at = at
    assignment.save()
    for file in files:
        Evidence.objects.create(
            assignment=assignment,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            added_at=at,
        )
    _set_case(case, CaseStatus.RESULTED, agency=assignment.agency, due_at=None)
    fact = events.Resulted(
        agency=assignment.agency.name,
        result=result.strip(),
        document=document.strip(),
        files=len(files),
    )
    timeline.record(fact, case=case, by=by, at=at)
    move_voices(case, Status.RESULTED)
    return assignment


@transaction.atomic
def ask_redo(
    assignment_id: int, *, reason: str, due_at: datetime, by: Officer, at: datetime
) -> Assignment:
    """Send a result back because it does not answer what was reported.

    Whoever else had the case meanwhile has it no longer. Raises NowhereToSend, CaseEnded.
    """
    assignment, case = _lock(assignment_id, by)
    if not by.may(Right.FORWARD):
        raise Missing(assignment_id)
    if due_at <= at:
        raise NowhereToSend
    if case.status == CaseStatus.CLOSED:
        raise CaseEnded
    assignment.step_to(AssignmentState.REDO)
    _end_living(case, at=at)
    assignment.due_at = due_at
    assignment.ended_at = None
    assignment.save(update_fields=["state", "due_at", "ended_at"])
    _set_case(case, CaseStatus.FORWARDED, agency=assignment.agency, due_at=due_at)
    fact = events.RedoAsked(
        agency=assignment.agency.name, due_at=due_at.isoformat(), reason=reason.strip()
    )
    timeline.record(fact, case=case, by=by, at=at)
    move_voices(case, Status.FORWARDED)
    return assignment


@transaction.atomic
def settle_without_agency(case_id: int, *, result: str, by: Officer, at: datetime) -> Case:
    """Record that the office itself can answer: an enquiry, a commendation, guidance."""
    case = _lock_open(case_id, by)
    _end_living(case, at=at)
    _set_case(case, CaseStatus.RESULTED, agency=case.lead_agency, due_at=None)
    fact = events.OwnResult(result=result.strip())
    timeline.record(fact, case=case, by=by, at=at)
    move_voices(case, Status.RESULTED)
    return case


def load_past_assignments(rows: Iterable[Assignment]) -> int:
    """Store assignments of old cases in one go; returns how many."""
    return len(Assignment.objects.bulk_create(rows))
