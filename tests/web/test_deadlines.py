"""Pages of deadlines: who sees what runs, and how a change is seen before it counts."""

import pytest
from django.test import Client

from langnghe import settings
from langnghe.access.rules import RoleCode
from langnghe.deadlines.actions import Owed, load_rules, owe
from langnghe.deadlines.models import CalendarDay, CalendarYear, DeadlineRule, Obligation
from langnghe.ops.profile_files import deadline_rows
from tests import cast
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db
DAY = {"day": "2026-12-01", "kind": "off", "name": "Nghỉ bão", "source": "CĐ 12"}


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(deadline_rows(settings.PROFILE))


@pytest.fixture
def administrator() -> Client:
    return signed_in(cast.officer(RoleCode.ADMINISTRATOR))


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_submission_says_which_rule_gave_each_deadline() -> None:
    by = cast.officer(RoleCode.SPECIALIST)
    submission = cast.registered(by)
    page = text(signed_in(by), f"/submissions/{submission.code}")
    assert "Luật Tiếp công dân 2013 Đ.28.1" in page
    assert "10 ngày làm việc từ 20/11 đến 17:30 07/12/2026" in page
    assert 'class="day-line"' in page
    assert "11 ngày làm việc" not in page
    case = submission.cases.get()
    owe("x:1", Owed(event="Trình lãnh đạo", limit=1, unit="wd"), about=case, at=cast.NOON)
    assert "Trình lãnh đạo" in text(signed_in(by), f"/cases/{case.code}")


def test_the_list_shows_only_what_one_may_see() -> None:
    leader, duty = cast.officer(RoleCode.SHIFT_LEADER), cast.officer()
    secret, plain = cast.registered(leader, sensitivity="S2"), cast.registered(leader)
    Obligation.objects.update(due_at=cast.later(days=-400))
    assert plain.code in text(signed_in(duty), "/deadlines")
    assert secret.code not in text(signed_in(duty), "/deadlines")
    assert secret.code in text(signed_in(leader), "/deadlines")
    assert plain.code in text(signed_in(leader), "/deadlines?mine")
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    assert plain.code not in text(clerk, "/deadlines")


def test_an_empty_list_teaches() -> None:
    assert "Hạn mới sẽ tự hiện ở đây" in text(signed_in(cast.officer()), "/deadlines")


def test_a_day_is_seen_before_it_counts(administrator: Client) -> None:
    submission = cast.new_submission()
    seen = administrator.post("/calendar/2026/day", DAY).content.decode()
    assert "3 hạn sẽ dời" in seen
    assert submission.code in seen
    assert not CalendarDay.objects.exists()
    answer = administrator.post("/calendar/2026/day", {**DAY, "apply": "1"}, follow=True)
    assert "3 hạn đã dời" in answer.content.decode()
    assert CalendarDay.objects.get().name == "Nghỉ bão"
    assert "Nghỉ bão" in text(administrator, "/calendar/2026")


def test_a_year_is_confirmed_with_what_was_left_in(administrator: Client) -> None:
    assert "Chưa ai xác nhận lịch năm này" in text(administrator, "/calendar/2026")
    chosen = {"days": ["2026-09-01", "2026-09-02"], "source": "Thông báo 2026", "apply": "1"}
    assert administrator.post("/calendar/2026/confirm", chosen).status_code == 302
    assert CalendarYear.objects.get().source == "Thông báo 2026"
    assert CalendarDay.objects.filter(kind="off").count() == 2
    assert "đã xác nhận" in text(administrator, "/calendar/2026")


def test_what_is_wrong_is_said_and_kept(administrator: Client) -> None:
    page = administrator.post("/calendar/2026/day", {**DAY, "source": ""}).content.decode()
    assert "field-error" in page
    assert 'value="Nghỉ bão"' in page
    hours = {
        "morning_opens": "12:00", "morning_closes": "08:00", "afternoon_opens": "13:00",
        "afternoon_closes": "17:00", "since": "2026-12-01", "source": "QĐ",
    }  # fmt: skip
    said = administrator.post("/calendar/2026/hours", hours, follow=True).content.decode()
    assert "buổi sáng trước buổi chiều" in said


def test_a_rule_gets_a_new_version(administrator: Client) -> None:
    rule = DeadlineRule.objects.get(code="RCP-NOTIFY")
    assert "Luật Tiếp công dân 2013" in text(administrator, "/deadline-rules")
    said = {"event": rule.event, "limit": "7", "unit": "wd", "basis": "Luật mới",
            "valid_from": "2027-01-01"}  # fmt: skip
    assert "0 hạn" in administrator.post(f"/deadline-rules/{rule.pk}", said).content.decode()
    administrator.post(f"/deadline-rules/{rule.pk}", {**said, "apply": "1"})
    assert DeadlineRule.objects.filter(code="RCP-NOTIFY").count() == 2


@pytest.mark.parametrize("role", [RoleCode.DUTY_OFFICER, RoleCode.OFFICE_LEADER])
def test_others_read_the_calendar_and_change_nothing(role: RoleCode) -> None:
    client = signed_in(cast.officer(role))
    assert "/calendar/2026/day" not in text(client, "/calendar/2026")
    assert client.post("/calendar/2026/day", DAY).status_code == 404
    rule = DeadlineRule.objects.all()[0]
    assert client.get(f"/deadline-rules/{rule.pk}").status_code == 404
    assert client.get("/calendar/1999").status_code == 404
