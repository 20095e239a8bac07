"""What agencies owe by their assignments, and what direction's facts mean for the law's clocks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from langnghe.deadlines.actions import bring_in_line
from langnghe.deadlines.actions import hear as follow_the_law
from langnghe.deadlines.heard import means
from langnghe.deadlines.models import Obligation
from langnghe.deadlines.states import ObligationState
from langnghe.direction import events
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING, AssignmentState
from langnghe.register import timeline
from langnghe.register.events import CaseClosed
from langnghe.register.models import Entry
from langnghe.register.states import CaseStatus
from langnghe.workdays.obligations import Moment

_REPORTED = frozenset({AssignmentState.RESULTED, AssignmentState.DONE})


def listen() -> None:
    """Hear what becomes of assignments, and say which of it ends or begins a limit of law."""
    means(events.Forwarded, Moment.TRANSFERRED)
    means(events.Accepted, Moment.ACCEPTED, part="lead")
    means(events.Resulted, Moment.RESULTED, part="lead")
    means(events.OwnResult, Moment.RESULTED)
    clocks = (events.Forwarded, events.Accepted, events.Resulted, events.OwnResult)
    timeline.listen(follow_the_law, *clocks)
    timeline.listen(
        hear,
        *clocks,
        events.HelpAsked,
        events.Extended,
        events.Returned,
        events.RedoAsked,
        CaseClosed,
    )


def hear(entries: Sequence[Entry]) -> None:
    """Bring what agencies owe for these cases in line; called in their transaction."""
    follow_cases({each.case_id for each in entries if each.case_id}, at=entries[-1].at)


def follow_cases(case_ids: Iterable[int], *, at: datetime) -> int:
    """Bring what agencies owe in line with their assignments. May be repeated."""
    ids = list(case_ids)
    given = Assignment.objects.filter(case__in=ids).select_related("case")
    kept = Obligation.objects.filter(case__in=ids, key__startswith="assignment:")
    return bring_in_line([_owed(each, at=at) for each in given], kept, at=at)


def follow_all(*, at: datetime) -> int:
    """Do so for every living assignment: after history was brought in."""
    living = Assignment.objects.living().order_by().values_list("case_id", flat=True)
    return follow_cases(living.distinct(), at=at)


def due_key(assignment_id: int) -> str:
    """Name the obligation to report the result of an assignment."""
    return f"assignment:{assignment_id}"


def _owed(assignment: Assignment, *, at: datetime) -> Obligation:
    state, ended_at = ObligationState.DROPPED, assignment.ended_at
    if assignment.state in _REPORTED:
        state, ended_at = ObligationState.MET, assignment.resulted_at
    elif assignment.state in LIVING and assignment.case.status != CaseStatus.CLOSED:
        state, ended_at = ObligationState.RUNNING, None
    return Obligation(
        key=due_key(assignment.pk),
        case=assignment.case,
        code="ASSIGNMENT",
        event=_("The agency reports a result"),
        basis=_("Set when the case was forwarded"),
        agency_id=assignment.agency_id,
        from_at=assignment.sent_at,
        due_at=assignment.due_at,
        state=state,
        ended_at=ended_at if state == ObligationState.RUNNING else ended_at or at,
    )
