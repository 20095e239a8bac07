"""The issues a case belongs to, wherever a case is shown."""

from django import template
from django.db.models import QuerySet
from django.template import Context

from langnghe.access.models import Officer
from langnghe.register.models import Case
from langnghe.triage.models import Issue
from langnghe.triage.states import IssueState, MemberState

register = template.Library()


@register.simple_tag(takes_context=True)
def issues_of(context: Context, case: Case) -> QuerySet[Issue]:
    """Return the living issues a case belongs to, as far as the officer may know of them."""
    officer = context.get("officer")
    if not isinstance(officer, Officer):
        return Issue.objects.none()
    return Issue.objects.visible_to(officer).filter(
        state=IssueState.LIVING, members__case=case, members__state=MemberState.IN
    )
