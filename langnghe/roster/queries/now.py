"""Who is on duty at a moment, and in which order they are reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from langnghe.access.models import Officer, Role
from langnghe.access.rules import Right, RoleCode
from langnghe.roster.models import Duty, Watch
from langnghe.roster.rules.shifts import Shift, shift_at
from langnghe.roster.states import DutyRole, Step


@dataclass(frozen=True, kw_only=True)
class OnDuty:
    """Somebody on duty, and where they are reached. `signed_on`: they stand watch now."""

    officer: Officer
    role: DutyRole
    shift: Shift
    phone: str
    mail: str
    signed_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of the ladder: whom an alarm reaches that nobody acknowledged for some minutes."""

    step: Step
    after_minutes: int
    people: tuple[OnDuty, ...]


def shift_now(at: datetime) -> Shift:
    """Return the shift that runs at a moment."""
    return shift_at(at, settings.SHIFTS, timezone.get_default_timezone())


def on_duty(at: datetime) -> list[OnDuty]:
    """Return everyone on duty at a moment, by role; who signed on comes first.

    Those the roster in force names, and whoever stands watch: an outgoing officer stays on duty
    until the handover is accepted.
    """
    watches = {
        each.officer_id: each
        for each in Watch.objects.filter(began_at__lte=at, ended_at=None).select_related("officer")
    }
    planned = list(_duties(at))
    named = {each.officer_id for each in planned}
    found = [
        _on_duty(
            duty.officer,
            DutyRole(duty.role),
            shift_of_duty(duty),
            signed_on=duty.officer_id in watches,
        )
        for duty in planned
    ]
    found += [
        _on_duty(watch.officer, DutyRole(watch.role), shift_now(watch.shift_at), signed_on=True)
        for watch in watches.values()
        if watch.officer_id not in named
    ]
    order = list(DutyRole)
    return sorted(found, key=lambda each: (order.index(each.role), not each.signed_on))


def _duties(at: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(
        begins_at__lte=at,
        ends_at__gt=at,
        week__in_force_at__isnull=False,
        officer__is_active=True,
    ).select_related("officer")


def shift_of_duty(duty: Duty) -> Shift:
    """Return the shift, or the whole day, of a duty; as it was planned."""
    zone = timezone.get_default_timezone()
    return Shift(
        duty.begins_at.astimezone(zone), duty.ends_at.astimezone(zone), duty.on, duty.shift
    )


def _on_duty(officer: Officer, role: DutyRole, shift: Shift, *, signed_on: bool) -> OnDuty:
    return OnDuty(
        officer=officer,
        role=role,
        shift=shift,
        phone=officer.phone,
        mail=officer.email,
        signed_on=signed_on,
    )


LADDER: tuple[tuple[Step, int, tuple[DutyRole, ...]], ...] = (
    (Step.OPERATORS, 0, (DutyRole.OPERATOR,)),
    (Step.SECOND, 5, (DutyRole.ON_CALL,)),
    (Step.SHIFT_LEADER, 10, (DutyRole.SHIFT_LEADER,)),
    (Step.OFFICE_LEADER, 15, (DutyRole.OFFICE_LEADER,)),
    (Step.TOP, 30, (DutyRole.CHIEF, DutyRole.STANDING_BOARD)),
)
"""Step, minutes without acknowledgement, roles reached (domain study, section 4)."""


def ladder(at: datetime) -> list[Rung]:
    """Return whom an alarm reaches, one step after the other.

    Where the roster names nobody for a step, those who hold the rights for it stand in.
    """
    people = on_duty(at)
    return [
        Rung(step=step, after_minutes=minutes, people=_reached(step, roles, people, at))
        for step, minutes, roles in LADDER
    ]


def _reached(
    step: Step, roles: Sequence[DutyRole], people: Iterable[OnDuty], at: datetime
) -> tuple[OnDuty, ...]:
    found = tuple(each for each in people if each.role in roles)
    if found:
        return found
    return tuple(
        _on_duty(officer, roles[0], shift_now(at), signed_on=False) for officer in _stand_ins(step)
    )


_STAND_INS: dict[Step, tuple[RoleCode, Right]] = {
    Step.OPERATORS: (RoleCode.DUTY_OFFICER, Right.REGISTER),
    Step.SECOND: (RoleCode.DUTY_OFFICER, Right.REGISTER),
    Step.SHIFT_LEADER: (RoleCode.SHIFT_LEADER, Right.PLAN_DUTY),
    Step.OFFICE_LEADER: (RoleCode.OFFICE_LEADER, Right.DIRECT),
    Step.TOP: (RoleCode.STANDING_BOARD, Right.DIRECT),
}


def _stand_ins(step: Step) -> list[Officer]:
    """Those of the role that usually does it, else whoever holds the right."""
    code, right = _STAND_INS[step]
    officers = Officer.objects.filter(is_active=True, agency=None)
    of_role = list(officers.filter(roles__in=Role.objects.filter(code=code)).distinct())
    if of_role:
        return of_role
    return list(officers.filter(roles__rights__contains=[right]).distinct())
