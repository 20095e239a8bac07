"""The agency's pages, signed in and by the page of a mail; the office's view of agencies."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions as direction
from langnghe.direction.actions.joint import take_joint_step
from langnghe.direction.models import Assignment, JointStep
from langnghe.direction.states import AssignmentState
from langnghe.intake.actions.agency_codes import TRIES
from langnghe.intake.actions.write_agencies import write_dispatch
from langnghe.intake.models import Dispatch
from langnghe.register.models import Case, Entry
from langnghe.register.states import CaseStatus
from langnghe.reply.models import Outgoing
from tests import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def handed(by: Officer, to: Agency | None = None, **matter: object) -> Assignment:
    case = cast.registered(by, **matter).items.get().case
    return direction.forward_case(
        case.pk, agency_id=(to or cast.agency()).pk, message="Kiểm tra",
        due_at=NOW + timedelta(days=9), by=by, at=NOW,
    )  # fmt: skip


@pytest.fixture
def by() -> Officer:
    return cast.officer(RoleCode.OFFICE_LEADER)


@pytest.fixture
def clerk() -> Client:
    return signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))


def test_a_clerk_sees_boxes_finds_and_reads_without_who_spoke(by: Officer, clerk: Client) -> None:
    one = handed(by)
    foreign = handed(by, cast.agency("CATP", "Công an thành phố"))
    page = clerk.get("/agency").content.decode()
    assert one.case.code in page
    assert foreign.case.code not in page
    assert clerk.get(f"/agency/{foreign.pk}").status_code == 404
    assert one.case.code in clerk.get("/agency?box=all&q=hoa").content.decode()
    assert one.case.code not in clerk.get("/agency?box=all&q=khongco").content.decode()
    text = clerk.get(f"/agency/{one.pk}").content.decode()
    assert "Rác thải" in text
    for secret in ("Trần Thị Thí Dụ", "thi.du@example.com"):
        assert secret not in text
    one.refresh_from_db()
    assert one.delivered_at is not None
    assert Entry.objects.filter(kind="assignment.delivered").count() == 1


def test_a_result_lies_with_the_office_until_the_case_is_closed(by: Officer, clerk: Client) -> None:
    one = handed(by)
    Assignment.objects.filter(pk=one.pk).update(state=AssignmentState.RESULTED)
    assert one.case.code in clerk.get("/agency?box=waiting").content.decode()
    Case.objects.filter(pk=one.case_id).update(status=CaseStatus.CLOSED)
    assert one.case.code not in clerk.get("/agency?box=waiting").content.decode()
    assert one.case.code in clerk.get("/agency?box=past").content.decode()


def test_each_step_is_a_page_of_its_own(by: Officer, clerk: Client) -> None:
    one = handed(by)
    for what in ("accept", "result", "extend", "return", "handler"):
        assert clerk.get(f"/agency/{one.pk}/{what}").status_code == 200
    assert clerk.get(f"/agency/{one.pk}/nothing").status_code == 404
    clerk.post(f"/agency/{one.pk}/accept", {"handler": "Lê Văn Ví Dụ", "phone": "0900 000 011"})
    until = NOW + timedelta(days=12)
    clerk.post(f"/agency/{one.pk}/extend", {"until_on": f"{until:%Y-%m-%d}", "reason": "mưa"})
    one.refresh_from_db()
    assert (one.state, one.handler, one.extensions.count()) == ("accepted", "Lê Văn Ví Dụ", 1)
    photo = SimpleUploadedFile("sau.png", b"\x89PNG", content_type="image/png")
    answer = clerk.post(f"/agency/{one.pk}/result", {"result": "Đã dọn", "files": photo})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.state, one.evidence.get().name) == ("resulted", "sau.png")


def test_a_refused_step_keeps_what_was_typed(by: Officer, clerk: Client) -> None:
    one = handed(by)
    far = NOW + timedelta(days=300)
    answer = clerk.post(
        f"/agency/{one.pk}/extend", {"until_on": f"{far:%Y-%m-%d}", "reason": "Mưa nhiều ngày"}
    )
    assert answer.status_code == 422
    assert "Mưa nhiều ngày" in answer.content.decode()
    assert clerk.post(f"/agency/{one.pk}/return", {"reason": ""}).status_code == 422


def test_several_are_accepted_and_reported_at_once(by: Officer, clerk: Client) -> None:
    ids = [handed(by).pk for _each in range(3)]
    foreign = handed(by, cast.agency("CATP", "Công an thành phố"))
    clerk.post("/agency/several", {"what": "accept", "chosen": [*ids, foreign.pk]})
    states = set(Assignment.objects.filter(pk__in=ids).values_list("state", flat=True))
    foreign.refresh_from_db()
    assert (states, foreign.state) == ({"accepted"}, "sent")
    asked = clerk.post("/agency/several", {"what": "result", "chosen": ids})
    assert asked.status_code == 200
    told = {"what": "result", "chosen": ids, "result": "Đã dọn cả ba"}
    page = clerk.post("/agency/several", told, follow=True)
    joint = JointStep.objects.get()
    assert page.redirect_chain[-1][0] == f"/agency/results/{joint.pk}"
    assert f"/agency/results/{joint.pk}" in clerk.get("/agency").content.decode()
    direction.return_assignment(ids[0], reason="Không thuộc", by=by, at=NOW)
    take_joint_step(joint.pk)
    assert Assignment.objects.filter(result="Đã dọn cả ba").count() == 2
    part = clerk.get(f"/agency/results/{joint.pk}", headers={"HX-Target": "joint-progress"})
    assert part.status_code == 286
    assert "giữ nguyên" in clerk.get("/agency").content.decode()
    left = Assignment.objects.get(pk=ids[0]).case.code
    assert left in part.content.decode()
    other = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=foreign.agency))
    assert other.get(f"/agency/results/{joint.pk}").status_code == 404
    assert clerk.post("/agency/several", {"what": "accept"}).status_code == 302


def test_many_are_accepted_by_a_job_while_its_page_shows_how_far_it_is(
    by: Officer, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direction, "AT_ONCE", 2)
    ids = [handed(by).pk for _each in range(3)]
    page = clerk.post("/agency/several", {"what": "accept", "chosen": ids}, follow=True)
    joint = JointStep.objects.get()
    address = page.redirect_chain[-1][0]
    assert address == f"/agency/results/{joint.pk}"
    assert "Đã tiếp nhận 0/3 vụ việc. Có thể rời trang này" in page.content.decode()
    assert "Đang tiếp nhận nhiều vụ việc." in clerk.get("/agency").content.decode()
    clerk.post(f"/agency/{ids[0]}/accept", {"handler": "Lê Văn Ví Dụ"})
    take_joint_step(joint.pk)
    part = clerk.get(address, headers={"HX-Target": "joint-progress"})
    assert part.status_code == 286
    assert "Đã tiếp nhận 2/3 vụ việc." in part.content.decode()
    assert "đã được tiếp nhận trước đó" in part.content.decode()
    assert not Assignment.objects.filter(pk__in=ids).exclude(state="accepted").exists()
    assert "có vụ việc được giữ nguyên" in clerk.get("/agency").content.decode()


def test_few_that_moved_meanwhile_are_left_with_the_reason(by: Officer, clerk: Client) -> None:
    ids = [handed(by).pk for _each in range(3)]
    clerk.post("/agency/several", {"what": "accept", "chosen": ids[:2]})
    direction.record_result(ids[1], result="Đã dọn", by=by, at=NOW)
    page = clerk.post("/agency/several", {"what": "accept", "chosen": ids}, follow=True)
    text = page.content.decode()
    assert "Giữ nguyên 1 vụ việc: đã được tiếp nhận trước đó." in text
    assert "Giữ nguyên 1 vụ việc: đã có kết quả báo cáo trước đó." in text
    assert not JointStep.objects.exists()


def test_calendar_and_record_open(by: Officer, clerk: Client) -> None:
    one = handed(by)
    assert one.case.code in clerk.get("/agency/calendar").content.decode()
    assert clerk.get("/agency/record").status_code == 200
    office = signed_in(by)
    direction.record_result(one.pk, result="x", by=by, at=NOW + timedelta(days=1))
    page = office.get("/agencies").content.decode()
    assert "100" in page
    assert office.get("/agencies/SXD").status_code == 200
    assert office.get("/agencies/NOPE").status_code == 404
    assert clerk.get("/agencies").status_code == 404


def test_who_reported_is_shown_only_when_granted(by: Officer, clerk: Client) -> None:
    one = handed(by)
    direction.show_reporter(one.pk, reason="Cần hẹn lịch", by=by, at=NOW)
    assert "Trần Thị Thí Dụ" in clerk.get(f"/agency/{one.pk}").content.decode()
    one.case.submissions.update(kind="to_cao")
    assert "Trần Thị Thí Dụ" not in clerk.get(f"/agency/{one.pk}").content.decode()


def test_more_time_is_decided_by_who_may(by: Officer, clerk: Client) -> None:
    one = handed(by)
    until = NOW + timedelta(days=12)
    clerk.post(f"/agency/{one.pk}/extend", {"until_on": f"{until:%Y-%m-%d}", "reason": "mưa"})
    extension = one.extensions.get()
    assert clerk.post(f"/extensions/{extension.pk}/grant").status_code == 404
    duty = signed_in(cast.officer())
    assert duty.post(f"/extensions/{extension.pk}/grant").status_code == 404
    page = signed_in(by).get(f"/cases/{one.case.code}").content.decode()
    assert f"/extensions/{extension.pk}/grant" in page
    signed_in(by).post(f"/extensions/{extension.pk}/grant", {"until_on": f"{until:%Y-%m-%d}"})
    one.refresh_from_db()
    one.case.refresh_from_db()
    assert one.due_at.date() >= until.date() - timedelta(days=1)
    assert one.case.due_at == one.due_at
    again = signed_in(by).post(f"/extensions/{extension.pk}/refuse", {"reason": "x"})
    assert again.status_code == 409


# --- the page of a mail -----------------------------------------------------------------------
def mailed(by: Officer) -> tuple[Dispatch, Assignment]:
    to = cast.agency()
    Agency.objects.filter(pk=to.pk).update(email="sxd@co-quan.example")
    one = handed(by, Agency.objects.get(pk=to.pk))
    dispatch = write_dispatch(to.pk, at=timezone.now())
    assert dispatch is not None
    return dispatch, one


def code_of(dispatch: Dispatch) -> str:
    mail = Outgoing.objects.filter(once_key__startswith=f"agency-code:{dispatch.pk}:").last()
    assert mail is not None
    assert mail.to_address == "sxd@co-quan.example"
    return str(re.findall(r"\d{6}", mail.subject)[0])


def test_an_address_that_was_forwarded_shows_and_does_nothing(by: Officer) -> None:
    dispatch, one = mailed(by)
    anyone = Client()
    base = f"/a/{dispatch.token}"
    for address in (base, f"{base}/{one.pk}", f"{base}/{one.pk}/return"):
        page = anyone.get(address)
        assert page.status_code == 200
        assert one.case.code not in page.content.decode()
        assert page["X-Robots-Tag"] == "noindex"
    anyone.post(f"{base}/{one.pk}/return", {"reason": "không làm"})
    anyone.post(f"{base}/several", {"what": "accept", "chosen": [one.pk]})
    one.refresh_from_db()
    assert (one.state, one.delivered_at) == ("sent", None)


def test_with_the_mailed_code_the_page_works_in_that_browser_alone(by: Officer) -> None:
    dispatch, one = mailed(by)
    base, browser = f"/a/{dispatch.token}", Client()
    browser.post(f"{base}/send")
    code = code_of(dispatch)
    assert browser.post(f"{base}/check", {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    assert one.case.code in browser.get(base).content.decode()
    assert browser.get(f"{base}/{one.pk}").status_code == 200
    assert browser.post(f"{base}/{one.pk}/accept", {"handler": "Lê Ví Dụ"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.handler) == ("accepted", "Lê Ví Dụ")
    told = {"what": "result", "chosen": [one.pk], "result": "Đã dọn"}
    page = browser.post(f"{base}/several", told, follow=True)
    assert page["Refresh"] == "3"
    take_joint_step(JointStep.objects.get().pk)
    assert "Refresh" not in browser.get(page.redirect_chain[-1][0])
    other = Client()
    assert one.case.code not in other.get(base).content.decode()
    assert other.post(f"{base}/check", {"code": code}).status_code == 422


def test_a_code_is_not_guessed_and_a_token_ends(by: Officer) -> None:
    dispatch, _one = mailed(by)
    base, browser = f"/a/{dispatch.token}", Client()
    browser.post(f"{base}/send")
    code = code_of(dispatch)
    wrong = "000000" if code != "000000" else "111111"
    for _each in range(TRIES):
        assert browser.post(f"{base}/check", {"code": wrong}).status_code == 422
    assert browser.post(f"{base}/check", {"code": code}).status_code == 422
    browser.post(f"{base}/send")
    assert Outgoing.objects.filter(once_key__startswith="agency-code:").count() == 1
    Dispatch.objects.update(expires_at=NOW - timedelta(days=1))
    old, wrong = browser.get(base), browser.get("/a/" + "x" * 24)
    assert (old.status_code, wrong.status_code) == (404, 404)
    assert old.content == wrong.content
    said = old.content.decode()
    assert "trả lời thẳng thư" in said
    assert "bàn trực" not in said
    assert browser.post(f"{base}/send").status_code == 404


def test_a_cookie_of_one_mail_opens_no_other(by: Officer) -> None:
    first, _one = mailed(by)
    browser = Client()
    browser.post(f"/a/{first.token}/send")
    browser.post(f"/a/{first.token}/check", {"code": code_of(first)})
    second, two = mailed(by)
    assert two.case.code not in browser.get(f"/a/{second.token}").content.decode()
    missing = browser.get(f"/a/{first.token}/{two.pk}")
    assert missing.status_code == 404
    assert f'href="/a/{first.token}"' in missing.content.decode()
