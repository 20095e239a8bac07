"""From a citizen's mail to an officer's eyes: 250 said, then the row stands in a real browser."""

import os
import random
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.figures import median, milliseconds, percentile, times
from bench.result import Goal, Result
from tests.browser.conftest import PASSWORD, chromium, sign_in
from tests.hotline import Hotline, until

MAILS = 20
EVERY_SECONDS = 2.0
_CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
person = Person(username="lan", full_name="Nguyễn Thị Lan (mẫu)")
add_officer(person, roles=["shift_leader"], password={password!r}, at=timezone.now())
"""
_WATCH = """
() => {
  window.benchSeen = {};
  const look = () => {
    for (const row of document.querySelectorAll('.row')) {
      const found = /\\bmau-(\\d+)\\b/.exec(row.textContent);
      if (found && !(found[1] in window.benchSeen)) window.benchSeen[found[1]] = Date.now() / 1000;
    }
  };
  new MutationObserver(look).observe(document.body,
    {childList: true, subtree: true, characterData: true});
}
"""


@dataclass(frozen=True)
class Seen:
    """One mail: when 250 was said, when it could be read, when its row stood there (epoch)."""

    accepted: float
    readable: float
    shown: float


def measure(*, quick: bool) -> Result:
    """Send mails one by one to a hotline whose desk is open."""
    mails = 5 if quick else MAILS
    hotline = Hotline(Path(os.environ["LANGNGHE_HOME"]))
    hotline.start()
    try:
        hotline.python(_CAST.format(password=PASSWORD))
        seen, reload = _watched(hotline, mails)
    finally:
        hotline.stop()
    return _result(seen, reload)


def _watched(hotline: Hotline, mails: int) -> tuple[list[Seen], float]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"],
        )
        page = sign_in(browser, hotline, "lan", [])
        page.locator("ln-lamp[data-state=live]").wait_for()
        page.evaluate(_WATCH)
        dice = random.Random(20)  # noqa: S311 (moments of a measurement)
        accepted = {}
        for number in range(mails):
            # Not in step with anything that happens each second or each two.
            time.sleep(dice.uniform(0.3, 2.3))
            hotline.send(f"Thư mau-{number}", f"Rác thải ở phố Hoa Sữa, mau-{number}.",
                         sender=f"mau.{number}@example.com")  # fmt: skip
            accepted[number] = time.time()
            until(lambda number=number: str(number) in _shown(page), f"mail {number} is shown")
        shown = _shown(page)
        reload = median([_reload(page) for _each in range(5)])
        browser.close()
    readable = _readable(hotline)
    seen = [Seen(accepted[each], readable[each], shown[str(each)]) for each in range(mails)]
    return seen, reload


def _shown(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("() => window.benchSeen")
    return found


def _reload(page: Page) -> float:
    began = time.perf_counter()
    page.reload()
    page.locator(".row").first.wait_for()
    return time.perf_counter() - began


def _readable(hotline: Hotline) -> dict[int, float]:
    """Return when each mail's submission was opened."""
    rows: list[tuple[str, datetime]] = hotline.query(
        "SELECT c.sender_key, e.recorded_at FROM register_entry e "
        "JOIN register_contact c ON c.id = e.contact_id WHERE e.kind = 'submission.opened'"
    )
    return {int(key.split("@")[0].rpartition(".")[2]): at.timestamp() for key, at in rows}


def _result(seen: list[Seen], reload: float) -> Result:
    live = [each.shown - each.accepted for each in seen]
    started = seen[0].accepted
    polled = [_polled(each, started, reload) for each in seen]
    lines = [("shown by a reload every 2 s (baseline)", polled), ("shown by the live desk", live)]
    base = [percentile(polled, share) for share in (0.5, 0.95)]
    ours = [percentile(live, share) for share in (0.5, 0.95)]
    return Result(
        name="screen",
        title="From 250 to the officer's screen",
        sizes=f"{len(seen)} mails, one by one",
        columns=["", "p50 ms", "p95 ms", "p50 ratio", "p95 ratio"],
        rows=[
            [
                words,
                *(milliseconds(percentile(taken, share)) for share in (0.5, 0.95)),
                *(
                    times(percentile(taken, share) / beside)
                    for share, beside in zip((0.5, 0.95), base, strict=True)
                ),
            ]
            for words, taken in lines
        ],
        goals=[
            Goal(
                "sooner than by a reload every 2 s, at p50 and p95",
                f"{times(ours[0] / base[0])} and {times(ours[1] / base[1])} of its time",
                ours[0] < base[0] and ours[1] < base[1],
            )
        ],
        notes=[
            "A whole hotline and Chromium on one machine; the row is seen in the page itself.",
            "The reload is reckoned: the first tick after the submission could be read, and "
            f"{milliseconds(reload)} ms, the median of five real reloads of the same page.",
        ],
    )


def _polled(mail: Seen, started: float, reload: float) -> float:
    """Return how long after 250 a page that is loaded every 2 s would have shown a mail."""
    ticks = max(0.0, mail.readable - started) // EVERY_SECONDS + 1
    return started + ticks * EVERY_SECONDS + reload - mail.accepted
