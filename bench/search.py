"""Search in a small and in a very large register: how long, and whether the right one is found.

Each search is the whole page of the register, as Django's own client gets it in one process.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

from bench.crowd import A_DAY, KNOWN, Crowd, Known
from bench.figures import median, milliseconds, percentile, times
from bench.pages import Taken
from bench.parts import database
from bench.result import Goal, Result
from bench.typing_ways import WAYS

SMALL, LARGE, RUNS, TOP, WORDS = 10_000, 1_000_000, 24, 10, 5
SAME_EVENT = "same event: candidates and comparing"
LIMIT_SECONDS, RECALL = 1 / 3, 0.95
_COMMON = ("rác thải", "ngập nước", "giao thông", "công trình xây dựng", "đèn chiếu sáng", "vỉa hè")
_PLAIN = """
WITH hits AS MATERIALIZED (
  SELECT submission_id, words FROM register_searchdocument
  WHERE words @@ to_tsquery('simple', %(query)s) LIMIT 5000)
SELECT submission_id FROM hits ORDER BY ts_rank_cd(words, to_tsquery('simple', %(query)s)) DESC
LIMIT 10
"""
Search = Callable[[], object]
"""One search; what it returns is thrown away."""


def measure(*, quick: bool) -> Result:
    """Load a little, search; load the rest, search again in the same way."""
    from django.utils import timezone

    from langnghe import settings
    from langnghe.understanding.starter import read_sentences

    large, runs = (30_000, 8) if quick else (LARGE, RUNS)
    with database():
        sentences = [each["text"] for each in read_sentences(settings.PROFILE)]
        crowd = Crowd(sentences, timezone.now())
        client = _signed_in()
        crowd.prepare()
        small, _recall, loaded = _round(crowd, client, (SMALL, KNOWN // 2), runs)
        full, recall, seconds = _round(crowd, client, (large, KNOWN), runs)
    sizes = f"{SMALL:,} and {large:,} submissions ({A_DAY} a day), {runs} runs of each search"
    return _result(small, full, recall, (sizes, f"{loaded + seconds:.0f}"))


def _signed_in() -> Any:
    from bench.pages import _signed_in as signed_in

    return signed_in()


def _round(
    crowd: Crowd, client: Any, size: tuple[int, int], runs: int
) -> tuple[dict[str, Taken], dict[str, tuple[float, float]], float]:
    """Grow to a size; return the times of each search, the recall, the seconds of loading."""
    from langnghe.register.actions.lexicon import count_words

    began = time.monotonic()
    crowd.grow_to(*size)
    count_words()
    seconds = time.monotonic() - began
    taken = {name: _timed(searches, runs) for name, searches in _searches(client, crowd).items()}
    return taken, {way: _recall(crowd.known, way) for way in WAYS}, seconds


def _timed(searches: Iterator[Search], runs: int) -> Taken:
    taken = []
    for number, search in enumerate(islice(searches, runs + 2)):
        began = time.perf_counter()
        search()
        if number >= 2:  # the first ones fill caches
            taken.append(time.perf_counter() - began)
    return Taken(median(taken), percentile(taken, 0.95))


def _searches(client: Any, crowd: Crowd) -> dict[str, Iterator[Search]]:
    """Return an endless supply of each kind of search."""
    from langnghe.register.models import Submission

    dice = random.Random(5)  # noqa: S311 (made-up data)
    known = [_words_of(each.sentence, dice) for each in crowd.known]
    shown = list(Submission.objects.select_related("topic", "ward")[:2_000:80])
    filters = [{"topic": each.topic.code, "ward": each.ward.code} for each in shown if each.topic]

    def pages(queries: Sequence[dict[str, str]]) -> Iterator[Search]:
        return (lambda query=query: _page(client, query) for query in cycle(queries))

    def typed(way: str) -> Iterator[Search]:
        return pages([{"q": WAYS[way](query, dice)} for query in known])

    common = [{"q": words} for words in _COMMON]
    return {
        "common words": pages(common),
        "common words, no marks": pages([{"q": "rac thai"}, {"q": "via he"}, {"q": "duong"}]),
        "common words, second page": pages(_second_pages(common)),
        "five words": typed("exact"),
        "five words, no marks": typed("no diacritics"),
        "a slip": typed("a slip"),
        "raw Telex": typed("raw Telex"),
        "a phrase": pages([{"q": f'"{query}"'} for query in known]),
        "a word that stands nowhere": pages([{"q": f"khongcotu{n}"} for n in range(30)]),
        "a number": pages([{"q": f"0900 0{n:02d} {n:03d}"} for n in range(30)]),
        "a name": pages([{"q": "Nguyễn Mẫu Khôi"}, {"q": "dang thi giang"}, {"q": "Bùi Châu An"}]),
        "filters": pages(filters),
        "filters, sensitivity and kind": pages([{"kind": "hoi_dap", "channel": "mail"}]),
        "common words and filters": pages([{"q": "đường", **each} for each in filters]),
        "common words, kind, a day": pages(
            [{"q": "rác", "kind": "kien_nghi", "until": f"{each.received_at:%Y-%m-%d}"}
             for each in shown]
        ),
        "more like this": (
            lambda each=each: _get(client, f"/submissions/{each.code}/like")
            for each in cycle(shown)
        ),
        SAME_EVENT: (
            lambda each=each: _alike(each) for each in cycle(shown)
        ),
    }  # fmt: skip


def _second_pages(queries: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [{**query, "after": _listed(query).following} for query in queries]


def _words_of(sentence: str, dice: random.Random) -> str:
    """Take five words that stand together."""
    words = [word.strip('.,;:!?()"“”') for word in sentence.split()]
    start = dice.randrange(max(1, len(words) - WORDS))
    return " ".join(words[start : start + WORDS])


def _page(client: Any, query: dict[str, str]) -> Any:
    return _get(client, f"/register?{urlencode(query)}")


def _get(client: Any, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer


def _alike(submission: Any) -> object:
    from langnghe.triage.actions.compare import most_alike
    from langnghe.triage.queries import trace_in

    return most_alike(trace_in(submission.voice), besides=submission.pk)


def _recall(known: Sequence[Known], way: str) -> tuple[float, float]:
    """Return the share of known submissions among the first TOP: ours, and plain full text."""
    dice = random.Random(4)  # noqa: S311 (made-up data)
    ours = plain = 0
    for each in known:
        query = WAYS[way](_words_of(each.sentence, dice), dice)
        ours += each.submission_id in _first(query)
        plain += each.submission_id in _first_plainly(query)
    return ours / len(known), plain / len(known)


def _first(query: str) -> list[int]:
    return [row.pk for row in _listed({"q": query}).rows[:TOP]]


def _listed(query: dict[str, str]) -> Any:
    from django.utils import timezone

    from langnghe.access.models import Officer
    from langnghe.register import listing

    return listing.page_for(listing.read_filter(query), Officer.objects.get(), at=timezone.now())


def _first_plainly(query: str) -> list[int]:
    """Search for every word as it was typed, those that fit best first."""
    from django.db import connection

    words = ("".join(filter(str.isalnum, word)) for word in query.lower().split())
    asked = " & ".join(f"'{word}':A" for word in words if word)
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, {"query": asked})
        return [row[0] for row in cursor.fetchall()]


def _goals_of_time(full: dict[str, Taken]) -> list[Goal]:
    """Judge searches, for which an officer waits, and the comparing, which the worker does."""
    slowest = max((name for name in full if name != SAME_EVENT), key=lambda name: full[name].p95)
    return [
        Goal(
            "p95 of searches under a third of a second on the large one",
            f"slowest: {slowest}, {milliseconds(full[slowest].p95)} ms",
            full[slowest].p95 < LIMIT_SECONDS,
        ),
        Goal(
            "a new submission compared within a second on the large one",
            f"p95 {milliseconds(full[SAME_EVENT].p95)} ms",
            full[SAME_EVENT].p95 < 1,
        ),
    ]


def _result(
    small: dict[str, Taken],
    full: dict[str, Taken],
    recall: dict[str, tuple[float, float]],
    run: tuple[str, str],
) -> Result:
    worst = min(recall, key=lambda way: recall[way][0])
    return Result(
        name="search",
        title="Search",
        sizes=run[0],
        columns=["ms on the server", "small p50", "p95", "large p50", "p95", "p95 ratio"],
        rows=[
            [
                name,
                *(milliseconds(each) for each in (small[name].p50, small[name].p95)),
                *(milliseconds(each) for each in (full[name].p50, full[name].p95)),
                times(full[name].p95 / small[name].p95),
            ]
            for name in full
        ],
        goals=[
            *_goals_of_time(full),
            Goal(
                f"the right one of the large register among the first {TOP}, at least "
                f"{RECALL:.0%} however it was typed",
                f"lowest: {worst}, {recall[worst][0]:.1%}",
                recall[worst][0] >= RECALL,
            ),
        ],
        notes=[
            f"Found among the first {TOP}, of the large one (in brackets: plain full text, every "
            "word as it was typed, best fit first): "
            + "; ".join(f"{way} {ours:.1%} ({plain:.1%})" for way, (ours, plain) in recall.items())
            + ".",
            f"What is looked for there: {WORDS} words that stand together in one of {KNOWN} "
            "sentences, each of which stands in one submission alone.",
            "Whole answers of Django's own client in one process; “same event” is the comparing "
            "alone, as it is done for each new submission.",
            f"Texts are sentences of the profile, put together by chance; loading took {run[1]} s.",
        ],
    )
