"""Where and since when more came than elsewhere: a space-time scan over wards and days.

Cylinders (a ward with its nearest neighbours, and the last 1 to 14 days) are compared by the
Poisson likelihood ratio with what they would hold if each day's voices fell on the wards as they
usually do. So the level of a day itself, a storm over the whole city, makes no cluster: only where
it falls does. How large the best ratio gets by chance is tried out (Monte Carlo).

Source: Kulldorff 1997, A spatial scan statistic, Communications in Statistics 26; Kulldorff 2001,
Prospective time-periodic geographical disease surveillance, JRSS A 164; small odds beyond the
tries by a Gumbel curve: Abrams, Kulldorff, Kleinman 2010, Int J Health Geographics 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from langnghe.late import late
from langnghe.understanding.expected import Counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = late("numpy")

LARGEST, FARTHEST_KM = 12, 8.0
"""A circle holds at most so many wards, none farther from its middle."""
LONGEST = 14
"""Days of the longest cylinder."""
LEAST_SEEN = 5
WORTH_TRYING = 9.0
"""Below this log likelihood ratio chance was never ruled out at FOUND_AT: no tries are made."""
TRIES = 199
FOUND_AT = 0.01
TOO_OFTEN = 5
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Circles:
    """Wards in a fixed order, and the circles over them: a row of 0 and 1 for each."""

    wards: tuple[str, ...]
    members: Counts


@dataclass(frozen=True, slots=True)
class Cluster:
    """More voices in these wards, over these last days, than there would be by chance.

    `middle` is the ward at its centre; `odds` hold for the whole search, not for this place.
    """

    middle: str
    wards: tuple[str, ...]
    span: int
    seen: int
    expected: float
    odds: float


def circles_of(centres: Mapping[str, tuple[float, float]]) -> Circles:
    """Return the circles over wards by their centres (latitude, longitude)."""
    return _circles(tuple((code, *at) for code, at in sorted(centres.items())))


@lru_cache(maxsize=4)
def _circles(places: tuple[tuple[str, float, float], ...]) -> Circles:
    wards = tuple(code for code, _latitude, _longitude in places)
    if not wards:
        return Circles((), np.zeros((0, 0)))
    at = np.radians(np.array([place[1:] for place in places], dtype=np.float64))
    flat = np.stack([at[:, 0], at[:, 1] * np.cos(at[:, 0].mean())], axis=1)
    apart = 6371.0 * np.linalg.norm(flat[:, None] - flat[None, :], axis=2)
    rows: dict[frozenset[int], None] = {}
    for middle in range(len(wards)):
        nearest = np.argsort(apart[middle], kind="stable")[:LARGEST]
        within = [int(each) for each in nearest if apart[middle, each] <= FARTHEST_KM]
        for size in range(1, len(within) + 1):
            rows.setdefault(frozenset(within[:size]))
    members = np.zeros((len(rows), len(wards)))
    for row, inside in enumerate(rows):
        members[row, sorted(inside)] = 1.0
    return Circles(wards, members)


def usual_shares(past: Counts, prior: Counts, *, strength: float = 60.0) -> Counts:
    """Return how voices usually fall on wards, as pseudo-counts of a Dirichlet.

    `past`: how many came from each ward; `prior`: how all matters fall on wards, worth `strength`
    voices here. Their sum says how well it is known.
    """
    spread = (prior + 0.5) / (prior + 0.5).sum()
    known: Counts = past + strength * spread
    return known


def clumps(past: Counts) -> float:
    """Return by how much more wards vary from day to day than if each voice came by itself.

    Variance over mean around the shares of the wards; people of a place speak together, and by
    that much less do the likelihood ratios say (quasi-likelihood).
    """
    total = float(past.sum())
    if total < LEAST_SEEN:
        return 1.0
    hoped = np.outer(past.sum(axis=1) / total, past.sum(axis=0))
    return max(1.0, float(((past - hoped) ** 2).sum()) / total)


def scan(
    counts: Counts,
    known: Counts,
    circles: Circles,
    rng: np.random.Generator,
    *,
    clumped: float = 1.0,
    most: int = 3,
) -> list[Cluster]:
    """Return the clusters that chance does not explain, best first, none over another.

    `counts`: a row for each ward of the circles, a column for each of the last days. `known` is
    of `usual_shares`, `clumped` of `clumps`.
    """
    if counts.size == 0 or float(counts.sum()) < LEAST_SEEN:
        return []
    totals, share = counts.sum(axis=0), known / known.sum()
    seen = _cylinders(circles.members @ counts)
    hoped = _cylinders(circles.members @ np.outer(share, totals))
    ratios = _ratios(seen, hoped, float(totals.sum())) / clumped
    highest = float(ratios.max())
    if highest < WORTH_TRYING:
        return []
    chance = _by_chance(totals, known, circles, rng, highest)
    found: list[Cluster] = []
    taken = np.zeros(len(circles.wards))
    for place in np.argsort(ratios, axis=None)[::-1][:4000]:
        row, span = np.unravel_index(place, ratios.shape)
        best = float(ratios[row, span])
        if best < WORTH_TRYING or len(found) == most:
            break
        inside = circles.members[row]
        if seen[row, span] < LEAST_SEEN or bool(np.any(inside * taken)):
            continue
        odds = _odds(best, chance)
        if odds > FOUND_AT:
            break
        taken = taken + inside
        found.append(
            _cluster(circles, counts, int(row), int(span) + 1, float(hoped[row, span]), odds)
        )
    return found


def _cluster(
    circles: Circles, counts: Counts, row: int, span: int, expected: float, odds: float
) -> Cluster:
    inside = np.nonzero(circles.members[row])[0]
    by_ward = counts[inside, -span:].sum(axis=1)
    order = inside[np.argsort(-by_ward, kind="stable")]
    wards = tuple(circles.wards[each] for each in order)
    return Cluster(wards[0], wards, span, int(by_ward.sum()), float(expected), odds)


def _cylinders(circles_by_day: Counts) -> Counts:
    """Sum the last 1, 2, 3 ... days of each circle; days are the last axis but tries."""
    summed: Counts = np.cumsum(circles_by_day[:, ::-1], axis=1)
    return summed


def _ratios(seen: Counts, hoped: Counts, total: float) -> Counts:
    """Return the log likelihood ratio of each cylinder; 0 where it holds no more than expected."""
    more = seen > hoped
    inside = np.where(more, seen, 1.0)
    usual = np.where(more, np.maximum(hoped, 1e-9), 1.0)
    outside = np.maximum(total - inside, 0.0)
    elsewhere = np.maximum(total - usual, 1e-9)
    ratio = inside * np.log(inside / usual)
    ratio += outside * np.log(np.maximum(outside, 1e-9) / elsewhere)
    return np.where(more, ratio, 0.0)


def _by_chance(
    totals: Counts, known: Counts, circles: Circles, rng: np.random.Generator, highest: float
) -> Counts:
    """Return the best ratio of each try: the days' voices thrown on the wards by their shares.

    The shares of each try are drawn too, as well or badly as they are known. It ends early where
    chance was as high as the `highest` of the real days too often.
    """
    share, days = known / known.sum(), len(totals)
    hoped = _cylinders(circles.members @ np.outer(share, totals))
    best: list[float] = []
    sizes = [*range(0, TRIES, _AT_ONCE), TRIES]
    for start, end in pairwise(sizes):
        thrown = np.empty((len(share), days, end - start))
        for number in range(end - start):
            drawn = rng.gamma(known)
            fell = rng.multinomial(totals.astype(np.int64), drawn / drawn.sum())
            thrown[:, :, number] = fell.T
        flat = circles.members @ thrown.reshape(len(share), -1)
        seen = _cylinders(flat.reshape(len(flat), days, -1))
        ratios = _ratios(seen, hoped[:, :, None], float(totals.sum()))
        best += ratios.max(axis=(0, 1)).tolist()
        if sum(each >= highest for each in best) > TOO_OFTEN:
            break
    return np.array(best)


def _odds(best: float, chance: Counts) -> float:
    """Return how often chance gets as far: by rank, or beyond all tries by a Gumbel curve."""
    rank = (1 + int((chance >= best).sum())) / (len(chance) + 1)
    if rank > 2 / (len(chance) + 1):
        return rank
    scale = float(chance.std(ddof=1)) * np.sqrt(6) / np.pi
    middle = float(chance.mean()) - np.euler_gamma * scale
    beyond = -np.expm1(-np.exp(-(best - middle) / max(scale, 1e-9)))
    return float(max(beyond, 1e-12))


def total_by_ward(
    wards: Sequence[str], by_ward: Mapping[str, NDArray[np.float64]], days: int
) -> Counts:
    """Lay counts by ward into rows in the order of the circles; wards without any are zeros."""
    nothing = np.zeros(days)
    return np.vstack([by_ward.get(ward, nothing) for ward in wards])
