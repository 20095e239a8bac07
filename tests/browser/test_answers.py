"""One case of many voices is answered with the keyboard; the letters and pages are looked at."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import findings, sign_in
from tests.hotline import Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_CASE = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from langnghe.access.models import Officer
from langnghe.direction.actions import settle_without_agency
from langnghe.register.actions.facts import Matter, Registration, ReporterFacts
from langnghe.register.actions.submissions import open_submission, register_submission
from langnghe.register.models import Contact
by, at, case = Officer.objects.get(username="lan"), timezone.now(), None
voices = [("Trần Thị Thí Dụ", "thi.du@example.com"), ("Lê Văn Ví Dụ", "vi.du@example.com"),
          ("Phạm Thị Mẫu", "0900 000 003"), ("Hoàng Thử Nghiệm", "thu@example.com")]
for number, (name, where) in enumerate(voices):
    by_mail = "@" in where
    with transaction.atomic():
        contact = Contact.objects.create(
            channel="mail" if by_mail else "call", external_id=f"answer-{number}", source="test",
            received_at=at - timedelta(hours=3), state="read", sender_name=name,
            sender_key=where if by_mail else "+84900000003", sender_raw=where,
            text="Đường sụt một hố rộng trước số 8 phố Hoa Sữa.", nature="ordinary")
        one = open_submission(contact, at=at)
    matter = Matter(title="Sụt đường ở phố Hoa Sữa", place="phố Hoa Sữa", case_id=case)
    mail, phone = (where, "") if by_mail else ("", where)
    facts = ReporterFacts(name=name, email=mail, phone=phone)
    form = Registration(reporter=facts, matters=(matter,))
    one = register_submission(one.pk, form, by=by, at=at, version=one.version)
    case = one.items.get().case_id
result = "Đã lấp hố và trải lại mặt đường."
print(settle_without_agency(case, result=result, by=by, at=at).code)
"""
LOOKS = os.environ.get("LANGNGHE_LOOKS", "")
"""A folder for pictures of the pages, where somebody wants to look at them."""


def look(page: Page, name: str) -> None:
    """Let axe look at a page, and keep its picture where asked for."""
    assert findings(page) == []
    if LOOKS:
        for width, scheme in ((1440, "light"), (390, "light"), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(300)
            page.screenshot(path=str(Path(LOOKS) / f"{name}-{width}-{scheme}.png"), full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})


def keep_for_one(page: Page, hotline: Hotline) -> None:
    """Type what only one is told: Ctrl+Enter keeps this, and sends nothing to anybody."""
    own = page.locator("#letter textarea")
    own.fill("Cảm ơn ông đã gọi hai lần.")
    own.press("Control+Enter")
    page.wait_for_url("**#voice-*")
    assert hotline.count("reply_share WHERE words LIKE 'Cảm ơn ông%'") == 1
    assert hotline.count("reply_batch WHERE state <> 'draft'") == 0


def test_many_are_answered_with_the_keyboard(
    hotline: Hotline, browser: Browser, troubles: list[str]
) -> None:
    code = hotline.python(_CASE).splitlines()[-1]
    page = sign_in(browser, hotline, "lan", troubles)
    page.goto(f"{hotline.url}/cases/{code}")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Trả lời 4 người")).to_be_visible()
    expect(page.locator("#letter iframe")).to_be_visible()
    page.keyboard.press("j")
    letter = page.frame_locator("#letter iframe")
    expect(letter.get_by_text("Lê Văn Ví Dụ")).to_be_visible()
    look(page, "batch")
    keep_for_one(page, hotline)
    field = page.locator("#batch-form textarea").first
    text = field.input_value()
    field.fill(text + "\nÔng Lê Văn Ví Dụ cho biết thêm.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Lê Văn Ví Dụ” là tên người của")).to_be_visible()
    look(page, "batch-trouble")
    assert [words for words in troubles if "422" not in words] == []
    troubles.clear()  # the browser tells of the refusal
    page.locator("#batch-form textarea").first.fill(text)
    page.locator("#batch-form textarea").first.press("Control+Enter")
    expect(page.get_by_text("Đã trả lời 4 trên 4")).to_be_visible(timeout=60_000)
    look(page, "batch-sent")
    page.goto(f"{hotline.url}/tellings")
    look(page, "tellings")
    page.keyboard.press("x")
    expect(page.get_by_text("0900 000 003").first).to_be_visible()
    look(page, "telling")
    page.get_by_label("Đã gặp và trả lời").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Không còn ai chờ được báo")).to_be_visible()
    (key,) = until(
        lambda: hotline.query("SELECT ask_key FROM reply_outgoing WHERE ask_key <> '' LIMIT 1"),
        "an answer asks for a rating",
    )[0]
    public = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    public.goto(f"{hotline.url}/r/{key}?score=2")
    look(public, "public")
    public.get_by_role("button").last.click()
    expect(public.get_by_role("heading", name="Xin cảm ơn")).to_be_visible()
    look(public, "public-thanks")
    page.goto(f"{hotline.url}/satisfaction")
    look(page, "satisfaction")
    assert troubles == []
