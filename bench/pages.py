"""Pages of a small and of a large register: the same pages, the same process, both sizes."""

import time
from dataclasses import dataclass
from typing import Any

from bench.figures import median, milliseconds, percentile, times
from bench.parts import database
from bench.past import RARE, past
from bench.result import Goal, Result

SMALL, LARGE, RUNS, WARM = 1_000, 100_000, 50, 5
LIMIT_SECONDS = 0.1
GROWTH = 3
SOURCE = "bench"


@dataclass(frozen=True)
class Taken:
    """Times of one page, in seconds."""

    p50: float
    p95: float


def measure(*, quick: bool) -> Result:
    """Load, ask each page, load the rest, ask again."""
    large, runs = (2_000, 10) if quick else (LARGE, RUNS)
    with database():
        client = _signed_in()
        began = time.monotonic()
        rows = list(past(large, at=_now()))
        _load(rows[-SMALL:])
        small = _all_pages(client, runs)
        _load(rows[:-SMALL])
        seconds = time.monotonic() - began
        full = _all_pages(client, runs)
    return _result(small, full, f"{SMALL:,} and {large:,} submissions, {runs} runs", seconds)


def _now() -> Any:
    from django.utils import timezone

    return timezone.localtime()


def _signed_in() -> Any:
    from django.test import Client
    from django.utils import timezone

    from langnghe.access.actions import Person, add_officer

    person = Person(username="lan", full_name="Nguyễn Thị Lan (mẫu)")
    officer = add_officer(person, roles=["duty_officer"], password=SOURCE * 4, at=timezone.now())
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _load(rows: list[Any]) -> None:
    """Load rows as old log books come in; let the planner look at what there is."""
    from django.db import connection

    from langnghe.register.actions.history import load_past

    for _made in load_past(rows, source=SOURCE, by=None, at=_now()):
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _all_pages(client: Any, runs: int) -> dict[str, Taken]:
    return {name: _page(client, address, runs) for name, address in _addresses().items()}


def _addresses() -> dict[str, str]:
    from langnghe.register.models import Submission

    newest = Submission.objects.order_by("-received_at", "-id")
    deep = newest[newest.count() * 9 // 10]
    one = newest.filter(status="closed")[newest.count() // 10]
    since = f"{newest[200].received_at:%Y-%m-%d}"
    return {
        "desk, new": "/",
        "desk, due or overdue": "/?queue=due",
        "desk, emergency or sensitive": "/?queue=hot",
        "register, first page": "/register",
        "register, nine tenths down": f"/register?after={_key(deep)}",
        "filter: status": "/register?status=registered",
        "filter: topic and ward": f"/register?topic={one.topic.code}&ward={one.ward.code}",
        "filter: urgency and channel": "/register?urgency=K2&channel=mail",
        "filter: agency": f"/register?agency={one.agency.code}" if one.agency else "/register",
        "filter: overdue": "/register?work=late",
        "filter: since a day": f"/register?since={since}",
        "search: rac thai": "/register?q=rac+thai",
        "search: a rare phrase, no marks": "/register?q=bang+lang+nuoc",
        "search: beginning of a word": "/register?q=cong+trinh+minh+h",
        "search: a number": "/register?q=0900000500",
        "search: nowhere": "/register?q=khongcotunay",
        "search and filter": "/register?q=rac+thai&status=closed&kind=phan_anh",
        "a submission": f"/submissions/{one.code}",
    }


def _key(submission: Any) -> str:
    from urllib.parse import quote

    return quote(f"0.0_{submission.received_at.isoformat()}_{submission.pk}")


def _page(client: Any, address: str, runs: int) -> Taken:
    taken = []
    for run in range(WARM + runs):
        began = time.perf_counter()
        answer = client.get(address)
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        if run >= WARM:
            taken.append(seconds)
    return Taken(median(taken), percentile(taken, 0.95))


def _result(small: dict[str, Taken], full: dict[str, Taken], sizes: str, seconds: float) -> Result:
    slowest = max(full, key=lambda name: full[name].p95)
    growth = {name: full[name].p95 / small[name].p95 for name in full}
    steepest = max(growth, key=lambda name: growth[name])
    return Result(
        name="pages",
        title="Pages of a small and a large register",
        sizes=f"{sizes} of each page after {WARM} to warm up",
        columns=["ms on the server", "small p50", "p95", "large p50", "p95", "p95 ratio"],
        rows=[
            [
                name,
                *(milliseconds(each) for each in (small[name].p50, small[name].p95)),
                *(milliseconds(each) for each in (full[name].p50, full[name].p95)),
                times(growth[name]),
            ]
            for name in full
        ],
        goals=[
            Goal(
                f"p95 under {LIMIT_SECONDS * 1000:.0f} ms on the large one",
                f"slowest: {slowest}, {milliseconds(full[slowest].p95)} ms",
                full[slowest].p95 < LIMIT_SECONDS,
            ),
            Goal(
                f"p95 at most {GROWTH} times that of the small one (baseline)",
                f"steepest: {steepest}, {times(growth[steepest])}",
                growth[steepest] <= GROWTH,
            ),
        ],
        notes=[
            "Whole answers of Django's own client in one process: middleware, queries, template.",
            f"“{RARE}” stands in one submission of a thousand and is searched as “bang lang nuoc”.",
            f"Loading took {seconds:.0f} s, the small round of pages included.",
        ],
    )
