"""How soon outbreaks are seen, and how often nothing is called one, beside a plain rule.

Streams of several shapes are drawn, and outbreaks planted in copies of them. The lookout as the
product runs it, EARS C2 and C3, and "mean + 2 sd of 7 days" judge the same days.
"""

import itertools
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context

import numpy as np

from bench.hot_judges import (
    BASELINE,
    LEAST_SD,
    LOOKOUT,
    QUIET,
    Tally,
    is_about,
    judges,
    plain_score,
    rows_of,
)
from bench.result import Goal, Result
from bench.streams import GROUPS, SHAPES, Plant, Shape, Stream, city, near, rates, stream
from langnghe.understanding.clusters import Circles
from langnghe.understanding.lookout import CLUSTER, EVERYTHING
from langnghe.workdays.calendar import WorkCalendar, vietnam_calendar

QUIET_DAYS, PLANTED_DAYS = 28, 7
YEARS = range(2024, 2028)
SIZES = (1.5, 2.0, 3.0, 5.0)
SPREADS = ("one ward", "5 wards", "one topic, all wards")
ROUNDS = 1
STORM = 2000
"""Submissions on the day of the storm, of which the storm's own topics are a half."""
SERIES = 1 + len(GROUPS) + 126
Case = tuple[str, float]


@dataclass(frozen=True)
class Drawn:
    """A stream in which nothing happens, and copies of it with one outbreak each."""

    shape: Shape
    quiet: Stream
    planted: dict[Case, tuple[Plant, Stream]]


def measure(*, quick: bool) -> Result:
    """Judge every shape of stream, quiet and with outbreaks."""
    calendar, circles = vietnam_calendar(YEARS), city()
    shapes = SHAPES[:2] if quick else SHAPES * ROUNDS
    tallies = {LOOKOUT: Tally()}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for tally in pool.map(judge_stream, repeat(LOOKOUT), repeat(0.0), range(len(shapes))):
            tallies[LOOKOUT].add(tally)
    quiet_at = as_quiet_as(tallies[LOOKOUT], calendar, circles, len(shapes))
    for name in judges(calendar, circles, quiet_at):
        for seed in range(len(shapes)) if name != LOOKOUT else ():
            tallies.setdefault(name, Tally()).add(judge_stream(name, quiet_at, seed))
    return result_of(tallies, storm(calendar, circles, quiet_at), quiet_at, len(shapes))


def judge_stream(name: str, quiet_at: float, seed: int) -> Tally:
    """Let a method judge the quiet days of a stream, and each outbreak until it is seen or over."""
    calendar, circles, tally = vietnam_calendar(YEARS), city(), Tally()
    judge = judges(calendar, circles, quiet_at)[name]
    drawn = draw(SHAPES[seed % len(SHAPES)], calendar, circles, seed=seed)
    for day in quiet_days(drawn.quiet):
        tally.quiet_day(judge(drawn.quiet, day))
    for case, (plant, there) in drawn.planted.items():
        days = range(plant.first, plant.first + plant.length)
        found = (
            number
            for number, day in enumerate(days)
            if any(is_about(lit, plant, circles) for lit in judge(there, day))
        )
        tally.seen[case] = [next(found, None)]
    return tally


def draw(shape: Shape, calendar: WorkCalendar, circles: Circles, *, seed: int) -> Drawn:
    """Draw a quiet stream and its planted copies."""
    rng = np.random.default_rng(seed + 1)
    mean = rates(shape, calendar, rng)
    start = mean.shape[2] - QUIET_DAYS + int(rng.integers(QUIET_DAYS - PLANTED_DAYS))
    plants = plants_for(circles, start, rng)
    planted = {
        case: (plant, stream(mean, shape, circles, rng, (plant,))) for case, plant in plants.items()
    }
    return Drawn(shape, stream(mean, shape, circles, rng), planted)


def plants_for(circles: Circles, start: int, rng: np.random.Generator) -> dict[Case, Plant]:
    """Return an outbreak of each size and spread."""
    found = {}
    for spread, times in itertools.product(SPREADS, SIZES):
        middle = int(rng.integers(len(circles.wards)))
        wards = {
            "one ward": (middle,),
            "5 wards": near(circles, middle, 5),
            "one topic, all wards": tuple(range(len(circles.wards))),
        }[spread]
        group = int(rng.integers(len(GROUPS))) if "topic" in spread else None
        found[spread, times] = Plant(wards, group, times, start, PLANTED_DAYS)
    return found


def quiet_days(drawn: Stream) -> range:
    """Return the days that are judged of a stream in which nothing was planted."""
    return range(len(drawn.days) - QUIET_DAYS, len(drawn.days))


def as_quiet_as(lookout: Tally, calendar: WorkCalendar, circles: Circles, streams: int) -> float:
    """Return how many sd a plain rule must ask for to raise no more false alarms than the lookout.

    Looked up with hindsight in the very days that are judged, in favour of the plain rule.
    """
    scores = []
    for seed in range(streams):
        drawn = draw(SHAPES[seed % len(SHAPES)], calendar, circles, seed=seed)
        days = [rows_of(drawn.quiet, day)[1] for day in quiet_days(drawn.quiet)]
        scores.append(np.array([plain_score(rows, least=LEAST_SD) for rows in days]))
    for asked in np.arange(2, 60, 0.25):
        lit = [score > asked for score in scores]
        begun = sum(int(each[0].sum() + (each[1:] & ~each[:-1]).sum()) for each in lit)
        if begun <= lookout.false:
            return float(asked)
    return 60.0


def storm(calendar: WorkCalendar, circles: Circles, quiet_at: float) -> dict[str, tuple[int, bool]]:
    """Return what a storm over the whole city lights: how many series, and whether the city's.

    Two topics bring half of STORM submissions, all others are lifted alike.
    """
    rng = np.random.default_rng(99)
    shape = SHAPES[0]
    mean = rates(shape, calendar, rng)
    last = mean[:, :, -1].copy()
    mean[:2, :, -1] *= STORM / 2 / last[:2].sum()
    mean[2:, :, -1] *= STORM / 2 / last[2:].sum()
    drawn = stream(mean, shape, circles, rng)
    found = {}
    for name, judge in judges(calendar, circles, quiet_at).items():
        lit = {each for each in judge(drawn, shape.days - 1) if each[0] != CLUSTER}
        found[name] = (len(lit), (EVERYTHING, "") in lit)
    return found


def result_of(
    tallies: dict[str, Tally], lit: dict[str, tuple[int, bool]], quiet_at: float, streams: int
) -> Result:
    """Lay out what was found."""
    names = [LOOKOUT, BASELINE, QUIET, *(name for name in tallies if name.startswith("EARS"))]
    rows = [["false alarms a week", *(f"{tallies[name].a_week():.1f}" for name in names)]]
    for spread, size in itertools.product(SPREADS, SIZES):
        shares = [_percent(tallies[name].share(spread, size)) for name in names]
        rows.append([f"seen: {size:g} times, {spread}", *shares])
    rows += [
        ["seen: all", *(_percent(tallies[name].share()) for name in names)],
        ["day on which it was seen (median)", *(f"{tallies[name].delay():.1f}" for name in names)],
        [f"lit by a storm of {STORM:,}, of {SERIES}", *(str(lit[name][0]) for name in names)],
    ]
    planted = len(SIZES) * len(SPREADS) * streams
    return Result(
        name="hot",
        title="What is hot, beside a plain rule",
        sizes=f"{streams} streams of {len(SHAPES)} shapes, about 120 submissions a day in 126 "
        f"wards and {len(GROUPS)} groups of topics; {planted} outbreaks of {PLANTED_DAYS} days",
        columns=["", *names],
        rows=rows,
        goals=_goals(tallies[LOOKOUT], tallies[QUIET], city_is_lit=lit[LOOKOUT][1]),
        notes=[
            f"All methods judge the same {SERIES} series (all, groups, wards); the lookout scans "
            "for clusters too. Seen: within its 7 days, by its topic or one of its wards.",
            f"Shapes: {', '.join(shape.name for shape in SHAPES)}. Days vary by 1.25 times a "
            "Poisson's variance.",
            f"“As quiet” asks for {quiet_at:g} sd (of 0.5 at least), chosen with hindsight so that "
            "it raises no more false alarms than the lookout.",
            "A rule that is lit 80 times a week is lit on the days of an outbreak by chance, too: "
            "read “seen” beside the false alarms.",
        ],
    )


def _goals(ours: Tally, quiet: Tally, *, city_is_lit: bool) -> list[Goal]:
    least = min(ours.share(spread, size) for spread in SPREADS[1:] for size in SIZES if size >= 3)
    both = f"{_percent(ours.share())} beside {_percent(quiet.share())}"
    return [
        Goal("at most one false alarm a week", f"{ours.a_week():.2f}", ours.a_week() <= 1),
        Goal(
            "9 of 10 outbreaks of 3 times or more in several wards", _percent(least), least >= 0.9
        ),
        Goal("more is seen than by a plain rule as quiet", both, ours.share() > quiet.share()),
        Goal("a storm over all is shown as one", "it is" if city_is_lit else "not", city_is_lit),
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
