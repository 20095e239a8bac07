"""Hearing a call and speaking a prompt, in a real browser."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, chromium, findings, sign_in
from tests.hotline import Hotline, until
from tests.telephony.sounds import wav
from tests.telephony.test_sound import quiet, tone

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_ADMINISTRATOR = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
add_officer(Person(username="quan", full_name="Lê Thị Quản (mẫu)"), roles=["administrator"],
            password={password!r}, at=timezone.now())
"""


def ring(hotline: Hotline) -> None:
    """Leave a call in the spool: the citizen speaks 2 s, nobody 4 s, the hotline 2 s."""
    citizen = np.concatenate([tone(2), quiet(6)])
    officer = np.concatenate([quiet(6), tone(2, hertz=300)])
    both = (np.stack([citizen, officer], axis=1) * 32767).astype("<i2").tobytes()
    folder, now = hotline.home / "spool" / "calls" / "tong-dai", int(time.time())
    wav(folder / "recordings" / "1795000001.7.wav", both, form=(1, 2, 8000, 16))
    record = {
        "uniqueid": "1795000001.7", "src": "0900000123", "start": now - 8, "answer": now - 8,
        "end": now, "billsec": 8, "disposition": "ANSWERED", "recording": "1795000001.7.wav",
    }  # fmt: skip
    (folder / "calls.jsonl").write_text(json.dumps(record) + "\n")


@pytest.fixture(scope="module")
def call(hotline: Hotline) -> str:
    """Return the address of a call whose recording the worker has made ready."""
    ring(hotline)
    until(lambda: hotline.count("intake_recording where flac_sha256 <> ''"), "the FLAC is made")
    hotline.python(
        "from langnghe.intake.models import Transcript, Recording\n"
        "from django.utils import timezone\n"
        "lines = [{'from': 0.2, 'to': 2, 'side': 0, 'words': 'rác thải chất đống'},\n"
        "         {'from': 6, 'to': 8, 'side': 1, 'words': 'dạ tôi ghi nhận'}]\n"
        "Transcript.objects.create(recording=Recording.objects.get(), engine='sherpa-onnx',\n"
        "    model_sha256='ab' * 32, lines=lines, made_at=timezone.now())\n"
        "from langnghe.register.models import Contact\n"
        "contact = Contact.objects.get(external_id='tong-dai:1795000001.7')\n"
        "contact.text = 'Rác.\\n[0:03] ở phố Hoa Sữa\\n[0:07] hẹn gọi lại'\n"
        "contact.save(update_fields=['text'])"
    )
    (pk,) = hotline.query(
        "SELECT id FROM register_contact WHERE external_id = 'tong-dai:1795000001.7'"
    )[0]
    return f"/contacts/{pk}"


def now_of(page: Page) -> float:
    return float(page.evaluate("document.querySelector('ln-player audio').currentTime"))


def test_a_call_is_walked_through(
    hotline: Hotline, browser: Browser, call: str, troubles: list[str]
) -> None:
    page = sign_in(browser, hotline, "lan", troubles)
    page.goto(hotline.url + call)
    slider = page.get_by_role("slider", name="Vị trí nghe")
    expect(slider).to_have_attribute("aria-valuemax", "8")
    expect(page.locator(".player-side")).to_have_text(["Người gọi", "Đường dây nóng"])
    slider.focus()
    for key, moment in ((".", 3), (".", 7), (",", 3), ("End", 8), ("ArrowLeft", 3), ("Home", 0)):
        page.keyboard.press(key)
        assert now_of(page) == pytest.approx(moment, abs=0.2), key
    page.keyboard.press("+")
    expect(page.get_by_role("button", name="Tốc độ nghe")).to_have_text("1,25×")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Bỏ qua im lặng")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press(" ")
    until(lambda: now_of(page) > 5.5, "the silence is left out", seconds=4)
    page.keyboard.press(" ")
    page.get_by_text("Lời máy nghe được").click()
    page.get_by_role("button", name="dạ tôi ghi nhận").click()
    until(lambda: now_of(page) > 6.2, "the line of the draft is heard")
    expect(page.locator("[data-now]")).to_have_count(1)
    assert findings(page) == []
    assert troubles == []


def test_a_recording_is_taken_out_by_right(
    hotline: Hotline, browser: Browser, call: str, troubles: list[str]
) -> None:
    page = sign_in(browser, hotline, "lan", troubles)
    page.goto(hotline.url + call)
    page.get_by_text("Tải ghi âm về máy").click()
    for button, start in (("FLAC", b"fLaC"), ("Bản gốc", b"RIFF")):
        with page.expect_download() as coming:
            page.get_by_role("button", name=button, exact=True).click()
        assert Path(coming.value.path()).read_bytes()[:4] == start
    page.reload()
    expect(page.get_by_text("Đã tải ghi âm 1795000001.7.wav về máy")).to_have_count(2)
    other = sign_in(browser, hotline, "binh", troubles)
    other.goto(hotline.url + call)
    expect(other.locator("ln-player")).to_have_count(1)
    expect(other.get_by_text("Tải ghi âm về máy")).to_have_count(0)


@pytest.fixture(scope="module")
def studio(browser: Browser) -> Iterator[Browser]:
    """Chromium with a microphone that beeps."""
    running = browser.browser_type.launch(
        executable_path=chromium(),
        args=[
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
        ],
    )
    yield running
    running.close()


def test_a_prompt_is_spoken_into_the_browser_and_put_live(
    hotline: Hotline, studio: Browser, troubles: list[str]
) -> None:
    hotline.python(_ADMINISTRATOR.format(password=PASSWORD))
    page = sign_in(studio, hotline, "quan", troubles)
    page.goto(f"{hotline.url}/prompts")
    prompt = page.locator("#hotline-choice")
    prompt.get_by_text("Đọc lại").click()
    prompt.get_by_role("button", name="Thu âm").click()
    until(lambda: prompt.get_by_role("timer").inner_text() == "0:02", "two seconds were spoken")
    assert findings(page) == []
    prompt.get_by_role("button", name="Dừng và lưu").click()
    expect(page.get_by_text("Đã lưu thành bản mới")).to_be_visible()
    prompt.get_by_role("button", name="Đưa vào dùng").click()
    expect(prompt.get_by_text("đang dùng bản")).to_be_visible()
    file = hotline.home / "exchange" / "sounds" / "vi" / "hotline" / "choice.wav"
    until(file.exists, "the worker brings it to the exchange")
    assert findings(page) == []
    assert troubles == []
