"""Who is on duty now, and in which order an alarm reaches them."""

import pytest

from langnghe.access.rules import RoleCode
from langnghe.roster.models import Watch
from langnghe.roster.queries import ladder, on_duty
from langnghe.roster.states import DutyRole, Step
from tests import cast
from tests.roster.weeks import put, shift

pytestmark = pytest.mark.django_db
FRIDAY = 4


def test_the_roster_in_force_says_who_is_on_duty() -> None:
    lan, binh = cast.officer(), cast.officer()
    put(lan, DutyRole.OPERATOR, shift(FRIDAY, "06:00"))
    put(binh, DutyRole.OPERATOR, shift(FRIDAY, "14:00"))
    assert [each.officer for each in on_duty(cast.NOON)] == [lan]
    assert [each.officer for each in on_duty(cast.later(120))] == [binh]


def test_a_draft_of_a_week_does_not_count() -> None:
    put(cast.officer(), DutyRole.OPERATOR, shift(FRIDAY, "06:00"), in_force=False)
    assert on_duty(cast.NOON) == []


def test_who_stands_watch_is_on_duty_until_the_handover() -> None:
    lan, binh = cast.officer(), cast.officer()
    put(lan, DutyRole.OPERATOR, shift(FRIDAY, "14:00"))
    early = shift(FRIDAY, "06:00").from_at
    Watch.objects.create(officer=binh, shift_at=early, began_at=early)
    people = on_duty(cast.later(125))
    assert [(each.officer, each.signed_on) for each in people] == [(binh, True), (lan, False)]
    assert people[0].shift.name == "06:00"


def test_the_ladder_follows_the_roster_and_falls_back_to_rights() -> None:
    lan = cast.officer()
    leader = cast.officer(RoleCode.OFFICE_LEADER)
    board = cast.officer(RoleCode.STANDING_BOARD)
    cast.officer(RoleCode.AGENCY_CLERK)
    put(lan, DutyRole.SHIFT_LEADER, shift(FRIDAY, "06:00"))
    reached = {rung.step: [each.officer for each in rung.people] for rung in ladder(cast.NOON)}
    assert [rung.after_minutes for rung in ladder(cast.NOON)] == [0, 5, 10, 15, 30]
    assert reached == {
        Step.OPERATORS: [lan],
        Step.SECOND: [lan],
        Step.SHIFT_LEADER: [lan],
        Step.OFFICE_LEADER: [leader],
        Step.TOP: [board],
    }


def test_a_closed_account_is_not_on_duty() -> None:
    gone = cast.officer()
    put(gone, DutyRole.OPERATOR, shift(FRIDAY, "06:00"))
    gone.is_active = False
    gone.save()
    assert on_duty(cast.NOON) == []
