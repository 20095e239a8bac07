"""An alarm rings a mobile on a real exchange; the key 1 takes it, elsewhere it is quiet."""

from pathlib import Path

from tests.hotline import Hotline, until
from tests.phone.room import MOBILE, PATIENT, Room

ROOM_LIMITS = PATIENT
CAST = f"""
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
person = Person(username="lan", full_name="Nguyễn Thị Lan (mẫu)", phone="{MOBILE}")
add_officer(person, roles=["shift_leader"], password="a made-up pass phrase", at=timezone.now())
"""
_TRY = """
from django.utils import timezone
from langnghe.access.models import Officer
from langnghe.duty.actions.ways import try_ways
try_ways(by=Officer.objects.get(username="lan"), at=timezone.now())
"""
_TAKE = """
from django.utils import timezone
from langnghe.access.models import Officer
from langnghe.duty.actions.alarms import acknowledge_alarm
from langnghe.duty.models import Alarm
lan = Officer.objects.get(username="lan")
acknowledge_alarm(Alarm.objects.filter(state="raised").latest("pk").pk, by=lan, at=timezone.now())
"""
CALLED = "duty_notice WHERE way = 'call'"


def test_the_key_takes_the_alarm(office: Hotline, room: Room, voices: dict[str, Path]) -> None:
    mobile = room.desk(MOBILE, voices["officer"], outside=True)
    taken = office.count("duty_alarm WHERE state = 'acknowledged'")
    office.python(_TRY)
    until(mobile.is_talking, "the mobile lifts")
    until(lambda: room.leg_at("alarm"), "it is told of the alarm")
    until(lambda: office.count(f"{CALLED} AND state = 'delivered'") == 1, "lifting is noted")
    mobile.press_until(
        lambda: office.count("duty_alarm WHERE state = 'acknowledged'") == taken + 1,
        "the alarm is taken", key="1",
    )  # fmt: skip
    until(lambda: not room.channels(), "the call has ended")


def test_taken_on_a_screen_the_mobile_rings_no_more(
    office: Hotline, room: Room, voices: dict[str, Path]
) -> None:
    mobile = room.desk(MOBILE, voices["officer"], lifts=False, outside=True)
    office.python(_TRY)
    until(mobile.is_ringing, "the mobile rings")
    office.python(_TAKE)
    until(lambda: not room.channels(), "nothing rings any more")
    until(lambda: not mobile.is_ringing(), "nor the mobile")
