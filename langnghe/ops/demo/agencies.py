"""Work of three agencies, in every state: what their clerks and the office look at."""

from datetime import datetime, timedelta

from langnghe.access.models import Officer
from langnghe.direction import actions
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState

CLERKS = ("soxaydung", "soyte", "sotainguyen")
EACH = 12
"""So many of each agency's newest assignments are looked at."""


def work_in_every_state(officers: dict[str, Officer], *, at: datetime) -> None:
    """Let clerks name who deals with it, ask for time and report; the office finds it enough."""
    for name in CLERKS:
        clerk = officers[name]
        theirs = Assignment.objects.filter(agency=clerk.agency_id).order_by("-sent_at", "-pk")
        accepted = theirs.filter(state=AssignmentState.ACCEPTED, due_at__gt=at)[:EACH]
        for number, each in enumerate(accepted):
            actions.name_handler(
                each.pk, handler="Lê Văn Ví Dụ (mẫu)", phone="0900 000 011", by=clerk, at=at
            )
            if number == 1:
                until = each.due_at + (each.due_at - each.sent_at) / 2
                reason = "Chờ vật tư thay thế, dự kiến về trong tuần tới."
                actions.ask_extension(
                    each.pk, until=max(until, at + timedelta(days=1)), reason=reason, by=clerk,
                    at=at,
                )  # fmt: skip
        for each in theirs.filter(state=AssignmentState.RESULTED)[: EACH // 2]:
            actions.find_enough(each.pk, by=officers["minh"], at=at)
