"""Methods that call something unusual, plain ones too, and what each of them did."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.streams import GROUPS, Plant, Stream
from langnghe.understanding.clusters import Circles
from langnghe.understanding.lookout import CLUSTER, EVERYTHING, look
from langnghe.understanding.unusual import ears_c2, ears_c3
from langnghe.workdays.calendar import WorkCalendar

HISTORY = 400
LOOKOUT, BASELINE = "the lookout", "mean + 2 sd of 7 days (baseline)"
QUIET = "the same, as quiet"
LEAST_SD = 0.5
"""Without it no number of sd would be quiet: after a week of zeros one voice is beyond all."""
Lit = set[tuple[str, str]]
"""What is called unusual on a day: kind and code."""


def plain(
    counts: NDArray[np.float64], *, times: float = 2.0, least: float = 0.0
) -> NDArray[np.bool_]:
    """Tell by row whether the last day is above mean + `times` sd of the seven before it."""
    return plain_score(counts, least=least) > times


def plain_score(counts: NDArray[np.float64], *, least: float = 0.0) -> NDArray[np.float64]:
    """Return how many sd the last day is above the mean of seven before it.

    `least` is the smallest sd divided by; a week of zeros has none.
    """
    before, last = counts[:, -8:-1], counts[:, -1]
    deviation = np.maximum(before.std(axis=1, ddof=1), max(least, 1e-9))
    found: NDArray[np.float64] = np.maximum(last - before.mean(axis=1), 0.0) / deviation
    return found


@dataclass
class Tally:
    """What a method did: false episodes of how many weeks, and for each plant its day or None."""

    false: int = 0
    weeks: float = 0.0
    seen: dict[tuple[str, float], list[int | None]] = field(default_factory=dict)
    last: Lit = field(default_factory=set)

    def quiet_day(self, lit: Lit) -> None:
        """Count what is lit where nothing was planted, once for each run of days."""
        lit = {(kind, key.partition(":")[0] if kind == CLUSTER else key) for kind, key in lit}
        self.false += len(lit - self.last)
        self.weeks += 1 / 7
        self.last = lit

    def add(self, other: "Tally") -> None:
        """Count what another stream brought."""
        self.false += other.false
        self.weeks += other.weeks
        for case, days in other.seen.items():
            self.seen.setdefault(case, []).extend(days)

    def a_week(self) -> float:
        """Return the false alarms of a week."""
        return self.false / max(self.weeks, 1e-9)

    def share(self, spread: str | None = None, times: float | None = None) -> float:
        """Return the share of plants that were seen."""
        days = self._days(spread, times)
        return sum(day is not None for day in days) / max(1, len(days))

    def delay(self) -> float:
        """Return the median day on which those seen were seen; the first day is 1."""
        days = [day + 1 for day in self._days(None, None) if day is not None]
        return float(np.median(days)) if days else float("nan")

    def _days(self, spread: str | None, times: float | None) -> list[int | None]:
        return [
            day
            for (its, size), days in self.seen.items()
            for day in days
            if spread in (None, its) and times in (None, size)
        ]


Judge = Callable[[Stream, int], Lit]


def judges(calendar: WorkCalendar, circles: Circles, quiet_at: float) -> dict[str, Judge]:
    """Return each method: what it lights on a day of a stream."""
    rng = np.random.default_rng(7)

    def lookout(drawn: Stream, day: int) -> Lit:
        counted = drawn.until(day, begin=max(0, day + 1 - HISTORY))
        found = look(counted, calendar, circles, rng)
        return {(each.scope, each.key if each.scope != CLUSTER else _place(each.key, each.wards))
                for each in found}  # fmt: skip

    def by(rule: Callable[[NDArray[np.float64]], NDArray[np.bool_]]) -> Judge:
        def judged(drawn: Stream, day: int) -> Lit:
            names, rows = rows_of(drawn, day)
            return {names[each] for each in np.nonzero(rule(rows))[0]}

        return judged

    return {
        LOOKOUT: lookout,
        BASELINE: by(plain),
        QUIET: by(lambda rows: plain(rows, times=quiet_at, least=LEAST_SD)),
        "EARS C2 alone": by(lambda rows: ears_c2(rows)[:, -1] > 3),
        "EARS C3 alone": by(lambda rows: ears_c3(rows)[:, -1] > 2),
    }


def _place(key: str, wards: Iterable[str]) -> str:
    return f"{key.partition(':')[0]}:{','.join(sorted(wards))}"


def rows_of(drawn: Stream, day: int) -> tuple[list[tuple[str, str]], NDArray[np.float64]]:
    """Return kind and code of each series, and its last counts."""
    counted = drawn.until(day, begin=max(0, day - 20))
    names = [(kind, key) for kind, series in counted.series.items() for key in series]
    rows = [counts for series in counted.series.values() for counts in series.values()]
    return names, np.vstack(rows)


def is_about(lit: tuple[str, str], plant: Plant, circles: Circles) -> bool:
    """Tell whether what was lit names a planted outbreak: its topic, or one of its wards."""
    kind, key = lit
    wards = {circles.wards[each] for each in plant.wards}
    if kind == EVERYTHING:
        return False
    if kind == "group":
        return plant.group is not None and key == GROUPS[plant.group]
    if kind == "ward":
        return key in wards and len(wards) < len(circles.wards)
    group, _colon, inside = key.partition(":")
    ours = group == "" or plant.group is None or group == GROUPS[plant.group]
    return ours and bool(wards & set(inside.split(",")))
