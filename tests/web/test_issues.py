"""The pages of issues: what is proposed, one issue, and what people decide there."""

import pytest
from django.test import Client
from django.utils.translation import override

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import forward_case, record_result
from langnghe.register.models import Case
from langnghe.register.states import Sensitivity
from langnghe.triage.actions.issues import accept_issue, add_case
from langnghe.triage.actions.propose_issues import propose_issues
from langnghe.triage.models import Issue
from langnghe.triage.states import IssueState, MemberState
from tests import cast
from tests.triage import natures
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db
LATER = cast.later(days=7)


def proposal(by: Officer) -> tuple[Issue, list[Case]]:
    """Return the proposal made of rubbish among other cases."""
    rubbish = natures.rubbish(by)
    natures.others(by)
    propose_issues(at=LATER)
    return Issue.objects.get(), rubbish


def step(client: Client, issue: Issue, what: str, **given: object) -> str:
    """Take a step as the page's form does; return the page that follows."""
    answer = client.post(f"/issues/{issue.code}/{what}", given, follow=True)  # type: ignore[arg-type]
    issue.refresh_from_db()
    return answer.content.decode()


def test_the_list_shows_proposals_with_their_figures() -> None:
    officer = cast.officer()
    issue, _rubbish = proposal(officer)
    page = signed_in(officer).get("/issues").content.decode()
    assert issue.code in page
    assert "rác" in page.lower()
    assert "6 vụ việc" not in page  # figures stand alone, each under its word
    assert page.count("<dd>6</dd>") == 4


def test_an_empty_list_teaches() -> None:
    page = signed_in(cast.officer()).get("/issues").content.decode()
    assert "Khi các vụ việc cùng tính chất dồn lại" in page


def test_the_whole_life_of_an_issue() -> None:
    officer = cast.officer()
    issue, rubbish = proposal(officer)
    client = signed_in(officer)
    assert "cần có tên" in step(client, issue, "accept", name=" ", version=issue.version)
    step(client, issue, "accept", name="Rác <b>không</b> gom", version=issue.version)
    assert issue.state == IssueState.LIVING
    page = client.get(f"/issues/{issue.code}").content.decode()
    assert "Rác &lt;b&gt;không&lt;/b&gt; gom" in page
    assert "6 vụ việc, 6 ý kiến, 6 người, 6 phường, xã" in page
    assert issue.name not in page
    step(client, issue, "rename", name="Rác không thu gom", version=issue.version)
    page = step(client, issue, "note", text="Giao đơn vị thu gom báo cáo trước thứ Sáu.")
    assert "báo cáo trước thứ Sáu" in page
    step(client, issue, "remove", case=rubbish[0].pk)
    assert issue.members.get(case=rubbish[0]).state == MemberState.OUT
    assert "Không có mã này" in step(client, issue, "add", case_code="VV-26-999999")
    step(client, issue, "add", case_code=rubbish[0].code)
    assert issue.members.get(case=rubbish[0]).state == MemberState.IN
    chosen = [case.pk for case in rubbish[:2]]
    step(client, issue, "split", cases=chosen, name="Đổ trộm")
    other = Issue.objects.get(name="Đổ trộm")
    step(client, issue, "join", other=other.code)
    step(client, issue, "close", note="đã có hướng xử lý chung")
    assert issue.state == IssueState.CLOSED
    assert "Mở lại" in step(client, issue, "close")
    step(client, issue, "reopen")
    assert issue.state == IssueState.LIVING
    assert client.post(f"/issues/{issue.code}/eat").status_code == 404


def test_what_was_typed_is_kept_where_a_step_is_refused() -> None:
    officer = cast.officer()
    issue, rubbish = proposal(officer)
    client = signed_in(officer)
    step(client, issue, "accept", name="Rác", version=issue.version)
    stale = {"name": "Rác ở chợ", "version": issue.version}
    step(client, issue, "rename", name="Rác thải", version=issue.version)
    late = client.post(f"/issues/{issue.code}/rename", stale)
    page = late.content.decode()
    assert (late.status_code, 'value="Rác ở chợ"' in page) == (409, True)
    issue.refresh_from_db()
    assert (issue.name, f'name="version" value="{issue.version}"' in page) == ("Rác thải", True)
    split = client.post(f"/issues/{issue.code}/split", {"name": " ", "cases": [rubbish[0].pk]})
    assert f'value="{rubbish[0].pk}" form="split-form" checked' in split.content.decode()
    step(client, issue, "close")
    gone = client.post(f"/issues/{issue.code}/rename", {"name": "Rác chợ Mẫu"})
    assert "Rác chợ Mẫu" in gone.content.decode()


def test_a_proposal_is_declined_with_two_keys() -> None:
    officer = cast.officer()
    issue, _rubbish = proposal(officer)
    page = step(signed_in(officer), issue, "decline", note="việc thường ngày")
    assert issue.state == IssueState.DECLINED
    assert "Đã không nhận" in page


def test_agencies_orders_and_results_stand_on_the_page() -> None:
    officer, agency = cast.officer(), cast.agency()
    issue, rubbish = proposal(officer)
    for case in rubbish[:2]:
        assignment = forward_case(
            case.pk,
            agency_id=agency.pk,
            message="Đề nghị thu gom ngay.",
            due_at=cast.later(days=3),
            by=officer,
            at=cast.later(days=2.5),
        )
    record_result(
        assignment.pk, result="Đã thu gom, tăng chuyến.", by=officer, at=cast.later(days=4)
    )
    page = signed_in(officer).get(f"/issues/{issue.code}").content.decode()
    for words in ("Sở Xây dựng", "Đề nghị thu gom ngay.", "Đã thu gom, tăng chuyến."):
        assert words in page


def test_quotes_name_nobody() -> None:
    officer = cast.officer()
    issue, _rubbish = proposal(officer)
    page = signed_in(officer).get(f"/issues/{issue.code}").content.decode()
    quotes = page.partition("Lời của người dân")[2].partition("</section>")[0]
    assert "bốc mùi" in quotes
    assert "Thí Dụ" not in quotes
    assert "12" not in quotes.replace("2012", "")[: quotes.find("<footer")]


def test_sensitive_cases_are_neither_shown_nor_counted() -> None:
    officer, leader = cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    issue, _rubbish = proposal(officer)
    accept_issue(issue.pk, name="Rác", by=officer, at=LATER)
    secret = natures.case_of(
        leader, natures.RUBBISH[1], "MT.01", ward=8, day=6, sensitivity=Sensitivity.S2
    )
    add_case(issue.pk, case_code=secret.code, by=leader, at=LATER)
    seen = signed_in(leader).get(f"/issues/{issue.code}").content.decode()
    hidden = signed_in(officer).get(f"/issues/{issue.code}").content.decode()
    assert secret.code in seen
    assert "7 vụ việc" in seen
    assert secret.code not in hidden
    assert "6 vụ việc" in hidden
    assert "7 vụ việc" not in hidden


def test_an_issue_of_sensitive_cases_does_not_exist_for_others() -> None:
    officer, leader = cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    natures.rubbish(leader, sensitivity=Sensitivity.S2)
    natures.others(officer)
    propose_issues(at=LATER)
    issue = Issue.objects.get()
    assert signed_in(leader).get(f"/issues/{issue.code}").status_code == 200
    assert signed_in(officer).get(f"/issues/{issue.code}").status_code == 404
    assert signed_in(officer).post(f"/issues/{issue.code}/decline").status_code == 404
    assert issue.code not in signed_in(officer).get("/issues").content.decode()


def test_case_and_submission_say_to_which_issue_they_belong() -> None:
    officer = cast.officer()
    issue, rubbish = proposal(officer)
    accept_issue(issue.pk, name="Rác không thu gom", by=officer, at=LATER)
    client = signed_in(officer)
    submission = rubbish[0].submissions.get()
    for address in (f"/cases/{rubbish[0].code}", f"/submissions/{submission.code}"):
        assert f'href="/issues/{issue.code}"' in client.get(address).content.decode()


def test_the_page_speaks_english_too() -> None:
    officer = cast.officer()
    issue, _rubbish = proposal(officer)
    client = signed_in(officer)
    client.post("/language", {"language": "en", "next": "/issues"})
    with override("en"):
        assert "Characteristic words" in client.get(f"/issues/{issue.code}").content.decode()
