"""What an administrator says of days, years and hours; what is open follows at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.deadlines.actions.recompute import recompute
from langnghe.deadlines.labels import DAY_KINDS
from langnghe.deadlines.models import CalendarDay, CalendarYear, OfficeHours, TimeChange
from langnghe.deadlines.queries import proposals
from langnghe.deadlines.states import DayKind


@dataclass(frozen=True, kw_only=True)
class DaySet:
    """What a day is, what it is called, and the decision that says so."""

    day: date
    kind: DayKind
    name: str = ""
    source: str = ""


@transaction.atomic
def set_day(said: DaySet, *, by: Officer, at: datetime) -> TimeChange:
    """Say what a day is; may be repeated."""
    require(by, Right.ADMINISTER)
    _keep([said], by=by, at=at)
    what = _("{day}: {kind} {name}").format(
        day=f"{said.day:%d/%m/%Y}", kind=DAY_KINDS[said.kind], name=said.name
    )
    return recompute(what.strip(), source=said.source, by=by, at=at)


@transaction.atomic
def confirm_year(
    year: int, *, days: Iterable[date], source: str, by: Officer, at: datetime
) -> TimeChange:
    """Confirm the proposed days of a year that are named; proposed ones left out are usual days.

    Days that somebody set before stay as they are. May be repeated.
    """
    require(by, Right.ADMINISTER)
    wanted = set(days)
    known = set(CalendarDay.objects.filter(day__year=year).values_list("day", flat=True))
    _keep(
        [
            DaySet(
                day=each.day,
                kind=each.kind if each.day in wanted else DayKind.USUAL,
                name=each.name,
                source=source,
            )
            for each in proposals(year)
            if each.day not in known
        ],
        by=by,
        at=at,
    )
    CalendarYear.objects.update_or_create(
        year=year, defaults={"confirmed_at": at, "confirmed_by": by, "source": source.strip()[:300]}
    )
    what = _("Calendar of {year} confirmed").format(year=year)
    return recompute(what, source=source, by=by, at=at)


def _keep(days: Sequence[DaySet], *, by: Officer, at: datetime) -> None:
    for each in days:
        CalendarDay.objects.update_or_create(
            day=each.day,
            defaults={
                "kind": each.kind,
                "name": each.name.strip()[:120],
                "source": each.source.strip()[:300],
                "set_at": at,
                "set_by": by,
            },
        )


class HoursOutOfOrder(Exception):
    """The office opens before it closes, the morning before the afternoon."""


@transaction.atomic
def set_hours(
    hours: tuple[time, time, time, time], *, since: date, source: str, by: Officer, at: datetime
) -> TimeChange:
    """Say when the office is open from a day on; raises HoursOutOfOrder."""
    require(by, Right.ADMINISTER)
    opens, noon, again, closes = hours
    if not opens < noon <= again < closes:
        raise HoursOutOfOrder
    OfficeHours.objects.update_or_create(
        valid_from=since,
        defaults={
            "morning_opens": opens,
            "morning_closes": noon,
            "afternoon_opens": again,
            "afternoon_closes": closes,
            "source": source.strip()[:300],
            "set_at": at,
            "set_by": by,
        },
    )
    what = _("Office hours from {day}: {morning}, {afternoon}").format(
        day=f"{since:%d/%m/%Y}",
        morning=f"{opens:%H:%M}–{noon:%H:%M}",
        afternoon=f"{again:%H:%M}–{closes:%H:%M}",
    )
    return recompute(what, source=source, by=by, at=at)
