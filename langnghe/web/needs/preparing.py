"""What a specialist needs: what came back, what is to go out, what is to be judged and answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from langnghe.access.models import Officer
from langnghe.deadlines.queries import office_calendar
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING, AssignmentState
from langnghe.register.models import Case, Item
from langnghe.register.states import CaseStatus, Status
from langnghe.web.needs.rules import Need
from langnghe.web.needs.said import PART_LIMIT, need_of_case
from langnghe.workdays.due import due_at

LOOKED_BACK = timedelta(days=60)
FORWARDED_WITHIN = (1, "wd")
"""A case goes to its agency within a working day (domain study, section 1, steps 4 and 6)."""

ANSWERED_WITHIN = (2, "wd")
"""Citizens hear of a result within two working days (domain study, section 1, step 10)."""


def returned(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer cases that an agency gave back and that nobody handed on since."""
    calendar = office_calendar()
    living = Assignment.objects.filter(case=OuterRef("case"), state__in=LIVING)
    back = _assignments(officer, at).filter(state=AssignmentState.RETURNED)
    for each in back.filter(~Exists(living), case__status=CaseStatus.OPEN)[:PART_LIMIT]:
        began = each.ended_at or each.sent_at
        yield need_of_case(
            each.case, part=pgettext("assignment", "Came back"), icon="arrow-back-up", since=began,
            due_at=due_at(*FORWARDED_WITHIN, began, calendar), why=each.return_reason,
        )  # fmt: skip


def to_forward(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer open cases that are with no agency."""
    calendar = office_calendar()
    handed = Assignment.objects.filter(case=OuterRef("pk"))
    cases = Case.objects.visible_to(officer).filter(
        ~Exists(handed), status=CaseStatus.OPEN, opened_at__gte=at - LOOKED_BACK
    )
    for case in cases.select_related("lead_agency").order_by("opened_at")[:PART_LIMIT]:
        agency = case.lead_agency
        yield need_of_case(
            case, part=_("To be forwarded"), icon="send", since=case.opened_at,
            due_at=due_at(*FORWARDED_WITHIN, case.opened_at, calendar),
            why=(agency.short_name or agency.name) if agency else _("no agency yet"),
        )  # fmt: skip


def to_review(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer results that agencies reported and nobody judged."""
    calendar = office_calendar()
    reported_on = _assignments(officer, at).filter(
        state=AssignmentState.RESULTED, case__status=CaseStatus.RESULTED
    )
    for each in reported_on[:PART_LIMIT]:
        reported = each.resulted_at or each.sent_at
        yield need_of_case(
            each.case, part=_("Result to be judged"), icon="checks", since=reported,
            due_at=due_at(*ANSWERED_WITHIN, reported, calendar),
            why=each.agency.short_name or each.agency.name,
        )  # fmt: skip


def to_answer(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer cases that have a result of which their voices have not heard, one line a case."""
    calendar = office_calendar()
    unheard = Item.objects.filter(submission__status=Status.RESULTED, case=OuterRef("pk"))
    cases = Case.objects.visible_to(officer).filter(
        Exists(unheard), status=CaseStatus.RESULTED, opened_at__gte=at - 6 * LOOKED_BACK
    )
    found = list(cases.order_by("due_at", "pk")[:PART_LIMIT])
    voices = Item.objects.filter(case__in=found, submission__status=Status.RESULTED)
    waiting = dict(voices.order_by().values_list("case").annotate(Count("pk")))
    reported = dict(
        Assignment.objects.filter(case__in=found)
        .order_by()
        .values_list("case")
        .annotate(Max("resulted_at"))
    )
    for case in found:
        began, count = reported.get(case.pk) or case.opened_at, waiting.get(case.pk, 0)
        yield need_of_case(
            case, part=_("To be answered"), icon="message-circle", since=began,
            due_at=due_at(*ANSWERED_WITHIN, began, calendar),
            why=ngettext("{n} voice", "{n} voices", count).format(n=count),
        )  # fmt: skip


def _assignments(officer: Officer, at: datetime) -> QuerySet[Assignment]:
    cases = Case.objects.visible_to(officer)
    rows = Assignment.objects.filter(case__in=cases.values("pk"), sent_at__gte=at - 6 * LOOKED_BACK)
    return rows.select_related("case", "agency").order_by("due_at", "pk")
