"""The keys of a USB headset answer, mute and hang up, and its lamps show the call."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import PASSWORD
from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Say, Wait
from tests.phone.room import Room
from tests.phone.watching import watching
from tests.phone.window import Window, officer_at

HEADSET = """
class Headset extends EventTarget {
  opened = false;
  lamps = [];
  collections = [{
    usagePage: 0x0b,
    inputReports: [{reportId: 3, items: [
      {usages: [0x0b0021], reportSize: 1, reportCount: 1},
      {usages: [0x0b0020, 0x0b002f], reportSize: 1, reportCount: 2},
      {reportSize: 1, reportCount: 5},
    ]}],
    outputReports: [{reportId: 4, items: [
      {isRange: true, usageMinimum: 0x080017, usageMaximum: 0x080018, reportSize: 1,
       reportCount: 2},
      {usages: [0x080009], reportSize: 1, reportCount: 1},
      {reportSize: 1, reportCount: 5},
    ]}],
  }];
  async open() { this.opened = true; }
  async sendReport(report, bytes) { this.lamps.push([report, bytes[0]]); }
  press(bits) {
    const event = new Event("inputreport");
    event.reportId = 3;
    event.data = new DataView(new Uint8Array([bits]).buffer);
    this.dispatchEvent(event);
  }
}
window.headset = new Headset();
const hid = new EventTarget();
hid.getDevices = async () => [];
hid.requestDevice = async () => [window.headset];
Object.defineProperty(navigator, "hid", {value: hid});
"""
"""A headset as the operating system would show it: the browser's own part, not ours."""
_CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.line.actions.duty import sign_on
from langnghe.line.models import Telephone
binh = add_officer(Person(username="binh", full_name="Trần Văn Bình (mẫu)"), at=timezone.now(),
                   roles=["duty_officer"], password={password!r})
facts = {{"kind": "browser", "officer": binh, "secret": "secret-103"}}
sign_on(Telephone.objects.create(name="103", **facts).pk, by=binh, at=timezone.now())
"""
LIFTED, MUTE, LAID_DOWN = 0b010, 0b100, 0
RINGS, TALKS, MUTED = 0b010, 0b001, 0b101


@pytest.fixture
def office(running_room: Room, phone_folder: Path) -> Iterator[Hotline]:
    """Give a hotline with Binh signed on at his browser's telephone."""
    hotline = watching(running_room, phone_folder / "headset")
    hotline.start()
    hotline.python(_CAST.format(password=PASSWORD))
    yield hotline
    hotline.stop()


@pytest.fixture
def window(office: Hotline, room: Room, voices: dict[str, Path]) -> Iterator[Window]:
    """Give Binh's telephone with a headset that he let the browser use."""
    with officer_at(office, "binh", voices["officer"]) as opened:
        opened.phone.add_init_script(HEADSET)
        opened.phone.reload()
        opened.shows(way="ready")
        until(room.members, "Binh is on duty")
        opened.phone.locator(".phone-devices > summary").click()
        opened.phone.get_by_role("button", name="Dùng phím trên tai nghe").click()
        opened.phone.get_by_text("Phím trên tai nghe đã dùng được").wait_for()
        yield opened


def test_a_headset_answers_mutes_and_hangs_up(
    room: Room, window: Window, voices: dict[str, Path]
) -> None:
    def lamp() -> list[int]:
        shown: list[int] = window.phone.evaluate("headset.lamps.at(-1)")
        return shown

    room.line.call("0900000690", Say(voices["citizen.al"]), Wait(45))
    window.shows(phase="ringing")
    until(lambda: lamp() == [4, RINGS], "the headset rings", seconds=10)
    window.phone.evaluate(f"headset.press({LIFTED})")
    window.shows(phase="talking")
    until(lambda: lamp() == [4, TALKS], "its lamp is on", seconds=10)
    window.phone.evaluate(f"headset.press({LIFTED | MUTE})")
    until(lambda: "Micrô đang tắt" in window.words(), "it is mute", seconds=10)
    assert lamp() == [4, MUTED]
    window.phone.evaluate(f"headset.press({LIFTED})")
    window.phone.evaluate(f"headset.press({LAID_DOWN})")
    window.shows(phase="none")
    until(lambda: lamp() == [4, 0], "its lamp is off", seconds=10)
