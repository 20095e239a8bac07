"""Which obligations run for a submission, from its arrival to its end."""

from datetime import datetime

import pytest

from langnghe import settings
from langnghe.access.rules import RoleCode
from langnghe.deadlines.actions import follow, load_rules
from langnghe.deadlines.models import Obligation
from langnghe.deadlines.queries import obligations_of, say_rule
from langnghe.direction.actions import (
    accept_assignment,
    ask_redo,
    forward_case,
    record_result,
    return_assignment,
)
from langnghe.ops.profile_files import deadline_rows
from langnghe.register.actions.facts import Registration
from langnghe.register.actions.submissions import (
    close_submission,
    put_back_submission,
    register_submission,
    reopen_submission,
    set_aside_submission,
)
from langnghe.register.models import Case, Submission
from langnghe.register.states import Kind, LegalForm
from langnghe.workdays.calendar import HANOI
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules(deadline_rows(settings.PROFILE))


def owed(submission: Submission, state: str = "running") -> dict[str, str]:
    """What is owed for a submission by the law, by its rule."""
    rows = Obligation.objects.filter(submission=submission, state=state)
    return {each.code: f"{each.due_at.astimezone(HANOI):%Y-%m-%d %H:%M}" for each in rows}


def test_clocks_of_a_report_run_from_its_arrival() -> None:
    submission = cast.new_submission()
    assert owed(submission) == {
        "RCP-NOTIFY": "2026-12-07 17:30",
        "PARTY-NOTIFY": "2026-12-07 17:30",
        "HL-RESULT-K1": "2026-12-07 17:30",
    }


def test_urgency_of_the_case_brings_its_own_clock() -> None:
    by = cast.officer()
    submission = cast.registered(by, urgency="K3")
    assert owed(submission)["HL-RESULT-K3"] == "2026-11-21 12:00"
    assert "HL-RESULT-K1" not in owed(submission)
    assert say_rule("HL-RESULT-K3", "vi").startswith("Cơ quan được giao báo cáo kết quả")
    assert set(owed(submission, "dropped")) == {"HL-RESULT-K1"}


def signed(by: object, kind: Kind) -> Submission:
    """Register a signed petition."""
    submission = cast.new_submission()
    facts = cast.registration()
    petition = Registration(
        kind=kind, legal_form=LegalForm.POST, reporter=facts.reporter, matters=facts.matters
    )
    return register_submission(
        submission.pk, petition, by=by, at=cast.later(5), version=submission.version
    )


def test_the_law_of_denunciations_runs_only_for_a_signed_one_and_acceptance_starts_more() -> None:
    by, sxd = cast.officer(RoleCode.SHIFT_LEADER), cast.agency()
    submission = signed(by, Kind.DENUNCIATION)
    assert owed(submission)["TC-INITIAL"] == "2026-12-02 17:30"
    assert owed(submission)["TC-TRANSFER"] == "2026-11-30 17:30"
    assert "HL-RESULT-K1" not in owed(submission)

    case = Case.objects.get(submissions=submission)
    due = cast.later(days=20)
    sent = forward_case(case.pk, agency_id=sxd.pk, message="", due_at=due, by=by, at=cast.later(60))
    assert set(owed(submission, "met")) == {
        "TC-INITIAL", "TC-TRANSFER", "DON-PROCESS", "DON-DISCIPLINE",
    }  # fmt: skip
    assert "TC-SETTLE" not in owed(submission)
    accept_assignment(sent.pk, by=by, at=cast.later(days=1))
    settle = Obligation.objects.get(submission=submission, code="TC-SETTLE")
    assert settle.agency == sxd
    assert settle.from_at == cast.later(days=1)
    record_result(sent.pk, result="Đã xử lý.", by=by, at=cast.later(days=9))
    settle.refresh_from_db()
    assert (settle.state, settle.ended_at) == ("met", cast.later(days=9))
    assert "RCP-NOTIFY" in owed(submission)  # nobody has told the citizen


def test_what_is_set_aside_binds_nobody_until_it_is_put_back() -> None:
    by = cast.officer()
    submission = cast.new_submission()
    set_aside_submission(submission.pk, reason="spam", by=by, at=cast.later(1))
    assert owed(submission) == {}
    put_back_submission(submission.pk, by=by, at=cast.later(2))
    assert "RCP-NOTIFY" in owed(submission)


def test_closing_ends_everything_and_reopening_lets_it_run_again() -> None:
    by = cast.officer()
    submission = cast.registered(by)
    close_submission(
        submission.pk, reason="repeated", note="Đã nêu ở đơn trước", by=by, at=cast.later(30)
    )
    assert owed(submission) == {}
    assert set(owed(submission, "met")) == {"RCP-NOTIFY", "PARTY-NOTIFY"}
    reopen_submission(submission.pk, reason="Tình tiết mới", by=by, at=cast.later(60))
    assert {"RCP-NOTIFY", "HL-RESULT-K1"} <= set(owed(submission))


def test_following_again_changes_nothing() -> None:
    by = cast.officer()
    submissions = [cast.registered(by) for _each in range(3)]
    before = list(Obligation.objects.values())
    assert follow([each.pk for each in submissions], at=cast.later(90)) == 0
    assert list(Obligation.objects.values()) == before


def test_a_second_case_keeps_the_result_owed_until_both_have_one() -> None:
    by, sxd = cast.officer(), cast.agency()
    submission = cast.new_submission()
    one = cast.registration()
    both = Registration(
        kind=Kind.REPORT, reporter=one.reporter, matters=(*one.matters, *one.matters)
    )
    register_submission(submission.pk, both, by=by, at=cast.later(5), version=submission.version)
    sent = [
        forward_case(
            case.pk,
            agency_id=sxd.pk,
            message="",
            due_at=cast.later(days=9),
            by=by,
            at=cast.later(9),
        )
        for case in submission.cases.order_by("pk")
    ]
    record_result(sent[0].pk, result="Xong.", by=by, at=cast.later(20))
    assert "HL-RESULT-K1" in owed(submission)
    record_result(sent[1].pk, result="Xong.", by=by, at=cast.later(40))
    kept = Obligation.objects.get(submission=submission, code="HL-RESULT-K1")
    assert (kept.state, kept.ended_at) == ("met", cast.later(40))


def test_what_an_agency_was_given_is_owed_by_it_and_ends_with_the_assignment() -> None:
    by, sxd, other = cast.officer(), cast.agency(), cast.agency("SYT", "Sở Y tế")
    submission = cast.registered(by)
    case = Case.objects.get(submissions=submission)

    def forward(agency_id: int, minutes: int) -> int:
        due: datetime = cast.later(minutes, days=7)
        return forward_case(
            case.pk, agency_id=agency_id, message="", due_at=due, by=by, at=cast.later(minutes)
        ).pk

    def states() -> list[str]:
        rows = obligations_of(case).order_by("pk")
        return [each.state for each in rows]

    first = forward(sxd.pk, 10)
    second = forward(other.pk, 20)
    assert states() == ["dropped", "running"]
    return_assignment(second, reason="Không thuộc thẩm quyền", by=by, at=cast.later(30))
    assert states() == ["dropped", "dropped"]
    third = forward(sxd.pk, 40)
    record_result(third, result="Xong.", by=by, at=cast.later(50))
    assert states() == ["dropped", "dropped", "met"]
    ask_redo(third, reason="Thiếu ảnh", due_at=cast.later(days=8), by=by, at=cast.later(60))
    last = Obligation.objects.get(key=f"assignment:{third}")
    assert (last.state, last.due_at, last.agency) == ("running", cast.later(days=8), sxd)
    assert first != third
