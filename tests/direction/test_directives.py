"""Orders on cases and issues: whom they reach, who joins later, what ends them."""

import pytest

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions as assigning
from langnghe.direction.actions import KeptFile, directives, reach, reports
from langnghe.direction.models import Assignment, Directive, DirectiveCase
from langnghe.direction.orders import DeadlinePassed, NoWords, Order
from langnghe.direction.states import (
    LIVING,
    AssignmentState,
    DirectiveState,
    WrongDirectiveState,
)
from langnghe.register.gates import Missing
from langnghe.register.models import Case, Entry
from langnghe.register.states import CaseStatus, Status
from langnghe.triage.actions import issues
from langnghe.triage.models import Issue, IssueCase
from langnghe.triage.states import IssueState, MemberState
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> Officer:
    return cast.officer(RoleCode.OFFICE_LEADER)


def case_of(by: Officer, **matter: object) -> Case:
    return cast.registered(by, **matter).items.get().case


def issue_of(by: Officer, *cases: Case) -> Issue:
    issue = Issue.objects.create(
        code="NV-26-000001", name="Rác", state=IssueState.LIVING, proposed_at=cast.NOON,
        last_case_at=cast.NOON,
    )  # fmt: skip
    IssueCase.objects.bulk_create(
        IssueCase(issue=issue, case=case, state=MemberState.IN, added_at=cast.NOON)
        for case in cases
    )
    return issue


def ward_agency(code: str = "00004") -> Agency:
    cast.ward(code)
    return cast.agency(f"UBND-{code}", "UBND phường Ba Đình")


def order(**given: object) -> Order:
    facts = {"text": "Dọn rác", "agency_id": cast.agency().pk, "due_at": cast.later(days=5)}
    return Order(**{**facts, **given})  # type: ignore[arg-type]


def give(by: Officer, issue: Issue, **given: object) -> Directive:
    return directives.order_at_once(order(**given), issue_id=issue.pk, by=by, at=cast.later(10))


def has(case: Case) -> Assignment:
    return case.assignments.get(state__in=LIVING)


def test_an_order_reaches_each_case_of_its_issue(leader: Officer) -> None:
    cases = [case_of(leader) for _each in range(3)]
    directive = give(leader, issue_of(leader, *cases))
    directive.refresh_from_db()
    assert directive.reached_at == cast.later(10)
    for case in cases:
        case.refresh_from_db()
        assert (has(case).directive, has(case).agency) == (directive, cast.agency())
        assert (case.status, case.lead_agency) == (CaseStatus.FORWARDED, cast.agency())
        voice = case.submissions.get()
        assert (voice.status, voice.agency, voice.due_at) == (
            Status.FORWARDED, cast.agency(), cast.later(days=5),
        )  # fmt: skip
        kinds = Entry.objects.filter(case=case, submission=None).order_by("pk")
        assert [each.kind for each in kinds] == ["directive.reached", "assignment.sent"]
    assert Entry.objects.get(kind="directive.given").case is None


def test_who_of_the_orders_agencies_has_a_case_keeps_it(leader: Officer) -> None:
    ward = ward_agency()
    kept, moved = case_of(leader), case_of(leader)
    other = cast.agency("CATP", "Công an thành phố")
    for case, agency in ((kept, cast.agency("SYT", "Sở Y tế")), (moved, other)):
        assigning.forward_case(
            case.pk, agency_id=agency.pk, message="x", due_at=cast.later(days=2), by=leader,
            at=cast.later(6),
        )  # fmt: skip
    before = has(kept)
    free = case_of(leader)
    elsewhere = case_of(leader, ward_id=cast.ward("00008", "Phường Khác").pk)
    issue = issue_of(leader, kept, moved, free, elsewhere)
    directive = give(leader, issue, co_agency_ids=(ward.pk, cast.agency("SYT").pk))
    assert has(kept) == before
    assert (has(kept).directive, has(kept).due_at) == (directive, cast.later(days=2))
    assert (has(moved).agency, has(free).agency) == (ward, ward)
    assert has(elsewhere).agency == cast.agency()


def test_a_case_that_joins_later_is_reached_and_one_that_leaves_is_let_go(
    leader: Officer,
) -> None:
    first, later = case_of(leader), case_of(leader)
    issue = issue_of(leader, first)
    directive = give(leader, issue)
    issues.add_case(issue.pk, case_code=later.code, by=leader, at=cast.later(20))
    assert has(later).directive == directive
    assert DirectiveCase.objects.get(case=later).joined_later
    issues.add_case(issue.pk, case_code=later.code, by=leader, at=cast.later(21))
    assert directive.reached.count() == 2
    issues.remove_case(issue.pk, case_id=later.pk, by=leader, at=cast.later(22))
    assert has(later).directive is None
    assert directive.reached.get(left_at=None).case == first


def test_many_cases_are_reached_in_lots_and_a_repeated_job_adds_nothing(
    leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "AT_ONCE", 2)
    cases = [case_of(leader) for _each in range(5)]
    directive = give(leader, issue_of(leader, *cases))
    assert directive.reached.count() == 2
    reach.reach_cases(directive.pk)
    reach.reach_cases(directive.pk)
    directive.refresh_from_db()
    assert (directive.reached.count(), directive.assignments.count()) == (5, 5)
    assert directive.reached_at is not None


def test_what_is_sensitive_is_reached_but_not_handed_over_with_the_rest(leader: Officer) -> None:
    plain, secret = case_of(leader), case_of(leader, sensitivity="S2")
    directive = give(leader, issue_of(leader, plain, secret))
    assert directive.reached.get(case=secret).is_held
    assert not secret.assignments.exists()
    assigning.forward_case(
        secret.pk, agency_id=cast.agency().pk, message="x", due_at=cast.later(days=2),
        by=leader, at=cast.later(30),
    )  # fmt: skip
    assert has(secret).directive == directive


def test_results_of_all_cases_end_an_order_and_one_open_again_does_not(leader: Officer) -> None:
    one, two = case_of(leader), case_of(leader)
    directive = give(leader, issue_of(leader, one, two))
    for case in (one, two):
        directive.refresh_from_db()
        assert directive.state == DirectiveState.GIVEN
        assigning.record_result(has(case).pk, result="Xong", by=leader, at=cast.later(30))
    directive.refresh_from_db()
    assert (directive.state, directive.reported_at) == (DirectiveState.REPORTED, cast.later(30))
    sent = one.assignments.get()
    assigning.ask_redo(sent.pk, reason="?", due_at=cast.later(days=9), by=leader, at=cast.later(40))
    directive.refresh_from_db()
    assert directive.state == DirectiveState.GIVEN


def test_a_final_report_for_the_whole_is_the_result_of_each_case(leader: Officer) -> None:
    cases = [case_of(leader) for _each in range(3)]
    directive = give(leader, issue_of(leader, *cases))
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    file = KeptFile(name="ảnh.jpg", content_type="image/jpeg", size=3, sha256="0" * 64)
    reports.report_on_directive(directive.pk, text="Đang dọn", by=clerk, at=cast.later(20))
    assert has(cases[0]).state == AssignmentState.SENT
    reports.report_on_directive(
        directive.pk, text="Đã dọn xong", document="9/BC", files=[file], is_final=True,
        by=clerk, at=cast.later(30),
    )  # fmt: skip
    directive.refresh_from_db()
    assert directive.state == DirectiveState.REPORTED
    for case in cases:
        sent = case.assignments.get()
        assert (sent.state, sent.result) == (AssignmentState.RESULTED, "Đã dọn xong")
        assert sent.evidence.get().name == "ảnh.jpg"
        assert case.submissions.get().status == Status.RESULTED
    done = directives.finish_directive(directive.pk, by=leader, at=cast.later(40))
    assert done.state == DirectiveState.DONE


def test_a_clerk_reports_for_the_own_agency_only(leader: Officer) -> None:
    directive = give(leader, issue_of(leader, case_of(leader)))
    stranger = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency("SYT", "Sở Y tế"))
    with pytest.raises(Missing):
        reports.report_on_directive(directive.pk, text="x", by=stranger, at=cast.later(20))
    with pytest.raises(NoWords):
        reports.report_on_directive(directive.pk, text=" ", by=leader, at=cast.later(20))


def test_more_time_is_asked_granted_and_refused(leader: Officer) -> None:
    case = case_of(leader)
    directive = give(leader, issue_of(leader, case))
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    with pytest.raises(DeadlinePassed):
        reports.ask_more_time(
            directive.pk, wanted_at=cast.later(days=4), reason="x", by=clerk, at=cast.later(20)
        )
    asked = reports.ask_more_time(
        directive.pk, wanted_at=cast.later(days=8), reason="Mưa", by=clerk, at=cast.later(20)
    )
    with pytest.raises(Missing):
        reports.grant_more_time(asked.pk, by=clerk, at=cast.later(21))
    reports.grant_more_time(asked.pk, by=leader, at=cast.later(22))
    directive.refresh_from_db()
    case.refresh_from_db()
    assert directive.due_at == case.due_at == has(case).due_at == cast.later(days=8)
    with pytest.raises(WrongDirectiveState):
        reports.refuse_more_time(asked.pk, note="x", by=leader, at=cast.later(23))


def test_an_order_that_was_prepared_reaches_nobody_until_it_is_given(leader: Officer) -> None:
    specialist = cast.officer(RoleCode.SPECIALIST)
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    case = case_of(leader)
    draft = directives.prepare_directive(
        order(), issue_id=issue_of(leader, case).pk, by=specialist, at=cast.later(8)
    )
    assert not Directive.objects.visible_to(clerk)
    assert not case.assignments.exists()
    with pytest.raises(Missing):
        directives.give_directive(draft.pk, by=specialist, at=cast.later(9))
    directives.change_directive(
        draft.pk, order(text="Dọn ngay"), version=draft.version, by=leader, at=cast.later(9)
    )
    given = directives.give_directive(draft.pk, by=leader, at=cast.later(10))
    assert has(case).message == "Dọn ngay"
    assert list(Directive.objects.visible_to(clerk)) == [given]
    with pytest.raises(WrongDirectiveState):
        directives.give_directive(draft.pk, by=leader, at=cast.later(11))


def test_an_order_needs_words_and_time(leader: Officer) -> None:
    case = case_of(leader)
    for given, refusal in (({"text": " "}, NoWords), ({"due_at": cast.NOON}, DeadlinePassed)):
        with pytest.raises(refusal):
            directives.order_at_once(order(**given), case_id=case.pk, by=leader, at=cast.later(1))
    with pytest.raises(Missing):
        directives.order_at_once(order(), case_id=case.pk, by=cast.officer(), at=cast.later(1))


def test_orders_on_what_is_hidden_are_hidden(leader: Officer) -> None:
    secret = case_of(leader, sensitivity="S2")
    directive = directives.order_at_once(order(), case_id=secret.pk, by=leader, at=cast.later(10))
    assert list(Directive.objects.visible_to(leader)) == [directive]
    assert not Directive.objects.visible_to(cast.officer())


def test_a_withdrawn_order_reaches_nothing_more(leader: Officer) -> None:
    case, later = case_of(leader), case_of(leader)
    issue = issue_of(leader, case)
    directive = give(leader, issue)
    directives.withdraw_directive(directive.pk, reason="Đã đổi", by=leader, at=cast.later(20))
    issues.add_case(issue.pk, case_code=later.code, by=leader, at=cast.later(21))
    assert not later.assignments.exists()
    with pytest.raises(WrongDirectiveState):
        reports.report_on_directive(directive.pk, text="x", by=leader, at=cast.later(22))
