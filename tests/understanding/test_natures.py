"""Natures: the same cases give the same natures, words and topics both count."""

from datetime import UTC, datetime, timedelta

from langnghe.understanding.natures import (
    LEAST_CASES,
    WINDOW,
    Natures,
    Told,
    likeness,
    natures_of,
    nearest,
    told_of,
    weighed,
)
from langnghe.understanding.trace import Trace, term_of

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
RUBBISH, NOISE = "rac boc mui thu gom dong".split(), "loa keo hat dem on".split()  # noqa: SIM905


def trace(words: list[str], topic: str, *, days: float = 0, places: tuple[str, ...] = ()) -> Trace:
    share = max(1, len(words)) ** -0.5
    return Trace(
        received_at=BEGIN + timedelta(days=days),
        terms={term_of(word): share for word in words},
        topics={topic: 0.9},
        wards={},
        places=frozenset(places),
        names={},
        size=len(words),
    )


def cases() -> list[Told]:
    """Return five cases of each of two natures."""
    rubbish = [told_of(key, [trace(RUBBISH[key % 2 :], "MT.01")]) for key in range(5)]
    noise = [told_of(10 + key, [trace(NOISE[key % 2 :], "TT.03")]) for key in range(5)]
    return rubbish + noise


def test_two_natures_are_found_and_found_again() -> None:
    found = natures_of(weighed(cases()))
    assert [nature.keys for nature in found] == [(0, 1, 2, 3, 4), (10, 11, 12, 13, 14)]
    assert [nature.topic for nature in found] == ["MT.01", "TT.03"]
    assert natures_of(weighed(cases()[::-1])) == found


def test_the_same_words_under_other_topics_are_other_natures() -> None:
    told = [told_of(key, [trace(RUBBISH, "MT.01")], topic="MT.01") for key in range(4)]
    told += [told_of(10 + key, [trace(RUBBISH, "MT.02")], topic="MT.02") for key in range(4)]
    assert [nature.keys for nature in natures_of(weighed(told))] == [(0, 1, 2, 3), (10, 11, 12, 13)]


def test_few_cases_nothing_and_cases_without_words_are_no_nature() -> None:
    assert natures_of([]) == []
    assert natures_of(weighed(cases()[: LEAST_CASES - 1])) == []
    silent = [told_of(key, [trace([], "MT.01")]) for key in range(9)]
    assert natures_of(weighed(silent)) == []


def test_names_of_places_say_nothing_about_a_nature() -> None:
    told = told_of(1, [trace(["rac", "hoa", "sua"], "MT.01", places=("line:hoa sua",))])
    assert set(told.terms) == {term_of("rac")}


def test_a_case_is_as_like_a_nature_as_to_its_cases_on_the_mean() -> None:
    told = weighed(cases())
    rubbish, noise = natures_of(told)
    case = told[0]
    mean = (
        sum(
            sum(weight * other.terms.get(term, 0.0) for term, weight in case.terms.items())
            for other in told[:5]
        )
        / 5
    )
    assert abs(likeness(case, rubbish) - mean) < 1e-9
    assert nearest(case, [noise, rubbish])[0] == 1
    assert nearest(case, []) == (-1, 0.0)


def test_one_by_one_the_fourth_case_makes_the_issue_and_the_window_moves() -> None:
    natures = Natures()
    said = [natures.add(key, trace(RUBBISH, "MT.01", days=key)) for key in range(5)]
    assert said == [None, None, None, 0, 0]
    late = WINDOW.days + 9
    assert natures.add(9, trace(RUBBISH, "MT.01", days=late)) is None
