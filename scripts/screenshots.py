"""Photograph the screens for the documents, of a running hotline with its demonstration.

Usage: scripts/screenshots [URL]. Without URL a hotline of its own is started in a throwaway home.
"""

import contextlib
import json
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
HTTP_PORT, SMTP_PORT = 8791, 2791
ADDRESS = "hotline@localhost"
PATIENCE_SECONDS = 180
PASSWORD = "lang-nghe-demo"  # noqa: S105 (made-up officers)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@contextlib.contextmanager
def hotline() -> Iterator[str]:
    """Run a demonstration in a home of its own; yield its address."""
    command = [str(ROOT / ".venv" / "bin" / "python"), "-m", "langnghe.ops"]
    with tempfile.TemporaryDirectory(prefix="langnghe-") as home:
        Path(home).chmod(0o755)
        address = f"http://localhost:{HTTP_PORT}"
        ports = {"LANGNGHE_HTTP_PORT": str(HTTP_PORT), "LANGNGHE_SMTP_PORT": str(SMTP_PORT)}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("LANGNGHE_")}
        environment = {**kept, "LANGNGHE_HOME": f"{home}/hotline", **ports}
        running = subprocess.Popen([*command, "run"], cwd=ROOT, env=environment)
        try:
            wait_for(address)
            write_in()
            for words in (["demo", "call"], ["demo", "call", "missed"], ["demo", "mail"]):
                subprocess.run([*command, *words], cwd=ROOT, env=environment, check=True)
            yield address
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def write_in() -> None:
    """Send some of the profile's made-up reports to the hotline, as citizens would."""
    lines = (ROOT / "profiles" / "hanoi" / "demo_reports.jsonl").read_text(encoding="utf-8")
    reports = [json.loads(line) for line in lines.splitlines() if line.strip()]
    with smtplib.SMTP("127.0.0.1", SMTP_PORT) as door:
        for number, report in enumerate(reports[::5], start=1):
            sender = f"cong.dan.{number}@example.com"
            mail = EmailMessage()
            mail["From"], mail["To"] = f"Công dân mẫu {number} <{sender}>", ADDRESS
            mail["Subject"], mail["Message-ID"] = "Phản ánh", make_msgid(domain="example.com")
            mail.set_content(report["text"])
            door.send_message(mail, sender, [ADDRESS])


def wait_for(address: str) -> None:
    """Wait until the hotline answers."""
    health = f"{address}/healthz"
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(health) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.5)
    raise SystemExit(f"screenshots: {address} does not answer")


def signed_in(browser: Browser, address: str, name: str, size: dict[str, int]) -> Page:
    """Open a page for an officer of the demonstration."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        color_scheme="light",
        device_scale_factor=2 if size is PHONE else 1,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def keep(page: Page, name: str) -> None:
    """Save what is seen, once the page is live and its letters are there."""
    page.locator("ln-lamp[data-state=live]").wait_for(state="attached")
    page.evaluate("document.fonts.ready")
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as image:
        few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


def desk(page: Page, address: str, name: str) -> None:
    """The desk, with what has just come under the cursor."""
    page.goto(f"{address}/desk")
    newest = page.locator("a.row-link").first
    newest.wait_for(timeout=30_000)
    if name == "desk":
        newest.hover()
        page.locator("#preview :is(h2, h3)").first.wait_for()
        page.mouse.move(0, 0)
    keep(page, name)


def submission(page: Page, address: str) -> None:
    """A submission whose result is in and must be answered."""
    page.goto(f"{address}/register?status=resulted&channel=mail&sensitivity=S0")
    page.locator("a.row-link").first.click()
    page.locator(".subject-head").wait_for()
    keep(page, "submission")


def call(page: Page, address: str) -> None:
    """The call form, while the citizen speaks."""
    page.goto(f"{address}/calls/new?number=0900000123")
    page.locator("textarea[name=text]").fill(
        "Người gọi báo đèn đường ở ngõ 12 phố Hoa Sữa tắt ba đêm nay, đường tối, "
        "trẻ em đi học thêm về rất nguy hiểm. Đề nghị sửa sớm và gọi lại báo kết quả."
    )
    page.get_by_text("đã lưu nháp").first.wait_for()
    keep(page, "call")


def balance(page: Page, address: str) -> None:
    """The books of the channels beside the register."""
    page.goto(f"{address}/balance")
    page.get_by_role("button", name="Đối soát ngay").click()
    end = time.monotonic() + PATIENCE_SECONDS
    while not page.locator("table tbody tr").count() and time.monotonic() < end:
        time.sleep(1)
        page.goto(f"{address}/balance")
    keep(page, "balance")


def photograph(address: str) -> None:
    """Take every picture of the documents."""
    IMAGES.mkdir(exist_ok=True)
    program = shutil.which("chromium") or str(ROOT / ".tools" / "bin" / "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        officer = signed_in(browser, address, "lan", WIDE)
        desk(officer, address, "desk")
        submission(officer, address)
        call(officer, address)
        balance(signed_in(browser, address, "minh", WIDE), address)
        desk(signed_in(browser, address, "lan", PHONE), address, "phone")
        browser.close()


def main() -> None:
    """Photograph the hotline at the address given, or one of our own."""
    if len(sys.argv) > 1:
        photograph(sys.argv[1].rstrip("/"))
        return
    with hotline() as address:
        photograph(address)


if __name__ == "__main__":
    main()
