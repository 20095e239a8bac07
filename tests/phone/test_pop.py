"""A call on the officers' screens, from a real telephone: the card, the form, the end, the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, browser, findings, sign_in
from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Key, Say, Wait
from tests.phone.room import Room

__all__ = ["browser"]
Voices = dict[str, Path]
_CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.line.actions.duty import add_telephone
from langnghe.line.states import TelephoneKind
now = timezone.now()
for name, full, role in (("lan", "Nguyễn Thị Lan (mẫu)", "shift_leader"),
                         ("binh", "Trần Văn Bình (mẫu)", "duty_officer")):
    person = Person(username=name, full_name=full)
    add_officer(person, roles=[role], password={password!r}, at=now)
add_telephone("101", kind=TelephoneKind.DESK)
add_telephone("102", kind=TelephoneKind.DESK)
"""


@pytest.fixture(scope="module")
def office(running_room: Room, phone_folder: Path) -> Iterator[Hotline]:
    """Give a hotline that watches the exchange of the tests."""
    home = phone_folder / "watched"
    home.mkdir()
    running_room.clear()
    hotline = Hotline(home)
    hotline.environment |= {
        "LANGNGHE_EXCHANGE_HTTP_PORT": str(running_room.plan.ports.http),
        "LANGNGHE_EXCHANGE_SECRET": running_room.plan.secret,
        "LANGNGHE_CALL_SPOOL": str(running_room.plan.spool.parent),
    }
    hotline.start()
    hotline.python(_CAST.format(password=PASSWORD))
    yield hotline
    hotline.stop()
    running_room.clear()


@pytest.fixture
def lan(office: Hotline, browser: Browser, troubles: list[str]) -> Iterator[Page]:
    """Give Lan's desk, nobody signed on."""
    office.python("from langnghe.line.models import SignOn; SignOn.objects.all().delete()")
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
    until(lambda: "lan" in room.members(), "the exchange rings Lan", seconds=10)
    citizen = room.line.call("0900000123", Say(voices["citizen.al"]), Key("1"), Wait(25))
    card = lan.locator(".card-call[data-rings-here]")
    expect(card).to_be_visible(timeout=20_000)
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
