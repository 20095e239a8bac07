"""The demonstration reports within minutes: an officer triages all of them with the keyboard."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from langnghe.vietnamese.fold import fold
from tests.browser.conftest import findings, sign_in
from tests.hotline import ROOT, Hotline, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
REPORTS = ROOT / "profiles" / "hanoi" / "demo_reports.jsonl"
FIELDS = ("kind", "topic", "ward", "urgency", "sensitivity")
MOST_KEYS = 8
"""A report: what it would take if each of its fields had to be changed by a key and a number."""


def reports() -> list[dict[str, Any]]:
    lines = REPORTS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()][:45]


def wanted(report: dict[str, Any]) -> dict[str, set[str]]:
    """Return the values an officer would give each field; none where any will do."""
    labels = report["labels"]
    ward = labels.get("ward_code")
    return {
        "kind": set(labels["kinds"]),
        "topic": set(labels["topics"]),
        "ward": {ward} if ward else set(),
        "urgency": {labels["urgency"]},
        "sensitivity": {labels["sensitivity"]},
    }


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.count += len(words)
        self.page.keyboard.type(words)


@pytest.fixture
def desk(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, troubles: list[str]
) -> Iterator[tuple[Hotline, Page]]:
    """Run a hotline of its own: the counts must not depend on what other walks left behind."""
    from tests.browser.conftest import _CAST, PASSWORD

    running = Hotline(tmp_path_factory.mktemp("triage"))
    running.start()
    running.python(_CAST.format(password=PASSWORD))
    yield running, sign_in(browser, running, "lan", troubles)
    running.stop()


def take_calls(desk: Hotline, keys: Keyboard, calls: list[dict[str, Any]]) -> int:
    """Type what each caller says and take over what is suggested; return how many have its topic.

    The caller's words are no keystrokes of triage; the keys around them are.
    """
    right = 0
    for report in calls:
        keys.press("n")
        keys.page.wait_for_url("**/calls/new?key=*")
        keys.page.get_by_label("Người gọi nói").fill(report["text"])
        expect(keys.page.locator("[data-fill-all]")).to_be_visible(timeout=60_000)
        keys.press("F4")
        topic = keys.page.locator("select[name=m0-topic]").input_value()
        right += topic in report["labels"]["topics"]
        keys.press("Control+Enter")
        keys.page.wait_for_url("**/calls/filed/*")
    keys.page.goto(f"{desk.url}/")
    return right


def choose(keys: Keyboard, field: str, values: set[str], names: dict[str, str]) -> None:
    """Give the field that is open one of the values: by its number, else by typing its name."""
    box = keys.page.locator(f'.suggest-field[data-field="{field}"]')
    for value in values:
        offered = box.locator(f'ol > li[data-value="{value}"]')
        if offered.count():
            keys.press(str(offered.first.get_attribute("data-number")))
            return
    name = names[next(iter(values))]
    for letter in fold(name.partition("(")[0]):
        first = box.locator(".choose-option").first
        if first.count() and name.lower() in first.inner_text().lower():
            break
        keys.type(letter)
        keys.page.wait_for_timeout(60)
    keys.press("Enter")


def correct(keys: Keyboard, report: dict[str, Any], names: dict[str, str]) -> None:
    """Change what is suggested wrongly, and answer what is asked."""
    form = keys.page.locator("#accept")
    for field, values in wanted(report).items():
        given = form.locator(f"input[name={field}]").input_value()
        if values and given not in values:
            keys.press(
                str(form.locator(f'[data-field="{field}"] button').get_attribute("data-key"))
            )
            choose(keys, field, values, names)


def decide(keys: Keyboard, report: dict[str, Any], groups: dict[str, str | None]) -> None:
    """Join the event it tells of, where one is shown, or accept it."""
    group = report["labels"]["dup_group"]
    shown = keys.page.locator(".alike-one")
    for each in range(shown.count()):
        address = str(shown.nth(each).locator("a").first.get_attribute("href"))
        ready = "chưa vào sổ" not in shown.nth(each).inner_text()
        if group and ready and groups.get(address.rsplit("/", 1)[1]) == group:
            keys.press("g")
            keys.press(str(each + 1))
            return
    keys.press("a")
    while keys.page.locator(".choose").count():
        keys.press("0")


def test_forty_five_reports_are_triaged_with_the_keyboard(
    desk: tuple[Hotline, Page], troubles: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    hotline, page = desk
    rows = reports()
    mails = {f"{row['id'].lower()}@example.com": row for row in rows if row["channel"] == "email"}
    calls = [row for row in rows if row["channel"] != "email"]
    for sender, row in mails.items():
        hotline.send(row.get("subject") or row["id"], row["text"], sender=sender)
    called = Keyboard(page)
    right = take_calls(hotline, called, calls)
    until(lambda: hotline.count("triage_suggestion") == len(rows), "all are read")
    page.goto(f"{hotline.url}/")
    names = dict(hotline.query("SELECT code, name FROM register_topic"))
    names |= dict(hotline.query("SELECT code, name FROM register_ward"))
    senders = dict(
        hotline.query(
            "SELECT s.code, r.email FROM register_submission AS s "
            "JOIN register_reporter AS r ON s.reporter_id = r.id"
        )
    )
    keys, groups = Keyboard(page), known_groups(hotline, rows)
    for _each in mails:
        code = page.locator("#preview .code")
        expect(page.locator("#preview #accept")).to_be_visible()
        now = code.inner_text()
        sender = senders[now]
        groups[now] = mails[sender]["labels"]["dup_group"]
        correct(keys, mails[sender], names)
        decide(keys, mails[sender], groups)
        expect(page.locator(f'.row:has-text("{now}")')).to_have_count(0)
    assert hotline.count("register_submission WHERE status = 'new'") == 0
    assert findings(page) == []
    assert troubles == []
    said = (
        f"{len(mails)} mails, corrected to their labels: {keys.count} keys, "
        f"{keys.count / len(mails):.1f} each; {len(calls)} calls: {called.count} keys, "
        f"{called.count / len(calls):.1f} each, {right} with the right topic"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{said}\n")
    assert keys.count + called.count <= MOST_KEYS * len(rows)


def known_groups(hotline: Hotline, rows: list[dict[str, Any]]) -> dict[str, str | None]:
    """Return the event that each registered call tells of, by its code."""
    said = {row["text"].strip(): row["labels"]["dup_group"] for row in rows}
    found = hotline.query(
        "SELECT s.code, c.text FROM register_submission AS s "
        "JOIN register_contact AS c ON c.submission_id = s.id WHERE c.channel = 'call'"
    )
    return {code: said.get(text.strip()) for code, text in found}


def test_a_call_of_danger_shows_the_script_and_a_pin_is_moved_by_keys(
    hotline: Hotline, browser: Browser, troubles: list[str]
) -> None:
    page = sign_in(browser, hotline, "lan", troubles)
    page.keyboard.press("n")
    page.wait_for_url("**/calls/new?key=*")
    said = "Cháy rồi! Nhà trọ ở phường Khương Đình đang cháy, khói mù mịt, có người kẹt tầng 4."
    page.keyboard.type(said)
    expect(page.locator(".danger-now")).to_contain_text("114", timeout=60_000)
    page.keyboard.press("F4")
    expect(page.locator("select[name=m0-urgency]")).to_have_value("K3")
    page.locator("ln-map summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-ward").nth(100)).to_be_attached()
    page.locator("[data-pin-here]").focus()
    page.keyboard.press("Enter")
    latitude = page.locator("input[name=m0-latitude]")
    before = float(latitude.input_value())
    page.locator(".map-pin").focus()
    page.keyboard.press("ArrowUp")
    assert float(latitude.input_value()) > before
    assert findings(page) == []
    until(lambda: hotline.count("duty_alarm WHERE submission_id IS NULL"), "others are called")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/calls/filed/*")
    assert hotline.count("register_case WHERE latitude IS NOT NULL") == 1
    until(lambda: hotline.count("duty_alarm WHERE submission_id IS NOT NULL"), "it is adopted")
    page.goto(f"{hotline.url}/alarms")
    expect(page.locator(".alarm-list .alarm").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("b")
    expect(page.locator(".alarm-false input[name=reason]").first).to_be_focused()
    box = page.locator(".alarm-false .menu-panel").first.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    assert findings(page) == []
    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(page.locator(".messages")).to_contain_text("nhận xử lý báo động")
    assert troubles == []
