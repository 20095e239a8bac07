"""One step for many cases: each once, whatever happens between; those left say why."""

import pytest

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.direction import actions
from langnghe.direction.actions import KeptFile
from langnghe.direction.actions.joint import take_joint_step
from langnghe.direction.gates import Correspondent
from langnghe.direction.models import Assignment, Evidence
from langnghe.direction.states import AssignmentState, WhyLeft
from langnghe.register.gates import Missing
from langnghe.register.models import Entry
from tests import cast

pytestmark = pytest.mark.django_db
PHOTO = KeptFile(name="sau.png", content_type="image/png", size=3, sha256="a" * 64)


@pytest.fixture
def by() -> Officer:
    return cast.officer(RoleCode.OFFICE_LEADER)


def handed(by: Officer, code: str = "SXD") -> Assignment:
    case = cast.registered(by).items.get().case
    return actions.forward_case(
        case.pk, agency_id=cast.agency(code).pk, message="Kiểm tra", due_at=cast.later(days=9),
        by=by, at=cast.later(6),
    )  # fmt: skip


def test_each_case_is_written_once_however_often_the_job_runs(by: Officer) -> None:
    sent = [handed(by) for _each in range(3)]
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    joint = actions.tell_joint_result(
        [each.pk for each in sent], result=" Đã dọn ", files=[PHOTO], by=clerk, at=cast.later(20)
    )
    assert not Assignment.objects.filter(state=AssignmentState.RESULTED).exists()
    take_joint_step(joint.pk)
    take_joint_step(joint.pk)
    rows = Assignment.objects.filter(result="Đã dọn", state=AssignmentState.RESULTED)
    assert (rows.count(), Evidence.objects.count()) == (3, 3)
    told = Entry.objects.filter(kind="assignment.resulted")
    assert [(each.by, each.at) for each in told] == [(clerk, cast.later(20))] * 3
    joint.refresh_from_db()
    assert joint.done_at is not None


def test_cases_that_stand_elsewhere_are_left_with_the_reason(by: Officer) -> None:
    reported, returned, free = (handed(by) for _each in range(3))
    joint = actions.tell_joint_result(
        [reported.pk, returned.pk, free.pk], result="Đã dọn",
        by=Correspondent(cast.agency().pk, "sxd@co-quan.example"), at=cast.later(20),
    )  # fmt: skip
    actions.record_result(reported.pk, result="Khác", by=by, at=cast.later(21))
    actions.return_assignment(returned.pk, reason="Không thuộc", by=by, at=cast.later(21))
    take_joint_step(joint.pk)
    assert list(joint.cases.order_by("pk").values_list("state", "why")) == [
        ("left", WhyLeft.REPORTED), ("left", WhyLeft.RETURNED), ("done", ""),
    ]  # fmt: skip
    reported.refresh_from_db()
    free.refresh_from_db()
    assert (reported.result, free.result) == ("Khác", "Đã dọn")


def test_each_case_is_accepted_once_and_those_that_moved_say_where_to(by: Officer) -> None:
    accepted, reported, moved, free = (handed(by) for _each in range(4))
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    ids = [each.pk for each in (accepted, reported, moved, free)]
    joint = actions.accept_jointly(ids, by=clerk, at=cast.later(20))
    assert not Assignment.objects.exclude(state=AssignmentState.SENT).exists()
    actions.accept_assignment(accepted.pk, handler="Lê Ví Dụ", by=clerk, at=cast.later(21))
    actions.record_result(reported.pk, result="Đã dọn", by=clerk, at=cast.later(21))
    actions.forward_case(
        moved.case_id, agency_id=cast.agency("CATP").pk, message="Chuyển lại",
        due_at=cast.later(days=9), by=by, at=cast.later(21),
    )  # fmt: skip
    take_joint_step(joint.pk)
    take_joint_step(joint.pk)
    assert list(joint.cases.order_by("pk").values_list("state", "why")) == [
        ("left", WhyLeft.ACCEPTED), ("left", WhyLeft.REPORTED), ("left", WhyLeft.MISSING),
        ("done", ""),
    ]  # fmt: skip
    free.refresh_from_db()
    assert (free.state, free.accepted_at) == (AssignmentState.ACCEPTED, cast.later(20))
    accepted.refresh_from_db()
    assert (accepted.handler, accepted.accepted_at) == ("Lê Ví Dụ", cast.later(21))
    assert Entry.objects.filter(kind="assignment.accepted", case=free.case_id).count() == 1


def test_a_result_is_told_for_one_agency_alone(by: Officer) -> None:
    with pytest.raises(Missing):
        actions.tell_joint_result(
            [handed(by).pk, handed(by, "CATP").pk], result="x", by=by, at=cast.later(20)
        )
