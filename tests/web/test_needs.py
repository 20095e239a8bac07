"""What comes first in somebody's day, and for whom a page is made: pure."""

from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from langnghe.access.rules import FIRST_ROLES, Right, RoleCode
from langnghe.web.needs.rules import PATIENCE, Hat, Level, Need, hats_of, in_order
from tests.cast import NOON, later


def need(key: str, level: Level = Level.ORDINARY, *, due_at: datetime | None = None) -> Need:
    return Need(
        key=key, part="", icon="", what="", url="/", since=NOON, level=level, due_at=due_at
    )  # fmt: skip


def keys(needs: list[Need]) -> str:
    return "".join(each.key for each in needs)


def test_the_urgent_comes_first_then_what_is_due_first() -> None:
    late = need("b", due_at=later(-60))
    needs = [need("a", Level.NOW), late, need("c", due_at=later(60)), need("d", due_at=later(61))]
    for some in permutations(needs):
        assert keys(in_order(some)) == "abcd"


def test_what_has_no_clock_is_due_a_day_after_it_came() -> None:
    before, after = later() + PATIENCE / 2, later() + PATIENCE * 2
    needs = [need("c", due_at=after), need("b"), need("a", due_at=before)]
    assert keys(in_order(needs)) == "abc"


def test_what_two_parts_offer_stands_once_where_it_is_more_urgent() -> None:
    twice = [need("a"), need("b", due_at=later(-1)), need("a", Level.NOW)]
    found = in_order(twice)
    assert (keys(found), found[0].level) == ("ab", Level.NOW)


_needs = st.lists(
    st.builds(
        need,
        st.text("abcdef", min_size=1, max_size=2),
        st.sampled_from(Level),
        due_at=st.none() | st.integers(-9, 9).map(lambda hours: NOON + timedelta(hours=hours)),
    )
)


@given(_needs)
def test_nothing_is_lost_and_nothing_urgent_stands_behind(needs: list[Need]) -> None:
    found = in_order(needs)
    assert {each.key for each in found} == {each.key for each in needs}
    assert [each.level for each in found] == sorted(each.level for each in found)
    assert in_order(found) == found


def test_each_role_has_its_page() -> None:
    hats = {role: hats_of(rights) for role, rights in FIRST_ROLES.items()}
    assert hats == {
        RoleCode.DUTY_OFFICER: (Hat.DUTY_OFFICER,),
        RoleCode.SHIFT_LEADER: (Hat.SHIFT_LEADER,),
        RoleCode.SPECIALIST: (Hat.SPECIALIST,),
        RoleCode.OFFICE_LEADER: (Hat.LEADER,),
        RoleCode.STANDING_BOARD: (Hat.LEADER,),
        RoleCode.AGENCY_CLERK: (Hat.CLERK,),
        RoleCode.ADMINISTRATOR: (Hat.ADMINISTRATOR,),
    }


def test_two_roles_are_one_page_and_no_right_is_none() -> None:
    both = FIRST_ROLES[RoleCode.DUTY_OFFICER] | FIRST_ROLES[RoleCode.ADMINISTRATOR]
    assert hats_of(both) == (Hat.DUTY_OFFICER, Hat.ADMINISTRATOR)
    assert hats_of({Right.NOTE}) == ()
