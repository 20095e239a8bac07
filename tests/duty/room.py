"""An office at night: who is on duty, and alarms that call them."""

from dataclasses import dataclass
from datetime import timedelta

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.models import Alarm, Notice
from langnghe.duty.states import AlarmKind
from langnghe.register.models import Submission
from langnghe.roster.models import Duty, Week
from langnghe.roster.states import DutyRole
from tests import cast

_ROLES = {
    DutyRole.OPERATOR: RoleCode.DUTY_OFFICER,
    DutyRole.ON_CALL: RoleCode.DUTY_OFFICER,
    DutyRole.SHIFT_LEADER: RoleCode.SHIFT_LEADER,
    DutyRole.OFFICE_LEADER: RoleCode.OFFICE_LEADER,
    DutyRole.CHIEF: RoleCode.STANDING_BOARD,
    DutyRole.TECHNICIAN: RoleCode.ADMINISTRATOR,
}


@dataclass
class Room:
    """The officers on duty, by role."""

    people: dict[DutyRole, Officer]

    def __getitem__(self, role: DutyRole) -> Officer:
        return self.people[role]


def office_on_duty() -> Room:
    """Put one officer of each role on duty, from the day before NOON to the day after."""
    people = {role: cast.officer(code) for role, code in _ROLES.items()}
    monday = cast.NOON.date() - timedelta(days=cast.NOON.weekday())
    week = Week.objects.create(monday=monday, in_force_at=cast.NOON - timedelta(days=2))
    for number, (role, officer) in enumerate(people.items()):
        officer.email = f"{officer.username}@example.com"
        officer.phone = f"0900 000 {100 + number}"
        officer.save()
        Duty.objects.create(
            week=week, officer=officer, role=role, on=cast.NOON.date(), shift="06:00",
            begins_at=cast.NOON - timedelta(days=1), ends_at=cast.NOON + timedelta(days=1),
        )  # fmt: skip
    return Room(people)


def raised(
    kind: AlarmKind = AlarmKind.DANGER,
    *,
    key: str = "k",
    submission: Submission | None = None,
    only_for: Officer | None = None,
) -> Alarm:
    """Return an alarm raised at NOON."""
    alarm = raise_alarm(
        kind, key=key, rule="fire", words="cháy lớn", at=cast.NOON, submission=submission,
        only_for=only_for,
    )  # fmt: skip
    assert alarm is not None
    return alarm


def told(alarm: Alarm) -> list[tuple[int | None, str, str]]:
    """Return step, officer and way of each notice, in order."""
    notices = Notice.objects.filter(alarm=alarm).select_related("officer").order_by("pk")
    return [
        (each.step, each.officer.username if each.officer else "", each.way) for each in notices
    ]
