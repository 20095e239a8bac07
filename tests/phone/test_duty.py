"""Officers on duty, on a real exchange: a mobile, the last one, a code typed, three calls."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from langnghe.telephony import records
from tests.browser.conftest import PASSWORD, browser, findings, sign_in
from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Key, Say, Wait
from tests.phone.callers.speech import LONG
from tests.phone.room import MOBILE, PATIENT, Room
from tests.phone.watching import watching

__all__ = ["browser"]
Voices = dict[str, Path]
ENTERED = Wait(0.8)
ROOM_LIMITS = PATIENT
_CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.access.models import Officer
from langnghe.line.actions.duty import add_telephone
from langnghe.line.states import TelephoneKind
from tests.cast import registered
person = Person(username="lan", full_name="Nguyễn Thị Lan (mẫu)")
add_officer(person, roles=["shift_leader"], password={password!r}, at=timezone.now())
add_telephone("101", kind=TelephoneKind.DESK)
print(registered(Officer.objects.get(username="lan")).code)
"""


@pytest.fixture(scope="module")
def office(running_room: Room, phone_folder: Path) -> Iterator[Hotline]:
    """Give a hotline that watches the exchange of the tests."""
    hotline = watching(running_room, phone_folder / "on-duty")
    hotline.start()
    yield hotline
    hotline.stop()


@pytest.fixture(scope="module")
def code(office: Hotline) -> str:
    """Give the code of a submission that Lan registered."""
    return office.python(_CAST.format(password=PASSWORD)).splitlines()[-1]


@pytest.fixture
def lan(office: Hotline, code: str, browser: Browser, room: Room) -> Iterator[Page]:
    """Give Lan's desk, nobody signed on."""
    office.python("from langnghe.line.models import SignOn; SignOn.objects.all().delete()")
    until(lambda: not room.members(), "nobody is on")
    troubles: list[str] = []
    page = sign_in(browser, office, "lan", troubles)
    page.set_default_timeout(60_000)
    yield page
    page.context.close()
    assert troubles == []


def test_a_mobile_typed_at_sign_on_takes_the_call_by_a_key(
    office: Hotline, room: Room, voices: Voices, lan: Page
) -> None:
    mobile = room.desk(MOBILE, voices["officer"], outside=True)
    lan.locator(".duty > summary").click()
    lan.locator(".duty").get_by_label("Số khác", exact=True).check()
    lan.locator(".duty input[name=number]").fill("0900 000 777")
    with lan.expect_response("**/line/duty"):
        lan.locator("#duty").dispatch_event("ln:refresh")  # a call somewhere: the part is renewed
    lan.locator(".duty").get_by_role("button", name="Vào trực").click()
    expect(lan.locator(".duty > summary")).to_contain_text(f"Đang trực: {MOBILE}")
    until(lambda: "lan" in room.members(), "the exchange rings the mobile")
    number = "0900000401"
    room.line.call(number, Say(voices["citizen.al"]), ENTERED, Key("5"), Wait(LONG))
    until(mobile.is_talking, "the mobile answers, as a voice box would")
    until(lambda: room.leg_at("take"), "it is asked for a key")
    assert not room.talks_with_somebody(number)
    mobile.press_until(lambda: room.talks_with_somebody(number), "they are connected", key="1")
    expect(lan.locator(".card-call", has_text="0900 000 401")).to_contain_text("Đang nói chuyện")
    assert office.query("SELECT telephone, state FROM line_livecall") == [(f"m{MOBILE}", "talking")]
    mobile.tell("hangup")
    assert room.record_of(number).outcome == records.ANSWERED
    filed = f"register_contact WHERE sender_raw = '{number}' AND outcome = 'answered'"
    until(lambda: office.count(filed) == 1, "the call is filed")


def test_the_last_officer_leaves_only_knowingly_and_callers_may_speak(
    room: Room, voices: Voices, lan: Page
) -> None:
    room.desk("101", voices["officer"], lifts=False)
    duty = lan.locator(".duty")
    duty.locator("summary").click()
    duty.get_by_label("101").check()
    duty.get_by_role("button", name="Vào trực").click()
    until(lambda: "lan" in room.members(), "the exchange rings Lan")
    duty.locator("summary").click()
    duty.get_by_role("button", name="Rời trực").click()
    assert room.members(), "the browser asks for the confirmation first"
    assert findings(lan) == []
    duty.locator("input[name=alone]").check()
    duty.get_by_role("button", name="Rời trực").click()
    expect(duty.locator("summary")).to_contain_text("Vào trực")
    until(lambda: not room.members(), "nobody is rung any more")
    room.line.call("0900000402", ENTERED, Key("5"), Wait(LONG))
    room.wait_for_app("0900000402", "Record")


def test_a_code_typed_on_the_keypad_opens_that_submission(
    room: Room, voices: Voices, code: str, lan: Page
) -> None:
    room.desk("101", voices["officer"], lifts=False)
    duty = lan.locator(".duty")
    duty.locator("summary").click()
    duty.get_by_label("101").check()
    duty.get_by_role("button", name="Vào trực").click()
    until(lambda: "lan" in room.members(), "the exchange rings Lan")
    keys = [Key(digit) for digit in code if digit.isdigit()]
    room.line.call("0900000403", ENTERED, Key("2"), Wait(1.6), *keys, Wait(LONG))
    link = lan.locator(".card-call[data-rings-here]").get_by_role("link", name=code)
    with lan.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_url(f"**/{code}")


def test_three_calls_of_one_number_alarm_who_is_not_even_on(
    office: Hotline, room: Room, lan: Page
) -> None:
    for _each in range(2):
        room.line.call("0900000404", Wait(1.5)).end()
    room.line.call("0900000404", Wait(LONG))
    card = lan.locator(".card-urgent[data-alarm]", has_text="0900 000 404")
    expect(card).to_contain_text("3 cuộc gọi từ số này trong năm phút")
    assert findings(lan) == []
    row = "line_callback b JOIN register_contact c ON c.id = b.contact_id"
    room.clear()
    urgent = f"{row} WHERE c.sender_raw = '0900000404' AND b.is_urgent"
    until(lambda: office.count(urgent) >= 1, "it is urgent to call back")
