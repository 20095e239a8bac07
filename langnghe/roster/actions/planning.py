"""Planning a week: who is on duty when. What is in force is changed in sight of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import timeline
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.roster import events
from langnghe.roster.models import Duty, PeakDay, Week
from langnghe.roster.queries import plan as plans
from langnghe.roster.rules.fair import Question, propose
from langnghe.roster.rules.shifts import Shift, monday_of
from langnghe.roster.states import DutyRole


class AlreadyPlaced(Exception):
    """The officer has a duty in this shift already."""


class PastDuty(Exception):
    """The shift is over: what was, is not planned."""


class NoSuchShift(Exception):
    """The office has no shift of this name."""


class NothingToCopy(Exception):
    """The week before has no duties."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place in the roster: a shift of a day (or the whole day) and a role."""

    on: date
    shift: str
    role: DutyRole


def lock_week(monday: date, *, version: int | None = None) -> Week:
    """Lock a week, made if nobody planned it; raises ChangedMeanwhile.

    The lock keeps two planners, and a planner and a swap, from crossing.
    """
    Week.objects.get_or_create(monday=monday)
    week = Week.objects.select_for_update().get(monday=monday)
    if version is not None and version != week.version:
        raise ChangedMeanwhile(week)
    return week


def _touched(week: Week, by: Officer) -> None:
    week.version += 1
    week.save(update_fields=["version"])
    timeline.tell_screens("roster", week.pk)


@transaction.atomic
def place_officer(
    officer_id: int, spot: Spot, *, by: Officer, at: datetime, version: int | None = None
) -> Duty:
    """Put an officer on duty.

    Raises AlreadyPlaced, PastDuty, NoSuchShift, ChangedMeanwhile.
    """
    require(by, Right.PLAN_DUTY)
    shift = _future_shift(spot, at)
    week = lock_week(monday_of(spot.on), version=version)
    officer = Officer.objects.filter(pk=officer_id, is_active=True, agency=None).first()
    if officer is None:
        raise Missing(officer_id)
    duty = _put(week, officer, spot.role, shift)
    _tell(week, spot, after=officer.full_name, by=by, at=at)
    _touched(week, by)
    return duty


def _future_shift(spot: Spot, at: datetime) -> Shift:
    try:
        shift = plans.shift_named(spot.on, spot.shift)
    except KeyError:
        raise NoSuchShift(spot.shift) from None
    if shift.to_at <= at:
        raise PastDuty
    return shift


def _put(week: Week, officer: Officer, role: DutyRole, shift: Shift) -> Duty:
    try:
        with transaction.atomic():
            return Duty.objects.create(
                week=week,
                on=shift.on,
                shift=shift.name,
                role=role,
                officer=officer,
                begins_at=shift.from_at,
                ends_at=shift.to_at,
            )
    except IntegrityError:
        raise AlreadyPlaced(officer.pk) from None


def _tell(
    week: Week, spot: Spot, *, before: str = "", after: str = "", by: Officer, at: datetime
) -> None:
    if week.in_force_at is None:
        return
    fact = events.DutyChanged(
        on=f"{spot.on:%d/%m/%Y}", shift=spot.shift, duty_role=spot.role, before=before, after=after
    )
    timeline.record(fact, by=by, at=at)


def _lock_duty(duty_id: int, *, version: int | None) -> tuple[Week, Duty]:
    found = Duty.objects.filter(pk=duty_id).values_list("week__monday", flat=True).first()
    if found is None:
        raise Missing(duty_id)
    week = lock_week(found, version=version)
    duty = Duty.objects.select_related("officer").filter(pk=duty_id).first()
    if duty is None:
        raise Missing(duty_id)
    return week, duty


def spot_of(duty: Duty) -> Spot:
    """Return the place a duty takes."""
    return Spot(on=duty.on, shift=duty.shift, role=DutyRole(duty.role))


@transaction.atomic
def take_out(duty_id: int, *, by: Officer, at: datetime, version: int | None = None) -> None:
    """Take an officer off duty again; raises Missing, PastDuty, ChangedMeanwhile."""
    require(by, Right.PLAN_DUTY)
    week, duty = _lock_duty(duty_id, version=version)
    if duty.ends_at <= at:
        raise PastDuty
    _tell(week, spot_of(duty), before=duty.officer.full_name, by=by, at=at)
    duty.delete()
    _touched(week, by)


@transaction.atomic
def move_duty(
    duty_id: int, spot: Spot, *, by: Officer, at: datetime, version: int | None = None
) -> Duty:
    """Put an officer's duty into another place; refusals as for placing."""
    require(by, Right.PLAN_DUTY)
    _week, duty = _lock_duty(duty_id, version=version)
    if spot == spot_of(duty):
        return duty
    take_out(duty_id, by=by, at=at)
    return place_officer(duty.officer_id, spot, by=by, at=at)


@transaction.atomic
def copy_last_week(monday: date, *, by: Officer, at: datetime) -> int:
    """Add the duties of the week before, seven days later; return how many.

    Places that are taken stay as they are; closed accounts and past shifts are left out. Raises
    NothingToCopy.
    """
    require(by, Right.PLAN_DUTY)
    week = lock_week(monday)
    earlier = plans.duties_of_week(monday - timedelta(days=7))
    if not earlier:
        raise NothingToCopy
    there = {(each.on, each.shift, each.role) for each in plans.duties_of_week(monday)}
    count = 0
    for each in earlier:
        day = each.on + timedelta(days=7)
        shift = plans.shift_named(day, each.shift)
        is_taken = (day, each.shift, each.role) in there
        if each.officer.is_active and not is_taken and shift.to_at > at:
            count += _added(week, each.officer, DutyRole(each.role), shift)
    _touched(week, by)
    return count


def _added(week: Week, officer: Officer, role: DutyRole, shift: Shift) -> int:
    try:
        _put(week, officer, role, shift)
    except AlreadyPlaced:
        return 0
    return 1


@transaction.atomic
def propose_week(monday: date, days_off: Mapping[date, str], *, by: Officer, at: datetime) -> int:
    """Fill what is empty in a week, nights even and rest kept; return how many duties it added.

    Nothing that stands is changed. A week that is not in force yet stays a draft.
    """
    require(by, Right.PLAN_DUTY)
    week = lock_week(monday)
    people = plans.people_by_role()
    plan = plans.plan_of_week(monday, days_off)
    question = Question(
        shifts=[each for each in plans.shifts_of_week(monday) if each.to_at > at],
        people={role: [each.pk for each in officers] for role, officers in people.items()},
        kept=plan.placed,
        around=plan.around,
        busy=frozenset(plan.busy),
    )
    officers = {each.pk: each for group in people.values() for each in group}
    found = propose(question, plans.limits())
    for each in found:
        _put(week, officers[each.officer], each.role, each.shift)
    _touched(week, by)
    return len(found)


@transaction.atomic
def empty_week(monday: date, *, by: Officer, at: datetime) -> int:
    """Take out what lies ahead in a draft; return how many. A week in force is left alone."""
    require(by, Right.PLAN_DUTY)
    week = lock_week(monday)
    if week.in_force_at is not None:
        return 0
    count, _kinds = week.duties.filter(ends_at__gt=at).delete()
    _touched(week, by)
    return count


@transaction.atomic
def put_in_force(monday: date, *, by: Officer, at: datetime) -> Week:
    """Let a week's roster count from now on; may be repeated."""
    require(by, Right.PLAN_DUTY)
    week = lock_week(monday)
    if week.in_force_at is None:
        week.in_force_at, week.in_force_by = at, by
        week.save(update_fields=["in_force_at", "in_force_by"])
        fact = events.WeekInForce(monday=f"{monday:%d/%m/%Y}")
        timeline.record(fact, by=by, at=at)
        _touched(week, by)
    return week


@transaction.atomic
def mark_peak(on: date, why: str, *, by: Officer, at: datetime) -> None:
    """Double the duty of a day, or with no reason let it be a usual day again."""
    require(by, Right.PLAN_DUTY)
    week = lock_week(monday_of(on))
    if why.strip():
        PeakDay.objects.update_or_create(on=on, defaults={"why": why.strip()[:120]})
    else:
        PeakDay.objects.filter(on=on).delete()
    _touched(week, by)
