"""What photographs say of an event: when it was seen, and where."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BEFORE, SKEW = timedelta(days=7), timedelta(hours=1)
"""An older photograph may show another day; a camera's clock may be a little ahead."""

SAME_METRES, ELSEWHERE_METRES = 150, 2_000
_EARTH_METRES = 6_371_000

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Photo:
    """Where and when one was taken, each as far as its camera says."""

    point: Point | None
    at: datetime | None


def seen_at(photos: Sequence[Photo], *, received_at: datetime) -> datetime | None:
    """Return when the first believable photograph was taken; None where none is."""
    earliest, latest = received_at - BEFORE, received_at + SKEW
    moments = [photo.at for photo in photos if photo.at and earliest <= photo.at <= latest]
    return min(moments, default=None)


def seen_from(photos: Sequence[Photo]) -> Point | None:
    """Return where the first photograph that says so was taken."""
    return next((photo.point for photo in photos if photo.point), None)


def metres(one: Point, other: Point) -> float:
    """Return how far two points lie apart, on a sphere (haversine)."""
    (south, west), (north, east) = (tuple(map(math.radians, each)) for each in (one, other))
    half = (
        math.sin((north - south) / 2) ** 2
        + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    )
    return 2 * _EARTH_METRES * math.asin(math.sqrt(half))
