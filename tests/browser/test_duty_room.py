"""A week is planned and swapped, a shift is handed over: by mouse, by keys, on a telephone."""

from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from langnghe.workdays.calendar import HANOI
from tests.browser.conftest import PASSWORD, findings, sign_in
from tests.hotline import Hotline

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_MORE = f"""
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
person = Person(username="cuc", full_name="Lê Thị Cúc (mẫu)", phone="0900 000 333")
add_officer(person, roles=["duty_officer"], password={PASSWORD!r}, at=timezone.now())
"""
_EARLIER = """
from datetime import timedelta
from django.utils import timezone
from langnghe.access.models import Officer
from langnghe.roster.models import Book, Watch
from langnghe.roster.queries import shift_now
shift = shift_now(shift_now(timezone.now()).from_at - timedelta(hours=1))
Watch.objects.all().delete()
Book.objects.all().delete()
Book.objects.create(shift_at=shift.from_at)
Watch.objects.create(officer=Officer.objects.get(username="cuc"), shift_at=shift.from_at,
                     began_at=shift.from_at)
"""


def phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})


def next_monday() -> date:
    """Return the next week's first day: of this week some shifts are over."""
    today = datetime.now(HANOI).date()
    return today + timedelta(days=7 - today.weekday())


def test_a_week_is_planned_and_a_duty_swapped(
    browser: Browser, hotline: Hotline, troubles: list[str]
) -> None:
    hotline.python(_MORE)
    lan = sign_in(browser, hotline, "lan", troubles)
    lan.goto(f"{hotline.url}/roster?week={next_monday()}")
    with lan.expect_navigation():
        lan.keyboard.press("l")
    lan.locator(".roster-link").first.focus()
    lan.keyboard.press("ArrowDown")
    lan.keyboard.press("ArrowRight")
    lan.keyboard.press("Enter")
    panel = lan.locator(".roster-panel")
    expect(panel).to_contain_text("Trực viên, ca 06:00–14:00, Thứ 3", timeout=30_000)
    expect(lan.locator(".htmx-request")).to_have_count(0, timeout=30_000)
    with lan.expect_response("**/roster?**"):  # somebody comes on duty meanwhile
        lan.locator("#roster").dispatch_event("ln:refresh")
    expect(lan.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    first = panel.locator(".roster-name").first.inner_text()
    lan.keyboard.press("1")
    chosen = lan.locator(".roster-chosen")
    expect(chosen).to_contain_text(first)
    name = lan.locator(".roster-loads [data-officer]", has_text="Cúc")
    target = lan.locator("tr", has_text="Trực viên").nth(1).locator("td").nth(3)
    name.drag_to(target)
    expect(target).to_contain_text("Cúc")
    assert findings(lan) == []
    lan.keyboard.press("v")
    expect(lan.locator(".roster-head")).to_contain_text("Có hiệu lực")

    cuc = sign_in(browser, hotline, "cuc", troubles)
    cuc.goto(f"{hotline.url}/roster/mine")
    cuc.get_by_text("Xin đổi ca").first.click()
    cuc.get_by_label("Đồng nghiệp").first.select_option(label="Trần Văn Bình (mẫu)")
    cuc.get_by_label("Lý do").first.fill("Khám bệnh (mẫu)")
    cuc.get_by_role("button", name="Đề nghị").first.click()
    expect(cuc.locator("main")).to_contain_text("Đã đề nghị")
    binh = sign_in(browser, hotline, "binh", troubles)
    binh.goto(f"{hotline.url}/roster/mine")
    phone(binh)
    assert findings(binh) == []
    binh.get_by_role("button", name="Tôi nhận").click()
    expect(binh.locator("main")).to_contain_text("chờ duyệt")
    lan.goto(f"{hotline.url}/roster/mine")
    lan.keyboard.press("a")
    expect(lan.locator("main")).to_contain_text("Đã duyệt")
    binh.reload()
    expect(binh.locator("[aria-labelledby=mine-title]")).to_contain_text("Trực viên")
    assert troubles == []


def test_a_shift_is_handed_over(browser: Browser, hotline: Hotline, troubles: list[str]) -> None:
    if not hotline.count("access_officer WHERE username = 'cuc'"):
        hotline.python(_MORE)
    hotline.python(_EARLIER)
    cuc = sign_in(browser, hotline, "cuc", troubles)
    binh = sign_in(browser, hotline, "binh", troubles)
    binh.goto(f"{hotline.url}/handover")
    expect(binh.locator("main")).to_contain_text("Ca trước chưa giao sổ")
    cuc.keyboard.press("o")
    cuc.wait_for_url("**/logbook*")
    cuc.get_by_label("Việc xảy ra trong ca").fill("Thử còi báo động (mẫu)")
    cuc.keyboard.press("Control+Enter")
    expect(cuc.locator("#log")).to_contain_text("Thử còi báo động (mẫu)")
    assert findings(cuc) == []
    cuc.goto(f"{hotline.url}/handover")
    cuc.get_by_label("Cho ca sau").fill("Chờ tin của điện lực (mẫu)")
    assert findings(cuc) == []
    cuc.get_by_role("button", name="Lưu và giao sổ").click()
    expect(cuc.locator("main")).to_contain_text("Đã giao, chờ nhận")
    binh.reload()
    phone(binh)
    expect(binh.locator("main")).to_contain_text("Chờ tin của điện lực (mẫu)")
    assert findings(binh) == []
    binh.get_by_role("button", name="Nhận sổ và vào ca").click()
    expect(binh.locator("main")).to_contain_text("trong ca từ")
    binh.goto(f"{hotline.url}/roster/sheet")
    expect(binh.locator(".weekly-sheet")).to_contain_text("LỊCH TRỰC TUẦN")
    assert findings(binh) == []
    assert troubles == []
