"""An officer's own ways: devices, numbers, and trying them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.models import Alarm, PushDevice, Reach
from langnghe.duty.states import OPEN_ALARMS, AlarmKind
from langnghe.paging.push import is_push_service
from langnghe.roster.queries import on_duty, shift_now
from langnghe.roster.states import DutyRole
from langnghe.vietnamese.phones import NumberKind, read_number

SETTLED = timedelta(minutes=2)
"""A shift is tested when its leader has sat down."""
MOST_DEVICES = 10


class NotAPushService(Exception):
    """The device names an address that is no push service we may speak to."""


class TooManyDevices(Exception):
    """An officer has more devices than anybody carries."""


class NotANumber(Exception):
    """What was typed cannot be called."""


@dataclass(frozen=True, kw_only=True)
class Browser:
    """What a browser gives when it subscribes, and how its owner knows it."""

    endpoint: str
    key: str
    secret: str
    label: str


@transaction.atomic
def add_device(browser: Browser, *, by: Officer, at: datetime) -> PushDevice:
    """Let a browser show this officer's notices; may be repeated, whoever had it before.

    Raises NotAPushService, TooManyDevices.
    """
    require(by, Right.READ)
    if not is_push_service(browser.endpoint, settings.PUSH_HOSTS):
        raise NotAPushService
    others = PushDevice.objects.filter(officer=by, gone_at=None).exclude(endpoint=browser.endpoint)
    if others.count() >= MOST_DEVICES:
        raise TooManyDevices
    device, _made = PushDevice.objects.update_or_create(
        endpoint=browser.endpoint[:1000],
        defaults={
            "officer": by,
            "label": browser.label[:120],
            "key": browser.key[:200],
            "secret": browser.secret[:100],
            "added_at": at,
            "gone_at": None,
        },
    )
    return device


@transaction.atomic
def remove_device(device_id: int, *, by: Officer, at: datetime) -> None:
    """Let a browser show nothing any more; may be repeated."""
    PushDevice.objects.filter(pk=device_id, officer=by, gone_at=None).update(gone_at=at)


@transaction.atomic
def set_numbers(first: str, second: str, *, by: Officer, at: datetime) -> None:
    """Set where an officer is called and gets SMS; empty: nowhere. Raises NotANumber."""
    first, second = (_number(each) for each in (first, second))
    by.phone = first
    by.save(update_fields=["phone"])
    Reach.objects.update_or_create(officer=by, defaults={"second_phone": second})


def _number(typed: str) -> str:
    if not typed.strip():
        return ""
    read = read_number(typed)
    if read.kind not in {NumberKind.MOBILE, NumberKind.FIXED} or read.e164 is None:
        raise NotANumber(typed)
    return "0" + read.e164.removeprefix("+84")


@transaction.atomic
def try_ways(*, by: Officer, at: datetime) -> Alarm:
    """Raise a test alarm for this officer by every way; while one goes on, return that one."""
    require(by, Right.READ)
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    going = Alarm.objects.filter(kind=AlarmKind.TRY, only_for=by, state__in=OPEN_ALARMS).first()
    if going is not None:
        return going
    key = f"try:{by.pk}:{at.isoformat()}"
    return raise_alarm(AlarmKind.TRY, key=key, rule="", at=at, only_for=by) or Alarm.objects.get(
        key=key
    )


@app.periodic(cron="* * * * *")
@app.task(queue="notices", name="duty.try_shift", queueing_lock="duty.try_shift")
def try_each_shift(timestamp: int) -> None:
    """Test the alarms of each shift once."""
    if settings.SHIFT_TESTS:
        try_shift(at=datetime.fromtimestamp(timestamp, UTC))


def try_shift(*, at: datetime) -> list[Alarm]:
    """Raise a test alarm for each leader of the shift that runs, once. May be repeated."""
    shift = shift_now(at)
    if at < shift.from_at + SETTLED:
        return []
    leaders = [each.officer for each in on_duty(at) if each.role == DutyRole.SHIFT_LEADER]
    raised = [
        raise_alarm(
            AlarmKind.SHIFT_TEST, key=f"shift:{shift.from_at.isoformat()}:{leader.pk}",
            rule=f"{shift.name} {shift.on:%d/%m}", at=at, only_for=leader,
        )
        for leader in leaders
    ]  # fmt: skip
    return [each for each in raised if each is not None]
