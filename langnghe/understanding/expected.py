"""How many a day are to be expected: level, trend, weekdays, days off and seasons of daily counts.

All series of one kind (wards, topics, ...) are fitted at once: rows are series, columns are days.
What all share (weekdays, days off, seasons) is learned from their sum and lent to each, so that a
ward with two voices a week need not learn its own Sundays.

Source: Farrington et al. 1996, A statistical algorithm for the early detection of outbreaks,
JRSS A 159; Noufaily et al. 2013, An improved algorithm for outbreak detection in multiple
surveillance systems, Statistics in Medicine 32. Theirs are weeks and hard choices of terms; here
are days, and terms held back by a prior (ridge), which is the same in the long run and does not
break in the short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from langnghe.late import late
from langnghe.workdays.calendar import WorkCalendar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = late("numpy")

Counts: TypeAlias = "NDArray[np.float64]"

YEAR = 365.25
SEASONS_FROM = 300
"""Days of history from which the seasons of a year are estimated."""
TREND_FROM = 56
"""Days of history (eight weeks) from which each series has a trend and weekdays of its own."""
PAST_OUTBREAK = 2.58
"""Past days that stood out by so many standard deviations count for less (Noufaily 2013)."""
_FARTHEST = 16.0
_STEPS, _MOST, _ENOUGH = 12, 12.0, 1e-3


@dataclass(frozen=True, slots=True)
class Expectation:
    """What each day should bring. `mean` has a row for each series, a column for each day.

    `spread`: variance over mean of the days, by series (1: Poisson). `doubt`: relative variance
    of the mean itself, by series, for the last day: little history, much doubt.
    """

    mean: Counts
    spread: Counts
    doubt: Counts


@dataclass(frozen=True, slots=True)
class _Terms:
    """Columns of a regression, and how far each may wander: the deviation of its prior."""

    columns: Counts
    deviations: Counts


def expect(
    counts: Counts, days: Sequence[date], calendar: WorkCalendar, *, past: int
) -> Expectation:
    """Expect each day of each series from its first `past` days; later ones are not looked at."""
    total = counts.sum(axis=0, keepdims=True)
    shape = _shape_of(total, days, calendar, past=past)
    if past < TREND_FROM:
        return _young(counts, shape, past)
    terms = _own_terms(days, calendar, past)
    return _regression(counts, shape, terms, past)


def _shape_of(total: Counts, days: Sequence[date], calendar: WorkCalendar, *, past: int) -> Counts:
    """Return how the sum of all goes up and down over the days, its past mean being 1."""
    terms = _shared_terms(days, calendar, past)
    shape = _fit(total, np.ones(total.shape[1]), terms, np.ones((1, past))).mean[0]
    level: Counts = np.maximum(shape / max(float(shape[:past].mean()), 1e-9), 1e-3)
    return level


def _shared_terms(days: Sequence[date], calendar: WorkCalendar, past: int) -> _Terms:
    columns, deviations = _weekdays(days, 0.7)
    columns += [_off(days, calendar), _after_long_rest(days, calendar)]
    deviations += [0.7, 0.4]
    if past >= TREND_FROM:
        columns += _slopes(days, past)
        deviations += [0.7, 0.3]
    if past >= SEASONS_FROM:
        waves = [
            wave(2 * np.pi * times * _numbers(days) / YEAR)
            for times in (1, 2, 3)
            for wave in (np.sin, np.cos)
        ]
        columns += waves
        deviations += [0.4] * len(waves)
    return _Terms(np.array(columns).T, np.array(deviations))


def _own_terms(days: Sequence[date], calendar: WorkCalendar, past: int) -> _Terms:
    """Return by what a single series may differ from what all share."""
    columns, deviations = _weekdays(days, 0.25)
    columns += [_off(days, calendar), *_slopes(days, past)]
    deviations += [0.3, 0.5, 0.2]
    if past >= SEASONS_FROM:
        angle = 2 * np.pi * _numbers(days) / YEAR
        columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
        deviations += [0.5, 0.5, 0.3, 0.3]
    return _Terms(np.array(columns).T, np.array(deviations))


def _numbers(days: Sequence[date]) -> Counts:
    return np.array([day.toordinal() for day in days], dtype=np.float64)


def _weekdays(days: Sequence[date], deviation: float) -> tuple[list[Counts], list[float]]:
    which = np.array([day.weekday() for day in days])
    return [(which == each).astype(np.float64) for each in range(7)], [deviation] * 7


def _off(days: Sequence[date], calendar: WorkCalendar) -> Counts:
    """Mark working weekdays on which the office is closed: Tết and the public holidays."""
    return np.array([float(day.weekday() < 5 and not calendar.is_working(day)) for day in days])


def _after_long_rest(days: Sequence[date], calendar: WorkCalendar) -> Counts:
    """Mark the first working days after three or more days off."""
    marks, rested = [], 0
    for day in days:
        works = calendar.is_working(day)
        marks.append(float(works and rested >= 3))
        rested = 0 if works else rested + 1
    return np.array(marks)


def _slopes(days: Sequence[date], past: int) -> list[Counts]:
    """Return the trend (in years before the last past day, level after it) and the last weeks.

    A trend is not drawn on into days that were not looked at: the last weeks are the level.
    """
    numbers = _numbers(days)
    behind = np.minimum(numbers - numbers[past - 1], 0.0)
    return [behind / YEAR, np.maximum(1 + behind / 28, 0.0)]


def _young(counts: Counts, shape: Counts, past: int) -> Expectation:
    """Expect a level that is drawn towards that of the like: gamma over Poisson.

    The prior's strength is the variety among the series themselves (moments), half a voice at
    least: a series that never had any may still have one now and then.
    """
    seen, exposed = counts[:, :past].sum(axis=1), max(float(shape[:past].sum()), 1e-9)
    levels = seen / exposed
    usual = max(float(levels.mean()), 0.5 / exposed / max(len(levels), 1))
    variety = float(levels.var()) - usual / exposed
    strength = float(np.clip(usual**2 / variety if variety > 0 else 5.0, 0.2, 5.0))
    level = (strength + seen) / (strength / usual + exposed)
    mean = level[:, None] * shape[None, :]
    doubt = 1 / (strength + seen)
    return Expectation(mean, _spread(counts, mean, np.ones((len(mean), past))), doubt)


def _regression(counts: Counts, shape: Counts, terms: _Terms, past: int) -> Expectation:
    """Expect by a quasi-Poisson regression; past outbreaks count for less in later passes."""
    weights = np.ones((len(counts), past))
    fitted = _fit(counts, shape, terms, weights)
    spread = _spread(counts, fitted.mean, weights)
    for _pass in range(2):
        weights = _without_outbreaks(counts[:, :past], fitted.mean[:, :past], spread)
        fitted = _fit(counts, shape, terms, weights, start=fitted.beta)
        spread = _spread(counts, fitted.mean, weights)
    return Expectation(fitted.mean, spread, fitted.doubt * spread)


def _without_outbreaks(counts: Counts, mean: Counts, spread: Counts) -> Counts:
    """Weigh days that stood out by the inverse square of their Anscombe residual (leverage 0)."""
    power = 2 / 3
    residual = (counts**power - mean**power) / mean ** (1 / 6) * 1.5 / np.sqrt(spread)[:, None]
    weights: Counts = np.where(residual > PAST_OUTBREAK, 1 / np.maximum(residual, 1) ** 2, 1.0)
    return weights


def _spread(counts: Counts, mean: Counts, weights: Counts) -> Counts:
    """Return variance over mean of each series, drawn towards that of all; never below 1.

    A single day counts for no more than one four deviations off: an outbreak is not the rule.
    """
    past = weights.shape[1]
    apart = (counts[:, :past] - mean[:, :past]) ** 2 / np.maximum(mean[:, :past], 0.05)
    parts = weights * np.minimum(apart, _FARTHEST)
    own, there = parts.sum(axis=1), np.maximum(weights.sum(axis=1), 1e-9)
    usual, believed = float(own.sum() / there.sum()), 60.0
    spread: Counts = np.maximum((own + believed * usual) / (there + believed), 1.0)
    return spread


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The means of all days, the relative variance of the last one, and the coefficients."""

    mean: Counts
    doubt: Counts
    beta: Counts


def _fit(
    counts: Counts, shape: Counts, terms: _Terms, weights: Counts, start: Counts | None = None
) -> _Fitted:
    """Fit log-linear Poisson means of all series at once, by reweighted least squares.

    `weights` has a column for each day learned from. An added day with half a voice at the usual
    rate keeps a series of zeros from running away.
    """
    series, past = weights.shape
    usual = max(float(counts[:, :past].mean()), 1e-3)
    every = np.hstack([np.ones((len(shape), 1)), terms.columns])
    width = every.shape[1]
    rows = np.vstack([every[:past], np.eye(1, width)])
    seen = np.hstack([counts[:, :past], np.full((series, 1), 0.5)])
    shared = np.hstack([shape[:past], [0.5 / usual]])
    weighed = np.hstack([weights, np.ones((series, 1))])
    held = np.diag([1e-6, *(1 / terms.deviations**2)])
    products = (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), width * width)
    beta = _level_only(seen, shared, weighed, width) if start is None else start.copy()
    for _step in range(_STEPS):
        mean = shared * np.exp(np.clip(beta @ rows.T, -_MOST, _MOST))
        slope = (weighed * (seen - mean)) @ rows - beta @ held
        curve = ((weighed * mean) @ products).reshape(series, width, width) + held
        step = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
        beta += np.clip(step, -1.5, 1.5)
        if float(np.abs(step).max()) < _ENOUGH:
            break
    last = every[-1]
    doubt = np.linalg.solve(curve, np.broadcast_to(last[None, :, None], (series, width, 1)))
    fitted = shape * np.exp(np.clip(beta @ every.T, -_MOST, _MOST))
    return _Fitted(fitted, doubt[:, :, 0] @ last, beta)


def _level_only(seen: Counts, shared: Counts, weighed: Counts, width: int) -> Counts:
    beta = np.zeros((len(seen), width))
    beta[:, 0] = np.log((weighed * seen).sum(axis=1) / (weighed @ shared))
    return beta
