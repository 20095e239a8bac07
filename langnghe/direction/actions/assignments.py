"""Hand a case over, take it on or back, record what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import events
from langnghe.direction.actions.guards import CaseEnded, NowhereToSend, check_agencies
from langnghe.direction.gates import Actor, lock_assignment, signed
from langnghe.direction.models import Assignment, Evidence
from langnghe.direction.states import LIVING, AssignmentState, Part
from langnghe.register import timeline
from langnghe.register.actions.cases import move_voices
from langnghe.register.gates import lock_case
from langnghe.register.models import Case
from langnghe.register.states import CaseStatus, Status


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file whose bytes are in the store already."""

    name: str
    content_type: str
    size: int
    sha256: str


@transaction.atomic
def forward_case(
    case_id: int,
    *,
    agency_id: int,
    message: str,
    due_at: datetime,
    co_agencies: Sequence[int] = (),
    override: str = "",
    by: Officer,
    at: datetime,
) -> Assignment:
    """Hand a case to a lead agency, and to co-agencies beside it, with a deadline.

    Whoever had it before has it no longer. `override` is a leader's reason to set a guard aside.
    Raises NowhereToSend where the agency is no more or the deadline has passed, CaseEnded where
    the case has, ToDenounced and TransferredBefore for denunciations.
    """
    case = _lock_open(case_id, by)
    lead, *others = _agencies(agency_id, co_agencies)
    if due_at <= at:
        raise NowhereToSend
    check_agencies(case, [lead, *others], override=override, by=by)
    end_living(case, at=at)
    made = [
        Assignment.objects.create(
            case=case,
            agency=agency,
            part=Part.LEAD if agency == lead else Part.CO,
            message=message.strip(),
            sent_at=at,
            sent_by=by,
            due_at=due_at,
            first_due_at=due_at,
            override_reason=override.strip(),
        )
        for agency in (lead, *others)
    ]
    case.co_agencies.set(others)
    set_case(case, CaseStatus.FORWARDED, agency=lead, due_at=due_at)
    _tell_forwarded(case, made, by=by, at=at)
    move_voices(case, Status.FORWARDED)
    return made[0]


def _agencies(lead_id: int, others: Sequence[int]) -> list[Agency]:
    """Return the lead agency and then the others, each once; all of them must be in office."""
    wanted = list(dict.fromkeys([lead_id, *others]))
    found = Agency.objects.filter(valid_to=None).in_bulk(wanted)
    if len(found) < len(wanted):
        raise NowhereToSend
    return [found[each] for each in wanted]


def _tell_forwarded(case: Case, made: Sequence[Assignment], *, by: Officer, at: datetime) -> None:
    lead, *others = made
    due = lead.due_at.isoformat()
    if lead.override_reason:
        fact: timeline.Event = events.GuardSetAside(reason=lead.override_reason)
        timeline.record(fact, case=case, by=by, at=at)
    fact = events.Forwarded(
        agency=lead.agency.name, due_at=due, text=lead.message, assignment_id=lead.pk
    )
    timeline.record(fact, case=case, by=by, at=at)
    for each in others:
        fact = events.HelpAsked(agency=each.agency.name, due_at=due, assignment_id=each.pk)
        timeline.record(fact, case=case, by=by, at=at)


def set_case(
    case: Case, status: CaseStatus, *, agency: Agency | None, due_at: datetime | None
) -> None:
    """Say where a locked case stands and who leads it; a closed one opens by nothing late."""
    if case.status != CaseStatus.CLOSED:
        case.status = status
    case.lead_agency = agency
    case.due_at = due_at
    case.version += 1
    case.save(update_fields=["status", "lead_agency", "due_at", "version"])


def _lock_open(case_id: int, by: Officer) -> Case:
    case = lock_case(case_id, by, Right.FORWARD if by.may(Right.FORWARD) else Right.DIRECT)
    if case.status == CaseStatus.CLOSED:
        raise CaseEnded
    return case


def end_living(case: Case, *, at: datetime) -> None:
    """Take back what is still with agencies: one lead at a time, or none."""
    case.assignments.filter(state__in=LIVING).update(state=AssignmentState.WITHDRAWN, ended_at=at)
    case.co_agencies.clear()


@transaction.atomic
def accept_assignment(
    assignment_id: int, *, handler: str = "", phone: str = "", by: Actor, at: datetime
) -> Assignment:
    """Record that the agency takes the case on, and who deals with it there."""
    assignment, case = lock_assignment(assignment_id, by)
    assignment.step_to(AssignmentState.ACCEPTED)
    assignment.accepted_at = at
    assignment.delivered_at = assignment.delivered_at or at
    assignment.save(update_fields=["state", "accepted_at", "delivered_at"])
    fact = events.Accepted(agency=assignment.agency.name, part=assignment.part)
    timeline.record(fact, case=case, by=signed(by), at=at)
    if handler.strip():
        _set_handler(assignment, case, (handler, phone), by=by, at=at)
    return assignment


@transaction.atomic
def name_handler(
    assignment_id: int, *, handler: str, phone: str = "", by: Actor, at: datetime
) -> Assignment:
    """Say who deals with the case at the agency; may be changed while it lives."""
    assignment, case = lock_assignment(assignment_id, by)
    _set_handler(assignment, case, (handler, phone), by=by, at=at)
    return assignment


def _set_handler(
    assignment: Assignment, case: Case, who: tuple[str, str], *, by: Actor, at: datetime
) -> None:
    assignment.handler, assignment.handler_phone = who[0].strip()[:200], who[1].strip()[:60]
    assignment.save(update_fields=["handler", "handler_phone"])
    fact = events.HandlerNamed(agency=assignment.agency.name, handler=assignment.handler)
    timeline.record(fact, case=case, by=signed(by), at=at)


@transaction.atomic
def note_delivered(assignment_id: int, *, how: str, by: Actor | None, at: datetime) -> None:
    """Note once that the agency has what was sent: it opened the page, or its machine says so."""
    row = Assignment.objects.select_for_update(no_key=True).filter(pk=assignment_id)
    assignment = row.select_related("case", "agency").filter(delivered_at=None).first()
    if assignment is None:
        return
    assignment.delivered_at = at
    assignment.save(update_fields=["delivered_at"])
    fact = events.Delivered(agency=assignment.agency.name, how=how)
    timeline.record(fact, case=assignment.case, by=signed(by) if by else None, at=at)


@transaction.atomic
def return_assignment(assignment_id: int, *, reason: str, by: Actor, at: datetime) -> Assignment:
    """Record that the agency gives the case back; the office must hand it on anew."""
    assignment, case = lock_assignment(assignment_id, by)
    assignment.step_to(AssignmentState.RETURNED)
    assignment.return_reason = reason.strip()
    assignment.ended_at = at
    assignment.delivered_at = assignment.delivered_at or at
    assignment.save(update_fields=["state", "return_reason", "ended_at", "delivered_at"])
    fact = events.Returned(agency=assignment.agency.name, reason=reason.strip())
    if not assignment.leads:
        case.co_agencies.remove(assignment.agency)
        timeline.record(fact, case=case, by=signed(by), at=at)
        return assignment
    end_living(case, at=at)
    set_case(case, CaseStatus.OPEN, agency=None, due_at=None)
    timeline.record(fact, case=case, by=signed(by), at=at)
    move_voices(case, Status.REGISTERED)
    return assignment


@transaction.atomic
def record_result(
    assignment_id: int,
    *,
    result: str,
    document: str = "",
    files: tuple[KeptFile, ...] = (),
    by: Actor,
    at: datetime,
) -> Assignment:
    """Record what the agency reports, with its evidence.

    The lead agency's result lets the voices wait for answers; a co-agency's stands beside it.
    """
    assignment, case = lock_assignment(assignment_id, by)
    assignment.step_to(AssignmentState.RESULTED)
    assignment.result = result.strip()
    assignment.result_document = document.strip()
    assignment.resulted_at = assignment.ended_at = at
    assignment.delivered_at = assignment.delivered_at or at
    assignment.save()
    Evidence.objects.bulk_create(
        Evidence(
            assignment=assignment,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            added_at=at,
        )
        for file in files
    )
    if assignment.leads:
        set_case(case, CaseStatus.RESULTED, agency=assignment.agency, due_at=None)
    fact = events.Resulted(
        agency=assignment.agency.name,
        result=result.strip(),
        document=document.strip(),
        files=len(files),
        assignment_id=assignment.pk,
        part=assignment.part,
    )
    timeline.record(fact, case=case, by=signed(by), at=at)
    if assignment.leads:
        move_voices(case, Status.RESULTED)
    return assignment


@transaction.atomic
def settle_without_agency(case_id: int, *, result: str, by: Officer, at: datetime) -> Case:
    """Record that the office itself can answer: an enquiry, a commendation, guidance."""
    case = _lock_open(case_id, by)
    end_living(case, at=at)
    set_case(case, CaseStatus.RESULTED, agency=case.lead_agency, due_at=None)
    fact = events.OwnResult(result=result.strip())
    timeline.record(fact, case=case, by=by, at=at)
    move_voices(case, Status.RESULTED)
    return case


def load_past_assignments(rows: Iterable[Assignment]) -> int:
    """Store assignments of old cases in one go; returns how many."""
    return len(Assignment.objects.bulk_create(rows))
