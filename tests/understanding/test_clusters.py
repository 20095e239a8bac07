"""Where more came than elsewhere: circles, ratios, and a search that chance seldom answers."""

import numpy as np
import pytest

from langnghe.understanding import clusters
from langnghe.understanding.clusters import Circles, circles_of, scan, usual_shares
from langnghe.understanding.expected import Counts

SIDE = 8
WARDS = [f"{row}{column}" for row in range(SIDE) for column in range(SIDE)]
DAYS = 14


@pytest.fixture
def circles() -> Circles:
    """Wards on a chessboard, about 2 km apart."""
    return circles_of(
        {ward: (21 + 0.018 * int(ward[0]), 105.8 + 0.019 * int(ward[1])) for ward in WARDS}
    )


def drawn(mean: float, seed: int) -> tuple[Counts, Counts]:
    """Return 100 days by which to know, and the days that are scanned."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(2, mean / 2, len(WARDS))[:, None]
    known = rng.poisson(level, (len(WARDS), 100)).sum(axis=1).astype(np.float64)
    counts = rng.poisson(level, (len(WARDS), DAYS)).astype(np.float64)
    return usual_shares(known, known), counts


def test_circles_hold_the_nearest(circles: Circles) -> None:
    assert set(circles.members.sum(axis=1)) <= set(range(1, clusters.LARGEST + 1))
    corner = WARDS.index("00")
    pairs = circles.members[(circles.members.sum(axis=1) == 2) & (circles.members[:, corner] > 0)]
    assert {WARDS[each] for row in pairs for each in np.nonzero(row)[0]} <= {"00", "01", "10"}


def test_the_ratio_as_published() -> None:
    ratio = clusters._ratios(np.array([[10.0]]), np.array([[2.0]]), 100.0)
    assert ratio[0, 0] == pytest.approx(10 * np.log(5) + 90 * np.log(90 / 98))
    assert clusters._ratios(np.array([[2.0]]), np.array([[2.0]]), 100.0)[0, 0] == 0


def test_an_outbreak_in_three_wards_is_found_with_its_days(circles: Circles) -> None:
    known, counts = drawn(0.5, 3)
    inside = [WARDS.index(ward) for ward in ("33", "34", "43")]
    counts[inside, -4:] += 3
    (found,) = scan(counts, known, circles, np.random.default_rng(1))
    assert {"33", "34", "43"} <= set(found.wards)
    assert found.middle in {"33", "34", "43"}
    assert found.span == 4
    assert found.seen >= 36 > found.expected
    assert found.odds < 1e-4


def test_two_outbreaks_are_two_clusters(circles: Circles) -> None:
    known, counts = drawn(0.5, 4)
    counts[WARDS.index("11"), -2:] += 8
    counts[WARDS.index("66"), -2:] += 8
    found = scan(counts, known, circles, np.random.default_rng(1))
    assert len(found) == 2
    assert not set(found[0].wards) & set(found[1].wards)


def test_a_storm_over_all_wards_is_no_cluster(circles: Circles) -> None:
    known, counts = drawn(2, 5)
    counts[:, -1] = np.random.default_rng(8).poisson(30 * known / known.mean())
    assert scan(counts, known, circles, np.random.default_rng(1)) == []


def test_chance_is_seldom_called_a_cluster(circles: Circles) -> None:
    found = [
        scan(*reversed(drawn(0.4, seed)), circles, np.random.default_rng(seed))
        for seed in range(60)
    ]
    assert sum(bool(each) for each in found) <= 3


def test_nothing_comes_of_nothing(circles: Circles) -> None:
    nothing = np.zeros((len(WARDS), DAYS))
    known = usual_shares(nothing.sum(axis=1), nothing.sum(axis=1))
    assert scan(nothing, known, circles, np.random.default_rng(1)) == []
    assert circles_of({}).members.shape == (0, 0)
