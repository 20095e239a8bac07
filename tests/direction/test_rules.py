"""Who is competent: the profile's rules, their order, their validity; bad ones are refused."""

import json
from datetime import date

import pytest

from langnghe.direction.rules import (
    BadCondition,
    Condition,
    Delegation,
    Handled,
    Standing,
    competent,
    condition_of,
    handler_of,
)
from langnghe.direction.states import (
    DIRECTIVE_MOVES,
    MEMO_MOVES,
    Desk,
    DirectiveState,
    MemoState,
    WrongDirectiveState,
    WrongMemoState,
    check_directive,
    check_memo,
)
from tests.hotline import ROOT

DAY = date(2026, 11, 20)


def profile() -> list[Delegation]:
    given = json.loads((ROOT / "profiles" / "hanoi" / "delegation.json").read_text())
    return [
        Delegation(
            code=row["code"],
            when=condition_of(row["when"]),
            desk=Desk(row["desk"]),
            limit=row.get("limit", 0),
            unit=row.get("unit", ""),
            is_after=row.get("is_after", False),
            valid_from=date.fromisoformat(row["valid_from"]),
        )
        for row in given["rules"]
    ]


def standing(**given: object) -> Standing:
    facts = {
        "urgency": "K1",
        "sensitivity": "S0",
        "topic": "MT.01",
        "kinds": frozenset({"phan_anh"}),
    }
    return Standing(**{**facts, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "code", "desk"),
    [
        (standing(), "UQ-TX", Desk.NONE),
        (standing(sensitivity="S1"), "UQ-TX", Desk.NONE),
        (standing(urgency="K2"), "UQ-K2", Desk.OFFICE),
        (standing(urgency="K3"), "UQ-K3", Desk.OFFICE),
        (standing(urgency="K3", sensitivity="S2"), "UQ-S2", Desk.STANDING_BOARD),
        (standing(urgency="K2", is_hot=True), "UQ-NONG", Desk.STANDING_BOARD),
        (standing(is_hot=True), "UQ-TX", Desk.NONE),
        (standing(people=10), "UQ-NONG", Desk.STANDING_BOARD),
        (standing(people=9), "UQ-TX", Desk.NONE),
        (standing(people=5, is_repeated=True), "UQ-NONG", Desk.STANDING_BOARD),
        (standing(kinds=frozenset({"to_cao"})), "UQ-TC", Desk.OFFICE),
        (standing(kinds=frozenset({"khieu_nai"})), "UQ-KN", Desk.OFFICE),
        (standing(topic="CB.02"), "UQ-CB", Desk.OFFICE),
        (standing(kinds=frozenset()), "UQ-KHAC", Desk.OFFICE),
    ],
)
def test_the_profile_says_who_is_competent(case: Standing, code: str, desk: Desk) -> None:
    found = competent(profile(), case, DAY)
    assert found is not None
    assert (found.code, found.desk) == (code, desk)


def test_a_rule_counts_between_its_days_only() -> None:
    rule = Delegation(
        code="X", when=Condition(), desk=Desk.OFFICE, limit=1, unit="wd",
        valid_from=DAY, valid_to=DAY,
    )  # fmt: skip
    assert competent([rule], standing(), DAY) is rule
    assert competent([rule], standing(), date(2026, 11, 19)) is None
    assert competent([rule], standing(), date(2026, 11, 21)) is None


@pytest.mark.parametrize("given", [{"colour": ["red"]}, {"people": "ten"}, {"urgency": "K2"}])
def test_a_condition_that_nobody_knows_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(BadCondition):
        condition_of(given)


def test_a_case_goes_to_whom_it_is_with_else_to_its_ward_else_to_the_lead() -> None:
    others = frozenset({2, 3})
    assert handler_of(Handled(2, 3), 1, others) == 2
    assert handler_of(Handled(9, 3), 1, others) == 3
    assert handler_of(Handled(None, 8), 1, others) == 1
    assert handler_of(Handled(1, 3), 1, others) == 1


def test_memos_and_orders_take_no_other_steps() -> None:
    for old in MemoState:
        for new in MemoState:
            if new in MEMO_MOVES[old]:
                check_memo(old, new)
            else:
                with pytest.raises(WrongMemoState):
                    check_memo(old, new)
    for before in DirectiveState:
        for after in DirectiveState:
            if after in DIRECTIVE_MOVES[before]:
                check_directive(before, after)
            else:
                with pytest.raises(WrongDirectiveState):
                    check_directive(before, after)
