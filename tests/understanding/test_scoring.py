"""Figures beside the labels of people: shares, recall, grouping, and how sure they are."""

from typing import Any

import pytest

from langnghe.understanding.scoring import Score, likely_range, score

SAID: dict[str, Any] = {
    "id": "a", "kind": "phan_anh", "topics": ["MT.01", "GT.01"], "ward": "1",
    "ward_candidates": ["1"], "urgency": "K1", "sensitivity": "S0", "same_event": [],
}  # fmt: skip
LABELS: dict[str, Any] = {
    "kind": "phan_anh", "topics": ["MT.01"], "ward_code": "1", "urgency": "K1",
    "sensitivity": "S0", "dup_group": None,
}  # fmt: skip


def figures(*rows: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Score]:
    """Score rows that differ from SAID and LABELS as given."""
    scored = score([({**SAID, **said}, {**LABELS, **label}) for said, label in rows])
    return {each.name: each for each in scored}


def test_what_agrees_is_right() -> None:
    found = figures(({}, {}), ({"topics": ["MT.02"]}, {}), ({"topics": []}, {}))
    assert found["topic, level 1"].share == pytest.approx(2 / 3)
    assert found["topic, level 2"].share == pytest.approx(1 / 3)
    assert found["kind"].share == 1


def test_a_ward_is_rightly_asked_only_when_it_is_among_the_candidates() -> None:
    asked = {"ward": None, "ward_candidates": ["2", "1"]}
    found = figures(
        (asked, {}), (asked, {"ward_code": "3"}), ({"ward": "2"}, {}),
        ({"ward": None, "ward_candidates": []}, {"ward_code": None}),
    )  # fmt: skip
    assert found["ward right"].right == 1
    assert found["ward right or rightly asked"].right == 2


def test_danger_is_counted_by_what_was_missed_and_what_was_none() -> None:
    found = figures(
        ({"urgency": "K3"}, {"urgency": "K3"}), ({}, {"urgency": "K3"}), ({"urgency": "K3"}, {}),
        ({}, {}),
    )  # fmt: skip
    assert found["K3 recall"].share == 0.5
    assert found["K3 false alarms among the others"].share == 0.5


def test_groups_are_judged_by_pairs_and_by_reports() -> None:
    found = figures(
        ({"id": "a"}, {"dup_group": "G"}),
        ({"id": "b", "same_event": ["a"]}, {"dup_group": "G"}),
        ({"id": "c"}, {"dup_group": "G"}),
        ({"id": "d", "same_event": ["a", "b"]}, {}),
    )
    assert found["same event, precision of pairs"].share == pytest.approx(1 / 3)
    assert found["same event, recall of pairs"].share == pytest.approx(1 / 3)
    assert found["same event, B-cubed precision"].share == pytest.approx(
        (2 / 3 * 2 + 1 + 1 / 3) / 4
    )
    assert found["same event, B-cubed recall"].share == pytest.approx((2 / 3 * 2 + 1 / 3 + 1) / 4)


def test_without_labels_there_is_nothing_to_judge() -> None:
    assert all(each.share is None for each in score([(SAID, {})]))


def test_a_share_of_few_may_be_anything() -> None:
    assert likely_range(0, 0) == (0, 1)
    low, high = likely_range(9, 10)
    assert low == pytest.approx(0.596, abs=0.001)
    assert high == pytest.approx(0.982, abs=0.001)
    closer = likely_range(900, 1000)
    assert low < closer[0] < 0.9 < closer[1] < high
