"""What is unusual: more of something than is to be expected, since when, and the odds of chance.

A series is the daily count of one topic, ward, agency or issue. Series of one kind are judged
together: what lifts all of them (a storm over the whole city) lifts what is expected of each, and
is itself found in the series of everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from langnghe.late import late
from langnghe.understanding.expected import TREND_FROM, Counts, Expectation, expect
from langnghe.workdays.calendar import WorkCalendar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = late("numpy")

GUARD = 7
"""The last days are judged, not learned from: what goes on must not teach itself to be usual."""
SPANS = (1, 2, 3, 7)
"""An event may be of today or of a week: each span is looked at, and paid for in the odds."""
LEAST_SEEN, LEAST_MORE = 3, 2.0
"""Fewer voices than these, or fewer beyond the expected ones, are never called unusual."""
LEVELLED_FROM = 10
"""So many series of a kind tell what lifts all of them."""
_EARS_DAYS = 12


class Method(StrEnum):
    """By what something was found."""

    REGRESSION = "regression"
    """Quasi-Poisson regression (Farrington, Noufaily), once there are eight weeks."""
    YOUNG = "young"
    """A level drawn towards that of its like, in the first weeks."""
    SCAN = "scan"
    """A space-time scan (Kulldorff): see `clusters`."""
    EARS = "ears"
    """EARS C2 or C3 (Hutwagner): said beside the others, never alone."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """What was seen of one series over its most telling span of last days.

    `odds`: how often chance alone would bring as much or more. `days`, `mean`, `low`, `high`:
    what was counted and expected on each day shown, with the band in which 19 of 20 days lie.
    """

    key: str
    method: Method
    span: int
    seen: int
    expected: float
    odds: float
    ears: bool
    counts: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def judge(
    series: Mapping[str, Counts],
    days: Sequence[date],
    calendar: WorkCalendar,
    *,
    share: float = 1.0,
    shown: int = 28,
) -> list[Unusual]:
    """Judge the last days of all series of one kind. `share`: how much of the last day is over.

    Every series is returned, usual ones too: how many were looked at decides what is believed
    (`believed`). Without a day of history there is nothing to judge by, and nothing is returned.
    """
    if not series or len(days) < 2:
        return []
    counts = np.vstack([np.asarray(each, dtype=np.float64) for each in series.values()])
    past, spans = _past_of(len(days))
    expectation = expect(counts, days, calendar, past=past)
    mean = expectation.mean.copy()
    mean[:, -1] *= min(max(share, 0.02), 1.0)
    odds, span, expected = _most_telling(counts, mean, expectation, spans)
    method = Method.REGRESSION if past >= TREND_FROM else Method.YOUNG
    lately = counts[:, -_EARS_DAYS:]
    ears = (ears_c2(lately)[:, -1] > 3) | (ears_c3(lately)[:, -1] > 2)
    low, high = _band(mean[:, -shown:], expectation)
    return [
        Unusual(
            key=key,
            method=method,
            span=int(span[row]),
            seen=int(counts[row, -span[row] :].sum()),
            expected=float(expected[row]),
            odds=float(odds[row]),
            ears=bool(ears[row]),
            counts=tuple(int(each) for each in counts[row, -shown:]),
            mean=_rounded(mean[row, -shown:]),
            low=_rounded(low[row]),
            high=_rounded(high[row]),
        )
        for row, key in enumerate(series)
    ]


def _rounded(values: Counts) -> tuple[float, ...]:
    return tuple(round(float(each), 2) for each in values)


def _past_of(length: int) -> tuple[int, tuple[int, ...]]:
    """Return how many days are learned from, and which spans of the others are judged."""
    if length >= 2 * GUARD:
        return length - GUARD, SPANS
    return length - 1, (1,)


def _most_telling(
    counts: Counts, mean: Counts, expectation: Expectation, spans: Sequence[int]
) -> tuple[Counts, NDArray[np.intp], Counts]:
    """Return by series the least odds over the spans, that span, and what it was to bring."""
    tried = []
    for span in spans:
        seen, hoped = counts[:, -span:].sum(axis=1), mean[:, -span:].sum(axis=1)
        level, spread = lift_of(seen, hoped)
        hoped = hoped * level
        odds = tail(seen, hoped, np.maximum(expectation.spread, spread), expectation.doubt)
        tried.append((np.minimum(odds * len(spans), 1.0), hoped))
    all_odds = np.array([odds for odds, _hoped in tried])
    best = all_odds.argmin(axis=0)
    rows = np.arange(len(counts))
    hoped = np.array([each for _odds, each in tried])[best, rows]
    return all_odds[best, rows], np.array(spans)[best], hoped


def lift_of(seen: Counts, hoped: Counts) -> tuple[float, float]:
    """Return by how much all series of a kind are lifted at once, and how unevenly.

    Both are 1 where they are not lifted; the second is variance over mean around the lift. The
    tenth that stands out most is left out, so that an outbreak in a few is not taken for a lift
    of all. Only a lift that chance does not bring counts.
    """
    if len(seen) < LEVELLED_FROM:
        return 1.0, 1.0
    ahead = (seen - hoped) / np.sqrt(np.maximum(hoped, 0.25))
    others = np.argsort(ahead)[: -max(1, len(seen) // 10)]
    have, want = float(seen[others].sum()), float(hoped[others].sum())
    if have <= want or _tail_of(have, want) > 0.01:
        return 1.0, 1.0
    level = (have + 10) / (want + 10)
    lifted = level * np.maximum(hoped[others], 0.05)
    return level, max(1.0, float(((seen[others] - lifted) ** 2 / lifted).mean()))


def tail(seen: Counts, hoped: Counts, spread: Counts, doubt: Counts) -> Counts:
    """Return the odds of as many or more by chance: negative binomial around what is expected.

    Its variance is that of the days (`spread` times the mean) and that of the mean (`doubt`).
    """
    from scipy.special import betainc  # heavy, and needed by the watch alone

    variance = spread * hoped + doubt * hoped**2
    beyond = np.maximum(variance - hoped, 1e-6 * np.maximum(hoped, 1e-9))
    size = hoped**2 / beyond
    odds: Counts = np.where(
        seen <= 0, 1.0, betainc(np.maximum(seen, 1.0), size, hoped / (hoped + size))
    )
    return odds


def _tail_of(seen: float, hoped: float) -> float:
    from scipy.special import gammainc  # heavy, and needed by the watch alone

    return float(gammainc(seen, hoped)) if seen > 0 else 1.0


def _band(mean: Counts, expectation: Expectation) -> tuple[Counts, Counts]:
    """Return between what 19 of 20 days lie, by the square root, which makes counts even."""
    spread = expectation.spread[:, None] + expectation.doubt[:, None] * mean
    root, half = np.sqrt(mean), 0.98 * np.sqrt(spread)
    low: Counts = np.maximum(root - half, 0.0) ** 2
    high: Counts = (root + half) ** 2
    return low, high


def ears_c2(counts: Counts, *, least: float = 0.5) -> Counts:
    """Return EARS C2 of each day: standard deviations above the 7 days that ended 3 days before.

    Days without that history have 0. `least` is the smallest deviation divided by. Source:
    Hutwagner et al. 2003, The bioterrorism preparedness and response Early Aberration Reporting
    System (EARS), J Urban Health 80. Above 3 is unusual.
    """
    scores = np.zeros_like(counts, dtype=np.float64)
    for day in range(9, counts.shape[1]):
        before = counts[:, day - 9 : day - 2]
        deviation = np.maximum(before.std(axis=1, ddof=1), least)
        scores[:, day] = (counts[:, day] - before.mean(axis=1)) / deviation
    return scores


def ears_c3(counts: Counts, *, least: float = 0.5) -> Counts:
    """Return EARS C3 of each day: what three days of C2 have above 1; above 2 is unusual."""
    above = np.maximum(ears_c2(counts, least=least) - 1, 0.0)
    summed = above.copy()
    summed[:, 1:] += above[:, :-1]
    summed[:, 2:] += above[:, :-2]
    return summed


def believed(odds: Sequence[float], *, false_share: float) -> list[bool]:
    """Tell which of many odds to believe, so that `false_share` of those are chance on average.

    Source: Benjamini, Hochberg 1995, Controlling the false discovery rate, JRSS B 57.
    """
    if not odds:
        return []
    ordered = np.sort(np.asarray(odds))
    steps = false_share * np.arange(1, len(ordered) + 1) / len(ordered)
    passed = np.nonzero(ordered <= steps)[0]
    limit = float(ordered[passed[-1]]) if len(passed) else -1.0
    return [each <= limit for each in odds]


def stands_out(found: Unusual) -> bool:
    """Tell whether there are enough voices, and enough beyond the expected, to speak of."""
    return found.seen >= LEAST_SEEN and found.seen - found.expected >= LEAST_MORE
