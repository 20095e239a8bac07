"""Memos: drafted from the case, laid before whom the rules name, decided once, on the record."""

from datetime import date

import pytest

from langnghe.access.models import Officer, Role
from langnghe.access.rules import RoleCode
from langnghe.deadlines.models import Obligation
from langnghe.direction import actions as assignments
from langnghe.direction.actions import KeptFile, decisions, memos
from langnghe.direction.actions.absences import Absence, NoDeputy, end_stand_in, name_stand_in
from langnghe.direction.actions.memos import MemoWords
from langnghe.direction.competence import NotCompetent, decides_for, memos_before, stands_in_for
from langnghe.direction.models import DelegationRule, Memo, StandIn
from langnghe.direction.orders import NoWords, Order
from langnghe.direction.states import Desk, DirectiveState, MemoState, WrongMemoState
from langnghe.duty.models import Notice
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Denounced, Entry
from langnghe.register.states import CaseStatus
from langnghe.register.timeline import sentence
from tests import cast

pytestmark = pytest.mark.django_db


def rule(code: str, desk: Desk, *, position: int = 1, **given: object) -> DelegationRule:
    facts = {"conditions": {}, "limit": 4, "unit": "h", "valid_from": date(2025, 7, 1)}
    return DelegationRule.objects.create(
        code=code, name=code, desk=desk, position=position, **{**facts, **given}
    )


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
    rule("K2", Desk.OFFICE, position=DelegationRule.objects.count() + 1)
    memo = memos.draft_memo(case_of(by, **matter).pk, by=by, at=cast.later(6))
    return memos.submit_memo(memo.pk, by=by, at=cast.later(7))


def told(case: Case) -> list[str]:
    kinds = Entry.objects.filter(case=case, submission=None).order_by("at", "pk")
    return [each.kind for each in kinds]


def test_a_memo_is_written_from_its_case(specialist: Officer) -> None:
    rule("S2", Desk.STANDING_BOARD, conditions={"sensitivity": ["S2"]})
    rule("K2", Desk.OFFICE, position=2)
    case = case_of(specialist, urgency="K2")
    memo = memos.draft_memo(case.pk, by=specialist, at=cast.later(6))
    assert memo.code == "PT-26-000001"
    assert len(memo.summary.splitlines()) == 3
    assert "phố Hoa Sữa" in memo.summary
    assert "Trần Thị Thí Dụ" not in f"{memo.summary}{memo.voices}"
    assert (memo.desk, memo.agency) == (Desk.OFFICE, cast.agency())
    assert "Sở Xây dựng" in memo.proposal
    assert memos.draft_memo(case.pk, by=specialist, at=cast.later(8)) == memo
    secret = memos.draft_memo(case_of(specialist, sensitivity="S2").pk, by=specialist, at=cast.NOON)
    assert secret.desk == Desk.STANDING_BOARD


def test_a_memo_says_by_when_it_is_decided(specialist: Officer) -> None:
    memo = laid(specialist)
    assert memo.answer_by == cast.later(7 + 240)
    assert memo.state == MemoState.SUBMITTED


def test_approving_forwards_the_case_at_once(specialist: Officer, leader: Officer) -> None:
    memo = decisions.approve_memo(laid(specialist).pk, by=leader, at=cast.later(20))
    case = memo.case
    case.refresh_from_db()
    assert (memo.state, case.status) == (MemoState.APPROVED, CaseStatus.FORWARDED)
    assert memo.assignment == case.assignments.get()
    assert told(case) == ["memo.drafted", "memo.submitted", "memo.approved", "assignment.sent"]
    with pytest.raises(WrongMemoState):
        decisions.approve_memo(memo.pk, by=leader, at=cast.later(21))


def test_a_leader_changes_agency_and_deadline(specialist: Officer, leader: Officer) -> None:
    other = cast.agency("CATP", "Công an thành phố")
    memo = decisions.change_memo(
        laid(specialist).pk, agency_id=other.pk, due_at=cast.later(days=2), words="Gấp",
        by=leader, at=cast.later(20),
    )  # fmt: skip
    sent = memo.case.assignments.get()
    assert (sent.agency, sent.due_at, sent.message) == (other, cast.later(days=2), "Gấp")
    assert memo.state == MemoState.CHANGED


def test_what_is_asked_is_answered_and_laid_before_again(
    specialist: Officer, leader: Officer
) -> None:
    memo = laid(specialist)
    with pytest.raises(NoWords):
        decisions.ask_memo(memo.pk, text=" ", by=leader, at=cast.later(20))
    memo = decisions.ask_memo(memo.pk, text="Đã báo công an?", by=leader, at=cast.later(20))
    words = MemoWords(summary="a\nb\nc", proposal="Chuyển", agency_id=cast.agency().pk)
    memo = memos.edit_memo(memo.pk, words, version=memo.version, by=specialist, at=cast.later(25))
    memo = memos.answer_memo(memo.pk, text="Đã báo.", by=specialist, at=cast.later(30))
    assert memo.state == MemoState.SUBMITTED
    assert memo.questions.get().answer == "Đã báo."
    with pytest.raises(decisions.NothingProposed):
        decisions.approve_memo(memo.pk, by=leader, at=cast.later(31))


def test_an_order_in_words_becomes_a_directive_on_the_case(
    specialist: Officer, leader: Officer
) -> None:
    order = Order(text="Rào chắn ngay", agency_id=cast.agency().pk, due_at=cast.later(days=1))
    memo = decisions.order_memo(laid(specialist).pk, order, by=leader, at=cast.later(20))
    assert memo.directive is not None
    assert memo.directive.state == DirectiveState.GIVEN
    assert memo.case.assignments.get().directive == memo.directive
    assert memo.case.submissions.get().status == "forwarded"


def test_a_spoken_order_is_typed_and_confirmed(specialist: Officer, leader: Officer) -> None:
    file = KeptFile(name="lenh.webm", content_type="audio/webm", size=9, sha256="0" * 64)
    memo = decisions.speak_order(laid(specialist).pk, file, by=leader, at=cast.later(20))
    assert memo not in memos_before(leader, at=cast.later(21)).filter(state="submitted")
    memo = memos.type_order(memo.pk, text="Rào chắn ngay", by=specialist, at=cast.later(22))
    order = Order(
        text=memo.spoken.get().text, agency_id=cast.agency().pk, due_at=cast.later(days=1)
    )
    memo = decisions.order_memo(memo.pk, order, by=leader, at=cast.later(23))
    spoken = memo.spoken.get()
    assert (spoken.typed_by, spoken.confirmed_at) == (specialist, cast.later(23))


def test_two_leaders_decide_once(specialist: Officer, leader: Officer) -> None:
    memo, other = laid(specialist), cast.officer(RoleCode.OFFICE_LEADER)
    decisions.approve_memo(memo.pk, version=memo.version, by=leader, at=cast.later(20))
    with pytest.raises(ChangedMeanwhile):
        decisions.ask_memo(memo.pk, text="?", version=memo.version, by=other, at=cast.later(20))
    assert memo.case.assignments.count() == 1


def test_only_who_is_competent_decides(specialist: Officer, leader: Officer) -> None:
    board = cast.officer(RoleCode.STANDING_BOARD)
    memo = laid(specialist)
    with pytest.raises(Missing):
        decisions.approve_memo(memo.pk, by=specialist, at=cast.later(20))
    memo.desk = Desk.STANDING_BOARD
    memo.save()
    with pytest.raises(NotCompetent):
        decisions.approve_memo(memo.pk, by=leader, at=cast.later(20))
    assert decisions.approve_memo(memo.pk, by=board, at=cast.later(20)).decided_by == board


def test_who_stands_in_for_an_absent_leader_is_on_the_record(
    specialist: Officer, leader: Officer
) -> None:
    board = cast.officer(RoleCode.STANDING_BOARD)
    memo = laid(specialist)
    memo.desk, memo.leader = Desk.STANDING_BOARD, board
    memo.save()
    day = cast.NOON.date()
    StandIn.objects.create(
        leader=board, deputy=leader, from_on=day, to_on=day, named_by=board, named_at=cast.NOON
    )
    assert decides_for(memo, leader, at=cast.NOON) == board
    assert list(memos_before(leader, at=cast.NOON)) == [memo]
    with pytest.raises(NotCompetent):
        decides_for(memo, leader, at=cast.later(days=1))
    memo = decisions.approve_memo(memo.pk, by=leader, at=cast.later(20))
    assert memo.acting_for == board
    entry = Entry.objects.get(kind="memo.acted_for")
    assert board.full_name in sentence(entry)


def test_a_memo_about_what_is_hidden_is_hidden(specialist: Officer) -> None:
    memo = laid(specialist, sensitivity="S2")
    duty, clerk = cast.officer(), cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    assert list(Memo.objects.visible_to(specialist)) == [memo]
    assert not Memo.objects.visible_to(duty)
    assert not Memo.objects.visible_to(clerk)
    with pytest.raises(Missing):
        memos.draft_memo(memo.case_id, by=duty, at=cast.NOON)


def test_withdrawn_is_the_end_of_it(specialist: Officer, leader: Officer) -> None:
    memo = memos.withdraw_memo(laid(specialist).pk, reason="Trùng", by=specialist, at=cast.later(9))
    with pytest.raises(WrongMemoState):
        decisions.approve_memo(memo.pk, by=leader, at=cast.later(20))
    assert memos.draft_memo(memo.case_id, by=specialist, at=cast.later(30)) != memo


def test_a_leader_named_must_decide_at_that_desk(specialist: Officer, leader: Officer) -> None:
    rule("K1", Desk.OFFICE)
    memo = memos.draft_memo(case_of(specialist).pk, by=specialist, at=cast.NOON)
    with pytest.raises(memos.UnknownLeader):
        memos.submit_memo(memo.pk, leader_id=specialist.pk, by=specialist, at=cast.NOON)
    memo = memos.submit_memo(memo.pk, leader_id=leader.pk, by=specialist, at=cast.NOON)
    other = cast.officer(RoleCode.OFFICE_LEADER)
    assert Role.objects.filter(officers=other, code=memo.desk).exists()
    with pytest.raises(NotCompetent):
        decisions.approve_memo(memo.pk, by=other, at=cast.later(9))


def test_what_went_first_as_danger_asks_is_approved_within_the_day(
    specialist: Officer, leader: Officer
) -> None:
    rule("K3", Desk.OFFICE, conditions={"urgency": ["K3"]}, limit=24, is_after=True)
    case = case_of(specialist, urgency="K3")
    assignments.forward_case(
        case.pk, agency_id=cast.agency().pk, message="Cứu", due_at=cast.later(days=1),
        by=specialist, at=cast.later(2),
    )  # fmt: skip
    memo = case.memos.get()
    assert (memo.state, memo.is_after) == (MemoState.SUBMITTED, True)
    assert memo.answer_by == cast.later(2, days=1)
    assert memo.drafted_by is None
    decisions.approve_memo(memo.pk, by=leader, at=cast.later(60))
    assert case.assignments.count() == 1
    assignments.forward_case(
        case.pk, agency_id=cast.agency("CATP", "Công an").pk, message="Cứu",
        due_at=cast.later(days=1), by=specialist, at=cast.later(90),
    )  # fmt: skip
    assert case.memos.count() == 1


def test_an_absence_is_named_ended_and_on_the_record(leader: Officer, specialist: Officer) -> None:
    deputy, day = cast.officer(RoleCode.OFFICE_LEADER), cast.NOON.date()
    absence = Absence(leader_id=leader.pk, deputy_id=deputy.pk, from_on=day, to_on=day)
    with pytest.raises(Missing):
        name_stand_in(absence, by=specialist, at=cast.NOON)
    with pytest.raises(NoDeputy):
        name_stand_in(
            Absence(leader_id=leader.pk, deputy_id=specialist.pk, from_on=day, to_on=day),
            by=leader, at=cast.NOON,
        )  # fmt: skip
    named = name_stand_in(absence, by=leader, at=cast.NOON)
    assert list(stands_in_for(deputy, at=cast.NOON)) == [leader]
    entry = Entry.objects.get(kind="leader.stand_in_named")
    assert f"{day:%d/%m/%Y}" in sentence(entry)
    end_stand_in(named.pk, by=leader, at=cast.later(5))
    end_stand_in(named.pk, by=leader, at=cast.later(6))
    assert not stands_in_for(deputy, at=cast.NOON)


def test_a_denunciation_goes_to_whom_it_is_about_by_a_leaders_reason_only(
    specialist: Officer, leader: Officer
) -> None:
    memo = laid(specialist)
    voice = memo.case.submissions.get()
    voice.kind = "to_cao"
    voice.save()
    Denounced.objects.create(submission=voice, agency=cast.agency())
    with pytest.raises(assignments.ToDenounced):
        decisions.approve_memo(memo.pk, by=leader, at=cast.later(20))
    memo.refresh_from_db()
    assert memo.state == MemoState.SUBMITTED
    decisions.approve_memo(memo.pk, override="Vì…", by=leader, at=cast.later(21))
    assert memo.case.assignments.get().override_reason == "Vì…"


def test_notices_say_that_something_waits_and_never_what(
    specialist: Officer, leader: Officer
) -> None:
    Officer.objects.filter(pk__in=[leader.pk, specialist.pk]).update(email="mau@example.com")
    memo = laid(specialist, sensitivity="S2", title="Chuyện kín")
    told = Notice.objects.get(officer=leader)
    assert memo.code in told.text
    assert "kín" not in f"{told.subject}{told.text}"
    decisions.ask_memo(memo.pk, text="Kín đến đâu?", by=leader, at=cast.later(20))
    back = Notice.objects.get(officer=specialist)
    assert "Kín" not in f"{back.subject}{back.text}"


def test_what_a_leader_owes_runs_until_it_is_decided(specialist: Officer, leader: Officer) -> None:
    memo = laid(specialist)
    owed = Obligation.objects.get(key=f"memo:{memo.pk}")
    assert (owed.case, owed.due_at, owed.state) == (memo.case, memo.answer_by, "running")
    decisions.approve_memo(memo.pk, by=leader, at=cast.later(20))
    owed.refresh_from_db()
    assert (owed.state, owed.ended_at) == ("met", cast.later(20))
