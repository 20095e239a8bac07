"""Faults of the system call, and end by themselves; each shift's leader is tested; a stand-in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from langnghe.duty import faults
from langnghe.duty.actions.alarms import acknowledge_alarm
from langnghe.duty.actions.climb import climb
from langnghe.duty.actions.stand_in import stand_in
from langnghe.duty.actions.watch import note_faults
from langnghe.duty.actions.ways import try_shift
from langnghe.duty.faults import Found
from langnghe.duty.models import Alarm, Fault, Notice
from langnghe.duty.states import AlarmKind, AlarmState, NoticeState, Way
from langnghe.intake.models import Arrival, Difference
from langnghe.register.models import Contact
from langnghe.register.states import ContactState
from langnghe.reply.models import Outgoing
from langnghe.roster.states import DutyRole
from tests import cast
from tests.duty.room import office_on_duty, raised, told

pytestmark = pytest.mark.django_db


class Weather:
    """A fault that comes and goes."""

    def __init__(self) -> None:
        self.is_bad = False

    def look(self, _at: datetime) -> Iterator[Found]:
        if self.is_bad:
            yield Found(name="trunk:vnpt", words="2")


@pytest.fixture
def weather(monkeypatch: pytest.MonkeyPatch) -> Weather:
    found = Weather()
    monkeypatch.setattr(faults, "FINDERS", [*faults.FINDERS, found.look])
    return found


def test_a_fault_calls_the_technician_once_and_is_over_by_itself(weather: Weather) -> None:
    room = office_on_duty()
    assert note_faults(at=cast.NOON) == []
    weather.is_bad = True
    (fault,) = note_faults(at=cast.later(1))
    assert note_faults(at=cast.later(2)) == [fault]
    names = {name for _step, name, _way in told(fault.alarm)}
    assert names == {room[DutyRole.TECHNICIAN].username, room[DutyRole.SHIFT_LEADER].username}
    weather.is_bad = False
    note_faults(at=cast.later(3))
    fault.refresh_from_db()
    assert (fault.gone_at, fault.alarm.state) == (cast.later(3), AlarmState.OVER)
    waiting = Notice.objects.filter(alarm=fault.alarm, state=NoticeState.QUEUED)
    assert not waiting.exclude(step=None).exists()


def test_a_fault_that_comes_again_calls_again(weather: Weather) -> None:
    for minute in (1, 3):
        weather.is_bad = True
        note_faults(at=cast.later(minute))
        weather.is_bad = False
        note_faults(at=cast.later(minute + 1))
    assert Fault.objects.count() == Alarm.objects.filter(kind=AlarmKind.SYSTEM).count() == 2


def test_an_acknowledged_fault_stays_until_it_is_gone(weather: Weather) -> None:
    room = office_on_duty()
    weather.is_bad = True
    (fault,) = note_faults(at=cast.later(1))
    acknowledge_alarm(fault.alarm_id, by=room[DutyRole.TECHNICIAN], at=cast.later(2))
    note_faults(at=cast.later(3))
    assert Alarm.objects.get().state == AlarmState.ACKNOWLEDGED
    weather.is_bad = False
    note_faults(at=cast.later(4))
    assert Alarm.objects.get().state == AlarmState.ACKNOWLEDGED


def test_letters_the_relay_does_not_take_and_books_that_do_not_agree_are_faults() -> None:
    Outgoing.objects.create(
        purpose=Outgoing.Purpose.NOTICE, once_key="k", to_address="a@example.com", subject="x",
        text="x", message_id="m", trouble="away", created_at=cast.NOON,
    )  # fmt: skip
    Difference.objects.create(
        day=cast.NOON.date(), channel="mail", source="s", key="k", what="lacks", found_at=cast.NOON
    )
    found = {each.name for each in note_faults(at=cast.later(20))}
    assert found == {"relay", "balance"}


def test_jobs_that_nobody_does_are_a_fault() -> None:
    raised()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = %s", [cast.NOON - timedelta(hours=1)])
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL, queue_name = 'mail'")
    assert "jobs" in {each.name for each in note_faults(at=cast.NOON)}


def test_mail_that_is_not_read_is_a_fault_until_it_is() -> None:
    waiting = cast.contact()
    Arrival.objects.create(contact=waiting, raw=b"x", accepted_at=cast.NOON)
    assert note_faults(at=cast.later(20)) == []
    Contact.objects.update(state=ContactState.ARRIVED)
    assert note_faults(at=cast.later(5)) == []
    (fault,) = note_faults(at=cast.later(20))
    assert (fault.name, fault.alarm.words) == ("reading", "1")
    Arrival.objects.all().delete()
    note_faults(at=cast.later(21))
    fault.refresh_from_db()
    assert fault.gone_at == cast.later(21)


def test_each_shift_is_tested_once_and_silence_is_a_fault() -> None:
    room = office_on_duty()
    shift = cast.NOON.replace(hour=7)
    assert try_shift(at=shift + timedelta(minutes=1)) == []
    (alarm,) = try_shift(at=shift + timedelta(minutes=3))
    assert try_shift(at=shift + timedelta(minutes=4)) == []
    assert alarm.only_for == room[DutyRole.SHIFT_LEADER]
    for minutes in (8, 13, 19):
        climb(alarm.pk, at=shift + timedelta(minutes=minutes))
    alarm.refresh_from_db()
    assert alarm.state == AlarmState.UNANSWERED
    assert {way for _step, _name, way in told(alarm)} == {Way.SCREEN, Way.SMS, Way.CALL}
    (fault,) = note_faults(at=shift + timedelta(minutes=20))
    assert fault.name == "shift_test"
    assert note_faults(at=shift + timedelta(hours=9)) == [], "another shift"


def test_without_workers_alarms_still_go_out() -> None:
    office_on_duty()
    alarm = raised()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert stand_in(at=cast.later(2))
    assert stand_in(at=cast.later(3))
    assert Fault.objects.get().name == "worker"
    assert {step for step, _name, _way in told(alarm)} == {0, 1}
    assert not Notice.objects.filter(state=NoticeState.QUEUED).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [cast.later(4)]
        )
    assert not stand_in(at=cast.later(4))
    note_faults(at=cast.later(4))
    assert Fault.objects.get().gone_at == cast.later(4)
