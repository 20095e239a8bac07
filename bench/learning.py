"""How fast it learns: accuracy after 50, 200 and 1,000 decisions of officers.

Simulated: the starter sentences are shuffled once; some are the first day, some are put in the
book one after the other as officers' decisions, the rest is never taught and only measured.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bench.plain import NearestCentroid
from bench.quality import SETS, percent, read_set
from bench.result import Goal, Result
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.learning import Decided, learn, lesson, read_all
from langnghe.understanding.starter import FIELDS, read_lessons, read_sentences, train_fields

FIRST_DAY, DECISIONS, MEASURED = 600, (0, 50, 200, 1000), 400
Sentences = list[dict[str, Any]]


def measure(*, quick: bool) -> Result:
    """Learn from more and more decisions, and measure on texts that were never taught."""
    from langnghe import settings

    sentences = read_sentences(settings.PROFILE)
    random.Random(2026).shuffle(sentences)  # noqa: S311 (an order that is the same each run)
    measured, first = sentences[:MEASURED], sentences[MEASURED : MEASURED + FIRST_DAY]
    book = [_decided(each) for each in sentences[MEASURED + FIRST_DAY :]]
    day_one = load_knowledge(settings.PROFILE, train_fields(first))
    test = [_decided(each) for each in measured[: 100 if quick else None]]
    sizes = [size for size in DECISIONS if size <= len(book)][: 2 if quick else None]
    rows = [[f"sentences: {size:,}", *_row(book[:size], first, day_one, test)] for size in sizes]
    if not quick:
        whole = read_lessons(settings.PROFILE)
        rows += _reports(whole, load_knowledge(settings.PROFILE, train_fields(whole)))
    before, after = rows[0][2], rows[len(sizes) - 1][2]
    return Result(
        name="learning",
        title="Learning from officers",
        sizes=f"{FIRST_DAY} sentences on the first day, {len(test)} measured",
        columns=[
            "decisions confirmed", "topic 1", "topic 2", "kind", "urgency", "sensitivity",
            "fields taken over", "topic 2 if all were taken over", "topic 2, nearest centroid",
        ],
        rows=rows,
        goals=[
            Goal(
                f"topic of level 2 better after {sizes[-1]:,} decisions than on the first day",
                f"{before} and {after}",
                met=_number(after) > _number(before),
            )
        ],
        notes=[
            "Sentences: the first day knows a part of the starter sentences only, officers confirm "
            "others, and others again are measured. The profile's words and rules are there from "
            "the first day on, and were written with an eye on these sentences: read the rise, not "
            "the height.",
            "Reports: the first day is the whole starter, officers confirm the first half of the "
            "fresh reports, the other half is measured.",
            "A field is taken over when its model is better beyond luck on the newest fifth of "
            "the decisions (at least 50) and misses no more danger or secrets; fewer than 100 "
            "decisions teach nothing.",
        ],
    )  # fmt: skip


def _number(shown: str) -> float:
    return float(shown.removesuffix(" %"))


def _decided(row: dict[str, Any]) -> Decided:
    return Decided(
        text=row["text"], kind=row["kind"], topic=row["topic"], urgency=row["urgency"],
        sensitivity=row["sensitivity"],
    )  # fmt: skip


def _reports(sentences: Sentences, day_one: Knowledge) -> list[list[str]]:
    fresh = [_labelled(each) for each in read_set(SETS["fresh"])]
    book, test = fresh[: len(fresh) // 2], fresh[len(fresh) // 2 :]
    return [
        [f"reports: {size}", *_row(book[:size], sentences, day_one, test)]
        for size in (0, len(book))
    ]


def _labelled(row: dict[str, Any]) -> Decided:
    labels = row["labels"]
    return Decided(
        text=row["text"], subject=row.get("subject") or "", channel=row["channel"],
        kind=labels["kind"], topic=(labels["topics"] or [""])[0], urgency=labels["urgency"],
        sensitivity=labels["sensitivity"],
    )  # fmt: skip


def _row(
    book: Sequence[Decided], first: Sentences, day_one: Knowledge, test: Sequence[Decided]
) -> list[str]:
    learned = learn(book, first, day_one)
    taken = learned.models if learned else {}
    used = replace(day_one, models={**day_one.models, **taken})
    lessons = [*first, *map(lesson, book)]
    unasked = replace(day_one, models=train_fields(lessons)) if book else day_one
    told = [each for each in lessons if each.get("topic")]
    plain = NearestCentroid([each["text"] for each in told], [each["topic"] for each in told])
    nearest = [{"topic": topic} for topic in plain.nearest([each.whole for each in test])]
    said = read_all(test, used)
    return [
        _share(said, test, "topic", level=1),
        _share(said, test, "topic"),
        *(_share(said, test, field) for field in FIELDS if field != "topic"),
        ", ".join(taken) or "none",
        _share(read_all(test, unasked), test, "topic"),
        _share(nearest, test, "topic"),
    ]


def _share(
    said: Sequence[dict[str, str]], test: Sequence[Decided], field: str, *, level: int = 2
) -> str:
    pairs = [(each[field], getattr(one, field)) for each, one in zip(said, test, strict=True)]
    judged = [pair for pair in pairs if pair[1]]
    if level == 1:
        judged = [(one.partition(".")[0], other.partition(".")[0]) for one, other in judged]
    return percent(sum(one == other for one, other in judged) / len(judged))
