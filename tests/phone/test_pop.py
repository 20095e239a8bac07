"""A call on the officers' screens, from a real telephone: the card, the form, the end, the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, browser, findings, sign_in
from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Key, Say, Wait
from tests.phone.callers.speech import LONG
from tests.phone.room import PATIENT, Room

__all__ = ["browser"]
Voices = dict[str, Path]
ROOM_LIMITS = PATIENT
CAST = f"""
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.line.actions.duty import add_telephone
from langnghe.line.states import TelephoneKind
now = timezone.now()
for name, full, role in (("lan", "Nguyễn Thị Lan (mẫu)", "shift_leader"),
                         ("binh", "Trần Văn Bình (mẫu)", "duty_officer")):
    person = Person(username=name, full_name=full)
    add_officer(person, roles=[role], password={PASSWORD!r}, at=now)
add_telephone("101", kind=TelephoneKind.DESK)
add_telephone("102", kind=TelephoneKind.DESK)
"""


@pytest.fixture
def lan(office: Hotline, room: Room, browser: Browser, troubles: list[str]) -> Iterator[Page]:
    """Give Lan's desk, nobody signed on."""
    office.python("from langnghe.line.models import SignOn; SignOn.objects.all().delete()")
    until(lambda: not room.members(), "nobody is on")
    page = sign_in(browser, office, "lan", troubles)
    yield page
    page.context.close()
    assert troubles == []


@pytest.fixture
def troubles() -> list[str]:
    """Collect what the browser's console complained about."""
    return []


def sign_on(page: Page, telephone: str) -> None:
    """Sign on at a telephone, in the bar."""
    page.locator(".duty > summary").click()
    page.locator(".duty").get_by_label(telephone).check()
    page.locator(".duty").get_by_role("button", name="Vào trực").click()
    expect(page.locator(".duty > summary")).to_contain_text(f"Đang trực: {telephone}")


def test_a_call_pops_up_is_taken_by_one_key_and_stays_until_it_is_registered(
    office: Hotline, room: Room, voices: Voices, lan: Page
) -> None:
    desk = room.desk("101", voices["officer"], lifts=False)
    sign_on(lan, "101")
    until(lambda: "lan" in room.members(), "the exchange rings Lan")
    citizen = room.line.call("0900000123", Say(voices["citizen.al"]), Key("1"), Wait(LONG))
    card = lan.locator(".card-call[data-rings-here]")
    expect(card).to_be_visible()
    expect(card.locator(".card-number")).to_have_text("0900 000 123")
    expect(card).to_contain_text("Chưa ai gọi từ số này")
    assert lan.title().startswith("☎")
    assert findings(lan) == []
    lan.keyboard.press("F9")
    lan.wait_for_url("**/calls/new?call=*")
    expect(lan.locator("input[name=phone]")).to_have_value("0900000123")
    desk.tell("accept")
    expect(lan.locator("#call-live")).to_contain_text("Đang nói chuyện")
    lan.get_by_label("Người gọi nói").press_sequentially("Ống nước vỡ ở phố Hoa Sữa")
    expect(lan.locator("[data-draft-state]")).to_contain_text("đã lưu nháp")
    assert findings(lan) == []
    address = lan.url
    citizen.vanish()
    desk.tell("hangup")
    expect(lan.locator("#call-live")).to_contain_text("Cuộc gọi đã kết thúc")

    # Left alone, the card says that it is to be registered or marked.
    lan.goto(f"{office.url}/")
    over = lan.locator(".card-over")
    expect(over).to_contain_text("Vào sổ hoặc đánh dấu")
    lan.keyboard.press("F9")
    lan.wait_for_url(address)
    expect(lan.get_by_label("Người gọi nói")).to_have_value("Ống nước vỡ ở phố Hoa Sữa")
    lan.keyboard.press("Control+Enter")
    lan.wait_for_url("**/calls/filed/*")
    expect(lan.locator(".card-over")).to_have_count(0)
    until(
        lambda: office.count("register_attachment WHERE role = 'recording'") == 1,
        "the recording is filed with the form",
    )
    assert office.count("register_contact WHERE channel = 'call'") == 1


def test_a_call_goes_on_while_we_are_killed_and_is_on_the_screens_again(
    office: Hotline, room: Room, voices: Voices, lan: Page
) -> None:
    desk = room.desk("101", voices["officer"])
    sign_on(lan, "101")
    until(lambda: "lan" in room.members(), "the exchange rings Lan")
    citizen = room.line.call("0900000124", Say(voices["citizen.al"]), Wait(LONG))
    card = lan.locator(".card-call", has_text="0900 000 124")
    expect(card).to_contain_text("Đang nói chuyện")

    # What we know is lost, and the process with it; the call is not.
    office.kill("phone")
    office.python("from langnghe.line.models import LiveCall; LiveCall.objects.all().delete()")
    lan.reload()
    expect(card).to_contain_text("Đang nói chuyện")
    assert desk.is_talking()
    lan.keyboard.press("F9")
    lan.get_by_label("Người gọi nói").fill("Cây đổ ở phố Hoa Sữa")

    # Registered while the process of the telephone is dead: the records find the form.
    office.kill("phone")
    lan.keyboard.press("Control+Enter")
    lan.wait_for_url("**/calls/filed/*")
    desk.tell("hangup")
    citizen.end()
    filed = "register_contact WHERE sender_key = '+84900000124' AND text LIKE 'Cây đổ%'"
    until(lambda: office.count(f"{filed} AND source = 'spool:tong-dai'") == 1, "the records came")
    assert office.count("register_contact WHERE sender_key = '+84900000124'") == 1


def test_the_exchange_dies_and_officers_are_on_again_with_it(
    office: Hotline, room: Room, voices: Voices, lan: Page
) -> None:
    sign_on(lan, "102")
    until(lambda: "lan" in room.members(), "the exchange rings Lan")
    room.ask("QueueRemove", Queue="hotline", Interface="PJSIP/102")
    room.engine.stop()
    gone = lan.locator(".card-alarm")
    expect(gone).to_contain_text("không trả lời")
    room.engine.start()
    expect(gone).to_have_count(0)
    until(lambda: "lan" in room.members(), "Lan is on again")
    lan.goto(f"{office.url}/line")
    expect(lan.locator(".line")).to_contain_text("Tổng đài đang chạy")
    assert findings(lan) == []


def test_a_silent_telephone_is_shown_and_brought_back_by_one_key(
    office: Hotline, room: Room, voices: Voices, lan: Page
) -> None:
    room.desk("101", voices["officer"], lifts=False)
    sign_on(lan, "101")
    until(lambda: "lan" in room.members(), "the exchange rings Lan")
    # As the exchange does after a ring that nobody lifted, while others are there to answer.
    silent = {"Queue": "hotline", "Interface": "PJSIP/101", "Paused": "true"}
    room.ask("QueuePause", **silent, Reason="Auto-Pause")
    card = lan.locator(".card-alarm", has_text="không ai nhấc")
    expect(card).to_be_visible()
    assert findings(lan) == []
    lan.keyboard.press("F8")
    expect(lan.locator(".duty > summary")).to_contain_text("Đang trực: 101")
    until(lambda: room.members()["lan"]["Paused"] == "0", "101 rings again")


def test_who_was_missed_is_called_back_by_a_click(
    office: Hotline, room: Room, voices: Voices, lan: Page
) -> None:
    citizen = room.line.call("0900000126", Say(voices["citizen.al"]), Wait(LONG))
    room.wait_for_app("0900000126", "Record")
    citizen.vanish()
    lan.goto(f"{office.url}/line")
    row = lan.locator("tr", has_text="0900000126").filter(has=lan.get_by_role("button"))
    expect(row).to_be_visible()
    desk = room.desk("101", voices["officer"])
    room.desk("0900000126", voices["citizen"], outside=True)
    sign_on(lan, "101")
    row.get_by_role("button", name="Gọi").click()
    lan.wait_for_url("**/calls/new?call=*")
    expect(lan.locator("input[name=phone]")).to_have_value("0900000126")
    expect(lan.locator("#call-live")).to_contain_text("Đang nói chuyện")
    lan.get_by_label("Người gọi nói").fill("Đã gọi lại, ống nước đã vỡ")
    desk.tell("hangup")
    expect(lan.locator("#call-live")).to_contain_text("đã kết thúc")
    lan.keyboard.press("Control+Enter")
    lan.wait_for_url("**/calls/filed/*")
    both = "register_contact WHERE sender_key = '+84900000126' AND submission_id IS NOT NULL"
    until(lambda: office.count(both) == 2, "both calls belong to one submission")
    until(
        lambda: office.count("line_callback WHERE result = 'reached' AND tries = 1") == 1,
        "the call back is counted",
    )
    lan.goto(f"{office.url}/line")
    expect(lan.locator("tr", has_text="0900000126")).to_have_count(0)


TELL = """
from django.utils import timezone
from langnghe.access.models import Officer
from langnghe.reply.actions import tell_by_phone
from tests.cast import registered
lan = Officer.objects.get(username="lan")
submission = registered(lan)
submission.reporter.phone, submission.reporter.phone_key = "0900 000 127", "+84900000127"
submission.reporter.save()
print(tell_by_phone(submission.pk, text="Đã dọn.", is_final=True, by=lan, at=timezone.now()).pk)
"""


def test_who_was_told_the_answer_gives_a_score_by_key_after_the_officer_hung_up(
    office: Hotline, room: Room, voices: Voices, lan: Page
) -> None:
    desk = room.desk("101", voices["officer"])
    citizen = room.desk("0900000127", voices["citizen"], outside=True)
    lan.goto(f"{office.url}/tellings/{office.python(TELL)}")
    sign_on(lan, "101")
    lan.get_by_role("button", name="Gọi").first.click()
    until(lambda: room.talks_with_somebody("0900000127"), "they talk")
    expect(lan.get_by_text("mời người dân bấm phím")).to_be_visible()
    assert findings(lan) == []
    desk.tell("hangup")
    until(lambda: room.leg_at("survey"), "the citizen is asked")
    office.kill("phone")
    citizen.press_until(lambda: not citizen.is_talking(), "the key is taken", key="4")
    lan.get_by_label("Đã gặp và trả lời").check()
    lan.keyboard.press("Control+Enter")
    lan.wait_for_url("**/tellings")
    given = "reply_satisfaction WHERE score = 4 AND way = 'keypad' AND telling_id IS NOT NULL"
    until(lambda: office.count(given) == 1, "the register has the score")
