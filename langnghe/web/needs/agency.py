"""What an agency's clerk needs: what is new, what is due, what came back to be done again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.direction.actions import accept_assignment
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState
from langnghe.web.needs.rules import Act, Need
from langnghe.web.needs.said import PART_LIMIT, need_of_case

DUE_WITHIN = timedelta(days=3)


def handed_over(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer an agency's own: to be accepted, to be done again, due within three days, late."""
    own = Assignment.objects.filter(agency=officer.agency_id).select_related("case")
    for each in own.filter(state=AssignmentState.SENT).order_by("sent_at")[:PART_LIMIT]:
        need = _need(each, _("New, to be accepted"), "inbox")
        yield replace(need, act=_accepting(each))
    for each in own.filter(state=AssignmentState.REDO).order_by("due_at")[:PART_LIMIT]:
        yield _need(each, _("To be done again"), "refresh")
    near = own.filter(state=AssignmentState.ACCEPTED, due_at__lt=at + DUE_WITHIN)
    for each in near.order_by("due_at")[:PART_LIMIT]:
        yield _need(each, _("Late") if each.due_at < at else _("Due soon"), "clock")


def _need(each: Assignment, part: str, icon: str) -> Need:
    since, due = each.sent_at, each.due_at
    need = need_of_case(each.case, part=part, icon=icon, since=since, due_at=due)
    return replace(need, key=f"assignment-{each.pk}", url=_page_of(each))


def _accepting(each: Assignment) -> Act:
    return Act(
        words=_("Take the case on"),
        do=lambda by, now: accept_assignment(each.pk, by=by, at=now),
        done=_("{code} is accepted.").format(code=each.case.code),
    )


def _page_of(each: Assignment) -> str:
    return reverse("case", args=[each.case.code])
