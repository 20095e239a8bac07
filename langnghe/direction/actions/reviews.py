"""What the office decides about a result: enough, or to be done again; who may be named to whom."""

from datetime import datetime

from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction import events
from langnghe.direction.actions.assignments import end_living, set_case
from langnghe.direction.actions.guards import CaseEnded, NowhereToSend
from langnghe.direction.gates import lock_for_office
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState
from langnghe.register import timeline
from langnghe.register.actions.cases import move_voices
from langnghe.register.gates import Missing
from langnghe.register.states import CaseStatus, Status


@transaction.atomic
def ask_redo(
    assignment_id: int, *, reason: str, due_at: datetime, by: Officer, at: datetime
) -> Assignment:
    """Send a result back because it does not answer what was reported.

    Whoever else had the case meanwhile has it no longer. Raises NowhereToSend, CaseEnded.
    """
    assignment, case = lock_for_office(assignment_id, by, Right.FORWARD)
    if due_at <= at:
        raise NowhereToSend
    if case.status == CaseStatus.CLOSED:
        raise CaseEnded
    assignment.step_to(AssignmentState.REDO)
    if assignment.leads:
        end_living(case, at=at)
    assignment.due_at = due_at
    assignment.ended_at = assignment.done_at = None
    assignment.redo_reason = reason.strip()
    assignment.redos += 1
    assignment.save()
    fact = events.RedoAsked(
        agency=assignment.agency.name,
        due_at=due_at.isoformat(),
        reason=reason.strip(),
        assignment_id=assignment.pk,
    )
    if assignment.leads:
        set_case(case, CaseStatus.FORWARDED, agency=assignment.agency, due_at=due_at)
    timeline.record(fact, case=case, by=by, at=at)
    if assignment.leads:
        move_voices(case, Status.FORWARDED)
    return assignment


@transaction.atomic
def find_enough(assignment_id: int, *, note: str = "", by: Officer, at: datetime) -> Assignment:
    """Decide that a result answers what was reported; the agency's part is done."""
    assignment, case = lock_for_office(assignment_id, by, Right.FORWARD)
    assignment.step_to(AssignmentState.DONE)
    assignment.done_at = at
    assignment.save(update_fields=["state", "done_at"])
    fact = events.FoundEnough(agency=assignment.agency.name, text=note.strip())
    timeline.record(fact, case=case, by=by, at=at)
    return assignment


class NoReasonGiven(Exception):
    """Who reported is shown to an agency only for a reason that is kept."""


@transaction.atomic
def show_reporter(assignment_id: int, *, reason: str, by: Officer, at: datetime) -> Assignment:
    """Let an agency see who reported, because it cannot act without; logged with the reason.

    Never for a voice that asked to stay hidden or denounces: those stay masked all the same.
    """
    assignment, case = lock_for_office(assignment_id, by, Right.FORWARD)
    if not by.may(Right.SEE_REPORTER):
        raise Missing(assignment_id)
    if not reason.strip():
        raise NoReasonGiven
    assignment.shows_reporter = True
    assignment.save(update_fields=["shows_reporter"])
    fact = events.ReporterShown(agency=assignment.agency.name, reason=reason.strip())
    timeline.record(fact, case=case, by=by, at=at)
    return assignment
