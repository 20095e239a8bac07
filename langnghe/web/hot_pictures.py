"""The pictures of the hot board as numbers: bars with what was expected, wards on a map."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Sum
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from langnghe.register.models import Ward
from langnghe.triage.models import DayCount, Signal

WIDTH, HEIGHT = 224.0, 56.0
MAP_WIDTH, EDGE = 560.0, 14.0
LINE, AWAY = 17.0, 26.0
"""How far apart the names on the map are, and how far from their wards."""
WEEKS = 8
"""Weeks from which the usual week of the tables is reckoned."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its bar stands, and whether it belongs to what is unusual."""

    x: float
    y: float
    width: float
    height: float
    is_hot: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the table beside the picture."""

    day: date
    seen: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Days as bars from zero, over the band in which 19 of 20 days lie and its middle line."""

    bars: list[Bar]
    band: str
    line: str
    rows: list[DayRow]
    width: float = WIDTH
    height: float = HEIGHT


def bars_of(signal: Signal) -> Bars:
    """Draw the days of a signal."""
    facts = signal.facts
    days = [date.fromisoformat(day) for day in facts["days"]]
    step = WIDTH / max(1, len(days))
    most = max([1.0, *map(float, facts["counts"]), *facts["high"]])
    began = date.fromisoformat(facts["from"])

    def up(value: float) -> float:
        return float(round(HEIGHT - value / most * (HEIGHT - 2), 1))

    bars = [
        Bar(
            x=round(number * step + step * 0.18, 1),
            y=up(count),
            width=round(step * 0.64, 1),
            height=round(HEIGHT - up(count), 1),
            is_hot=day >= began,
        )
        for number, (day, count) in enumerate(zip(days, facts["counts"], strict=True))
    ]
    across = [(number * step, (number + 1) * step) for number in range(len(days))]
    top = _steps(across, [up(value) for value in facts["high"]])
    bottom = _steps(across, [up(value) for value in facts["low"]])
    line = _steps(across, [up(value) for value in facts["mean"]])
    rows = [DayRow(*row) for row in zip(days, facts["counts"], facts["mean"], facts["low"],
                                        facts["high"], strict=True)]  # fmt: skip
    return Bars(bars, f"M{_path([*top, *reversed(bottom)])}Z", f"M{_path(line)}", rows[::-1])


def _steps(
    across: Iterable[tuple[float, float]], heights: Iterable[float]
) -> list[tuple[float, float]]:
    return [
        (x, height)
        for (left, right), height in zip(across, heights, strict=True)
        for x in (left, right)
    ]


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def odds_in_words(odds: float) -> str:
    """Say odds as people do: once in so many looks by chance alone."""
    if odds < 1e-6:
        return _("less than 1 in a million by chance")
    times = 1 / odds
    digits = 10 ** math.floor(math.log10(times))
    rounded = int(round(times / digits) * digits)
    separator = get_format("THOUSAND_SEPARATOR", use_l10n=True)
    return _("1 in {times} by chance").format(times=f"{rounded:,}".replace(",", separator))


@dataclass(frozen=True, slots=True)
class Week:
    """What the last seven days brought of one code, and what a week usually brings."""

    key: str
    seen: int
    usual: float
    is_hot: bool


def weeks_of(scope: str, today: date, hot: set[str]) -> list[Week]:
    """Return the last seven days of each code beside its usual week, most first."""
    begin = today - timedelta(days=6)
    first = DayCount.objects.order_by("day").values_list("day", flat=True).first() or begin
    past_begin = max(first, begin - timedelta(weeks=WEEKS))
    seen = _summed(scope, begin, today)
    past = _summed(scope, past_begin, begin - timedelta(days=1))
    weeks = (begin - past_begin).days / 7
    found = [
        Week(key, seen.get(key, 0), past.get(key, 0) / weeks if weeks else 0.0, key in hot)
        for key in {*seen, *past}
    ]
    return sorted(found, key=lambda week: (-week.seen, week.key))


def _summed(scope: str, begin: date, end: date) -> dict[str, int]:
    rows = DayCount.objects.filter(scope=scope, day__range=(begin, end))
    return dict(rows.values("key").annotate(total=Sum("count")).values_list("key", "total"))


@dataclass(frozen=True, slots=True)
class Spot:
    """One ward of the map: a circle as large as what came from it, lit where it is hot."""

    code: str
    name: str
    x: float
    y: float
    radius: float
    seen: int
    is_hot: bool
    label_left: bool
    label_x: float = 0.0
    label_y: float = 0.0


@dataclass(frozen=True, slots=True)
class WardMap:
    """The wards by their centres."""

    spots: list[Spot]
    width: float
    height: float


def map_of(weeks: Iterable[Week], names: Mapping[str, str]) -> WardMap | None:
    """Draw the wards, the hot ones last so that they lie on top; None where no centre is known."""
    by_code = {week.key: week for week in weeks}
    wards = [
        (code, north, east)
        for code, north, east in Ward.objects.values_list("code", "latitude", "longitude")
        if north is not None and east is not None
    ]
    if not wards:
        return None
    north, south = max(each[1] for each in wards), min(each[1] for each in wards)
    east, west = max(each[2] for each in wards), min(each[2] for each in wards)
    squeeze = math.cos(math.radians((north + south) / 2))
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = (MAP_WIDTH - 2 * EDGE) / max(wide, high / 1.4)
    width, height = wide * scale + 2 * EDGE, high * scale + 2 * EDGE
    most = max([week.seen for week in by_code.values()], default=1) or 1
    spots = []
    for code, latitude, longitude in wards:
        week = by_code.get(code)
        seen = week.seen if week else 0
        x = (longitude - west) * squeeze * scale + EDGE
        spots.append(
            Spot(
                code=code,
                name=names.get(code, code),
                x=round(x, 1),
                y=round((north - latitude) * scale + EDGE, 1),
                radius=round(2 + 10 * math.sqrt(seen / most), 1),
                seen=seen,
                is_hot=week is not None and week.is_hot,
                label_left=x > width * 0.72,
            )
        )
    spots = _labelled(spots, height)
    spots.sort(key=lambda spot: (spot.is_hot, -spot.radius))
    return WardMap(spots, round(width), round(height))


def _labelled(spots: Iterable[Spot], height: float) -> list[Spot]:
    """Set the names of hot wards beside them, on each side one under the other."""
    lowest = {True: 0.0, False: 0.0}
    placed = []
    for spot in sorted(spots, key=lambda spot: spot.y):
        if spot.is_hot:
            y = min(max(spot.y, lowest[spot.label_left] + LINE), height - 4)
            lowest[spot.label_left] = y
            aside = -AWAY if spot.label_left else AWAY
            spot = replace(spot, label_x=round(spot.x + aside, 1), label_y=round(y, 1))  # noqa: PLW2901
        placed.append(spot)
    return placed
