"""My day: each role sees what needs it, does it with one key, and nothing that is not theirs."""

import pytest
from django.test import Client

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions as direction
from langnghe.direction.actions import memos
from langnghe.direction.actions.extensions import ask_extension
from langnghe.direction.models import Assignment
from langnghe.direction.states import AssignmentState
from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmKind, AlarmState
from langnghe.intake.models import Difference
from langnghe.register.models import Case, Submission
from langnghe.register.states import CallOutcome, Channel
from langnghe.roster.actions.logbook import make_promise
from langnghe.web.needs import day_of, preparing
from tests import cast

pytestmark = pytest.mark.django_db


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def keys(officer: Officer, *, minutes: float = 20) -> list[str]:
    return [need.key for need in day_of(officer, at=cast.later(minutes)).needs]


def case_of(by: Officer, **matter: object) -> Case:
    return cast.registered(by, **matter).items.get().case


def forwarded(by: Officer, *, days: float = 5) -> Assignment:
    return direction.forward_case(
        case_of(by).pk, agency_id=cast.agency().pk, message="dọn", due_at=cast.later(days=days),
        by=by, at=cast.later(6),
    )  # fmt: skip


def alarmed(submission: Submission) -> Alarm:
    alarm = raise_alarm(
        AlarmKind.DANGER, key="k", rule="fire", words="đang cháy", submission=submission,
        at=cast.later(1),
    )  # fmt: skip
    assert alarm is not None
    return alarm


def test_the_watch_has_alarms_calls_back_new_ones_and_promises_in_this_order() -> None:
    by = cast.officer()
    ours = cast.registered(by)
    Submission.objects.filter(pk=ours.pk).update(holder=by, due_at=cast.later(90))
    fresh = cast.new_submission("Đèn đường hỏng.")
    alarm = alarmed(cast.new_submission("Cháy rồi!"))
    missed = cast.contact("", channel=Channel.CALL)
    missed.outcome = CallOutcome.MISSED
    missed.save()
    found = keys(by)
    assert found[:2] == [f"alarm-{alarm.pk}", f"contact-{missed.pk}"]
    assert {f"submission-{ours.pk}", f"submission-{fresh.pk}"} <= set(found)


def test_an_alarm_is_taken_with_one_key_and_only_once() -> None:
    by = cast.officer()
    alarm = alarmed(cast.new_submission("Cháy rồi!"))
    client = signed_in(by)
    page = client.get("/my-day").content.decode()
    assert f'hx-post="/my-day/do/alarm-{alarm.pk}"' in page
    answer = client.post(f"/my-day/do/alarm-{alarm.pk}", HTTP_HX_TARGET="my-day")
    assert "đã nhận xử lý báo động" in answer.content.decode()
    alarm.refresh_from_db()
    assert (alarm.state, alarm.ended_by) == (AlarmState.ACKNOWLEDGED, by)
    again = signed_in(cast.officer()).post(f"/my-day/do/alarm-{alarm.pk}", follow=True)
    assert "đã có người làm" in again.content.decode()


def test_nobody_does_what_their_day_does_not_offer() -> None:
    alarm = alarmed(cast.new_submission("Cháy rồi!"))
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    signed_in(clerk).post(f"/my-day/do/alarm-{alarm.pk}")
    alarm.refresh_from_db()
    assert alarm.state == AlarmState.RAISED
    assert signed_in(clerk).get(f"/my-day/do/alarm-{alarm.pk}").status_code == 405


def test_the_shift_leader_sees_who_owns_what_is_urgent() -> None:
    by, leader = cast.officer(), cast.officer(RoleCode.SHIFT_LEADER)
    urgent = cast.registered(by, urgency="K2")
    Submission.objects.filter(pk=urgent.pk).update(holder=by)
    cast.registered(by)
    (need,) = day_of(leader, at=cast.later(7)).needs
    assert (need.key, need.why) == (f"submission-{urgent.pk}", by.full_name)


def test_what_triage_is_late_with_reaches_the_shift_leader() -> None:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    fresh = cast.new_submission()
    assert keys(leader, minutes=30) == []
    assert keys(leader, minutes=5 * 24 * 60) == [f"submission-{fresh.pk}"]


def test_a_specialist_forwards_reviews_and_answers() -> None:
    by = cast.officer(RoleCode.SPECIALIST)
    case, back = case_of(by), forwarded(by)
    direction.return_assignment(back.pk, reason="Không thuộc", by=by, at=cast.later(8))
    needs = {need.key: need for need in day_of(by, at=cast.later(9)).needs}
    assert {f"case-{case.pk}", f"case-{back.case_id}"} <= set(needs)
    assert needs[f"case-{back.case_id}"].why == "Không thuộc"


def test_a_result_is_judged_and_its_voices_are_answered_one_line_a_case() -> None:
    by = cast.officer(RoleCode.SPECIALIST)
    assignment = forwarded(by)
    direction.record_result(assignment.pk, result="Đã dọn", by=by, at=cast.later(9))
    (need,) = day_of(by, at=cast.later(10)).needs
    assert need.key == f"case-{assignment.case_id}"
    (told,) = preparing.to_answer(by, cast.later(10))
    assert (told.key, told.why) == (need.key, "1 ý kiến")


def test_more_time_asked_is_for_who_may_grant_it() -> None:
    by = cast.officer(RoleCode.SPECIALIST)
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    assignment = forwarded(by)
    asked = ask_extension(
        assignment.pk, until=cast.later(days=7), reason="Mưa", by=clerk, at=cast.later(9)
    )
    assert f"extension-{asked.pk}" in keys(by)
    assert f"extension-{asked.pk}" not in keys(clerk)


def test_a_leader_decides_on_memos_and_sees_late_orders() -> None:
    by, leader = cast.officer(RoleCode.SPECIALIST), cast.officer(RoleCode.OFFICE_LEADER)
    memo = memos.draft_memo(case_of(by).pk, by=by, at=cast.later(6))
    assert f"memo-{memo.pk}" in keys(by)
    assert keys(leader) == []
    memos.submit_memo(memo.pk, by=by, at=cast.later(7))
    late = forwarded(by, days=1)
    assert keys(leader) == [f"memo-{memo.pk}"]
    assert f"case-{late.case_id}" in keys(leader, minutes=3 * 24 * 60)


def test_a_clerk_has_the_own_agencys_work_and_accepts_it_with_one_key() -> None:
    by = cast.officer()
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    other = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency("CATP", "Công an"))
    assignment = forwarded(by)
    assert (keys(clerk), keys(other)) == ([f"assignment-{assignment.pk}"], [])
    assert signed_in(other).post(f"/my-day/do/assignment-{assignment.pk}").status_code == 302
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.SENT
    said = signed_in(clerk).post(f"/my-day/do/assignment-{assignment.pk}", follow=True)
    assert assignment.case.code in said.content.decode()
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.ACCEPTED
    assert keys(clerk) == []
    assert keys(clerk, minutes=4 * 24 * 60) == [f"assignment-{assignment.pk}"]


def test_promises_are_kept_with_one_key() -> None:
    by = cast.officer()
    promise = make_promise("Gọi lại cho bà Thí Dụ", due_at=cast.later(30), by=by, at=cast.later(1))
    assert keys(by) == [f"promise-{promise.pk}"]
    signed_in(by).post(f"/my-day/do/promise-{promise.pk}")
    promise.refresh_from_db()
    assert promise.kept_by == by


def test_an_administrator_sees_books_that_differ() -> None:
    row = Difference.objects.create(
        day=cast.NOON.date(), channel="mail", source="imap:a", key="7", what="missing",
        found_at=cast.NOON,
    )  # fmt: skip
    assert keys(cast.officer(RoleCode.ADMINISTRATOR)) == [f"difference-{row.pk}"]


def test_nothing_sensitive_is_read_in_the_list() -> None:
    by = cast.officer(RoleCode.SPECIALIST)
    secret = case_of(by, sensitivity="S2", title="Ông Thí Dụ nhận tiền")
    page = signed_in(by).get("/my-day").content.decode()
    assert secret.code in page
    assert "nhận tiền" not in page
    assert secret.code not in signed_in(cast.officer()).get("/my-day").content.decode()


def test_an_empty_day_teaches_each_role() -> None:
    for role in RoleCode:
        agency = cast.agency() if role == RoleCode.AGENCY_CLERK else None
        client = signed_in(cast.officer(role, agency=agency))
        assert "ở đây" in client.get("/my-day").content.decode()
        assert "nav-count" not in client.get("/my-day/count").content.decode()


def test_the_number_says_how_much_and_whether_it_is_urgent() -> None:
    client = signed_in(cast.officer())
    cast.new_submission()
    assert "nav-count-urgent" not in client.get("/my-day/count").content.decode()
    alarmed(cast.new_submission("Cháy rồi!"))
    assert "nav-count-urgent" in client.get("/my-day/count").content.decode()


def test_a_long_day_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    by = cast.officer()
    for _each in range(3):
        cast.new_submission()
    monkeypatch.setattr("langnghe.web.needs.SHOWN", 2)
    day = day_of(by, at=cast.later(9))
    assert (len(day.needs), day.count, day.more) == (2, 3, 1)
    assert "Còn 1 việc" in signed_in(by).get("/my-day").content.decode()


def test_the_watch_begins_at_the_desk_others_with_their_day_until_they_choose() -> None:
    by, leader = cast.officer(), cast.officer(RoleCode.OFFICE_LEADER)
    assert signed_in(by).get("/").status_code == 200
    assert signed_in(leader).get("/").headers["Location"] == "/my-day"
    signed_in(leader).post("/my-day/begin", {"page": "desk"})
    signed_in(by).post("/my-day/begin", {"page": "my_day"})
    assert signed_in(Officer.objects.get(pk=leader.pk)).get("/").status_code == 200
    assert signed_in(Officer.objects.get(pk=by.pk)).get("/").headers["Location"] == "/my-day"
    assert signed_in(by).post("/my-day/begin", {"page": "nonsense"}).status_code == 302
    assert signed_in(by).get("/desk").status_code == 200
