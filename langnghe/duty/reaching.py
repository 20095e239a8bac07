"""Whom a rung reaches and where: officers of the roster, their devices, mails and numbers."""

from collections.abc import Iterator
from datetime import datetime

from langnghe.access.models import Officer
from langnghe.duty.models import Alarm, PushDevice, Reach
from langnghe.duty.rules import SELF
from langnghe.duty.states import Way
from langnghe.roster.queries import ladder, on_duty


def people_of(alarm: Alarm, to: str, *, at: datetime) -> list[Officer]:
    """Return the officers a rung reaches: only those who may see what the alarm is of."""
    if to == SELF:
        return [alarm.only_for] if alarm.only_for is not None else []
    rungs = [each.people for each in ladder(at) if each.step == to]
    people = rungs[0] if rungs else [each for each in on_duty(at) if each.role == to]
    found = {each.officer.pk: each.officer for each in people}
    return [each for each in found.values() if _may_hear(alarm, each)]


def _may_hear(alarm: Alarm, officer: Officer) -> bool:
    return Alarm.objects.visible_to(officer).filter(pk=alarm.pk).exists()


def addresses_of(officer: Officer, way: Way) -> Iterator[str]:
    """Give where an officer is reached by a way; nothing where they are not."""
    match way:
        case Way.SCREEN:
            yield officer.username
        case Way.PUSH:
            devices = PushDevice.objects.filter(officer=officer, gone_at=None)
            yield from (str(pk) for pk in devices.values_list("pk", flat=True))
        case Way.MAIL:
            yield from filter(None, [officer.email])
        case Way.SMS | Way.CALL:
            yield from numbers_of(officer)


def numbers_of(officer: Officer) -> list[str]:
    """Return the telephone numbers of an officer, the first one first."""
    reach = Reach.objects.filter(officer=officer).first()
    numbers = [officer.phone, reach.second_phone if reach else ""]
    return list(dict.fromkeys(each for each in numbers if each))
