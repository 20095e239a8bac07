"""An alarm climbs until somebody acknowledges it: each rung once, then quiet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from langnghe.access.rules import RoleCode
from langnghe.duty.actions.alarms import acknowledge_alarm, raise_alarm
from langnghe.duty.actions.climb import climb, climb_due
from langnghe.duty.knowing import ladders_in
from langnghe.duty.models import Alarm, Notice
from langnghe.duty.queries import open_alarms
from langnghe.duty.rules import BadLadders, Ladder, Rung, read_ladders
from langnghe.duty.states import AlarmKind, AlarmState, NoticeState, Way
from langnghe.register.models import Entry, Submission
from langnghe.roster.states import DutyRole
from tests import cast
from tests.duty.room import Room, office_on_duty, raised, told
from tests.hotline import ROOT

pytestmark = pytest.mark.django_db
HANOI = ROOT / "profiles" / "hanoi"


@pytest.fixture
def room() -> Room:
    return office_on_duty()


def climbed(alarm: Alarm, *minutes: float) -> Alarm:
    for each in minutes:
        climb(alarm.pk, at=cast.later(each))
    alarm.refresh_from_db()
    return alarm


def names(room: Room, alarm: Alarm) -> list[str]:
    """Return whom each rung reached, by role, in order and once."""
    roles = {officer.username: role.value for role, officer in room.people.items()}
    return list(dict.fromkeys(f"{step} {roles[name]}" for step, name, _way in told(alarm)))


def test_danger_goes_from_the_desk_to_the_top(room: Room) -> None:
    alarm = raised()
    assert told(alarm) == [(0, room[DutyRole.OPERATOR].username, Way.SCREEN)]
    climbed(alarm, 1.9)
    assert alarm.rung == 1
    climbed(alarm, 2, 5, 10, 15, 30)
    assert names(room, alarm) == [
        "0 operator", "1 shift_leader", "2 on_call", "3 shift_leader", "4 office_leader",
        "5 office_leader", "6 chief",
    ]  # fmt: skip
    ways = [way for step, _name, way in told(alarm) if step == 6]
    assert ways == [Way.SCREEN, Way.MAIL, Way.SMS, Way.CALL]


def test_at_the_top_it_is_told_again_until_acknowledged(room: Room) -> None:
    alarm = climbed(raised(), *(range(0, 61, 5)))
    again = [step for step, _name, way in told(alarm) if way == Way.SCREEN and step >= 6]
    assert again == [6, 7, 8, 9], "at 30, 40, 50, 60 minutes"
    acknowledge_alarm(alarm.pk, by=room[DutyRole.CHIEF], at=cast.later(61))
    count = Notice.objects.count()
    climbed(alarm, 70, 80)
    assert Notice.objects.count() == count


def test_what_was_missed_while_nothing_ran_is_told_once(room: Room) -> None:
    alarm = climbed(raised(), 600)
    assert [step for step, _name, way in told(alarm) if way == Way.SCREEN] == [*range(7)]
    assert alarm.next_at == cast.later(610)


def test_acknowledged_it_climbs_no_further_and_what_waits_is_dropped(room: Room) -> None:
    alarm = climbed(raised(), 2, 5)
    waiting = Notice.objects.filter(alarm=alarm, state=NoticeState.QUEUED)
    assert waiting.count() == 3, "an SMS to the leader, an SMS and a call to the second"
    acknowledge_alarm(alarm.pk, by=room[DutyRole.SHIFT_LEADER], at=cast.later(6))
    assert waiting.count() == 0
    climbed(alarm, 10, 30)
    assert (alarm.state, alarm.rung, alarm.next_at) == (AlarmState.ACKNOWLEDGED, 3, None)


def test_a_rung_is_told_once_however_often_it_is_climbed(room: Room) -> None:
    alarm = climbed(raised(), 2, 2, 2, 5, 5)
    assert len(told(alarm)) == len(set(told(alarm)))
    assert climb_due(at=cast.later(5)) == 0
    assert climb_due(at=cast.later(10)) == 1


def test_a_rung_that_reaches_nobody_is_not_waited_for() -> None:
    leader = cast.officer(RoleCode.OFFICE_LEADER)
    alarm = raised(AlarmKind.SYSTEM, key="s")
    alarm.refresh_from_db()
    assert {name for _step, name, _way in told(alarm)} == {leader.username}
    assert alarm.rung == 2, "no technician; who may lead a shift stands in for its leader"


def test_who_may_not_see_it_is_told_nothing_of_it(room: Room) -> None:
    submission = cast.new_submission("Tố cáo cán bộ nhận hối lộ, sắp tụ tập.")
    Submission.objects.filter(pk=submission.pk).update(sensitivity="S2")
    submission.refresh_from_db()
    alarm = climbed(raised(AlarmKind.SENSITIVE_URGENT, submission=submission), 5, 10, 15)
    operator = room[DutyRole.OPERATOR]
    assert names(room, alarm)[0] == "1 shift_leader", "at once: the desk may not see it"
    assert operator.username not in {name for _step, name, _way in told(alarm)}
    assert not open_alarms(operator).exists()
    assert open_alarms(room[DutyRole.SHIFT_LEADER]).exists()


def test_what_has_no_submission_yet_and_is_sensitive_is_hidden_too(room: Room) -> None:
    raised(AlarmKind.SENSITIVE_URGENT)
    assert not open_alarms(room[DutyRole.OPERATOR]).exists()


def test_no_notice_tells_what_is_not_for_every_eye(room: Room) -> None:
    submission = cast.new_submission("Tố cáo ông Thí Dụ.")
    Submission.objects.filter(pk=submission.pk).update(sensitivity="S2")
    submission.refresh_from_db()
    alarm = climbed(raised(AlarmKind.SENSITIVE_URGENT, submission=submission), 30)
    said = " ".join(f"{each.subject} {each.text}" for each in alarm.notices.all())
    for word in (submission.code, "Nhạy cảm", "fire", "cháy", "Thí Dụ"):
        assert word not in said
    open_one = climbed(raised(key="open", submission=cast.new_submission()), 2)
    words = " ".join(each.text for each in open_one.notices.all())
    assert open_one.submission is not None
    assert open_one.submission.code in words
    assert "cháy lớn" not in words, "a citizen's words stay on the screen"


def test_each_step_stands_on_the_timeline(room: Room) -> None:
    submission = cast.new_submission()
    climbed(raised(submission=submission), 2, 5)
    told_on = Entry.objects.filter(submission=submission, kind="duty.alarm_escalated")
    assert [each.facts["officers"] for each in told_on.order_by("pk")] == [
        str(room[DutyRole.SHIFT_LEADER]), str(room[DutyRole.ON_CALL])]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_workers_climb_at_once() -> None:
    office_on_duty()
    alarm = raised()

    def climb_apart(_number: int) -> bool:
        try:
            return climb(alarm.pk, at=cast.later(30))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(climb_apart, range(8)))
    assert done.count(True) == 1
    assert len(told(alarm)) == len(set(told(alarm)))


def test_the_worst_stands_first(room: Room) -> None:
    for number, kind in enumerate((AlarmKind.HOT, AlarmKind.SYSTEM, AlarmKind.DANGER)):
        raise_alarm(kind, key=f"k{number}", rule="x", at=cast.later(number))
    found = open_alarms(room[DutyRole.SHIFT_LEADER])
    assert [each.kind for each in found] == ["danger", "system", "hot"]


def test_the_profile_says_when_and_how() -> None:
    ladder = ladders_in(HANOI)[AlarmKind.DANGER]
    assert [each.after.total_seconds() / 60 for each in ladder.rungs] == [0, 2, 5, 10, 10, 15, 30]
    assert ladder.again_after == timedelta(minutes=10)


def test_a_profile_that_says_nonsense_is_refused(tmp_path: Path) -> None:
    rung = {"after": 0, "to": "operators", "ways": ["screen"]}
    good = {kind.value: {"rungs": [rung]} for kind in AlarmKind}
    assert len(read_ladders({"kinds": good})) == len(AlarmKind)
    for wrong in (
        [],
        [{**rung, "ways": ["smoke"]}],
        [{**rung, "after": 5}, rung],
        [{"to": "operators"}],
    ):
        with pytest.raises(BadLadders):
            read_ladders({"kinds": {**good, "danger": {"rungs": wrong}}})
    with pytest.raises(BadLadders):
        ladders_in(tmp_path)


def test_the_next_moment_of_a_ladder() -> None:
    rungs = tuple(
        Rung(after=timedelta(minutes=each), to="top", ways=(Way.SCREEN,)) for each in (0, 5)
    )
    began: datetime = cast.NOON
    again = Ladder(rungs=rungs, again_after=timedelta(minutes=10))
    moments = [again.moment(n, raised_at=began, at=began) for n in range(4)]
    assert moments == [cast.later(0), cast.later(5), cast.later(15), cast.later(15)]
    assert again.moment(9, raised_at=began, at=cast.later(15)) == cast.later(25)
    ends = Ladder(rungs=rungs, fails_after=timedelta(minutes=7))
    assert ends.moment(2, raised_at=began, at=began) == cast.later(7)
    assert Ladder(rungs=rungs).moment(2, raised_at=began, at=began) is None
