"""The memos and orders of a case, wherever a case is shown."""

from django import template
from django.db.models import QuerySet
from django.template import Context

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.competence import rule_for
from langnghe.direction.labels import HOWS
from langnghe.direction.models import DelegationRule, Directive, Memo
from langnghe.direction.states import OPEN_MEMOS, Desk, How
from langnghe.register.models import Case
from langnghe.triage.models import Issue
from langnghe.web.clock import now

register = template.Library()


def _officer(context: Context) -> Officer | None:
    found = context.get("officer")
    return found if isinstance(found, Officer) else None


@register.simple_tag(takes_context=True)
def orders_of(context: Context, case: Case) -> QuerySet[Directive]:
    """Return the orders that hold for a case, as far as the officer may know of them."""
    officer = _officer(context)
    if officer is None:
        return Directive.objects.none()
    held = Directive.objects.visible_to(officer).filter(reached__case=case, reached__left_at=None)
    return held.order_by("-given_at")


@register.simple_tag(takes_context=True)
def orders_on(context: Context, issue: Issue) -> QuerySet[Directive]:
    """Return the orders on an issue, newest first."""
    officer = _officer(context)
    if officer is None:
        return Directive.objects.none()
    visible = Directive.objects.visible_to(officer).filter(issue=issue)
    return visible.select_related("agency").order_by("-prepared_at")


@register.simple_tag(takes_context=True)
def memos_of(context: Context, case: Case) -> QuerySet[Memo]:
    """Return the memos about a case, newest first; an agency sees none."""
    officer = _officer(context)
    return Memo.objects.visible_to(officer).filter(case=case) if officer else Memo.objects.none()


@register.simple_tag(takes_context=True)
def memo_rule(context: Context, case: Case) -> DelegationRule | None:
    """Return the rule that asks for a memo before a case goes on; None where none is needed."""
    officer = _officer(context)
    if officer is None or not officer.may(Right.PREPARE) or case.status == "closed":
        return None
    if case.memos.filter(state__in=OPEN_MEMOS).exists():
        return None
    rule = rule_for(case, at=now())
    return rule if rule is not None and rule.desk != Desk.NONE else None


@register.filter
def how_name(how: str) -> str:
    """Say how far a case of an order is."""
    return str(HOWS[How(how)])
