"""Who is competent for a case now, and who stands in for whom."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.models import DelegationRule, Memo, StandIn
from langnghe.direction.rules import Delegation, Standing, competent, condition_of
from langnghe.direction.states import Desk
from langnghe.register.models import Case, Entry, Submission
from langnghe.triage.models import Issue, Signal
from langnghe.triage.states import IssueState, MemberState, SignalScope

UNUSUAL_FOR = timedelta(days=3)
"""So long after it was last found unusual something counts as hot."""


def standing_of(case: Case, *, at: datetime) -> Standing:
    """Collect what the competence for a case hangs on."""
    voices = Submission.objects.filter(items__case=case)
    people = voices.aggregate(people=Sum("reporter__people"))["people"]
    reopened = Entry.objects.filter(kind="submission.reopened", submission__in=voices)
    return Standing(
        urgency=case.urgency,
        sensitivity=case.sensitivity,
        topic=case.topic.code if case.topic else "",
        kinds=frozenset(voices.values_list("kind", flat=True)),
        people=people or 1,
        voices=voices.count() or 1,
        is_hot=is_hot(case, at=at),
        is_repeated=reopened.exists(),
    )


def is_hot(case: Case, *, at: datetime) -> bool:
    """Tell whether something unusual is known of a case's topic in its ward, or of its issue."""
    keys = Q(scope=SignalScope.ISSUE, key__in=_issue_codes(case))
    if case.topic is not None and case.ward is not None:
        keys |= Q(scope=SignalScope.CLUSTER, wards__contains=[case.ward.code]) & Q(
            key__startswith=case.topic.code.partition(".")[0]
        )
    if case.topic is not None:
        keys |= Q(scope=SignalScope.TOPIC, key=case.topic.code)
    return Signal.objects.filter(keys, ended_at=None, last_at__gte=at - UNUSUAL_FOR).exists()


def _issue_codes(case: Case) -> QuerySet[Issue, str]:
    return Issue.objects.filter(
        state=IssueState.LIVING, members__case=case, members__state=MemberState.IN
    ).values_list("code", flat=True)


def rules_on(day: date) -> Sequence[tuple[DelegationRule, Delegation]]:
    """Return the rules in force on a day, in order, as rows and as pure rules."""
    rows = DelegationRule.objects.filter(valid_from__lte=day)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return [(row, delegation_of(row)) for row in rows]


def delegation_of(row: DelegationRule) -> Delegation:
    """Return a row of the profile as a pure rule."""
    return Delegation(
        code=row.code,
        when=condition_of(row.conditions),
        desk=Desk(row.desk),
        limit=row.limit,
        unit=row.unit,
        is_after=row.is_after,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def rule_for(case: Case, *, at: datetime) -> DelegationRule | None:
    """Return the rule that says who is competent for a case; None where no rule speaks of it."""
    day = timezone.localtime(at).date()
    known = rules_on(day)
    found = competent([rule for _row, rule in known], standing_of(case, at=at), day)
    return next((row for row, rule in known if rule is found), None)


def leaders_of(desk: str) -> QuerySet[Officer]:
    """Return who decides at a desk."""
    return Officer.objects.filter(is_active=True, roles__code=desk).distinct()


def stands_in_for(deputy: Officer, *, at: datetime) -> QuerySet[Officer]:
    """Return the absent leaders for whom an officer decides now."""
    day = timezone.localtime(at).date()
    now = StandIn.objects.filter(deputy=deputy, from_on__lte=day, to_on__gte=day, ended_at=None)
    return Officer.objects.filter(stand_ins__in=now, is_active=True).distinct()


class NotCompetent(Exception):
    """The memo is laid before others, and nobody of them named this officer to stand in."""


def decides_for(memo: Memo, by: Officer, *, at: datetime) -> Officer | None:
    """Return the absent leader in whose place an officer decides on a memo; None: as oneself.

    Raises NotCompetent. A memo for one leader is decided by that one, one for a desk by any of
    its leaders; the Standing Board may decide what lies before the Office.
    """
    if not by.may(Right.DIRECT):
        raise NotCompetent
    if memo.leader_id == by.pk or (memo.leader_id is None and _sits_at(by, memo.desk)):
        return None
    absent = stands_in_for(by, at=at)
    wanted = (
        absent.filter(pk=memo.leader_id) if memo.leader_id else absent.filter(roles__code=memo.desk)
    )
    found = wanted.first()
    if found is not None:
        return found
    if memo.desk == Desk.OFFICE and _sits_at(by, Desk.STANDING_BOARD):
        return None
    raise NotCompetent


def _sits_at(officer: Officer, desk: str) -> bool:
    return any(role.code == desk for role in officer.roles.all())


def memos_before(officer: Officer, *, at: datetime) -> QuerySet[Memo]:
    """Return the memos that an officer may decide, as oneself or for somebody absent."""
    absent = stands_in_for(officer, at=at)
    desks = [role.code for role in officer.roles.all()]
    desks += list(absent.values_list("roles__code", flat=True))
    mine = Q(leader=officer) | Q(leader__in=absent) | Q(leader=None, desk__in=desks)
    return Memo.objects.visible_to(officer).filter(mine)
