"""The lookout: everything that is counted is judged together, and only what stands out is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from langnghe.late import late
from langnghe.understanding import clusters
from langnghe.understanding.clusters import Circles, Cluster
from langnghe.understanding.expected import Counts
from langnghe.understanding.unusual import Method, Unusual, believed, judge, stands_out
from langnghe.workdays.calendar import WorkCalendar

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")

FALSE_SHARE = 0.02
"""So many of those told are chance, on average."""
CLUSTERS_FALSE_SHARE = 0.005
"""The same of clusters: there are few scans, and people of a place speak together anyway."""
SHARES_FROM = 84
"""Days before the scanned ones from which it is learned how voices fall on wards."""
SHOWN = 28
EVERYTHING, CLUSTER = "all", "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Daily counts, all over the same days, the last of which may not be over.

    `series`: by kind (all, group, topic, ward, agency, issue), then by code. `places`: by group
    of topics ("" for all), then by ward. `share`: how much of the last day is over.
    """

    days: Sequence[date]
    series: Mapping[str, Mapping[str, Counts]]
    places: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that is unusual: of what kind and code, how many, since when, the odds of chance.

    A cluster's code is its group of topics and its middle ward, "MT:00004". The last four are of
    the days shown.
    """

    scope: str
    key: str
    method: Method
    since: date
    seen: int
    expected: float
    odds: float
    ears: bool
    wards: tuple[str, ...]
    counts: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def look(
    counted: Counted, calendar: WorkCalendar, circles: Circles, rng: np.random.Generator
) -> list[Found]:
    """Return what is unusual now, the least likely first."""
    judged = [
        (kind, each)
        for kind, series in counted.series.items()
        for each in judge(series, counted.days, calendar, share=counted.share, shown=SHOWN)
    ]
    told = believed([each.odds for _kind, each in judged], false_share=FALSE_SHARE)
    found = [
        _of_series(kind, each, counted.days)
        for (kind, each), is_told in zip(judged, told, strict=True)
        if is_told and stands_out(each)
    ]
    found += _of_places(counted, circles, rng)
    return sorted(found, key=lambda each: each.odds)


def _of_series(kind: str, each: Unusual, days: Sequence[date]) -> Found:
    return Found(
        scope=kind, key=each.key, method=each.method, since=days[-each.span], seen=each.seen,
        expected=each.expected, odds=each.odds, ears=each.ears, wards=(), counts=each.counts,
        mean=each.mean, low=each.low, high=each.high,
    )  # fmt: skip


def _of_places(counted: Counted, circles: Circles, rng: np.random.Generator) -> list[Found]:
    """Scan all matters and each group over the wards; groups pay for one another in the odds."""
    length = len(counted.days)
    window = min(clusters.LONGEST, length // 2)
    if not window or not circles.wards:
        return []
    rows = {
        group: clusters.total_by_ward(circles.wards, by_ward, length)
        for group, by_ward in counted.places.items()
    }
    past = slice(max(0, length - window - SHARES_FROM), length - window)
    everywhere = sum((each[:, past].sum(axis=1) for each in rows.values()), np.zeros(1))
    hits: list[tuple[str, Cluster, Counts, Counts]] = []
    for group, counts in rows.items():
        known = clusters.usual_shares(counts[:, past].sum(axis=1), everywhere)
        clumped = clusters.clumps(counts[:, past])
        scanned = clusters.scan(counts[:, -window:], known, circles, rng, clumped=clumped)
        hits += [(group, each, counts, known / known.sum()) for each in scanned]
    beside = [1.0] * max(0, len(rows) - len(hits))
    told = believed([hit[1].odds for hit in hits] + beside, false_share=CLUSTERS_FALSE_SHARE)
    return [
        _of_cluster(*hit, circles, counted.days)
        for hit, is_told in zip(hits, told, strict=False)
        if is_told and hit[1].seen - hit[1].expected >= 2
    ]


def _of_cluster(
    group: str,
    each: Cluster,
    counts: Counts,
    shares: Counts,
    circles: Circles,
    days: Sequence[date],
) -> Found:
    inside = np.isin(np.array(circles.wards), each.wards)
    mean = counts[:, -SHOWN:].sum(axis=0) * float(shares[inside].sum())
    root = np.sqrt(mean)
    return Found(
        scope=CLUSTER, key=f"{group}:{each.middle}", method=Method.SCAN, since=days[-each.span],
        seen=each.seen, expected=each.expected, odds=each.odds, ears=False, wards=each.wards,
        counts=tuple(int(day) for day in counts[inside, -SHOWN:].sum(axis=0)),
        mean=tuple(round(float(day), 2) for day in mean),
        low=tuple(round(float(day), 2) for day in np.maximum(root - 0.98, 0) ** 2),
        high=tuple(round(float(day), 2) for day in (root + 0.98) ** 2),
    )  # fmt: skip
