"""Shifts, limits and the fair proposal, without a database."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.roster.rules.fair import Question, propose
from langnghe.roster.rules.limits import Broken, Placed, Plan, faults_of, read_limits
from langnghe.roster.rules.shifts import next_shift, shift_at, shift_of, shifts_of
from langnghe.roster.states import DutyRole
from tests.roster.weeks import HANOI, MONDAY, STARTS, shift

LIMITS = read_limits({}, STARTS)
DAYS = [MONDAY + timedelta(days=each) for each in range(7)]


def placed(officer: int, day: int, name: str, role: DutyRole = DutyRole.OPERATOR) -> Placed:
    return Placed(officer=officer, role=role, shift=shift(day, name))


def broken(*duties: Placed) -> list[Broken]:
    plan = Plan(monday=MONDAY, placed=duties)
    return [each.what for each in faults_of(plan, LIMITS) if each.what != Broken.MISSING]


@pytest.mark.parametrize(
    ("moment", "on", "name"),
    [
        (datetime(2026, 11, 20, 5, 0, tzinfo=UTC), date(2026, 11, 20), "06:00"),
        (datetime(2026, 11, 20, 7, 0, tzinfo=UTC), date(2026, 11, 20), "14:00"),
        (datetime(2026, 11, 20, 22, 59, tzinfo=UTC), date(2026, 11, 20), "22:00"),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), date(2026, 11, 21), "06:00"),
    ],
)
def test_a_moment_lies_in_one_shift(moment: datetime, on: date, name: str) -> None:
    found = shift_at(moment, STARTS, HANOI)
    assert (found.on, found.name) == (on, name)


@given(st.integers(0, 6 * 365 * 24 * 60))
def test_shifts_fill_the_time(minutes: int) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = shift_at(moment, STARTS, HANOI)
    assert found.from_at <= moment < found.to_at
    assert next_shift(found, STARTS, HANOI).from_at == found.to_at
    assert found in shifts_of(found.on, STARTS, HANOI)


def test_one_shift_a_day_is_a_roster_too() -> None:
    found = shift_at(datetime(2026, 11, 20, 0, 0, tzinfo=UTC), ("07:30",), HANOI)
    assert found.on == date(2026, 11, 19)
    assert found.to_at - found.from_at == timedelta(hours=24)


def test_three_nights_are_too_many() -> None:
    assert broken(placed(1, 0, "22:00"), placed(1, 2, "22:00"), placed(1, 4, "22:00")) == [
        Broken.NIGHTS
    ]


def test_after_a_night_comes_a_day_of_rest() -> None:
    assert broken(placed(1, 0, "22:00"), placed(1, 1, "14:00")) == [Broken.REST_AFTER_NIGHT]
    assert broken(placed(1, 0, "22:00"), placed(1, 1, "22:00")) == [Broken.REST_AFTER_NIGHT]
    assert broken(placed(1, 0, "22:00"), placed(1, 2, "06:00")) == []


def test_being_on_call_at_night_is_no_night() -> None:
    on_call = placed(1, 0, "22:00", DutyRole.ON_CALL)
    assert broken(on_call, placed(1, 1, "14:00")) == []


def test_a_night_before_the_week_counts_for_rest() -> None:
    sunday = Placed(officer=1, role=DutyRole.OPERATOR, shift=shift(-1, "22:00"))
    plan = Plan(monday=MONDAY, placed=[placed(1, 0, "06:00")], around=[sunday])
    assert Broken.REST_AFTER_NIGHT in {each.what for each in faults_of(plan, LIMITS)}


def test_an_empty_week_lacks_everybody_and_a_holiday_lacks_more() -> None:
    usual = faults_of(Plan(monday=MONDAY, placed=[]), LIMITS)
    busy = faults_of(Plan(monday=MONDAY, placed=[], busy={MONDAY}), LIMITS)
    assert {each.what for each in usual} == {Broken.MISSING}
    assert sum(each.count for each in usual) == 7 * 12
    assert sum(each.count for each in busy) == 7 * 12 + 5


def question(leaders: int, operators: int, busy: frozenset[date] = frozenset()) -> Question:
    shifts = [each for day in DAYS for each in shifts_of(day, STARTS, HANOI)]
    shifts += [shift_of(day, "", STARTS, HANOI) for day in DAYS]
    led, seated = list(range(1, leaders + 1)), list(range(101, 101 + operators))
    return Question(
        shifts=shifts,
        people={
            DutyRole.SHIFT_LEADER: led,
            DutyRole.OPERATOR: seated,
            DutyRole.ON_CALL: seated,
            DutyRole.TECHNICIAN: [201],
            DutyRole.OFFICE_LEADER: [301, 302],
            DutyRole.STANDING_BOARD: [401],
        },
        busy=busy,
    )


def test_four_leaders_and_eight_officers_fill_a_week() -> None:
    plan = propose(question(4, 8), LIMITS)
    assert faults_of(Plan(monday=MONDAY, placed=plan), LIMITS) == []
    nights = Counter(
        each.officer for each in plan if each.shift.is_night and each.role == DutyRole.OPERATOR
    )
    assert max(nights.values()) == 1
    days = Counter(each.officer for each in plan if each.role == DutyRole.OFFICE_LEADER)
    assert sorted(days.values()) == [3, 4]


@given(st.integers(0, 6), st.integers(0, 9), st.sets(st.sampled_from(DAYS)))
def test_a_proposal_breaks_nothing_however_few_there_are(
    leaders: int, operators: int, busy: set[date]
) -> None:
    plan = propose(question(leaders, operators, frozenset(busy)), LIMITS)
    faults = faults_of(Plan(monday=MONDAY, placed=plan, busy=busy), LIMITS)
    assert {each.what for each in faults} <= {Broken.MISSING}
    assert plan == propose(question(leaders, operators, frozenset(busy)), LIMITS)


def test_who_had_the_nights_last_week_has_none_now() -> None:
    before = [Placed(officer=101, role=DutyRole.OPERATOR, shift=shift(-5, "22:00"))]
    asked = question(4, 8)
    again = Question(shifts=asked.shifts, people=asked.people, around=before)
    nights = {
        each.officer
        for each in propose(again, LIMITS)
        if each.shift.is_night and each.role == DutyRole.OPERATOR
    }
    assert 101 not in nights
