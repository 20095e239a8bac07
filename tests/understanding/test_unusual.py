"""What is called unusual: known vectors, streams with something in them, and with nothing."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from langnghe.understanding.clusters import circles_of
from langnghe.understanding.expected import Counts
from langnghe.understanding.lookout import CLUSTER, EVERYTHING, Counted, look
from langnghe.understanding.unusual import (
    Method,
    believed,
    ears_c2,
    ears_c3,
    judge,
    lift_of,
    stands_out,
    tail,
)
from langnghe.workdays.calendar import vietnam_calendar

CALENDAR = vietnam_calendar(range(2024, 2028))
LAST = date(2026, 11, 25)


def days(count: int, *, last: date = LAST) -> list[date]:
    return [last - timedelta(days=back) for back in reversed(range(count))]


def poisson(mean: float, *shape: int, seed: int = 1) -> Counts:
    return np.random.default_rng(seed).poisson(mean, shape).astype(np.float64)


def named(rows: Counts) -> dict[str, Counts]:
    return {f"{number:03d}": row for number, row in enumerate(rows)}


def test_ears_as_published() -> None:
    row = np.array([[2.0, 4, 4, 4, 5, 5, 4, 4, 4, 8]])
    assert ears_c2(row)[0, -1] == pytest.approx(4.0)
    assert ears_c2(row)[0, :9].tolist() == [0.0] * 9
    assert ears_c3(row)[0, -1] == pytest.approx(3.0)


def test_ears_has_a_least_deviation() -> None:
    row = np.array([[0.0] * 9 + [1]])
    assert ears_c2(row)[0, -1] == pytest.approx(2.0)


def test_the_tail_is_a_poissons_where_nothing_more_is_known() -> None:
    one = np.ones(1)
    found = tail(np.array([5.0]), np.array([2.0]), one, 0 * one)
    assert found[0] == pytest.approx(0.052653, abs=1e-5)


def test_the_tail_grows_with_spread_and_doubt() -> None:
    seen, hoped, one = np.array([9.0]), np.array([3.0]), np.ones(1)
    plain = tail(seen, hoped, one, 0 * one)[0]
    assert plain < tail(seen, hoped, 1.5 * one, 0 * one)[0]
    assert plain < tail(seen, hoped, one, 0.2 * one)[0]


def test_false_discoveries_as_published() -> None:
    odds = [0.03, 0.5, 0.01, 0.04, 0.02]
    assert believed(odds, false_share=0.05) == [True, False, True, True, True]
    assert believed([0.2, 0.9], false_share=0.05) == [False, False]
    assert believed([], false_share=0.05) == []


@pytest.mark.parametrize("length", [0, 1])
def test_without_a_day_of_history_there_is_nothing_to_judge_by(length: int) -> None:
    assert judge({"a": np.full(length, 50.0)}, days(length), CALENDAR) == []


@pytest.mark.parametrize("length", [2, 5, 13, 14, 30, 63, 70, 400])
def test_all_zero_is_usual(length: int) -> None:
    found = judge(named(np.zeros((3, length))), days(length), CALENDAR)
    assert [each.odds for each in found] == [1.0, 1.0, 1.0]
    assert not any(stands_out(each) for each in found)


@pytest.mark.parametrize("length", [8, 20, 40, 70, 400])
def test_one_huge_day_is_unusual_and_no_other_series_is(length: int) -> None:
    rows = poisson(2, 12, length)
    rows[4, -1] = 60
    found = judge(named(rows), days(length), CALENDAR)
    told = believed([each.odds for each in found], false_share=0.02)
    assert [each.key for each, is_told in zip(found, told, strict=True) if is_told] == ["004"]
    assert found[4].span == 1
    assert found[4].seen == 60
    assert found[4].odds < 1e-6


def test_a_slow_rise_is_found_over_a_week() -> None:
    rows = poisson(2, 12, 200)
    rows[3, -7:] = 5
    (found,) = [each for each in judge(named(rows), days(200), CALENDAR) if each.key == "003"]
    assert found.span == 7
    assert found.method == Method.REGRESSION
    assert found.odds < 1e-3


def test_a_past_outbreak_does_not_hide_the_next() -> None:
    rows = poisson(2, 12, 200)
    rows[3, 100:114] = 40
    rows[3, -1] = 14
    (found,) = [each for each in judge(named(rows), days(200), CALENDAR) if each.key == "003"]
    assert found.expected < 5
    assert found.odds < 1e-3


def test_weekdays_are_known() -> None:
    when = days(210, last=date(2026, 11, 22))
    level = np.array([12.0 if day.weekday() < 5 else 2.0 for day in when])
    found = judge({"a": np.round(level)}, when, CALENDAR)[0]
    assert when[-1].weekday() == 6
    assert found.mean[-1] == pytest.approx(2, abs=0.7)
    assert found.mean[-3] == pytest.approx(12, abs=1.5)


def test_holidays_are_known() -> None:
    when = days(700, last=date(2026, 2, 18))
    level = np.array([20.0 if CALENDAR.is_working(day) else 4.0 for day in when])
    found = judge({"a": level}, when, CALENDAR)[0]
    assert not CALENDAR.is_working(when[-1])
    assert when[-1].weekday() < 5
    assert found.mean[-1] < 9


def test_a_morning_is_judged_as_a_part_of_a_day() -> None:
    rows = poisson(10, 12, 120)
    rows[:, -1] = 2
    rows[5, -1] = 12
    whole = judge(named(rows), days(120), CALENDAR)[5]
    part = judge(named(rows), days(120), CALENDAR, share=0.2)[5]
    assert part.odds < 1e-3 < whole.odds


def test_what_lifts_all_is_expected_of_each_but_not_of_the_whole() -> None:
    rows = poisson(3, 60, 120)
    rows[:, -1] = poisson(18, 60, seed=2)
    found = judge(named(rows), days(120), CALENDAR)
    told = believed([each.odds for each in found], false_share=0.02)
    assert sum(told) <= 6
    whole = judge({"": rows.sum(axis=0)}, days(120), CALENDAR)[0]
    assert whole.odds < 1e-6


def test_an_outbreak_in_a_few_is_no_lift_of_all() -> None:
    hoped = np.full(40, 5.0)
    seen = hoped.copy()
    seen[:3] = 80
    assert lift_of(seen, hoped) == (1.0, 1.0)
    assert lift_of(3 * hoped, hoped)[0] > 2
    assert lift_of(np.full(4, 50.0), np.full(4, 5.0)) == (1.0, 1.0)


@given(
    arrays(
        np.int64, st.tuples(st.integers(1, 13), st.integers(0, 90)), elements=st.integers(0, 3000)
    )
)
def test_any_counts_have_odds(counts: np.ndarray) -> None:
    rows = counts.astype(np.float64)
    for each in judge(named(rows), days(counts.shape[1]), CALENDAR):
        assert 0 <= each.odds <= 1
        assert np.isfinite(each.expected)
        assert each.expected >= 0
        assert all(
            low <= mean <= high
            for low, mean, high in zip(each.low, each.mean, each.high, strict=True)
        )


def test_chance_alone_is_seldom_told() -> None:
    """Half a year of looking at 150 series: what is told by chance stays rare."""
    rows = poisson(1.5, 150, 320, seed=5)
    told = 0
    for until in range(140, 321, 9):
        found = judge(named(rows[:, :until]), days(320)[:until], CALENDAR)
        told += sum(believed([each.odds for each in found], false_share=0.02))
    assert told <= 2


def counted(rows: Counts, places: Counts, wards: list[str]) -> Counted:
    return Counted(
        days=days(rows.shape[1]),
        series={EVERYTHING: {"": rows.sum(axis=0)}, "topic": named(rows)},
        places={"MT": dict(zip(wards, places, strict=True))},
    )


def test_the_lookout_tells_the_least_likely_first() -> None:
    wards = [f"w{number}" for number in range(20)]
    centres = {ward: (21.0 + 0.02 * n, 105.8) for n, ward in enumerate(wards)}
    rows, places = poisson(2, 12, 120), poisson(0.3, 20, 120)
    rows[2, -1] = 40
    places[7:9, -3:] += 3
    found = look(
        counted(rows, places, wards), CALENDAR, circles_of(centres), np.random.default_rng(1)
    )
    assert [each.odds for each in found] == sorted(each.odds for each in found)
    assert {(each.scope, each.key.partition(":")[0]) for each in found} >= {
        ("topic", "002"),
        (CLUSTER, "MT"),
    }
    cluster = next(each for each in found if each.scope == CLUSTER)
    assert {"w7", "w8"} <= set(cluster.wards)
    assert cluster.since == LAST - timedelta(days=2)
    assert len(cluster.counts) == len(cluster.mean) == len(cluster.high) == 28


def test_the_lookout_has_nothing_to_say_of_nothing() -> None:
    empty = Counted(days=[], series={}, places={})
    assert look(empty, CALENDAR, circles_of({}), np.random.default_rng(1)) == []
