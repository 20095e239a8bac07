"""Memos and orders on their pages: who sees them, what each step answers, what stays hidden."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction.actions import directives, memos
from langnghe.direction.models import DelegationRule, Directive, Memo, StandIn
from langnghe.direction.orders import Order
from langnghe.direction.states import Desk, DirectiveState, MemoState
from langnghe.register.models import Case
from langnghe.triage.models import Issue, IssueCase
from langnghe.triage.states import IssueState, MemberState
from langnghe.web.clock import now
from tests import cast
from tests.web.rooms import let_go, signed_in

pytestmark = pytest.mark.django_db
SECRET = "Chuyện kín của ông Thí Dụ"


def heard(client: Client, address: str) -> bytes:
    """Return the bytes of a kept file, and let go of it."""
    answer = client.get(address)
    assert answer.status_code == 200
    kept = b"".join(answer.streaming_content)
    let_go(answer)
    return kept


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def specialist() -> Officer:
    return cast.officer(RoleCode.SPECIALIST)


@pytest.fixture
def leader() -> Officer:
    return cast.officer(RoleCode.OFFICE_LEADER)


def case_of(by: Officer, **matter: object) -> Case:
    cast.topic().agencies.add(cast.agency())
    return cast.registered(by, **matter).items.get().case


def laid(by: Officer, **matter: object) -> Memo:
    DelegationRule.objects.get_or_create(
        code="K2", valid_from=date(2025, 7, 1),
        defaults={"position": 1, "name": "Khẩn", "desk": Desk.OFFICE, "limit": 4, "unit": "h"},
    )  # fmt: skip
    memo = memos.draft_memo(case_of(by, **matter).pk, by=by, at=now())
    return memos.submit_memo(memo.pk, by=by, at=now())


def issue_of(*cases: Case, is_sensitive: bool = False) -> Issue:
    issue = Issue.objects.create(
        code="NV-26-000001", name="Rác ở nhiều phường", state=IssueState.LIVING,
        proposed_at=cast.NOON, last_case_at=cast.NOON, is_sensitive=is_sensitive,
    )  # fmt: skip
    IssueCase.objects.bulk_create(
        IssueCase(issue=issue, case=case, state=MemberState.IN, added_at=cast.NOON)
        for case in cases
    )
    return issue


def given(by: Officer, issue: Issue) -> Directive:
    order = Order(
        text="Dọn rác trong tuần", agency_id=cast.agency().pk, due_at=now() + timedelta(days=5)
    )
    return directives.order_at_once(order, issue_id=issue.pk, by=by, at=now())


def test_a_specialist_writes_lays_before_and_a_leader_approves(
    specialist: Officer, leader: Officer
) -> None:
    DelegationRule.objects.create(
        code="X", position=1, name="Mọi việc", desk=Desk.OFFICE, limit=4, unit="h",
        valid_from=date(2025, 7, 1),
    )  # fmt: skip
    case = case_of(specialist)
    desk = signed_in(specialist)
    assert f"/cases/{case.code}/memo" in desk.get(f"/cases/{case.code}").content.decode()
    answer = desk.post(f"/cases/{case.code}/memo", follow=True)
    memo = Memo.objects.get()
    assert memo.summary.splitlines()[0] in answer.content.decode()
    form = {
        "version": memo.version, "summary": "a\nb\nc", "proposal": "Chuyển", "agency": "SXD",
        "due_on": day(3), "to": "office_leader", "submit": "1",
    }  # fmt: skip
    desk.post(f"/memos/{memo.code}/save", form)
    memo.refresh_from_db()
    assert memo.state == MemoState.SUBMITTED
    phone = signed_in(leader)
    page = phone.get("/leader").content.decode()
    assert f"/memos/{memo.code}/approve" in page
    answer = phone.post(
        f"/memos/{memo.code}/approve", {"version": memo.version, "from": "leader"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/leader"
    memo.refresh_from_db()
    assert memo.state == MemoState.APPROVED
    assert case.assignments.get().agency.code == "SXD"


def test_a_stale_form_keeps_what_was_typed(specialist: Officer) -> None:
    memo = memos.draft_memo(case_of(specialist).pk, by=specialist, at=now())
    form = {"version": memo.version - 1, "summary": "Điều tôi vừa gõ", "to": "office_leader"}
    answer = signed_in(specialist).post(f"/memos/{memo.code}/save", form)
    assert answer.status_code == 409
    assert "Điều tôi vừa gõ" in answer.content.decode()


def test_what_was_refused_is_laid_before_once_it_is_complete(specialist: Officer) -> None:
    memo = memos.draft_memo(case_of(specialist).pk, by=specialist, at=now())
    desk = signed_in(specialist)
    form = {
        "version": memo.version, "summary": "a\nb\nc", "proposal": "", "agency": "SXD",
        "due_on": day(3), "to": "office_leader", "submit": "1",
    }  # fmt: skip
    refused = desk.post(f"/memos/{memo.code}/save", form)
    assert refused.status_code == 409
    shown = re.search(r'name="version" value="(\d+)"', refused.content.decode())
    assert shown is not None
    complete = {**form, "version": shown[1], "proposal": "Chuyển"}
    assert desk.post(f"/memos/{memo.code}/save", complete).status_code == 302
    memo.refresh_from_db()
    assert memo.state == MemoState.SUBMITTED


def test_two_leaders_the_second_is_told(specialist: Officer, leader: Officer) -> None:
    memo = laid(specialist)
    signed_in(leader).post(f"/memos/{memo.code}/approve", {"version": memo.version})
    other = signed_in(cast.officer(RoleCode.OFFICE_LEADER))
    answer = other.post(f"/memos/{memo.code}/ask", {"version": memo.version, "text": "Sao?"})
    assert answer.status_code == 409
    assert memo.case.assignments.count() == 1


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("change", {"agency": "", "due_on": ""}),
        ("change", {"agency": "SXD", "due_on": "2020-01-01"}),
        ("order", {"text": "", "agency": "SXD", "due_on": day(3)}),
        ("ask", {"text": " "}),
        ("speak", {}),
        ("withdraw", {"reason": ""}),
    ],
)
def test_what_lacks_something_is_said_and_nothing_happens(
    specialist: Officer, leader: Officer, what: str, form: dict[str, str]
) -> None:
    memo = laid(specialist)
    answer = signed_in(leader).post(f"/memos/{memo.code}/{what}", {"version": memo.version, **form})
    assert answer.status_code in {409, 422}
    memo.refresh_from_db()
    assert memo.state == MemoState.SUBMITTED


def test_an_order_is_spoken_typed_and_confirmed(specialist: Officer, leader: Officer) -> None:
    memo = laid(specialist)
    phone, desk = signed_in(leader), signed_in(specialist)
    sound = SimpleUploadedFile("lenh.wav", b"RIFF0000WAVEfmt ", content_type="audio/wav")
    phone.post(f"/memos/{memo.code}/speak", {"version": memo.version, "sound": sound})
    spoken = memo.spoken.get()
    assert heard(desk, f"/memos/{memo.code}/spoken/{spoken.pk}").startswith(b"RIFF")
    assert f"/memos/{memo.code}/type" in desk.get(f"/memos/{memo.code}").content.decode()
    desk.post(f"/memos/{memo.code}/type", {"text": "Rào chắn ngay"})
    assert "Rào chắn ngay" in phone.get("/leader").content.decode()
    memo.refresh_from_db()
    form = {"version": memo.version, "text": "Rào chắn ngay", "agency": "SXD", "due_on": day(2)}
    phone.post(f"/memos/{memo.code}/order", form)
    memo.refresh_from_db()
    assert memo.state == MemoState.ORDERED
    assert memo.directive is not None
    page = phone.get(f"/orders/{memo.directive.code}").content.decode()
    assert "Rào chắn ngay" in page


def test_pages_of_memos_by_role(specialist: Officer, leader: Officer) -> None:
    memo = laid(specialist, sensitivity="S2", title=SECRET)
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    for officer, sees in ((specialist, True), (leader, True), (cast.officer(), False)):
        client = signed_in(officer)
        assert (client.get(f"/memos/{memo.code}").status_code == 200) is sees
        assert (SECRET in client.get("/memos").content.decode()) is sees
    assert signed_in(clerk).get("/memos").status_code == 404
    assert signed_in(specialist).get("/leader").status_code == 404


def test_an_absent_leader_names_who_decides(leader: Officer) -> None:
    deputy = cast.officer(RoleCode.OFFICE_LEADER)
    client = signed_in(leader)
    form = {"deputy": deputy.pk, "from_on": day(0), "to_on": day(2)}
    assert client.post("/leader/stand-in", {**form, "to_on": day(-2)}).status_code == 422
    client.post("/leader/stand-in", form)
    named = StandIn.objects.get()
    assert deputy.full_name in client.get("/leader").content.decode()
    assert leader.full_name in signed_in(deputy).get("/leader").content.decode()
    client.post(f"/leader/stand-in/{named.pk}/end")
    named.refresh_from_db()
    assert named.ended_at is not None


def test_a_specialist_prepares_an_order_and_a_leader_gives_it(
    specialist: Officer, leader: Officer
) -> None:
    case = case_of(specialist)
    issue = issue_of(case)
    desk = signed_in(specialist)
    assert desk.get(f"/issues/{issue.code}/order/new").status_code == 200
    form = {"text": "Dọn rác", "agency": "SXD", "co_agencies": ["", ""], "due_on": day(4)}
    answer = desk.post(f"/issues/{issue.code}/order/new", {**form, "give": "1"}, follow=True)
    directive = Directive.objects.get()
    assert directive.state == DirectiveState.DRAFT
    assert answer.status_code == 200
    form["text"] = "Dọn rác ngay"
    desk.post(f"/orders/{directive.code}/change", {**form, "version": directive.version})
    directive.refresh_from_db()
    phone = signed_in(leader)
    assert "Dọn rác ngay" in phone.get("/leader").content.decode()
    phone.post(f"/orders/{directive.code}/give", {"version": directive.version})
    assert case.assignments.get().directive == directive
    for address in (f"/cases/{case.code}", f"/issues/{issue.code}", "/orders"):
        assert directive.code in desk.get(address).content.decode()


def test_the_lead_is_not_offered_among_those_that_help(specialist: Officer) -> None:
    case = case_of(specialist)
    address = f"/issues/{issue_of(case).code}/order/new"
    ward = cast.agency(f"UBND-{case.ward.code}", "UBND phường Mẫu") if case.ward else None
    assert ward is not None
    desk = signed_in(specialist)
    shown = (
        f'<li><label class="check"><input type="checkbox" name="co_agencies" value="{ward.code}"'
    )
    assert shown in desk.get(address).content.decode()
    form = {"text": "", "agency": ward.code, "co_agencies": [ward.code], "due_on": day(4)}
    page = desk.post(address, form).content.decode()
    hidden = shown.replace("<li>", "<li hidden>")
    assert f"{hidden}>" in page


def test_two_specialists_the_second_keeps_what_was_typed(specialist: Officer) -> None:
    order = Order(text="Dọn", agency_id=cast.agency().pk, due_at=now() + timedelta(days=5))
    about = {"case_id": case_of(specialist).pk}
    directive = directives.prepare_directive(order, **about, by=specialist, at=now())
    desk = signed_in(specialist)
    form = {"text": "Dọn ngay", "agency": "SXD", "due_on": day(4), "version": directive.version}
    assert desk.post(f"/orders/{directive.code}/change", form).status_code == 302
    late = desk.post(f"/orders/{directive.code}/change", {**form, "text": "Dọn và rửa đường"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Dọn và rửa đường" in page
    shown = re.search(r'name="version" value="(\d+)"', page)
    assert shown is not None
    again = {**form, "text": "Dọn và rửa đường", "version": shown[1]}
    assert desk.post(f"/orders/{directive.code}/change", again).status_code == 302
    directive.refresh_from_db()
    assert directive.text == "Dọn và rửa đường"


def test_an_agency_sees_one_order_with_its_own_cases(leader: Officer) -> None:
    ours, theirs = case_of(leader), case_of(leader, title="Việc của nơi khác")
    directive = given(leader, issue_of(ours, theirs))
    other = cast.agency("SYT", "Sở Y tế")
    theirs.assignments.update(agency=other)
    Case.objects.filter(pk=theirs.pk).update(lead_agency=other)
    client = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    assert directive.code in client.get("/orders").content.decode()
    page = client.get(f"/orders/{directive.code}").content.decode()
    assert ours.code in page
    assert "Việc của nơi khác" not in page
    file = SimpleUploadedFile("ảnh.jpg", b"x", content_type="image/jpeg")
    client.post(
        f"/orders/{directive.code}/report",
        {"text": "Đã dọn", "is_final": "on", "files": file},
    )
    ours.refresh_from_db()
    assert ours.status == "resulted"
    kept = directive.reports.get().files.get()
    assert heard(client, f"/orders/files/{kept.pk}") == b"x"
    stranger = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency("X", "Sở X")))
    assert stranger.get(f"/orders/{directive.code}").status_code == 404
    assert stranger.get(f"/orders/files/{kept.pk}").status_code == 404


def test_what_is_sensitive_inside_an_issue_is_neither_shown_nor_counted(leader: Officer) -> None:
    plain, secret = case_of(leader), case_of(leader, sensitivity="S2", title=SECRET)
    directive = given(leader, issue_of(plain, secret))
    page = signed_in(cast.officer()).get(f"/orders/{directive.code}")
    words = page.content.decode()
    assert SECRET not in words
    assert secret.code not in words
    assert page.context["progress"].total.cases == 1
    assert SECRET in signed_in(leader).get(f"/orders/{directive.code}").content.decode()


def test_more_time_is_asked_on_the_page_and_granted_there(leader: Officer) -> None:
    directive = given(leader, issue_of(case_of(leader)))
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    clerk.post(f"/orders/{directive.code}/more-time", {"due_on": day(20), "reason": "Mưa kéo dài"})
    asked = directive.extensions.get()
    phone = signed_in(leader)
    assert "Mưa kéo dài" in phone.get("/leader").content.decode()
    assert clerk.post(
        f"/orders/{directive.code}/grant", {"extension": asked.pk}
    ).status_code == 404  # fmt: skip
    phone.post(f"/orders/{directive.code}/grant", {"extension": asked.pk})
    asked.refresh_from_db()
    assert asked.is_granted


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_speaks_both_languages(
    specialist: Officer, leader: Officer, language: str
) -> None:
    memo = laid(specialist)
    directive = given(leader, issue_of(case_of(leader)))
    leader.language = language
    leader.save()
    client = signed_in(leader)
    for address in (
        "/leader", "/memos", f"/memos/{memo.code}", "/orders", f"/orders/{directive.code}",
        f"/orders/{directive.code}?show=running&page=1", f"/cases/{memo.case.code}/order",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
