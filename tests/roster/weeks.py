"""A made-up week of duties."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from langnghe.access.models import Officer
from langnghe.roster.models import Duty, Week
from langnghe.roster.rules.shifts import Shift, monday_of, shift_of
from langnghe.roster.states import DutyRole

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
STARTS = ("06:00", "14:00", "22:00")
MONDAY = date(2026, 11, 16)
IN_FORCE = datetime(2026, 11, 13, 3, 0, tzinfo=UTC)


def shift(day: int, name: str = "") -> Shift:
    """Return a shift of the week of 16 November 2026; `day` counts from its Monday."""
    return shift_of(MONDAY + timedelta(days=day), name, STARTS, HANOI)


def put(officer: Officer, role: DutyRole, when: Shift, *, in_force: bool = True) -> Duty:
    """Put an officer on duty."""
    week, _made = Week.objects.get_or_create(
        monday=monday_of(when.on), defaults={"in_force_at": IN_FORCE if in_force else None}
    )
    return Duty.objects.create(
        week=week,
        on=when.on,
        shift=when.name,
        role=role,
        officer=officer,
        begins_at=when.from_at,
        ends_at=when.to_at,
    )
