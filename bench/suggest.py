"""How many submissions are understood in a second on one core: read, and made comparable."""

import itertools
import time
from datetime import UTC, datetime

from bench.figures import milliseconds, percentile
from bench.parts import database
from bench.result import Goal, Result

TEXTS = 600
LIMIT_SECONDS = 1.0


def measure(*, quick: bool) -> Result:
    """Understand texts of one to nine sentences, one after the other."""
    from langnghe import settings
    from langnghe.understanding.starter import read_sentences

    count = 100 if quick else TEXTS
    with database():
        sentences = [each["text"] for each in read_sentences(settings.PROFILE)]
        shapes = {"a call's note (1 sentence)": 1, "a mail (4 sentences)": 4, "a letter (9)": 9}
        rows = {name: _taken(sentences, length, count) for name, length in shapes.items()}
    slowest = max(percentile(taken, 0.95) for taken in rows.values())
    return Result(
        name="suggest",
        title="Suggestions per second",
        sizes=f"{count} texts of each length",
        columns=["one core", "texts a second", "ms p50", "ms p95"],
        rows=[
            [
                name,
                f"{len(taken) / sum(taken):.0f}",
                milliseconds(percentile(taken, 0.5)),
                milliseconds(percentile(taken, 0.95)),
            ]
            for name, taken in rows.items()
        ],
        goals=[
            Goal(
                "a suggestion within a second of its reading",
                f"p95 of the longest {milliseconds(slowest)} ms",
                slowest < LIMIT_SECONDS,
            )
        ],
        notes=["Understanding and the trace for comparing; the database is not asked."],
    )


def _taken(sentences: list[str], length: int, count: int) -> list[float]:
    """Return the processor's seconds for each of `count` texts."""
    from langnghe.triage.knowing import knowledge, rarity
    from langnghe.understanding.reading import understand
    from langnghe.understanding.trace import trace_of
    from langnghe.understanding.words import read_words

    supply = itertools.cycle(sentences)
    known, rare, at = knowledge(), rarity(), datetime(2026, 11, 20, 5, tzinfo=UTC)
    taken = []
    for number in range(count + 5):
        text = " ".join(itertools.islice(supply, length))
        began = time.process_time()
        trace_of(read_words(text), understand(text, known), rare, received_at=at)
        if number >= 5:
            taken.append(time.process_time() - began)
    return taken
