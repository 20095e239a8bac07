"""Handing over, taking on, giving back, results, redoing: each step, and each refusal."""

from collections.abc import Callable

import pytest
from django.test import Client

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions
from langnghe.direction.actions import CaseEnded, KeptFile, NowhereToSend
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING, MOVES, AssignmentState, IllegalStep, check_step
from langnghe.register.actions.submissions import close_submission, reopen_submission, write_note
from langnghe.register.gates import Missing
from langnghe.register.models import Case, Entry
from langnghe.register.states import CaseStatus, Status
from langnghe.web.refusals import sentence_of
from tests import cast

pytestmark = pytest.mark.django_db


def case_of(by: Officer, **matter: object) -> Case:
    return cast.registered(by, **matter).items.get().case


def forward(case: Case, by: Officer, *, agency: Agency | None = None) -> Assignment:
    to = agency or cast.agency()
    return actions.forward_case(
        case.pk, agency_id=to.pk, message=" dọn ", due_at=cast.later(days=5), by=by,
        at=cast.later(6),
    )  # fmt: skip


def living(case: Case) -> list[Assignment]:
    return list(case.assignments.filter(state__in=LIVING))


@pytest.mark.parametrize("old", list(AssignmentState))
def test_the_life_of_an_assignment_has_no_other_steps(old: AssignmentState) -> None:
    for new in AssignmentState:
        if new in MOVES[old]:
            check_step(old, new)
        else:
            with pytest.raises(IllegalStep):
                check_step(old, new)


def test_the_whole_way_is_told_step_by_step() -> None:
    by = cast.officer()
    case = case_of(by)
    first = forward(case, by)
    actions.accept_assignment(first.pk, by=by, at=cast.later(10))
    file = KeptFile(name="ảnh.jpg", content_type="image/jpeg", size=3, sha256="0" * 64)
    actions.record_result(
        first.pk, result=" Đã dọn ", document="12/BC", files=(file,), by=by, at=cast.later(20)
    )
    actions.ask_redo(
        first.pk, reason="Thiếu ảnh", due_at=cast.later(days=9), by=by, at=cast.later(30)
    )
    actions.return_assignment(first.pk, reason="Không phải việc ta", by=by, at=cast.later(40))
    case.refresh_from_db()
    first.refresh_from_db()
    assert (case.status, case.lead_agency, case.due_at) == (CaseStatus.OPEN, None, None)
    assert (first.state, first.result) == (AssignmentState.RETURNED, "Đã dọn")
    assert first.evidence.get().name == "ảnh.jpg"
    kinds = Entry.objects.filter(case=case, kind__startswith="assignment.").order_by("at")
    assert [each.kind for each in kinds] == [
        "assignment.sent", "assignment.accepted", "assignment.resulted", "assignment.redo",
        "assignment.returned",
    ]  # fmt: skip
    assert case.submissions.get().status == Status.REGISTERED


def test_a_case_is_with_one_agency_at_a_time() -> None:
    by = cast.officer()
    case = case_of(by)
    first = forward(case, by)
    second = forward(case, by, agency=cast.agency("CATP", "Công an thành phố"))
    first.refresh_from_db()
    assert (first.state, living(case)) == (AssignmentState.WITHDRAWN, [second])
    case.refresh_from_db()
    assert case.lead_agency == second.agency


def test_a_result_sent_back_takes_the_case_from_whoever_has_it_now() -> None:
    by = cast.officer()
    case = case_of(by)
    first = forward(case, by)
    actions.record_result(first.pk, result="Xong", by=by, at=cast.later(10))
    forward(case, by, agency=cast.agency("CATP", "Công an thành phố"))
    actions.ask_redo(first.pk, reason="Chưa", due_at=cast.later(days=9), by=by, at=cast.later(30))
    assert living(case) == [first]


def test_the_office_answering_by_itself_leaves_nothing_with_an_agency() -> None:
    by = cast.officer()
    case = case_of(by)
    forward(case, by)
    actions.settle_without_agency(case.pk, result="Đã hướng dẫn", by=by, at=cast.later(9))
    assert living(case) == []
    assert case.submissions.get().status == Status.RESULTED


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_deadline_that_has_passed_is_refused(minutes: int) -> None:
    by = cast.officer()
    case, at = case_of(by), cast.later(60)
    with pytest.raises(NowhereToSend):
        actions.forward_case(
            case.pk, agency_id=cast.agency().pk, message="", due_at=cast.later(60 + minutes),
            by=by, at=at,
        )  # fmt: skip
    assignment = forward(case, by)
    actions.record_result(assignment.pk, result="Xong", by=by, at=at)
    with pytest.raises(NowhereToSend):
        actions.ask_redo(
            assignment.pk, reason="Chưa", due_at=cast.later(60 + minutes), by=by, at=at
        )
    assert not Entry.objects.filter(kind="assignment.redo").exists()


def test_a_step_that_is_not_next_changes_nothing() -> None:
    by = cast.officer()
    assignment = forward(case_of(by), by)
    actions.record_result(assignment.pk, result="Xong", by=by, at=cast.later(9))
    before = Entry.objects.count()
    for step in (
        lambda: actions.accept_assignment(assignment.pk, by=by, at=cast.NOON),
        lambda: actions.return_assignment(assignment.pk, reason="x", by=by, at=cast.NOON),
        lambda: actions.record_result(assignment.pk, result="x", by=by, at=cast.NOON),
    ):
        with pytest.raises(IllegalStep):
            step()
    assert Entry.objects.count() == before


def test_a_closed_case_is_not_worked_on_until_it_is_reopened() -> None:
    by = cast.officer()
    case = case_of(by)
    voice, assignment = case.submissions.get(), forward(case, by)
    close_submission(voice.pk, reason="guided", note="Đã hướng dẫn.", by=by, at=cast.later(9))
    actions.record_result(assignment.pk, result="Đến muộn", by=by, at=cast.later(10))
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED
    with pytest.raises(CaseEnded) as refusal:
        forward(case, by)
    assert sentence_of(refusal.value)
    with pytest.raises(CaseEnded):
        actions.settle_without_agency(case.pk, result="x", by=by, at=cast.later(11))
    with pytest.raises(CaseEnded):
        actions.ask_redo(
            assignment.pk, reason="x", due_at=cast.later(days=3), by=by, at=cast.later(11)
        )
    reopen_submission(voice.pk, reason="Chưa xong", by=by, at=cast.later(20))
    assert forward(case, by).state == AssignmentState.SENT


Step = Callable[[int, Officer], object]
STEPS: list[Step] = [
    lambda pk, by: actions.accept_assignment(pk, by=by, at=cast.NOON),
    lambda pk, by: actions.return_assignment(pk, reason="x", by=by, at=cast.NOON),
    lambda pk, by: actions.record_result(pk, result="x", by=by, at=cast.NOON),
]


@pytest.mark.parametrize("step", STEPS)
def test_a_clerk_acts_on_what_the_own_agency_has_and_on_nothing_else(step: Step) -> None:
    by, own = cast.officer(), cast.agency()
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=own)
    foreign = forward(case_of(by), by, agency=cast.agency("CATP", "Công an thành phố"))
    with pytest.raises(Missing):
        step(foreign.pk, clerk)
    with pytest.raises(Missing):
        step(foreign.pk + 1000, clerk)
    step(forward(case_of(by), by).pk, clerk)


def test_a_clerk_neither_forwards_nor_sends_back() -> None:
    by = cast.officer()
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    assignment = forward(case_of(by), by)
    actions.record_result(assignment.pk, result="x", by=clerk, at=cast.later(9))
    with pytest.raises(Missing):
        forward(assignment.case, clerk)
    with pytest.raises(Missing):
        actions.settle_without_agency(assignment.case_id, result="x", by=clerk, at=cast.NOON)
    with pytest.raises(Missing):
        actions.ask_redo(
            assignment.pk, reason="x", due_at=cast.later(days=9), by=clerk, at=cast.later(10)
        )


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_clerk_who_gives_a_case_back_lands_on_the_desk() -> None:
    by = cast.officer()
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    assignment = forward(case_of(by), by)
    answer = signed_in(clerk).post(
        f"/assignments/{assignment.pk}/return", {"reason": "Không thuộc thẩm quyền"}, follow=True
    )
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/desk")


def test_a_clerk_reads_neither_who_reported_nor_internal_notes() -> None:
    by = cast.officer()
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    assignment = forward(case_of(by), by)
    voice = assignment.case.submissions.get()
    write_note(voice.pk, text="Chỉ nội bộ đọc", by=by, at=cast.later(8))
    client = signed_in(clerk)
    for address in (f"/cases/{assignment.case.code}", f"/submissions/{voice.code}", "/agency"):
        page = client.get(address, follow=True).content.decode()
        assert assignment.case.code in page
        for secret in ("Chỉ nội bộ đọc", "thi.du@example.com", "Trần Thị Thí Dụ"):
            assert secret not in page, (address, secret)


def test_a_case_never_gives_away_a_voice_that_is_sensitive() -> None:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    case = case_of(leader)
    secret = cast.registered(leader, sensitivity="S2", title="Chuyện kín")
    from langnghe.register.actions.cases import add_item
    from langnghe.register.actions.facts import Matter

    add_item(secret.pk, Matter(case_id=case.pk), by=leader, at=cast.later(9))
    page = signed_in(cast.officer()).get(f"/cases/{case.code}")
    assert page.status_code == 200
    assert secret.code not in page.content.decode()
    assert secret.code in signed_in(leader).get(f"/cases/{case.code}").content.decode()
