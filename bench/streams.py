"""Made-up streams of submissions with the shapes of real ones, and outbreaks planted in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bench.parts import ROOT
from langnghe.understanding.clusters import Circles, circles_of
from langnghe.understanding.lookout import EVERYTHING, Counted
from langnghe.workdays.calendar import WorkCalendar

LAST = date(2026, 6, 30)
GROUPS = tuple(f"G{number:02d}" for number in range(12))
DAILY = 120
"""Submissions of an average day over the whole city."""
CLUMPED = 1.25
"""Variance over mean of what a ward says of a group on a day: people speak of the same thing."""


@dataclass(frozen=True)
class Shape:
    """How a stream goes up and down: `days` of history, and what moves it."""

    name: str
    days: int = 400
    sunday: float = 0.85
    yearly: float = 0.0
    growth: float = 0.0
    ends: date = LAST


SHAPES = (
    Shape("steady"),
    Shape("strong weekdays", sunday=0.35),
    Shape("around Tết", sunday=0.6, ends=date(2026, 3, 1)),
    Shape("storm season", yearly=0.7, ends=date(2026, 9, 10)),
    Shape("growing 80 % a year", growth=0.8),
    Shape("the first three weeks", days=21 + 28),
)


@dataclass(frozen=True)
class Plant:
    """An outbreak: by what its wards (of one group, or of all: "") are multiplied, since when."""

    wards: tuple[int, ...]
    group: int | None
    times: float
    first: int
    length: int = 7


@dataclass(frozen=True)
class Stream:
    """Counts by group, ward and day, the days, and how one is laid out for the lookout."""

    days: tuple[date, ...]
    counts: NDArray[np.int16]
    wards: tuple[str, ...]

    def until(self, day: int, *, begin: int = 0) -> Counted:
        """Return what was counted up to a day, that day included."""
        counts = self.counts[:, :, begin : day + 1].astype(np.float64)
        of_group, of_ward = counts.sum(axis=1), counts.sum(axis=0)
        return Counted(
            days=self.days[begin : day + 1],
            series={
                EVERYTHING: {"": of_group.sum(axis=0)},
                "group": dict(zip(GROUPS, of_group, strict=True)),
                "ward": dict(zip(self.wards, of_ward, strict=True)),
            },
            places={"": dict(zip(self.wards, of_ward, strict=True))}
            | {
                group: dict(zip(self.wards, counts[number], strict=True))
                for number, group in enumerate(GROUPS)
            },
        )


def city() -> Circles:
    """Return the wards of the profile with their circles."""
    file = ROOT / "profiles" / "hanoi" / "hanoi_wards.json"
    wards = json.loads(file.read_text(encoding="utf-8"))["wards"]
    return circles_of({each["code"]: (each["lat"], each["lon"]) for each in wards})


def rates(shape: Shape, calendar: WorkCalendar, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the expected counts by group, ward and day."""
    wards, groups = rng.gamma(1.5, 1, 126), rng.gamma(1.5, 1, len(GROUPS))
    taste = rng.gamma(8, 1 / 8, (len(GROUPS), 126))
    where = groups[:, None] * wards[None, :] * taste
    days = days_of(shape)
    level = np.array([_level(day, shape, calendar) for day in days])
    level *= np.exp(shape.growth * (np.arange(len(days)) - len(days)) / 365)
    season = np.ones((len(GROUPS), len(days)))
    angle = 2 * np.pi * np.array([day.timetuple().tm_yday - 220 for day in days]) / 365
    season[:4] = np.exp(shape.yearly * np.cos(angle))
    found: NDArray[np.float64] = DAILY * (where / where.sum())[:, :, None] * season[:, None] * level
    return found


def days_of(shape: Shape) -> tuple[date, ...]:
    """Return the days of a stream."""
    return tuple(shape.ends - timedelta(days=back) for back in reversed(range(shape.days)))


def _level(day: date, shape: Shape, calendar: WorkCalendar) -> float:
    if day.weekday() == 6:
        return shape.sunday
    if not calendar.is_working(day) and day.weekday() < 5:
        return 0.3
    return {0: 1.15, 5: (1 + shape.sunday) / 2}.get(day.weekday(), 1.0)


def stream(
    mean: NDArray[np.float64],
    shape: Shape,
    circles: Circles,
    rng: np.random.Generator,
    plants: tuple[Plant, ...] = (),
) -> Stream:
    """Draw a stream around its expected counts, outbreaks planted."""
    raised = mean.copy()
    for plant in plants:
        groups = range(len(GROUPS)) if plant.group is None else [plant.group]
        when = slice(plant.first, plant.first + plant.length)
        for group in groups:
            raised[group, list(plant.wards), when] *= plant.times
    size = raised / (CLUMPED - 1)
    counts = rng.negative_binomial(np.maximum(size, 1e-9), 1 / CLUMPED)
    return Stream(days_of(shape), counts.astype(np.int16), circles.wards)


def near(circles: Circles, middle: int, count: int) -> tuple[int, ...]:
    """Return a ward with its nearest neighbours, `count` in all, or fewer far out."""
    around = circles.members[circles.members[:, middle] > 0]
    sizes = around.sum(axis=1)
    fitting = around[sizes <= count]
    best: Mapping[int, NDArray[np.float64]] = {int(row.sum()): row for row in fitting}
    return tuple(int(each) for each in np.nonzero(best[max(best)])[0])
