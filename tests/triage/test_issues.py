"""Issues: proposed from cases of one nature, decided by people, hidden with what is hidden."""

import pytest
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Entry
from langnghe.register.states import Sensitivity
from langnghe.triage.actions import issues
from langnghe.triage.actions.propose_issues import look_for_issues, propose_issues
from langnghe.triage.models import Issue, IssueCase, IssueRun
from langnghe.triage.states import IssueState, MemberState
from tests import cast
from tests.triage import natures

pytestmark = pytest.mark.django_db
LATER = cast.later(days=7)


def cases_of(issue: Issue, state: MemberState = MemberState.PROPOSED) -> set[int]:
    return set(issue.members.filter(state=state).values_list("case_id", flat=True))


def proposed(by: Officer) -> tuple[Issue, list[Case]]:
    """Return the proposal made of rubbish among other cases."""
    rubbish = natures.rubbish(by)
    natures.others(by)
    propose_issues(at=LATER)
    return Issue.objects.get(topic__code="MT.01"), rubbish


def test_cases_of_one_nature_are_proposed_and_named_by_what_people_said() -> None:
    officer = cast.officer()
    rubbish, noise = natures.rubbish(officer), natures.noise(officer)
    natures.others(officer)
    run = propose_issues(at=LATER)
    assert (run.cases, run.proposed) == (17, 2)
    by_topic = {issue.topic.code: issue for issue in Issue.objects.select_related("topic")}  # type: ignore[union-attr]
    assert cases_of(by_topic["MT.01"]) == {case.pk for case in rubbish}
    assert cases_of(by_topic["TT.03"]) == {case.pk for case in noise}
    assert "loa kéo" in by_topic["TT.03"].words
    assert by_topic["TT.03"].name.startswith("Tiếng ồn: ")
    assert {issue.state for issue in by_topic.values()} == {IssueState.PROPOSED}
    assert by_topic["MT.01"].code.startswith("NV-26-")


def test_looking_again_changes_nothing_but_what_is_new() -> None:
    officer = cast.officer()
    issue, rubbish = proposed(officer)
    propose_issues(at=LATER)
    assert Issue.objects.count() == 1
    more = natures.case_of(officer, natures.RUBBISH[0], "MT.01", ward=9, day=6)
    propose_issues(at=LATER)
    assert cases_of(Issue.objects.get()) == {case.pk for case in [*rubbish, more]}
    assert Issue.objects.get().code == issue.code


def test_three_cases_are_no_issue() -> None:
    officer = cast.officer()
    for number, text in enumerate(natures.RUBBISH[:3]):
        natures.case_of(officer, text, "MT.01", ward=number)
    propose_issues(at=LATER)
    assert not Issue.objects.exists()


def test_nothing_is_put_in_without_a_person() -> None:
    officer = cast.officer()
    issue, rubbish = proposed(officer)
    assert not IssueCase.objects.filter(state=MemberState.IN).exists()
    with pytest.raises(issues.NoName):
        issues.accept_issue(issue.pk, name="  ", by=officer, at=LATER)
    issues.remove_case(issue.pk, case_id=rubbish[0].pk, by=officer, at=LATER)
    with pytest.raises(ChangedMeanwhile):
        issues.accept_issue(issue.pk, name="Rác", by=officer, at=LATER, version=issue.version)
    accepted = issues.accept_issue(issue.pk, name="Rác không thu gom", by=officer, at=LATER)
    assert (accepted.state, accepted.name) == (IssueState.LIVING, "Rác không thu gom")
    assert cases_of(accepted, MemberState.IN) == {case.pk for case in rubbish[1:]}
    kinds = list(accepted.steps.order_by("entry_id").values_list("entry__kind", flat=True))
    assert kinds == ["issue.case_removed", "issue.accepted", *["issue.case_added"] * 5]
    assert Entry.objects.filter(case=rubbish[1], kind="issue.case_added", by=officer).exists()


def test_a_new_case_is_proposed_to_a_living_issue_once() -> None:
    officer = cast.officer()
    issue, rubbish = proposed(officer)
    issues.accept_issue(issue.pk, name="Rác không thu gom", by=officer, at=LATER)
    new = natures.case_of(officer, natures.RUBBISH[2], "MT.01", ward=8, day=6.5)
    propose_issues(at=LATER)
    assert cases_of(issue) == {new.pk}
    issues.remove_case(issue.pk, case_id=new.pk, by=officer, at=LATER)
    propose_issues(at=LATER)
    assert cases_of(issue) == set()
    assert cases_of(issue, MemberState.OUT) == {new.pk}
    issues.add_case(issue.pk, case_code=new.code.lower(), by=officer, at=LATER)
    assert cases_of(issue, MemberState.IN) == {case.pk for case in [*rubbish, new]}


def test_a_declined_proposal_stays_declined_until_it_has_grown() -> None:
    officer = cast.officer()
    issue, _rubbish = proposed(officer)
    issues.decline_issue(issue.pk, note="việc thường ngày", by=officer, at=LATER)
    propose_issues(at=LATER)
    assert Issue.objects.get().state == IssueState.DECLINED
    for number, text in enumerate(natures.RUBBISH):
        natures.case_of(officer, text, "MT.01", ward=20 + number, day=6)
    propose_issues(at=LATER)
    assert Issue.objects.filter(state=IssueState.PROPOSED).count() == 1


def test_issues_are_split_joined_ended_and_live_again() -> None:
    officer = cast.officer()
    issue, rubbish = proposed(officer)
    issues.accept_issue(issue.pk, name="Rác", by=officer, at=LATER)
    chosen = [case.pk for case in rubbish[:2]]
    with pytest.raises(issues.NoCases):
        issues.split_issue(issue.pk, case_ids=[], name="Đổ trộm", by=officer, at=LATER)
    everything = [case.pk for case in rubbish]
    with pytest.raises(issues.NoCases):
        issues.split_issue(issue.pk, case_ids=everything, name="Tất", by=officer, at=LATER)
    other = issues.split_issue(issue.pk, case_ids=chosen, name="Đổ trộm", by=officer, at=LATER)
    assert cases_of(other, MemberState.IN) == set(chosen)
    assert cases_of(issue, MemberState.IN) == {case.pk for case in rubbish[2:]}
    joined = issues.join_issues(issue.pk, other_code=other.code, by=officer, at=LATER)
    assert cases_of(joined, MemberState.IN) == {case.pk for case in rubbish}
    other.refresh_from_db()
    assert (other.state, other.joined_to_id) == (IssueState.CLOSED, issue.pk)
    with pytest.raises(issues.WrongIssueState):
        issues.reopen_issue(other.pk, by=officer, at=LATER)
    issues.close_issue(issue.pk, note="đã có chỉ đạo chung", by=officer, at=LATER)
    with pytest.raises(issues.WrongIssueState):
        issues.add_case(issue.pk, case_code=rubbish[0].code, by=officer, at=LATER)
    assert issues.reopen_issue(issue.pk, by=officer, at=LATER).state == IssueState.LIVING


def test_what_is_sensitive_is_an_issue_only_for_those_who_may_see_it() -> None:
    officer, leader = cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    natures.rubbish(leader, sensitivity=Sensitivity.S2)
    natures.others(officer)
    propose_issues(at=LATER)
    issue = Issue.objects.get()
    assert issue.is_sensitive
    assert not Issue.objects.visible_to(officer).exists()
    assert Issue.objects.visible_to(leader).exists()
    with pytest.raises(Missing):
        issues.accept_issue(issue.pk, name="Rác", by=officer, at=LATER)


def test_a_sensitive_case_never_joins_an_open_issue_by_itself() -> None:
    officer, leader = cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    issue, rubbish = proposed(officer)
    issues.accept_issue(issue.pk, name="Rác", by=officer, at=LATER)
    secret = natures.case_of(
        leader, natures.RUBBISH[1], "MT.01", ward=8, day=6, sensitivity=Sensitivity.S2
    )
    propose_issues(at=LATER)
    assert cases_of(issue) == set()
    with pytest.raises(Missing):
        issues.add_case(issue.pk, case_code=secret.code, by=officer, at=LATER)
    issues.add_case(issue.pk, case_code=secret.code, by=leader, at=LATER)
    assert len(rubbish) + 1 == len(cases_of(issue, MemberState.IN))


def test_only_who_classifies_decides() -> None:
    issue, rubbish = proposed(cast.officer())
    for role in (RoleCode.ADMINISTRATOR, RoleCode.AGENCY_CLERK):
        agency = cast.agency() if role == RoleCode.AGENCY_CLERK else None
        with pytest.raises(Missing):
            issues.decline_issue(issue.pk, by=cast.officer(role, agency=agency), at=LATER)
    assert rubbish


def test_the_worker_finds_the_job() -> None:
    assert "triage.issues" in app.tasks


def test_it_looks_every_hour_or_when_much_is_new() -> None:
    natures.rubbish(cast.officer())
    look_for_issues(int(LATER.timestamp()))
    look_for_issues(int(cast.later(5, days=7).timestamp()))
    assert IssueRun.objects.count() == 1
    look_for_issues(int(cast.later(61, days=7).timestamp()))
    assert IssueRun.objects.count() == 2
