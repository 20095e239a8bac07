"""Looking after the system itself: a fault calls the technician, and ends when it is gone."""

from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.actions.quiet import fall_quiet
from langnghe.duty.faults import Found, found_now
from langnghe.duty.models import Alarm, Fault
from langnghe.duty.states import OPEN_ALARMS, AlarmKind, AlarmState
from langnghe.register.timeline import tell_screens


@app.periodic(cron="* * * * *")
@app.task(queue="notices", name="duty.look_around", queueing_lock="duty.look_around")
def look_around(timestamp: int) -> None:
    """Look for faults every minute."""
    note_faults(at=datetime.fromtimestamp(timestamp, UTC))


def note_faults(*, at: datetime) -> list[Fault]:
    """Raise an alarm for each new fault, end those of what is gone; return what stays."""
    found = found_now(at)
    for fault in Fault.objects.filter(gone_at=None).exclude(name__in=found):
        end_fault(fault.pk, at=at)
    return [begin_fault(each, at=at) for each in found.values()]


@transaction.atomic
def begin_fault(found: Found, *, at: datetime) -> Fault:
    """Note a fault and call for somebody, unless it is known already. May be repeated."""
    known = Fault.objects.select_for_update(of=("self",)).filter(name=found.name, gone_at=None)
    fault = known.first()
    if fault is not None:
        return fault
    alarm = raise_alarm(
        AlarmKind.SYSTEM, key=f"system:{found.name}:{at.isoformat()}", rule=found.name,
        words=found.words, at=at,
    )  # fmt: skip
    if alarm is None:
        return Fault.objects.get(alarm__key=f"system:{found.name}:{at.isoformat()}")
    return Fault.objects.create(name=found.name[:80], since=at, alarm=alarm)


@transaction.atomic
def end_fault(fault_id: int, *, at: datetime) -> None:
    """Note that a fault is gone; an alarm that nobody took is over. May be repeated."""
    fault = Fault.objects.select_for_update().filter(pk=fault_id, gone_at=None).first()
    if fault is None:
        return
    fault.gone_at = at
    fault.save(update_fields=["gone_at"])
    alarm = Alarm.objects.select_for_update(no_key=True, of=("self",)).get(pk=fault.alarm_id)
    if alarm.state in OPEN_ALARMS:
        alarm.state, alarm.ended_at, alarm.next_at = AlarmState.OVER, at, None
        alarm.save(update_fields=["state", "ended_at", "next_at"])
        fall_quiet(alarm, at=at)
    tell_screens("alarm", alarm.pk, what="duty.over")
