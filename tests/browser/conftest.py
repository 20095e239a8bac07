"""A running hotline and Debian's Chromium for the walks through the screens."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.hotline import ROOT, Hotline

PASSWORD = "a made-up pass phrase"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
for name, full, role in (("lan", "Nguyễn Thị Lan (mẫu)", "shift_leader"),
                         ("binh", "Trần Văn Bình (mẫu)", "duty_officer")):
    person = Person(username=name, full_name=full)
    add_officer(person, roles=[role], password={password!r}, at=timezone.now())
"""


def chromium() -> str:
    """Return Debian's Chromium, installed or unpacked into .tools."""
    unpacked = ROOT / ".tools" / "bin" / "chromium"
    found = shutil.which("chromium") or (str(unpacked) if unpacked.exists() else None)
    assert found, "Chromium is missing: run scripts/tools"
    return found


@pytest.fixture(scope="session")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    running = Hotline(tmp_path_factory.mktemp("walk"))
    running.start()
    running.python(_CAST.format(password=PASSWORD))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Chromium for one module: its event loop must not run on under the tests of others."""
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"],
        )
        yield running
        running.close()


@pytest.fixture
def troubles() -> list[str]:
    """Collect what the browser's console complained about."""
    return []


def sign_in(browser: Browser, hotline: Hotline, name: str, troubles: list[str]) -> Page:
    """Return a page on the desk, signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    _press_when_loaded(page)
    page.on("console", lambda said: troubles.append(said.text) if _is_trouble(said) else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{hotline.url}/sign-in")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def _is_trouble(said: ConsoleMessage) -> bool:
    """Whether the console complains; not where a page was left while a part of it was asked for.

    Of a request that failed otherwise htmx says `sendError` besides.
    """
    return said.type == "error" and not said.text.startswith(
        ("htmx:sendAbort", "htmx:afterRequest")
    )


def _press_when_loaded(page: Page) -> None:
    """Let keys wait for the page's scripts, as a person does who first reads the page."""
    keyboard: Any = page.keyboard
    press = keyboard.press

    def patient(key: str, **how: float) -> None:
        page.wait_for_load_state("load")
        press(key, **how)

    keyboard.press = patient


def findings(page: Page) -> list[str]:
    """Let axe look at a page; return what it finds against WCAG 2.2 AA."""
    page.evaluate("() => window.scrollTo(0, 0)")  # else the bar that stays covers what it covers
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate(
        "async (tags) => (await axe.run(document, {runOnly: tags, iframes: false})).violations",
        tags,
    )
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'][:200]}"
        for each in result
        for node in each["nodes"]
    ]
