"""Memos that wait and orders that run, on the made-up register."""

from datetime import datetime, timedelta

from langnghe.access.models import Officer
from langnghe.direction.actions import decisions, directives, memos, return_assignment
from langnghe.direction.actions.reach import reach_cases
from langnghe.direction.briefs import usual_agency
from langnghe.direction.models import Assignment, Directive, Memo
from langnghe.direction.orders import Order
from langnghe.direction.states import Desk, Part
from langnghe.register.models import Case
from langnghe.register.states import Sensitivity, Urgency
from langnghe.triage.models import Issue
from langnghe.triage.states import IssueState

_COMMON = (
    "Rà soát toàn bộ các điểm dân phản ánh, xử lý dứt điểm từng điểm, có ảnh trước và sau; không "
    "để phát sinh điểm mới."
)
_REPORT = "Số điểm đã xử lý, điểm còn lại và lý do; ảnh trước, sau của từng điểm."
_NOT_OURS = "Nội dung này liên quan nhiều đơn vị, đề nghị Văn phòng giao cơ quan chủ trì."
_ASKED = "Đã có ai bị thương chưa? Phường đã rào chắn chưa?"
_OWN = "Rào chắn, cắt cử người trực ngay trong hôm nay; khắc phục xong báo cáo tôi trước ngày mai."
_PREPARED = "Kiểm tra đột xuất, xử lý nghiêm vi phạm, công khai kết quả để người dân biết."


def give_orders(officers: dict[str, Officer], *, at: datetime) -> None:
    """Lay memos before leaders, let one be asked about and one ordered, order on an issue."""
    specialist, leader = officers["son"], officers["hoa"]
    cases = _returned(specialist, at=at - timedelta(minutes=190))
    before_office = []
    for place, case in enumerate(cases):
        begun = at - timedelta(minutes=170 - 25 * place)
        memo = memos.draft_memo(case.pk, by=specialist, at=begun)
        if place == 0:
            continue
        memo = memos.submit_memo(memo.pk, by=specialist, at=begun + timedelta(minutes=9))
        if memo.desk == Desk.OFFICE:  # what is unusual just now lies before the Standing Board
            before_office.append((memo, begun + timedelta(minutes=20)))
    for (memo, decided), decide in zip(before_office, (_ask, _order), strict=False):
        decide(memo, leader, at=decided)
    _order_on_issues(specialist, leader, at=at)


def _returned(by: Officer, *, at: datetime) -> list[Case]:
    """Let agencies give some urgent cases back: whose they are is for a leader to say."""
    living = Assignment.objects.living().filter(
        part=Part.LEAD, sent_at__lt=at, due_at__gt=at, directive=None
    )
    urgent = living.filter(case__urgency=Urgency.K2, case__sensitivity=Sensitivity.S0)
    sensitive = living.filter(case__sensitivity=Sensitivity.S2)
    chosen = [*urgent.order_by("pk")[:5], *sensitive.order_by("pk")[:1]]
    for each in chosen:
        return_assignment(each.pk, reason=_NOT_OURS, by=by, at=at)
    return [each.case for each in chosen]


def _ask(memo: Memo, leader: Officer, *, at: datetime) -> None:
    decisions.ask_memo(memo.pk, text=_ASKED, by=leader, at=at)


def _order(memo: Memo, leader: Officer, *, at: datetime) -> None:
    agency = memo.agency or usual_agency(memo.case)
    if agency is not None:
        order = Order(text=_OWN, agency_id=agency.pk, due_at=at + timedelta(days=1))
        decisions.order_memo(memo.pk, order, by=leader, at=at)


def _order_on_issues(specialist: Officer, leader: Officer, *, at: datetime) -> None:
    living = Issue.objects.filter(state=IssueState.LIVING, is_sensitive=False)
    largest = sorted(living, key=lambda issue: (-issue.members.count(), issue.pk))[:2]
    for place, issue in enumerate(largest):
        given = at - timedelta(days=6 - place)
        order = _common(issue, (_COMMON, _PREPARED)[place], given if place == 0 else at)
        if order is None:
            continue
        if place == 0:
            directives.order_at_once(order, issue_id=issue.pk, by=leader, at=given)
            _reach_all(issue)
        else:
            directives.prepare_directive(order, issue_id=issue.pk, by=specialist, at=at)


def _common(issue: Issue, text: str, given: datetime) -> Order | None:
    cases = Case.objects.filter(issue_members__issue=issue, issue_members__state="in")
    found = [usual_agency(case) for case in cases[:40]]
    agencies = list(dict.fromkeys(agency.pk for agency in found if agency is not None))
    if not agencies:
        return None
    return Order(
        text=text,
        report=_REPORT,
        agency_id=agencies[0],
        co_agency_ids=tuple(agencies[1:4]),
        due_at=given + timedelta(days=8),
    )


def _reach_all(issue: Issue) -> None:
    for directive in Directive.objects.filter(issue=issue):
        reach_cases(directive.pk)
