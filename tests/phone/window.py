"""An officer's browser with a microphone: the telephone's window, and what is heard in it."""

import asyncio
import base64
import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import soundfile
from playwright.sync_api import BrowserContext, Page, sync_playwright

from langnghe.children import put_first
from langnghe.telephony.exchange.talk import Place, Talk
from tests.browser.conftest import PASSWORD, chromium
from tests.hotline import Hotline
from tests.phone.callers.citizen import Citizen
from tests.phone.callers.speech import Sound

Heard = TypeVar("Heard")
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
_TAP = """
window.heard = [];
const Plain = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("track", ({track}) => {
      const context = new AudioContext({sampleRate: 8000});
      const tap = context.createScriptProcessor(4096, 1, 1);
      tap.onaudioprocess = (event) => {
        window.heard.push(...event.inputBuffer.getChannelData(0));
      };
      context.createMediaStreamSource(new MediaStream([track])).connect(tap);
      tap.connect(context.destination);
    });
  }
};
"""
"""Keeps what the loudspeaker plays, as samples at 8 kHz."""
_HEARD = """() => {
  const bytes = new Uint8Array(new Float32Array(window.heard).buffer);
  let text = "";
  for (let n = 0; n < bytes.length; n += 32768) {
    text += String.fromCharCode(...bytes.subarray(n, n + 32768));
  }
  return btoa(text);
}"""


def microphone_sound(voice: Path) -> Path:
    """Return a sound as Chromium's made-up microphone takes it: 48 kHz, again and again."""
    sound, rate = soundfile.read(voice, dtype="float64")
    count = len(sound) * 48_000 // rate
    spectrum = np.fft.rfft(sound)
    wide = np.zeros(count // 2 + 1, dtype=complex)
    wide[: len(spectrum)] = spectrum
    path = voice.with_name(f"{voice.stem}-microphone.wav")
    finer = np.fft.irfft(wide, count) * count / len(sound)
    soundfile.write(path, finer, 48_000, subtype="PCM_16")
    return path


@dataclass
class Window:
    """The telephone's window, and the desk beside it."""

    context: BrowserContext
    desk: Page
    phone: Page
    troubles: list[str]
    citizens: list[Citizen] = field(default_factory=list)

    def shows(self, **state: str) -> None:
        """Wait until the window shows a way or a phase."""
        for name, value in state.items():
            self.phone.wait_for_selector(f"body[data-{name}={value}]")

    def press(self, key: str) -> None:
        """Press a key in the telephone's window."""
        self.phone.keyboard.press(key)

    def words(self) -> str:
        """Return what stands in large letters."""
        return self.phone.locator(".phone-state").inner_text()

    def heard(self) -> Sound:
        """Return what came out of the loudspeaker so far, at 8 kHz."""
        data = base64.b64decode(self.phone.evaluate(_HEARD))
        return np.frombuffer(data, "<f4").astype(float) * 32768


@contextmanager
def heard_from(
    place: Place, take: Callable[[dict[str, Any]], Heard | None]
) -> Iterator[list[Heard]]:
    """Collect what `take` makes of each of the exchange's events."""
    found, listens = list[Heard](), threading.Event()
    loop = asyncio.new_event_loop()

    async def listen() -> None:
        async with Talk(replace(place, application="ear")) as talk, talk.listening() as events:
            listens.set()
            async for event in events:
                taken = take(event)
                if taken is not None:
                    found.append(taken)

    task = loop.create_task(listen())

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert listens.wait(10)
    yield found
    loop.call_soon_threadsafe(task.cancel)
    thread.join()


def key_heard(event: dict[str, Any]) -> str | None:
    """Return the key that any telephone pressed."""
    return str(event["digit"]) if event["type"] == "ChannelDtmfReceived" else None


@contextmanager
def officer_at(hotline: Hotline, name: str, voice: Path) -> Iterator[Window]:
    """Open the desk and the telephone of an officer whose microphone says `voice`."""
    sound = f"--use-file-for-fake-audio-capture={microphone_sound(voice)}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, sound])
        told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        put_first(next(each["id"] for each in told["processInfo"] if each["type"] == "browser"))
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="vi-VN", permissions=["microphone"]
        )
        context.set_default_timeout(40_000)
        desk, troubles = context.new_page(), list[str]()
        desk.goto(f"{hotline.url}/sign-in")
        desk.get_by_label("Tên đăng nhập").fill(name)
        desk.get_by_label("Mật khẩu").fill(PASSWORD)
        desk.keyboard.press("Enter")
        desk.wait_for_url(lambda url: "/sign-in" not in url)
        phone = context.new_page()
        phone.set_viewport_size({"width": 420, "height": 760})
        phone.add_init_script(_TAP)
        for page in (desk, phone):
            page.on("pageerror", lambda error: troubles.append(str(error)))
        phone.goto(f"{hotline.url}/telephone")
        window = Window(context, desk, phone, troubles)
        window.shows(way="ready")
        yield window
        browser.close()
