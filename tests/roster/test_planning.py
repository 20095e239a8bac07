"""Planning a week, swaps with approval, calendar addresses."""

from datetime import timedelta

import pytest

from langnghe.access.actions import NotAllowed
from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Entry
from langnghe.roster.actions import calendars, planning, swaps
from langnghe.roster.actions.planning import Spot
from langnghe.roster.models import Duty, Week
from langnghe.roster.queries import on_duty
from langnghe.roster.queries import plan as plans
from langnghe.roster.rules.limits import Broken, faults_of
from langnghe.roster.states import DutyRole, IllegalSwap, SwapState
from tests import cast
from tests.roster.weeks import MONDAY, put, shift

pytestmark = pytest.mark.django_db
NEXT = MONDAY + timedelta(days=7)
TUESDAY_NIGHT = Spot(on=NEXT + timedelta(days=1), shift="22:00", role=DutyRole.OPERATOR)


@pytest.fixture
def minh() -> Officer:
    return cast.officer(RoleCode.SHIFT_LEADER)


def test_a_planner_puts_officers_in_moves_them_and_takes_them_out(minh: Officer) -> None:
    lan = cast.officer()
    duty = planning.place_officer(lan.pk, TUESDAY_NIGHT, by=minh, at=cast.NOON)
    assert (duty.ends_at - duty.begins_at) == timedelta(hours=8)
    with pytest.raises(planning.AlreadyPlaced):
        planning.place_officer(lan.pk, TUESDAY_NIGHT, by=minh, at=cast.NOON)
    later = Spot(on=TUESDAY_NIGHT.on + timedelta(days=1), shift="06:00", role=DutyRole.OPERATOR)
    moved = planning.move_duty(duty.pk, later, by=minh, at=cast.NOON)
    assert (moved.on, moved.shift) == (later.on, later.shift)
    planning.take_out(moved.pk, by=minh, at=cast.NOON)
    assert not Duty.objects.exists()
    with pytest.raises(Missing):
        planning.take_out(moved.pk, by=minh, at=cast.NOON)


def test_what_cannot_be_planned(minh: Officer) -> None:
    lan, clerk = cast.officer(), cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    with pytest.raises(NotAllowed):
        planning.place_officer(lan.pk, TUESDAY_NIGHT, by=lan, at=cast.NOON)
    with pytest.raises(Missing):
        planning.place_officer(clerk.pk, TUESDAY_NIGHT, by=minh, at=cast.NOON)
    wrong = Spot(on=NEXT, shift="07:00", role=DutyRole.OPERATOR)
    with pytest.raises(planning.NoSuchShift):
        planning.place_officer(lan.pk, wrong, by=minh, at=cast.NOON)
    past = Spot(on=MONDAY, shift="06:00", role=DutyRole.OPERATOR)
    with pytest.raises(planning.PastDuty):
        planning.place_officer(lan.pk, past, by=minh, at=cast.NOON)


def test_two_planners_do_not_overwrite_each_other(minh: Officer) -> None:
    lan, binh = cast.officer(), cast.officer()
    planning.place_officer(lan.pk, TUESDAY_NIGHT, by=minh, at=cast.NOON)
    seen = Week.objects.get().version
    planning.place_officer(binh.pk, TUESDAY_NIGHT, by=minh, at=cast.NOON, version=seen)
    with pytest.raises(ChangedMeanwhile):
        planning.take_out(Duty.objects.all()[0].pk, by=minh, at=cast.NOON, version=seen)
    assert Duty.objects.count() == 2


def test_a_week_counts_when_it_is_in_force_and_changes_are_then_recorded(minh: Officer) -> None:
    lan = cast.officer()
    duty = planning.place_officer(lan.pk, TUESDAY_NIGHT, by=minh, at=cast.NOON)
    assert on_duty(duty.begins_at) == []
    assert not Entry.objects.filter(kind="roster.duty_changed").exists()
    planning.put_in_force(NEXT, by=minh, at=cast.NOON)
    planning.put_in_force(NEXT, by=minh, at=cast.NOON)
    assert [each.officer for each in on_duty(duty.begins_at)] == [lan]
    planning.take_out(duty.pk, by=minh, at=cast.NOON)
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert kinds == ["roster.week_in_force", "roster.duty_changed"]
    assert planning.empty_week(NEXT, by=minh, at=cast.NOON) == 0


def test_a_proposed_week_keeps_the_rules_and_a_copied_one_is_the_same(minh: Officer) -> None:
    for _each in range(8):
        cast.officer()
    for _each in range(3):
        cast.officer(RoleCode.SHIFT_LEADER)
    for role in (RoleCode.ADMINISTRATOR, RoleCode.OFFICE_LEADER, RoleCode.STANDING_BOARD):
        cast.officer(role)
    assert planning.propose_week(NEXT, {}, by=minh, at=cast.NOON) == 84
    assert planning.propose_week(NEXT, {}, by=minh, at=cast.NOON) == 0
    assert faults_of(plans.plan_of_week(NEXT, {}), plans.limits()) == []
    after = NEXT + timedelta(days=7)
    assert planning.copy_last_week(after, by=minh, at=cast.NOON) == 84
    assert planning.copy_last_week(after, by=minh, at=cast.NOON) == 0
    assert planning.empty_week(after, by=minh, at=cast.NOON) == 84
    with pytest.raises(planning.NothingToCopy):
        planning.copy_last_week(MONDAY, by=minh, at=cast.NOON)


def test_a_peak_day_asks_for_more_people(minh: Officer) -> None:
    before = sum(each.count for each in faults_of(plans.plan_of_week(NEXT, {}), plans.limits()))
    planning.mark_peak(NEXT, "Kỳ họp (mẫu)", by=minh, at=cast.NOON)
    after = sum(each.count for each in faults_of(plans.plan_of_week(NEXT, {}), plans.limits()))
    assert after - before == 5
    planning.mark_peak(NEXT, "", by=minh, at=cast.NOON)
    assert plans.peak_days(NEXT) == {}


def test_a_swap_is_asked_agreed_and_approved(minh: Officer) -> None:
    lan, binh = cast.officer(), cast.officer()
    mine = put(lan, DutyRole.OPERATOR, shift(8, "22:00"))
    theirs = put(binh, DutyRole.OPERATOR, shift(10, "06:00"))
    swap = swaps.ask_swap(
        mine.pk, colleague_id=binh.pk, back_id=theirs.pk, reason="Việc nhà", by=lan, at=cast.NOON
    )
    with pytest.raises(swaps.SwapOpen):
        swaps.ask_swap(mine.pk, colleague_id=minh.pk, reason="Nữa", by=lan, at=cast.NOON)
    with pytest.raises(swaps.NotTheirs):
        swaps.answer_swap(swap.pk, agrees=True, by=lan, at=cast.NOON)
    with pytest.raises(IllegalSwap):
        swaps.decide_swap(swap.pk, approves=True, note="", days_off={}, by=minh, at=cast.NOON)
    swaps.answer_swap(swap.pk, agrees=True, by=binh, at=cast.NOON)
    swaps.decide_swap(swap.pk, approves=True, note="", days_off={}, by=minh, at=cast.NOON)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.officer, theirs.officer) == (binh, lan)
    assert Entry.objects.filter(kind="roster.swap_decided").count() == 1
    with pytest.raises(IllegalSwap):
        swaps.withdraw_swap(swap.pk, by=lan, at=cast.NOON)


def test_a_swap_that_breaks_a_rule_needs_a_reason(minh: Officer) -> None:
    lan, binh = cast.officer(), cast.officer()
    mine = put(lan, DutyRole.OPERATOR, shift(8, "14:00"))
    put(binh, DutyRole.OPERATOR, shift(7, "22:00"))
    swap = swaps.ask_swap(mine.pk, colleague_id=binh.pk, reason="Ốm", by=lan, at=cast.NOON)
    swaps.answer_swap(swap.pk, agrees=True, by=binh, at=cast.NOON)
    broken = swaps.newly_broken(swap, {})
    assert [each.what for each in broken] == [Broken.REST_AFTER_NIGHT]
    with pytest.raises(swaps.NeedsReason):
        swaps.decide_swap(swap.pk, approves=True, note="", days_off={}, by=minh, at=cast.NOON)
    done = swaps.decide_swap(
        swap.pk, approves=True, note="Không còn ai", days_off={}, by=minh, at=cast.NOON
    )
    assert done.state == SwapState.APPROVED
    assert len(done.broken) == 1


def test_nobody_approves_their_own_swap(minh: Officer) -> None:
    lan = cast.officer()
    mine = put(minh, DutyRole.SHIFT_LEADER, shift(8, "14:00"))
    swap = swaps.ask_swap(mine.pk, colleague_id=lan.pk, reason="Họp", by=minh, at=cast.NOON)
    swaps.answer_swap(swap.pk, agrees=True, by=lan, at=cast.NOON)
    with pytest.raises(swaps.NotTheirs):
        swaps.decide_swap(swap.pk, approves=True, note="x", days_off={}, by=minh, at=cast.NOON)
    swaps.withdraw_swap(swap.pk, by=minh, at=cast.NOON)


def test_a_calendar_address_opens_until_it_is_replaced_or_dropped() -> None:
    lan = cast.officer()
    first = calendars.make_address(by=lan, at=cast.NOON)
    assert calendars.open_address(first, at=cast.NOON) == lan
    second = calendars.make_address(by=lan, at=cast.NOON)
    assert calendars.open_address(first, at=cast.NOON) is None
    assert calendars.open_address(second, at=cast.NOON) == lan
    calendars.drop_address(by=lan)
    assert calendars.open_address(second, at=cast.NOON) is None
