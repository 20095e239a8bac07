"""What must be so before a case leaves the house; more time; results found enough; helpers."""

from datetime import timedelta

import pytest

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions
from langnghe.direction.actions import (
    AskedAlready,
    DecidedAlready,
    DenouncedUnsaid,
    NoMoreTime,
    NowhereToSend,
    ToDenounced,
    TooLong,
    TransferredBefore,
)
from langnghe.direction.gates import Correspondent
from langnghe.direction.models import Assignment
from langnghe.register.actions.denounced import set_denounced
from langnghe.register.actions.facts import DenouncedFacts
from langnghe.register.gates import Missing
from langnghe.register.models import Case, Entry, Submission
from langnghe.web.refusals import sentence_of
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> Officer:
    return cast.officer(RoleCode.OFFICE_LEADER)


def denunciation(by: Officer, text: str = "Tôi tố cáo ông Mẫu.") -> tuple[Case, Submission]:
    voice = cast.registered(by, text)
    Submission.objects.filter(pk=voice.pk).update(kind="to_cao")
    voice.refresh_from_db()
    return voice.items.get().case, voice


def forward(case: Case, by: Officer, code: str = "SXD", **more: object) -> Assignment:
    return actions.forward_case(
        case.pk, agency_id=cast.agency(code, f"Sở {code}").pk, message="x",
        due_at=cast.later(days=10), by=by, at=cast.later(6), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_never_to_whom_it_is_about_unless_a_leader_says_so_with_a_reason(leader: Officer) -> None:
    case, voice = denunciation(leader)
    facts = DenouncedFacts(agency_ids=(cast.agency("SXD", "Sở SXD").pk,), name="ông Mẫu")
    set_denounced(voice, facts, by=leader, at=cast.later(5))
    with pytest.raises(ToDenounced) as refusal:
        forward(case, leader)
    assert "Sở SXD" in (sentence_of(refusal.value) or "")
    with pytest.raises(ToDenounced):
        forward(case, leader, "TTR", co_agencies=[cast.agency("SXD").pk])
    with pytest.raises(Missing):
        forward(case, cast.officer(RoleCode.SHIFT_LEADER), override="vì tôi muốn")
    sent = forward(case, leader, override="Đơn vị tự kiểm tra trước")
    assert sent.override_reason == "Đơn vị tự kiểm tra trước"
    assert Entry.objects.filter(case=case, kind="assignment.guard_set_aside", by=leader).exists()


def test_an_agency_that_the_letter_names_waits_until_it_is_said_whom_it_is_about(
    leader: Officer,
) -> None:
    case, voice = denunciation(leader, "Toi to cao lanh dao SO SXD nhan tien.")
    with pytest.raises(DenouncedUnsaid):
        forward(case, leader)
    set_denounced(
        voice, DenouncedFacts(agency_ids=(cast.agency("CATP").pk,)), by=leader, at=cast.later(5)
    )
    assert forward(case, leader).pk


def test_a_denunciation_is_transferred_once(leader: Officer) -> None:
    case, _voice = denunciation(leader)
    first = forward(case, leader)
    with pytest.raises(TransferredBefore):
        forward(case, leader, "TTR")
    actions.return_assignment(first.pk, reason="không thuộc", by=leader, at=cast.later(9))
    assert forward(case, leader, "TTR").pk


def test_only_to_agencies_in_office(leader: Officer) -> None:
    case = cast.registered(leader).items.get().case
    gone = cast.agency("CU", "Sở Cũ")
    gone.valid_to = cast.NOON.date()
    gone.save()
    with pytest.raises(NowhereToSend):
        forward(case, leader, "CU")


def test_helpers_see_the_case_and_never_move_it(leader: Officer) -> None:
    case = cast.registered(leader).items.get().case
    helper = cast.agency("SYT", "Sở Y tế")
    lead = forward(case, leader, co_agencies=[helper.pk, lead_id := cast.agency("SXD").pk])
    assert lead.agency_id == lead_id
    helping = case.assignments.get(part="co")
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=helper)
    assert Case.objects.visible_to(clerk).filter(pk=case.pk).exists()
    actions.record_result(helping.pk, result="đã giúp", by=clerk, at=cast.later(9))
    case.refresh_from_db()
    assert case.status == "forwarded"
    actions.return_assignment(lead.pk, reason="x", by=leader, at=cast.later(10))
    assert not Case.objects.visible_to(clerk).filter(pk=case.pk).exists()


def test_more_time_is_asked_once_and_no_longer_than_before(leader: Officer) -> None:
    one = forward(cast.registered(leader).items.get().case, leader)
    by = Correspondent(one.agency_id, "sxd@co-quan.example")
    with pytest.raises(TooLong):
        actions.ask_extension(
            one.pk, until=one.due_at + timedelta(days=11), reason="x", by=by, at=cast.later(9)
        )
    until = one.due_at + timedelta(days=3)
    asked = actions.ask_extension(one.pk, until=until, reason="mưa", by=by, at=cast.later(9))
    with pytest.raises(AskedAlready):
        actions.ask_extension(one.pk, until=until, reason="mưa", by=by, at=cast.later(9))
    with pytest.raises(Missing):
        actions.grant_extension(asked.pk, until=until, by=cast.officer(), at=cast.later(10))
    actions.grant_extension(asked.pk, until=until, by=leader, at=cast.later(10))
    with pytest.raises(DecidedAlready):
        actions.refuse_extension(asked.pk, note="x", by=leader, at=cast.later(11))
    one.refresh_from_db()
    one.case.refresh_from_db()
    assert one.due_at == one.case.due_at == until
    assert one.case.submissions.get().due_at == until
    with pytest.raises(NoMoreTime):
        actions.ask_extension(
            one.pk, until=until + timedelta(days=1), reason="x", by=by, at=cast.later(12)
        )


def test_an_agency_that_writes_acts_on_its_own_only(leader: Officer) -> None:
    one = forward(cast.registered(leader).items.get().case, leader)
    other = Correspondent(cast.agency("SYT", "Sở Y tế").pk, "syt@co-quan.example")
    with pytest.raises(Missing):
        actions.accept_assignment(one.pk, by=other, at=cast.later(9))


def test_enough_and_again(leader: Officer) -> None:
    one = forward(cast.registered(leader).items.get().case, leader)
    actions.record_result(one.pk, result="x", by=leader, at=cast.later(9))
    assert actions.find_enough(one.pk, by=leader, at=cast.later(10)).state == "done"
    again = actions.ask_redo(
        one.pk, reason="tái diễn", due_at=cast.later(days=9), by=leader, at=cast.later(11)
    )
    assert (again.state, again.redos, again.done_at) == ("redo", 1, None)
