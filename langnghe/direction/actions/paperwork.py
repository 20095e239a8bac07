"""Put memos, orders and what is late on paper."""

from datetime import datetime

from langnghe.access.models import Agency, Officer
from langnghe.direction.actions.letters import write_letter
from langnghe.direction.letter_states import LetterKind
from langnghe.direction.models import Assignment, Directive, Letter, Memo
from langnghe.direction.states import LIVING
from langnghe.direction.wording import Wording
from langnghe.register.gates import Missing
from langnghe.register.models import Case


def write_memo_letter(memo_id: int, *, by: Officer, at: datetime) -> Letter:
    """Draft the paper of a memo (phiếu trình); it may be repeated: a memo has one paper."""
    memo = Memo.objects.visible_to(by).select_related("case", "leader", "agency").get(pk=memo_id)
    parts = (
        ("I- TÓM TẮT", (memo.summary, memo.voices)),
        ("II- CĂN CỨ", (memo.law,)),
        ("III- PHƯƠNG ÁN", (memo.options,)),
        ("IV- ĐỀ XUẤT", (memo.proposal,)),
    )
    said = [
        "\n".join([title, *(text.strip() for text in texts if text.strip())])
        for title, texts in parts
        if any(text.strip() for text in texts)
    ]
    leader = f"{memo.leader.post} {memo.leader.full_name}".strip() if memo.leader else ""
    wording = Wording(
        text="\n".join(said),
        facts={"leader": leader or "Chánh Văn phòng"},
        due_at=memo.due_at,
        signer_name=memo.drafted_by.full_name if memo.drafted_by else "",
        memo=memo,
        once_key=f"memo:{memo.pk}",
    )
    return write_letter(
        LetterKind.MEMO, case=memo.case, agency=memo.agency, wording=wording, by=by, at=at
    )


def write_directive_letter(directive_id: int, *, by: Officer, at: datetime) -> Letter:
    """Draft the paper of an order, with the list of its cases; an order has one paper."""
    order = (
        Directive.objects.visible_to(by)
        .select_related("case", "issue", "agency", "given_by")
        .get(pk=directive_id)
    )
    reached = Case.objects.visible_to(by).filter(
        reached_by__directive=order, reached_by__left_at=None
    )
    helping = ", ".join(agency.name for agency in order.co_agencies.all())
    matter = order.issue.name if order.issue else order.case.title if order.case else ""
    facts = {
        "leader": _leader_of(order),
        "matter": f"“{matter}”",
        "order": order.text,
        "message": order.report,
        "co_agencies": f"Cơ quan phối hợp: {helping}." if helping else "",
    }
    wording = Wording(
        facts=facts,
        cases=list(reached.select_related("ward").order_by("opened_at")) if order.issue else (),
        due_at=order.due_at,
        directive=order,
        once_key=f"directive:{order.pk}",
    )
    return write_letter(
        LetterKind.DIRECTIVE, case=order.case, agency=order.agency, wording=wording, by=by, at=at
    )


def _leader_of(order: Directive) -> str:
    leader = order.acting_for or order.given_by
    if leader is None:
        return "lãnh đạo Văn phòng Thành ủy"
    return f"đồng chí {leader.full_name}" + (f", {leader.post}" if leader.post else "")


def write_reminder(agency_id: int, *, due_at: datetime, by: Officer, at: datetime) -> Letter:
    """Draft one reminder for all that is late with an agency; raises Missing where nothing is."""
    late = Assignment.objects.filter(agency=agency_id, state__in=sorted(LIVING), due_at__lt=at)
    cases = Case.objects.visible_to(by).filter(assignments__in=late).distinct()
    listed = list(cases.select_related("ward").order_by("due_at", "pk"))
    if not listed:
        raise Missing(agency_id)
    return write_letter(
        LetterKind.REMINDER,
        agency=Agency.objects.get(pk=agency_id),
        wording=Wording(cases=listed, due_at=due_at),
        by=by,
        at=at,
    )
