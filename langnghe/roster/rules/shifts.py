"""The shifts of a day: when each begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

WHOLE_DAY = ""
"""The name of a duty that lasts from the first shift of a day to that of the next."""


@dataclass(frozen=True, order=True)
class Shift:
    """One shift: the day it is counted to, the local time it begins ("22:00"), aware moments."""

    from_at: datetime
    to_at: datetime
    on: date
    name: str

    @property
    def ends(self) -> str:
        """The local time at which it ends."""
        return f"{self.to_at:%H:%M}"

    @property
    def is_night(self) -> bool:
        """Whether it goes past midnight: the day that follows is for rest."""
        return self.name != WHOLE_DAY and self.from_at.date() != self.to_at.date()


def _moment(day: date, name: str, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(name), zone)


def shifts_of(day: date, starts: Sequence[str], zone: tzinfo) -> list[Shift]:
    """Return the shifts of a day in order; the last ends where the next day's first begins."""
    bounds = [_moment(day, name, zone) for name in starts]
    bounds.append(_moment(day + timedelta(days=1), starts[0], zone))
    return [Shift(bounds[i], bounds[i + 1], day, name) for i, name in enumerate(starts)]


def shift_of(day: date, name: str, starts: Sequence[str], zone: tzinfo) -> Shift:
    """Return one shift of a day by its name, or the whole day. Raises KeyError."""
    shifts = shifts_of(day, starts, zone)
    if name == WHOLE_DAY:
        return Shift(shifts[0].from_at, shifts[-1].to_at, day, WHOLE_DAY)
    return {each.name: each for each in shifts}[name]


def shift_at(moment: datetime, starts: Sequence[str], zone: tzinfo) -> Shift:
    """Return the shift that runs at an aware moment."""
    local = moment.astimezone(zone)
    for day in (local.date(), local.date() - timedelta(days=1)):
        for shift in reversed(shifts_of(day, starts, zone)):
            if shift.from_at <= local < shift.to_at:
                return shift
    raise AssertionError("shifts fill the day")


def next_shift(shift: Shift, starts: Sequence[str], zone: tzinfo) -> Shift:
    """Return the shift that begins where this one ends."""
    return shift_at(shift.to_at, starts, zone)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
