"""The bar, an alarm's page with its tries, an officer's own ways."""

import json

import pytest
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.duty.actions.climb import climb
from langnghe.duty.actions.ways import MOST_DEVICES
from langnghe.duty.models import Alarm, Notice, PushDevice
from langnghe.duty.reaching import numbers_of
from langnghe.duty.states import AlarmKind, AlarmState, NoticeState, Way
from langnghe.roster.states import DutyRole
from tests import cast
from tests.duty.room import office_on_duty, raised
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db
ENDPOINT = "https://fcm.googleapis.com/fcm/send/made-up"


def subscribe(client: Client, endpoint: str = ENDPOINT) -> int:
    said = {"endpoint": endpoint, "keys": {"p256dh": "BK", "auth": "a"}, "label": "Chrome · Linux"}
    answer = client.post("/my-ways/devices", json.dumps(said), content_type="application/json")
    return answer.status_code


def test_a_screen_that_shows_it_is_noted_and_rings_again_when_its_officer_is_told() -> None:
    room = office_on_duty()
    leader = signed_in(room[DutyRole.SHIFT_LEADER])
    alarm = raised()
    assert f'data-alarm-ring="{alarm.pk}-"' in leader.get("/alarms/bar").content.decode()
    assert Notice.objects.get(alarm=alarm).state == NoticeState.SENT, "not the operator's screen"
    climb(alarm.pk, at=cast.later(2))
    said = leader.get("/alarms/bar").content.decode()
    assert f'data-alarm-ring="{alarm.pk}-1" data-alarm-mine' in said
    told = Notice.objects.get(alarm=alarm, officer=room[DutyRole.SHIFT_LEADER], way=Way.SCREEN)
    assert told.state == NoticeState.DELIVERED


def test_the_page_of_an_alarm_tells_whom_it_reached_how() -> None:
    room = office_on_duty()
    alarm = raised()
    climb(alarm.pk, at=cast.later(5))
    said = signed_in(room[DutyRole.ON_CALL]).get(f"/alarms/{alarm.pk}").content.decode()
    for words in (str(room[DutyRole.SHIFT_LEADER]), "Tin nhắn SMS", "Gọi điện", "báo tiếp lúc"):
        assert words in said


def test_the_top_of_the_ladder_may_take_it_and_who_comes_late_is_told() -> None:
    room = office_on_duty()
    alarm = raised()
    signed_in(room[DutyRole.CHIEF]).post(f"/alarms/{alarm.pk}/acknowledge")
    alarm.refresh_from_db()
    assert (alarm.state, alarm.ended_by) == (AlarmState.ACKNOWLEDGED, room[DutyRole.CHIEF])
    late = signed_in(room[DutyRole.OPERATOR]).post(f"/alarms/{alarm.pk}/acknowledge", follow=True)
    assert f"{room[DutyRole.CHIEF]} đã nhận trước" in late.content.decode()


def test_who_may_not_see_it_finds_no_page() -> None:
    room = office_on_duty()
    alarm = raised(AlarmKind.SENSITIVE_URGENT)
    operator = signed_in(room[DutyRole.OPERATOR])
    assert operator.get(f"/alarms/{alarm.pk}").status_code == 404
    assert operator.post(f"/alarms/{alarm.pk}/acknowledge").status_code == 404
    assert "data-alarm-ring" not in operator.get("/alarms/bar").content.decode()
    clerk = signed_in(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    assert clerk.get("/alarms/bar").status_code == 404


def test_a_device_is_kept_once_and_only_of_a_push_service() -> None:
    officer = cast.officer()
    client = signed_in(officer)
    assert [subscribe(client), subscribe(client)] == [200, 200]
    for wrong in ("http://127.0.0.1/x", "https://intranet.example/x", "file:///etc/passwd", "x"):
        assert subscribe(client, wrong) == 409
    assert (
        client.post("/my-ways/devices", "[1]", content_type="application/json").status_code == 400
    )
    device = PushDevice.objects.get()
    signed_in(cast.officer()).post(f"/my-ways/devices/{device.pk}/remove")
    assert "Chrome · Linux" in client.get("/my-ways").content.decode(), "nobody else removes it"
    client.post(f"/my-ways/devices/{device.pk}/remove")
    assert "Chrome · Linux" not in client.get("/my-ways").content.decode()
    statuses = [subscribe(client, f"{ENDPOINT}-{number}") for number in range(MOST_DEVICES + 1)]
    assert statuses == [200] * MOST_DEVICES + [409]


def test_numbers_are_checked_and_what_was_typed_is_kept() -> None:
    officer = cast.officer()
    client = signed_in(officer)
    refused = client.post("/my-ways/numbers", {"first": "0900 000 123", "second": "12 ba"})
    assert refused.status_code == 422
    assert 'value="12 ba"' in refused.content.decode()
    client.post("/my-ways/numbers", {"first": "0900 000 123", "second": "024 3281 8818"})
    officer.refresh_from_db()
    assert numbers_of(officer) == ["0900000123", "02432818818"]


def test_a_test_alarm_reaches_oneself_only_and_one_at_a_time() -> None:
    officer, other = cast.officer(), cast.officer()
    client = signed_in(officer)
    client.post("/my-ways/try")
    client.post("/my-ways/try")
    alarm = Alarm.objects.get(kind=AlarmKind.TRY)
    assert "data-alarm-mine" in client.get("/alarms/bar").content.decode()
    assert "data-alarm-ring" not in signed_in(other).get("/alarms/bar").content.decode()
    client.post(f"/alarms/{alarm.pk}/acknowledge")
    assert "Màn hình: Đã đến" in client.get("/my-ways").content.decode()


def test_the_worker_of_notices_looks_after_the_whole_site() -> None:
    answer = Client().get("/push.js")
    assert answer["Content-Type"] == "text/javascript"
    assert b"showNotification" in answer.content
