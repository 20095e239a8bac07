"""From the ring to the officer's screen, and from the answer to both hearing each other."""

import contextlib
import itertools
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from playwright.sync_api import Page

from bench.callers import Caller, Voice, call, numbers, scenario_with, voice_in
from bench.exchanges import BROWSER, Whole
from bench.figures import median, milliseconds, percentile, times
from bench.result import Goal, Result
from langnghe.telephony.loudness import write_prompt
from tests.hotline import until
from tests.phone.callers.citizen import Key, Wait
from tests.phone.callers.speech import OFFICER, RATE
from tests.phone.window import Window, heard_from, officer_at

CALLS = 30
SHARES = (0.5, 0.95)
EVERY_SECONDS = 2.0
SECOND_RING_SECONDS = 4.0
"""A telephone rings for a second, then is silent for three or four."""
WRAP_UP_SECONDS, STAYING, QUIET_SECONDS = 5.5, 9.0, 0.6
_LEVEL = 0x40
"""Of 0x7f: the fifth of A-law's eight segments, samples above 2,000 of 32,768."""
_DESK = """
() => {
  window.benchCards = {};
  const look = () => {
    for (const card of document.querySelectorAll('.card-call[data-rings-here]')) {
      const number = card.dataset.number.replaceAll(' ', '');
      if (!(number in window.benchCards)) window.benchCards[number] = Date.now() / 1000;
    }
  };
  new MutationObserver(look).observe(document.body,
    {childList: true, subtree: true, attributes: true});
}
"""
_WINDOW = """
(loud) => {
  window.bench = {};
  const note = (what) => { window.bench[what] ??= Date.now() / 1000; };
  new MutationObserver(() => note(document.body.dataset.phase))
    .observe(document.body, {attributes: true, attributeFilter: ['data-phase']});
  document.addEventListener('keydown', () => note('pressed'), true);
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener('track', ({track}) => {
        const context = new AudioContext();
        const ear = context.createScriptProcessor(256, 1, 1);
        ear.onaudioprocess = (event) => {
          if (!event.inputBuffer.getChannelData(0).some((each) => Math.abs(each) > loud)) return;
          note('heard');
          ear.onaudioprocess = null;
          ear.disconnect();
        };
        context.createMediaStreamSource(new MediaStream([track])).connect(ear);
        ear.connect(context.destination);
      });
    }
  };
}
"""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One call; seconds since 1970, but `answer` to the ears in seconds after the key."""

    rang: float
    event: float
    window: float
    card: float
    officer_heard: float
    citizen_heard: float


@dataclass
class Ear:
    """The citizen's ear: a port that the exchange sends sound to."""

    port: int
    loud_at: list[float] = field(default_factory=list)

    def is_quiet(self) -> bool:
        """Tell whether nothing was heard for a while."""
        return not self.loud_at or time.time() - self.loud_at[-1] > QUIET_SECONDS

    def first_after(self, moment: float) -> float | None:
        """Return when something was heard first after a moment."""
        return next((each for each in self.loud_at if each > moment), None)


@contextlib.contextmanager
def ear() -> Iterator[Ear]:
    """Listen at a port, packet by packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.settimeout(0.2)
        found, over = Ear(heard.getsockname()[1]), threading.Event()

        def run() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    packet = heard.recv(2048)
                    now = time.time()
                    if _is_loud(packet[12:]):
                        found.loud_at.append(now)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield found
        finally:
            over.set()
            thread.join()


def _is_loud(alaw: bytes) -> bool:
    """Tell whether a packet of A-law holds a voice; every second bit of it is turned."""
    levels = (np.frombuffer(alaw, "u1") ^ 0x55) & 0x7F
    return bool(len(levels) and int(levels.max()) >= _LEVEL)


def measure(*, quick: bool) -> Result:
    """Let citizens call one by one; an officer whose desk and telephone are open takes each."""
    count = 5 if quick else CALLS
    home = Path(os.environ["LANGNGHE_HOME"])
    _silent_music(home)
    citizen, officer = (
        voice_in(home / "voices"),
        voice_in(home / "voices", "officer", OFFICER),
    )
    microphone = home / "voices" / "microphone.wav"
    soundfile.write(microphone, officer.sound.astype("int16"), RATE, subtype="PCM_16")
    side = Whole(home, telephone="browser")
    try:
        side.start()
        with officer_at(side.hotline, "lan", microphone) as window:
            side.is_on_duty()
            taken, reload = _all(side, window, citizen, count)
            assert not window.troubles, window.troubles
    finally:
        side.stop()
    return _result(taken, reload)


def _silent_music(home: Path) -> None:
    """Let nothing be heard while waiting: what is heard then is the officer."""
    music = home / "exchange" / "sounds" / "music" / "waiting.wav"
    music.parent.mkdir(parents=True)
    write_prompt(np.zeros(RATE * 4), music)
    for folder in (music.parent, *music.parent.parents[:2]):
        folder.chmod(0o755)


def _all(side: Whole, window: Window, voice: Voice, count: int) -> tuple[list[Taken], float]:
    window.desk.evaluate(_DESK)
    window.phone.evaluate(_WINDOW, 0.05)
    dice = random.Random(19)  # noqa: S311 (moments of a measurement)
    taken = []
    with heard_from(side.place(), _rung) as rung:
        for number in itertools.islice(numbers(1000), 1, count + 1):
            time.sleep(WRAP_UP_SECONDS + dice.uniform(0, 2))
            taken.append(_one(side, window, voice, number, rung))
    window.desk.goto(f"{side.hotline.url}/")
    return taken, median([_reload(window.desk) for _each in range(5)])


@dataclass(frozen=True)
class Rung:
    """The exchange rings a telephone: for whom, when by its clock, when we heard of it."""

    number: str
    at: float
    heard: float


def _rung(event: dict[str, Any]) -> Rung | None:
    if event["type"] != "Dial" or not event["peer"]["name"].startswith(f"PJSIP/{BROWSER}-"):
        return None
    number = event.get("caller", {}).get("caller", {}).get("number", "")
    return Rung(number, datetime.fromisoformat(event["timestamp"]).timestamp(), time.time())


def _one(side: Whole, window: Window, voice: Voice, number: str, rung: list[Rung]) -> Taken:
    window.phone.evaluate("() => { window.bench = {}; }")
    with ear() as citizen:
        said = scenario_with(voice, Wait(1), Key("5"))
        said = said.replace("m=audio [rtpstream_audio_port]", f"m=audio {citizen.port}")
        said = said.replace("s=-", "s=[rtpstream_audio_port]")
        calls = threading.Thread(
            target=call,
            args=(side.hotline.home / "citizens" / number, side.sip, [Caller(number, STAYING)]),
            kwargs={"rate": 1, "scenario": said},
        )
        calls.start()
        window.shows(phase="ringing")
        until(lambda: number in _cards(window), f"the card of {number} is shown")
        until(citizen.is_quiet, "the citizen hears nothing")
        window.press("Enter")
        window.shows(phase="talking")
        seen = until(lambda: _seen(window), "the officer hears the citizen")
        heard = until(lambda: citizen.first_after(seen["pressed"]), "the citizen hears the officer")
        calls.join()
        window.shows(phase="none")
    first = next(each for each in rung if each.number == number)
    return Taken(
        rang=first.at,
        event=first.heard,
        window=seen["ringing"],
        card=_cards(window)[number],
        officer_heard=seen["heard"] - seen["pressed"],
        citizen_heard=heard - seen["pressed"],
    )


def _cards(window: Window) -> dict[str, float]:
    found: dict[str, float] = window.desk.evaluate("() => window.benchCards")
    return found


def _seen(window: Window) -> dict[str, float] | None:
    found: dict[str, float] = window.phone.evaluate("() => window.bench")
    return found if "heard" in found else None


def _reload(page: Page) -> float:
    began = time.perf_counter()
    page.reload()
    page.locator("#main").wait_for()
    return time.perf_counter() - began


def _result(taken: list[Taken], reload: float) -> Result:
    polled = [_polled(each, taken[0].rang, reload) for each in taken]
    card = [each.card - each.rang for each in taken]
    base, ours = ([percentile(each, share) for share in SHARES] for each in (polled, card))
    return Result(
        name="ring",
        title="From the ring to the screen, from the answer to both ears",
        sizes=f"{len(taken)} calls, one by one",
        columns=["", "p50 ms", "p95 ms", "p50 ratio", "p95 ratio"],
        rows=[
            _said("ring to card, on a page loaded every 2 s (baseline)", polled, base),
            _said("ring to card, on the live desk", card, base),
            _said("ring to a bare listener's ear", [each.event - each.rang for each in taken]),
            _said("ring to ringing in the browser", [each.window - each.rang for each in taken]),
            _said("answer to officer hears citizen", [each.officer_heard for each in taken]),
            _said("answer to citizen hears officer", [each.citizen_heard for each in taken]),
        ],
        goals=[
            Goal(
                "the card before the second ring, p95",
                f"{milliseconds(ours[1])} ms of {SECOND_RING_SECONDS * 1000:.0f}",
                ours[1] < SECOND_RING_SECONDS,
            ),
            Goal(
                "sooner than by a reload every 2 s, at p50 and p95",
                f"{times(ours[0] / base[0])} and {times(ours[1] / base[1])} of its time",
                ours[0] < base[0] and ours[1] < base[1],
            ),
        ],
        notes=[
            "A whole hotline, its exchange, a citizen (sipp, A-law) and an officer's Chromium with "
            "a made-up microphone share the machine. The ring is when the exchange begins to ring "
            "the officer's browser, by its own clock; a bare listener hears of it by WebSocket.",
            "The card is there when it says on the page that it rings at this officer's telephone.",
            "The answer is the key. The officer hears when a loud sample leaves the browser's "
            "peer connection, the citizen when the first loud packet comes to their port.",
            "The reload is reckoned: the first tick after the ring, and "
            f"{milliseconds(reload)} ms, the median of five real reloads of the same page.",
        ],
    )


def _said(words: str, found: list[float], base: list[float] | None = None) -> list[str]:
    """Return a row; without ratios where it is no other way of the same."""
    figures = [percentile(found, share) for share in SHARES]
    ratios = [times(each / beside) for each, beside in zip(figures, base or [], strict=False)]
    return [words, *map(milliseconds, figures), *(ratios or ["", ""])]


def _polled(each: Taken, started: float, reload: float) -> float:
    """Return how long after the ring a page that is loaded every 2 s would have shown the card."""
    ticks = (each.rang - started) // EVERY_SECONDS + 1
    return started + ticks * EVERY_SECONDS + reload - each.rang
