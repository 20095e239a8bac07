"""Voices of one event that wait are put into one case with two keys, and taken apart with one."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import findings, sign_in
from tests.hotline import Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TOLD = (
    "Cây xà cừ đổ chắn ngang phố Lò Đúc, trước số 87, phường Hai Bà Trưng, xe không qua được.",
    "Cây đổ ở Lò Đúc, gần số 87, phường Hai Bà Trưng, đè bẹp một xe máy, giao thông tắc cả đoạn.",
    "Trước nhà 87 Lò Đúc, phường Hai Bà Trưng, cây xà cừ to bật gốc, chắn hết đường, chưa ai dọn.",
)
WAITING = "triage_suggestion WHERE confirmed_at IS NULL"


def test_three_voices_become_one_case_with_two_keys(
    browser: Browser, hotline: Hotline, troubles: list[str]
) -> None:
    page = sign_in(browser, hotline, "lan", troubles)
    before = hotline.count(WAITING)
    for number, text in enumerate(TOLD):
        hotline.send(f"Cây đổ {number}", text, sender=f"loduc{number}@example.com")
    until(lambda: hotline.count(WAITING) == before + len(TOLD), "all are read")
    page.goto(f"{hotline.url}/desk")
    page.keyboard.press("w")
    page.wait_for_url("**/desk/gather")
    card = page.locator(".gathering", has_text="số 87")
    expect(card.locator("input[type=checkbox]")).to_have_count(2)
    assert findings(page) == []
    while not card.evaluate("card => card.hasAttribute('data-cursor')"):
        page.keyboard.press("j")
    page.keyboard.press("t")
    ticked = card.locator("input[type=checkbox]:checked")
    if ticked.count() == 0:
        page.keyboard.press("t")
    page.keyboard.press("2")
    expect(ticked).to_have_count(1)
    page.keyboard.press("2")
    expect(ticked).to_have_count(2)
    page.keyboard.press("g")
    told = page.locator(".decided")
    expect(told).to_contain_text("3 ý kiến đã thành tiếng nói của VV-")
    expect(card).to_have_count(0)
    page.keyboard.press("z")
    expect(told).to_contain_text("2 ý kiến lại có vụ riêng")
    assert troubles == []
