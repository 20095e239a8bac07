"""Conditions that triage and its alarms add to the list of the register."""

from django.db.models import Exists, OuterRef, Q

from langnghe.access.models import Officer
from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmState
from langnghe.register.listing import ADDED, Condition
from langnghe.register.models import Item
from langnghe.triage.models import IssueCase, Suggestion
from langnghe.triage.states import MemberState

SUGGESTED = ("open", "changed")
"""Suggested and not yet decided; decided otherwise than it was suggested."""

ALARMS = ("any", *AlarmState)


def _suggested(how: str, _officer: Officer) -> Q:
    kept = Suggestion.objects.filter(submission=OuterRef("pk"))
    if how == "open":
        return Q(Exists(kept.filter(confirmed_at__isnull=True)))
    return Q(Exists(kept.filter(confirmed_at__isnull=False).exclude(changed=[])))


def _alarm(state: str, officer: Officer) -> Q:
    alarms = Alarm.objects.visible_to(officer).filter(submission__isnull=False)
    alarms = alarms if state == "any" else alarms.filter(state=state)
    return Q(pk__in=alarms.order_by().values("submission"))


def _in_issue(code: str, _officer: Officer) -> Q:
    members = IssueCase.objects.filter(issue__code=code.upper(), state=MemberState.IN)
    return Q(pk__in=Item.objects.filter(case__in=members.values("case")).values("submission_id"))


def add_conditions() -> None:
    """Let the register's list know them; repeatable."""
    ADDED["suggested"] = Condition(_suggested, SUGGESTED.__contains__)
    ADDED["alarm"] = Condition(_alarm, ALARMS.__contains__)
    ADDED["issue"] = Condition(_in_issue, bool)
