"""The hotline calls itself on a real exchange: ring, speech, recording, filing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from langnghe.telephony import records
from langnghe.telephony.exchange import trial
from tests.browser.conftest import PASSWORD, browser, findings, sign_in
from tests.hotline import Hotline, until
from tests.phone.room import Room
from tests.phone.watching import watching

__all__ = ["browser"]
_CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
add_officer(Person(username="lan", full_name="Nguyễn Thị Lan (mẫu)"), roles=["shift_leader"],
            password={password!r}, at=timezone.now())
"""
GOOD = "Đã có người nhấc, nghe rõ cả hai phía, đã ghi âm, đã vào sổ"


@pytest.fixture
def office(room: Room, phone_folder: Path) -> Iterator[Hotline]:
    """Give a hotline that watches the exchange and tries it at each shift.

    The exchange is cleared before it, not after: that would end the call it makes at once.
    """
    hotline = watching(room, phone_folder / "tried")
    hotline.environment["LANGNGHE_TRIAL_CALLS"] = "1"
    hotline.start()
    hotline.python(_CAST.format(password=PASSWORD))
    yield hotline
    hotline.stop()


def test_both_sides_speak_and_are_recorded(room: Room, voices: dict[str, Path]) -> None:
    desk = room.desk("101", voices["officer"])
    room.sign_on("101")
    trial.begin(room.place, "trial-1")

    def made() -> list[records.CallRecord]:
        return [each for each in room.records() if each.is_trial]

    (record,) = until(made, "the trial call is in the book")
    assert (record.unique_id, record.outcome) == ("trial-1", records.ANSWERED)
    assert record.recordings == ("trial-1.raw",)
    caller, officer = trial.heard(room.recording("trial-1.raw"))
    assert min(caller, officer) >= 0.95
    assert not desk.is_talking(), "no officer is disturbed"
    assert made() == [record], "it is one call"


def test_a_shift_is_tried_by_itself_and_an_officer_may_try_again(
    office: Hotline, room: Room, browser: Browser
) -> None:
    good = "line_trial WHERE finding = 'good' AND caller_likeness > 0.9 AND officer_likeness > 0.9"
    until(lambda: office.count(f"{good} AND by_id IS NULL") == 1, "the shift is tried")
    troubles: list[str] = []
    page = sign_in(browser, office, "lan", troubles)
    page.goto(f"{office.url}/line")
    expect(page.locator(".line-trial")).to_contain_text(GOOD)
    page.get_by_role("button", name="Gọi thử ngay").click()
    expect(page.locator(".messages")).to_contain_text("đang tự gọi thử")
    expect(page.locator(".line-trial")).to_contain_text("đang diễn ra")
    expect(page.locator(".line-trial")).to_contain_text(f"(Nguyễn Thị Lan (mẫu)): {GOOD}")
    assert findings(page) == []
    page.context.close()
    assert troubles == []
    assert office.count(good) == 2
    trials = (
        "register_contact WHERE set_aside_reason = 'test' AND external_id <> 'tong-dai:trial-1'"
    )
    assert office.count(trials) == 2
    assert office.count("register_submission") == office.count("line_callback") == 0
    assert office.count("line_livecall") == 0, "no card was shown"
