"""What people decide about issues: accept, name, add, remove, split, join, end, write a note."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.actions.codes import next_code
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Entry
from langnghe.register.states import Sensitivity
from langnghe.triage import events
from langnghe.triage.models import Issue, IssueCase, IssueStep
from langnghe.triage.states import IssueState, MemberState


class WrongIssueState(Exception):
    """Where the issue stands, this step is not possible."""


class NoName(Exception):
    """An issue that people work with has a name."""


class NoCases(Exception):
    """An issue needs cases: none was chosen, or none would be left."""


def lock_issue(issue_id: int, by: Officer, *, version: int | None = None) -> Issue:
    """Lock an issue; raises Missing as the gates of the register do, and ChangedMeanwhile."""
    if not by.may(Right.CLASSIFY) or not Issue.objects.visible_to(by).filter(pk=issue_id).exists():
        raise Missing(issue_id)
    issue = Issue.objects.select_for_update(no_key=True).get(pk=issue_id)
    if version is not None and version != issue.version:
        raise ChangedMeanwhile(issue)
    return issue


@transaction.atomic
def accept_issue(
    issue_id: int, *, name: str, by: Officer, at: datetime, version: int | None = None
) -> Issue:
    """Let a proposal live, under a name; the cases proposed for it that one sees belong to it.

    Raises NoName, WrongIssueState, ChangedMeanwhile, Missing.
    """
    issue = lock_issue(issue_id, by, version=version)
    _must_be(issue, IssueState.PROPOSED)
    proposed = issue.members.filter(
        state=MemberState.PROPOSED, case__in=Case.objects.visible_to(by)
    )
    members = list(proposed.select_related("case").order_by("case_id"))
    issue.name = _named(name)
    issue.state, issue.decided_at, issue.decided_by = IssueState.LIVING, at, by
    fact = events.IssueAccepted(issue_code=issue.code, name=issue.name, cases=_told(members))
    _record(fact, issue, by=by, at=at)
    for member in members:
        _put_in(issue, member.case, by=by, at=at)
    return _changed(issue)


@transaction.atomic
def rename_issue(
    issue_id: int, *, name: str, by: Officer, at: datetime, version: int | None = None
) -> Issue:
    """Call a living issue otherwise; raises NoName, WrongIssueState, ChangedMeanwhile."""
    issue = lock_issue(issue_id, by, version=version)
    _must_be(issue, IssueState.LIVING)
    if issue.name != _named(name):
        issue.name = _named(name)
        _record(events.IssueRenamed(issue_code=issue.code, name=issue.name), issue, by=by, at=at)
    return _changed(issue)


@transaction.atomic
def add_case(issue_id: int, *, case_code: str, by: Officer, at: datetime) -> Issue:
    """Put a case into a living issue, whether it was proposed or not. May be repeated."""
    issue = lock_issue(issue_id, by)
    _must_be(issue, IssueState.LIVING)
    case = Case.objects.visible_to(by).filter(code=case_code.strip().upper()).first()
    if case is None:
        raise Missing(case_code)
    _put_in(issue, case, by=by, at=at)
    return _changed(issue)


@transaction.atomic
def remove_case(issue_id: int, *, case_id: int, by: Officer, at: datetime) -> Issue:
    """Say that a case does not belong to an issue; it is not proposed for it again."""
    issue = lock_issue(issue_id, by)
    _must_be(issue, IssueState.PROPOSED, IssueState.LIVING)
    for member in _members(issue, [case_id], by):
        _put_out(issue, member, by=by, at=at)
    return _changed(issue)


@transaction.atomic
def split_issue(
    issue_id: int, *, case_ids: Iterable[int], name: str, by: Officer, at: datetime
) -> Issue:
    """Let some cases go on as an issue of their own, which lives; return it.

    Raises NoCases where none was chosen or none would be left, NoName, WrongIssueState.
    """
    issue = lock_issue(issue_id, by)
    _must_be(issue, IssueState.PROPOSED, IssueState.LIVING)
    members = _members(issue, case_ids, by)
    if not members or not issue.members.exclude(pk__in=[member.pk for member in members]).exclude(
        state=MemberState.OUT
    ):
        raise NoCases
    other = Issue.objects.create(
        code=next_code(settings.ISSUE_PREFIX, at), name=_named(name), topic=issue.topic,
        words=issue.words, centre=issue.centre, topics=issue.topics,
        is_sensitive=issue.is_sensitive, state=IssueState.LIVING, proposed_at=at,
        decided_at=at, decided_by=by, last_case_at=issue.last_case_at,
    )  # fmt: skip
    fact = events.IssueSplit(issue_code=issue.code, other_code=other.code, cases=_told(members))
    _record(fact, issue, other, by=by, at=at)
    for member in members:
        member.state, member.decided_by = MemberState.OUT, by
        member.save(update_fields=["state", "decided_by"])
        _put_in(other, member.case, by=by, at=at)
    _changed(issue)
    return _changed(other)


@transaction.atomic
def join_issues(issue_id: int, *, other_code: str, by: Officer, at: datetime) -> Issue:
    """Let another issue go on inside this living one, with all its cases; return this one."""
    wanted = Issue.objects.filter(code=other_code.strip().upper()).exclude(pk=issue_id)
    other_id = wanted.values_list("pk", flat=True).first()
    if other_id is None:
        raise Missing(other_code)
    locked = {key: lock_issue(key, by) for key in sorted((issue_id, other_id))}
    issue, other = locked[issue_id], locked[other_id]
    _must_be(issue, IssueState.LIVING)
    _must_be(other, IssueState.PROPOSED, IssueState.LIVING)
    members = list(
        other.members.exclude(state=MemberState.OUT).select_related("case").order_by("case_id")
    )
    fact = events.IssuesJoined(issue_code=issue.code, other_code=other.code, cases=_told(members))
    _record(fact, issue, other, by=by, at=at)
    for member in members:
        _put_in(issue, member.case, by=by, at=at)
    issue.is_sensitive = issue.is_sensitive or other.is_sensitive
    other.state, other.closed_at, other.joined_to = IssueState.CLOSED, at, issue
    _changed(other)
    return _changed(issue)


@transaction.atomic
def decline_issue(issue_id: int, *, note: str = "", by: Officer, at: datetime) -> Issue:
    """Say that a proposal is no issue; the same cases are not proposed again."""
    issue = lock_issue(issue_id, by)
    _must_be(issue, IssueState.PROPOSED)
    issue.state, issue.decided_at, issue.decided_by = IssueState.DECLINED, at, by
    _record(events.IssueDeclined(issue_code=issue.code, note=note.strip()), issue, by=by, at=at)
    return _changed(issue)


@transaction.atomic
def close_issue(issue_id: int, *, note: str = "", by: Officer, at: datetime) -> Issue:
    """End a living issue: no case is proposed for it any more."""
    issue = lock_issue(issue_id, by)
    _must_be(issue, IssueState.LIVING)
    issue.state, issue.closed_at = IssueState.CLOSED, at
    _record(events.IssueClosed(issue_code=issue.code, note=note.strip()), issue, by=by, at=at)
    return _changed(issue)


@transaction.atomic
def reopen_issue(issue_id: int, *, note: str = "", by: Officer, at: datetime) -> Issue:
    """Let an ended or declined issue live again; not one that went on inside another."""
    issue = lock_issue(issue_id, by)
    _must_be(issue, IssueState.CLOSED, IssueState.DECLINED)
    if issue.joined_to_id is not None:
        raise WrongIssueState
    issue.state = IssueState.PROPOSED if issue.decided_by is None else IssueState.LIVING
    issue.closed_at = None
    _record(events.IssueReopened(issue_code=issue.code, note=note.strip()), issue, by=by, at=at)
    return _changed(issue)


@transaction.atomic
def note_issue(issue_id: int, *, text: str, by: Officer, at: datetime) -> Issue:
    """Write to an issue what was ordered, agreed, found."""
    issue = lock_issue(issue_id, by)
    if text.strip():
        _record(events.IssueNoted(text=text.strip()), issue, by=by, at=at)
    return issue


def _told(members: Sequence[IssueCase]) -> int:
    """Count cases for a sentence that everyone may read: those of level S2 are not counted."""
    return sum(member.case.sensitivity != Sensitivity.S2 for member in members)


def _named(name: str) -> str:
    said = " ".join(name.split())
    if not said:
        raise NoName
    return said[:300]


def _must_be(issue: Issue, *states: IssueState) -> None:
    if issue.state not in states:
        raise WrongIssueState


def _members(issue: Issue, case_ids: Iterable[int], by: Officer) -> Sequence[IssueCase]:
    """Return those of an issue's cases that were chosen and may be seen."""
    chosen = issue.members.exclude(state=MemberState.OUT).filter(
        case_id__in=list(case_ids), case__in=Case.objects.visible_to(by)
    )
    return list(chosen.select_related("case").order_by("case_id"))


def _put_in(issue: Issue, case: Case, *, by: Officer, at: datetime) -> None:
    known = IssueCase.objects.filter(issue=issue, case=case)
    if known.filter(state=MemberState.IN).exists():
        return
    IssueCase.objects.update_or_create(
        issue=issue,
        case=case,
        defaults={"state": MemberState.IN, "added_at": at, "decided_by": by},
    )
    issue.last_case_at = max(issue.last_case_at, case.opened_at)
    fact = events.CaseAdded(case_code=case.code, issue_code=issue.code)
    _keep([issue], timeline.record(fact, case=case, by=by, at=at))


def _put_out(issue: Issue, member: IssueCase, *, by: Officer, at: datetime) -> None:
    member.state, member.decided_by = MemberState.OUT, by
    member.save(update_fields=["state", "decided_by"])
    fact = events.CaseRemoved(case_code=member.case.code, issue_code=issue.code)
    _keep([issue], timeline.record(fact, case=member.case, by=by, at=at))


def _record(fact: timeline.Event, *issues: Issue, by: Officer, at: datetime) -> None:
    _keep(issues, timeline.record(fact, by=by, at=at))


def _keep(issues: Sequence[Issue], entry: Entry) -> None:
    IssueStep.objects.bulk_create(IssueStep(issue=issue, entry=entry) for issue in issues)


def _changed(issue: Issue) -> Issue:
    issue.version += 1
    issue.save()
    timeline.tell_screens("issue", issue.pk, what=f"issue.{issue.state}")
    return issue
