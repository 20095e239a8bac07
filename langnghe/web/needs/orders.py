"""What orders and memos need: of specialists who prepare, of leaders who decide and follow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.direction.competence import memos_before
from langnghe.direction.models import Directive, Extension, Memo
from langnghe.direction.states import (
    LIVING,
    WAITS_FOR_LEADER,
    WAITS_FOR_SPECIALIST,
    DirectiveState,
    MemoState,
)
from langnghe.register.models import Case
from langnghe.register.states import Sensitivity
from langnghe.web.needs.rules import Level, Need
from langnghe.web.needs.said import PART_LIMIT, need_of_case, words_of


def memos_to_decide(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer memos that wait for the leader, and for those whom the leader stands in for."""
    waiting = memos_before(officer, at=at).filter(state__in=WAITS_FOR_LEADER)
    found = waiting.select_related("case", "agency")
    for memo in found.order_by("answer_by", "pk")[:PART_LIMIT]:
        words = {
            MemoState.TYPED: _("Your order was typed: confirm it"),
            MemoState.SUBMITTED: _("Memo to decide"),
        }
        part = words[MemoState(memo.state)]
        agency = memo.agency
        why = (agency.short_name or agency.name) if agency else ""
        yield _memo(memo, part=part, since=memo.submitted_at or memo.drafted_at, why=why)


def memos_to_prepare(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer memos that a specialist goes on with: drafts, questions, spoken orders."""
    found = Memo.objects.visible_to(officer).filter(state__in=WAITS_FOR_SPECIALIST)
    for memo in found.select_related("case").order_by("answer_by", "pk")[:PART_LIMIT]:
        words = {
            MemoState.ASKED: _("The leader asks"),
            MemoState.SPOKEN: _("Type the leader's order"),
            MemoState.DRAFT: _("Memo to finish"),
        }
        part = words[MemoState(memo.state)]
        yield _memo(memo, part=part, since=memo.submitted_at or memo.drafted_at)


def _memo(memo: Memo, *, part: str, since: datetime, why: str = "") -> Need:
    need = need_of_case(
        memo.case, part=part, icon="writing-sign", since=since, due_at=memo.answer_by, why=why
    )
    return replace(need, key=f"memo-{memo.pk}", url=reverse("memo", args=[memo.code]))


def extensions(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer requests for more time that nobody answered."""
    cases = Case.objects.visible_to(officer)
    waiting = Extension.objects.filter(
        granted=None, assignment__state__in=LIVING, assignment__case__in=cases.values("pk")
    ).select_related("assignment__case", "assignment__agency")
    for each in waiting.order_by("old_due_at", "pk")[:PART_LIMIT]:
        agency = each.assignment.agency
        need = need_of_case(
            each.assignment.case, part=_("More time asked"), icon="calendar-plus",
            since=each.asked_at, due_at=each.old_due_at, why=agency.short_name or agency.name,
        )  # fmt: skip
        yield replace(need, key=f"extension-{each.pk}")


def orders_of_mine(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer what a leader ordered that is late, or reported and not reviewed."""
    mine = Q(given_by=officer) | Q(acting_for=officer)
    wanted = Q(state=DirectiveState.REPORTED) | Q(state=DirectiveState.GIVEN, due_at__lt=at)
    found = Directive.objects.visible_to(officer).filter(mine, wanted)
    for each in found.select_related("case", "issue", "agency").order_by("due_at", "pk"):
        yield _order(each, at)


def orders_to_review(officer: Officer, at: datetime) -> Iterator[Need]:
    """Offer orders that agencies reported on."""
    found = Directive.objects.visible_to(officer).filter(state=DirectiveState.REPORTED)
    for each in found.select_related("case", "issue", "agency").order_by("due_at", "pk"):
        yield _order(each, at)


def _order(order: Directive, at: datetime) -> Need:
    is_reported = order.state == DirectiveState.REPORTED
    return Need(
        key=f"order-{order.pk}",
        part=_("Reported, to be reviewed") if is_reported else _("My order is late"),
        icon="speakerphone",
        code=order.code,
        what=_about(order),
        why=order.agency.short_name or order.agency.name,
        url=reverse("directive", args=[order.code]),
        since=order.reported_at or order.given_at or order.prepared_at,
        due_at=None if is_reported else order.due_at,
        level=Level.ORDINARY if is_reported else Level.SOON,
        sensitivity=Sensitivity.S2 if order.is_sensitive else Sensitivity.S0,
    )


def _about(order: Directive) -> str:
    if order.issue is not None:
        return order.issue.name
    return words_of(order.case) if order.case is not None else order.text
