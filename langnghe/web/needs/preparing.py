"""What a specialist needs: what came back, what is to go out, what is to be judged and answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.deadlines.queries import office_calendar
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING, AssignmentState
from langnghe.register.models import Case, Submission
from langnghe.register.states import CaseStatus, Status
from langnghe.web.needs.rules import Need
from langnghe.web.needs.said import PART_LIMIT, level_of, need_of_case, words_of
from langnghe.workdays.due import due_at

LOOKED_BACK = timedelta(days=60)
FORWARDED_WITHIN = (1, "wd")
"""A case goes to its agency within a working day (domain study, section 1, steps 4 and 6)."""

ANSWERED_WITHIN = (2, "wd")
"""Citizens hear of a result within two working days (domain study, section 1, step 10)."""


def returned(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer cases that an agency gave back and that nobody handed on since."""
    living = Assignment.objects.filter(case=OuterRef("case"), state__in=LIVING)
    back = _assignments(officer, at).filter(state=AssignmentState.RETURNED)
    for each in back.filter(~Exists(living), case__status=CaseStatus.OPEN)[:PART_LIMIT]:
        began = each.ended_at or each.sent_at
        yield need_of_case(
            each.case, part=_("Came back"), icon="arrow-back-up", since=began,
            due_at=_limit(FORWARDED_WITHIN, began), why=each.return_reason,
        )  # fmt: skip


def to_forward(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer open cases that are with no agency."""
    handed = Assignment.objects.filter(case=OuterRef("pk"))
    cases = Case.objects.visible_to(officer).filter(
        ~Exists(handed), status=CaseStatus.OPEN, opened_at__gte=at - LOOKED_BACK
    )
    for case in cases.select_related("lead_agency").order_by("opened_at")[:PART_LIMIT]:
        agency = case.lead_agency
        yield need_of_case(
            case, part=_("To be forwarded"), icon="send", since=case.opened_at,
            due_at=_limit(FORWARDED_WITHIN, case.opened_at),
            why=(agency.short_name or agency.name) if agency else _("no agency yet"),
        )  # fmt: skip


def to_review(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer results that agencies reported and nobody judged."""
    reported_on = _assignments(officer, at).filter(
        state=AssignmentState.RESULTED, case__status=CaseStatus.RESULTED
    )
    for each in reported_on[:PART_LIMIT]:
        reported = each.resulted_at or each.sent_at
        yield need_of_case(
            each.case, part=_("Result to be judged"), icon="checks", since=reported,
            due_at=_limit(ANSWERED_WITHIN, reported),
            why=each.agency.short_name or each.agency.name,
        )  # fmt: skip


def to_answer(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer voices whose case has a result, and who have not heard of it."""
    found = Submission.objects.visible_to(officer).filter(
        status=Status.RESULTED, received_at__gte=at - 6 * LOOKED_BACK
    )
    for each in found.select_related("agency").order_by("due_at", "pk")[:PART_LIMIT]:
        yield Need(
            key=f"submission-{each.pk}",
            part=_("To be answered"),
            icon="message-circle",
            code=each.code,
            what=words_of(each),
            url=reverse("submission", args=[each.code]),
            since=each.received_at,
            due_at=each.due_at,
            level=level_of(each.urgency),
            sensitivity=each.sensitivity,
        )


def _assignments(officer: Officer, at: datetime) -> QuerySet[Assignment]:
    cases = Case.objects.visible_to(officer)
    rows = Assignment.objects.filter(case__in=cases.values("pk"), sent_at__gte=at - 6 * LOOKED_BACK)
    return rows.select_related("case", "agency").order_by("due_at", "pk")


def _limit(limit: tuple[int, str], began: datetime) -> datetime:
    return due_at(*limit, began, office_calendar())
