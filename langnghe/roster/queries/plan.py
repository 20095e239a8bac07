"""The plan as pages and proposals need it; nothing here writes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.roster.models import Duty, PeakDay, Week
from langnghe.roster.queries.now import shift_of_duty
from langnghe.roster.rules.limits import Limits, Placed, Plan, read_limits
from langnghe.roster.rules.shifts import WHOLE_DAY, Shift, shift_of, shifts_of
from langnghe.roster.states import DutyRole

AROUND = timedelta(days=28)
"""So far back nights are counted, so that they come out even over a month."""

WHO_MAY: dict[DutyRole, tuple[RoleCode, ...]] = {
    DutyRole.SHIFT_LEADER: (RoleCode.SHIFT_LEADER,),
    DutyRole.OPERATOR: (RoleCode.DUTY_OFFICER,),
    DutyRole.ON_CALL: (RoleCode.DUTY_OFFICER,),
    DutyRole.TECHNICIAN: (RoleCode.ADMINISTRATOR,),
    DutyRole.OFFICE_LEADER: (RoleCode.OFFICE_LEADER,),
    DutyRole.STANDING_BOARD: (RoleCode.STANDING_BOARD,),
    DutyRole.CHIEF: (RoleCode.OFFICE_LEADER,),
}
"""Which officers usually stand which duty; a planner may put in anybody of the office."""


def limits() -> Limits:
    """Return what the profile asks of a roster."""
    return read_limits(settings.PROFILE_FACTS.get("roster", {}), settings.SHIFTS)


def shift_named(on: date, name: str) -> Shift:
    """Return a shift of a day; raises KeyError for a name that is no shift."""
    return shift_of(on, name, settings.SHIFTS, timezone.get_default_timezone())


def shifts_of_week(monday: date) -> list[Shift]:
    """Return every shift of a week, and its whole days."""
    zone = timezone.get_default_timezone()
    days = [monday + timedelta(days=each) for each in range(7)]
    stood = [shift for day in days for shift in shifts_of(day, settings.SHIFTS, zone)]
    return [*stood, *(shift_of(day, WHOLE_DAY, settings.SHIFTS, zone) for day in days)]


def week_of(monday: date) -> Week | None:
    """Return a week that somebody began to plan."""
    return Week.objects.filter(monday=monday).select_related("in_force_by").first()


def duties_of_week(monday: date) -> list[Duty]:
    """Return the duties of a week, in order, with their officers."""
    return list(Duty.objects.filter(week__monday=monday).select_related("officer"))


def placed(duties: Iterable[Duty]) -> list[Placed]:
    """Return duties as the rules see them."""
    return [
        Placed(officer=each.officer_id, role=DutyRole(each.role), shift=shift_of_duty(each))
        for each in duties
    ]


def duties_around(monday: date) -> list[Placed]:
    """Return the duties of the four weeks before a week, and of the week after it."""
    span = Duty.objects.filter(on__gte=monday - AROUND, on__lt=monday + timedelta(days=14))
    return placed(span.exclude(week__monday=monday))


def peak_days(monday: date) -> dict[date, str]:
    """Return the days of a week that a person marked as peak days, and why."""
    week = PeakDay.objects.filter(on__gte=monday, on__lt=monday + timedelta(days=7))
    return dict(week.values_list("on", "why"))


def plan_of_week(
    monday: date, days_off: Mapping[date, str], *, duties: Sequence[Duty] | None = None
) -> Plan:
    """Return a week as the rules judge it; `days_off` are the holidays of the calendar."""
    return Plan(
        monday=monday,
        placed=placed(duties_of_week(monday) if duties is None else duties),
        around=duties_around(monday),
        busy=frozenset(days_off) | frozenset(peak_days(monday)),
    )


def people_by_role() -> dict[DutyRole, list[Officer]]:
    """Return who usually stands which duty, by name."""
    officers = Officer.objects.filter(is_active=True, agency=None).prefetch_related("roles")
    people: dict[DutyRole, list[Officer]] = {role: [] for role in DutyRole}
    for officer in officers:
        codes = {role.code for role in officer.roles.all()}
        for duty, wanted in WHO_MAY.items():
            if codes & set(wanted):
                people[duty].append(officer)
    return people
