"""The work begins again: the submission is opened, and its agency asked to do more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.direction.actions import ask_redo
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState
from langnghe.register.actions.submissions import reopen_submission
from langnghe.register.events import ReopenAsked
from langnghe.register.models import Submission
from langnghe.web.forms.work import ReopenForm


@transaction.atomic
def reopen_with_agency(
    submission_id: int, *, reason: str, due_at: datetime | None, by: Officer, at: datetime
) -> Submission:
    """Reopen a submission; where `due_at` is given the agency whose result it was does more."""
    submission = reopen_submission(submission_id, reason=reason, by=by, at=at)
    for assignment in results_of(submission) if due_at else ():
        ask_redo(assignment.pk, reason=reason, due_at=due_at or at, by=by, at=at)
    return submission


def results_of(submission: Submission) -> list[Assignment]:
    """Return the newest result of each case of a submission that can be sent back."""
    rows = Assignment.objects.filter(
        case__items__submission=submission, state=AssignmentState.RESULTED
    )
    return list(rows.order_by("case_id", "-resulted_at").distinct("case_id"))


def reopening_form(submission: Submission) -> ReopenForm:
    """Return the form with what the citizen said last as its reason."""
    asked = submission.entries.filter(kind=ReopenAsked.kind).order_by("-at", "-pk").first()
    said = str(asked.facts.get("text", "")) if asked else ""
    reason = _("The citizen says: {text}").format(text=said) if said else ""
    return ReopenForm(initial={"reason": reason})
