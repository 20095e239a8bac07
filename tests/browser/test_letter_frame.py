"""A mail laid out to spy and to act, seen in Chromium: nothing leaves, nothing runs."""

import io
import smtplib
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.conftest import findings, sign_in
from tests.hotline import ADDRESS, Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MARKUP = """
<html><head><base href="http://outside.example/"><link rel="stylesheet" href="/s.css">
<meta http-equiv="refresh" content="0;url=http://outside.example/r">
<style>@import "http://outside.example/i.css"; body{background:url(http://outside.example/b)}</style>
</head><body onload="fetch('http://outside.example/l')">
<p>Hố ga ở ngõ Hoa Lài <img src="cid:ga@example.com" alt="hố ga"></p>
<img src="http://outside.example/t.gif" onerror="fetch('http://outside.example/e')">
<svg><script>fetch('http://outside.example/svg')</script></svg>
<iframe src="http://outside.example/f"></iframe><object data="http://outside.example/o"></object>
<video poster="http://outside.example/p" src="http://outside.example/v" autoplay></video>
<form action="http://outside.example/form"><button autofocus>x</button></form>
<script>parent.document.title = 'taken'</script><a href="javascript:alert(1)">bấm</a>
</body></html>
"""


def spying_mail() -> EmailMessage:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(written, "PNG")
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "Trần Thị Thí Dụ <ho.ga@example.com>", ADDRESS
    message["Subject"], message["Message-ID"] = "Hố ga Hoa Lài", "<spy@example.com>"
    message.set_content("Hố ga ở ngõ Hoa Lài mất nắp, rất nguy hiểm.")
    message.add_alternative(MARKUP, subtype="html")
    list(message.iter_parts())[1].add_related(
        written.getvalue(), "image", "png", cid="<ga@example.com>"
    )
    enclosed = EmailMessage(policy=SMTP)
    enclosed["From"], enclosed["Subject"] = "mau@example.com", "Đơn cũ"
    enclosed.set_content("Đã báo từ tháng trước.")
    message.add_attachment(enclosed)
    message.add_attachment("Số nhà 5", filename="địa chỉ.txt")
    return message


def test_a_spying_mail_fetches_nothing_and_runs_nothing(
    hotline: Hotline, browser: Browser, troubles: list[str]
) -> None:
    with smtplib.SMTP("127.0.0.1", hotline.smtp_port, timeout=20) as server:
        server.send_message(spying_mail(), "ho.ga@example.com", [ADDRESS])
    until(
        lambda: hotline.count("register_attachment WHERE playable_sha256 <> ''"),
        "the picture has a preview",
    )
    page = sign_in(browser, hotline, "lan", troubles)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.locator(".row", has_text="Hoa Lài").first.locator("a").first.click()
    expect(page.locator(".voice-subject")).to_have_text("Hố ga Hoa Lài")
    page.locator("summary", has_text="Xem đúng trình bày").click()
    frame = page.frame_locator("iframe[src$='/html']")
    expect(frame.locator("body")).to_contain_text("Hố ga ở ngõ Hoa Lài")
    drawn = frame.locator("img[alt='hố ga']")
    until(
        lambda: drawn.evaluate("each => each.naturalWidth") == 64,
        "the picture is drawn",
        seconds=20,
    )
    expect(page.frame_locator("iframe[src$='/inside']").locator("body")).to_contain_text(
        "Đã báo từ tháng trước."
    )
    page.locator("summary", has_text="Đọc tại đây").click()
    text = page.locator(".files iframe[sandbox='']")
    expect(text.content_frame.locator("body")).to_contain_text("Số nhà 5")
    expect(page.locator(".thumbs img")).to_be_visible()
    assert [each for each in asked if not each.startswith((hotline.url, "data:"))] == []
    assert "taken" not in page.title()
    assert findings(page) == []
    assert troubles == []
