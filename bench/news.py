"""The same learner on real Vietnamese text: news of ten topics (VNTC), where a folder is given.

The folder holds train.jsonl and test.jsonl, a JSON object a line: id, topic, text. The corpus is
not part of Lắng Nghe: give it with --news FOLDER.
"""

import json
import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from bench.plain import COPY_AT, NearestCentroid
from bench.quality import percent
from bench.result import Goal, Result
from langnghe.understanding.alike import compare
from langnghe.understanding.knowledge import load_knowledge
from langnghe.understanding.reading import understand
from langnghe.understanding.trace import Rarity, Trace, trace_of
from langnghe.understanding.training import Labelled, train
from langnghe.understanding.words import read_words
from langnghe.vietnamese.fold import fold

FOLDER = "BENCH_NEWS"
SHOTS = (5, 20, 40, 200)
READ = 400
"""Characters of a text that are read, as long as a long report."""

COPIES, OTHERS = 250, 500
Text = tuple[str, str]


def measure(*, quick: bool) -> Result:
    """Tell ten topics apart from a few examples, and find copied texts among others."""
    folder = Path(os.environ[FOLDER])
    train_set, test_set = _read(folder / "train.jsonl"), _read(folder / "test.jsonl")
    if quick:
        test_set = test_set[::10]
    shots = SHOTS[:2] if quick else SHOTS
    rows = [_classes(train_set, test_set, count) for count in shots]
    copies, found, wanted = _copies([text for text, _label in test_set])
    return Result(
        name="news",
        title="The same learner on real news",
        sizes=f"{len(test_set):,} texts of ten topics; {COPIES} copies among {OTHERS} others",
        columns=["", "ours", "ours, without marks", "nearest centroid", "most common"],
        rows=[*rows, *copies],
        goals=[
            Goal(
                "copied texts found: precision of pairs at least 95 %, recall at least 85 %",
                f"{percent(found)} and {percent(wanted)}",
                met=found >= 0.95 and wanted >= 0.85,
            )
        ],
        notes=[
            "Real sentences of VNTC (news in ten topics), which no rule was written for: only the "
            "learner and the comparison are tried, neither the profile's words nor its signs.",
            f"Topics: share right after so many examples a topic, first {READ} characters. "
            "Without marks: the same texts in bare letters.",
            "Copies: every tenth word left out, another greeting, all in bare letters; found where "
            "`compare` says so. Beside it (nearest centroid's column): TF-IDF vectors of bare "
            f"letters at least {COPY_AT} alike.",
        ],
    )


def _read(path: Path) -> list[Text]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    return [(row["text"][:READ], row["topic"]) for row in rows]


def _classes(train_set: Sequence[Text], test_set: Sequence[Text], count: int) -> list[str]:
    taken: dict[str, list[str]] = {}
    for text, label in train_set:
        if len(taken.setdefault(label, [])) < count:
            taken[label].append(text)
    examples = [(text, label) for label, texts in taken.items() for text in texts]
    model = train([Labelled(text, label) for text, label in examples])
    plain = NearestCentroid([text for text, _ in examples], [label for _, label in examples])
    texts = [text for text, _label in test_set]
    truth = [label for _text, label in test_set]
    ours = [model.odds(read_words(text)) for text in texts]
    bare = [model.odds(read_words(fold(text))) for text in texts]
    usual = max(sorted(set(truth)), key=truth.count)
    ways = (
        [max(odds, key=odds.__getitem__) for odds in ours],
        [max(odds, key=odds.__getitem__) for odds in bare],
        plain.nearest(texts),
        [usual] * len(texts),
    )
    shares = [
        sum(one == other for one, other in zip(way, truth, strict=True)) / len(truth)
        for way in ways
    ]
    return [f"ten topics, {count} examples each", *map(percent, shares)]


def _copies(texts: Sequence[str]) -> tuple[list[list[str]], float, float]:
    from langnghe import settings

    dice = random.Random(7)  # noqa: S311 (the same copies each run)
    chosen = dice.sample(texts, min(len(texts), COPIES + OTHERS))
    count = min(COPIES, len(chosen) // 2)
    copies = [_copied(text) for text in chosen[:count]]
    knowledge, rarity = load_knowledge(settings.PROFILE, {}), Rarity()
    for text in chosen:
        rarity.learn(read_words(text))

    def trace(text: str) -> Trace:
        moment = datetime(2026, 9, 14, tzinfo=UTC)
        return trace_of(read_words(text), understand(text, knowledge), rarity, received_at=moment)

    ours = [trace(text) for text in chosen]
    told = {
        (place, other)
        for place, copy in enumerate(map(trace, copies))
        for other, one in enumerate(ours)
        if compare(copy, one, borders={}).is_copy
    }
    bare = [fold(text) for text in chosen]
    vectors = TfidfVectorizer(sublinear_tf=True).fit([*bare, *copies])
    alike = (vectors.transform(copies) @ vectors.transform(bare).T).toarray()
    plain = {
        (place, other)
        for place in range(count)
        for other in range(len(chosen))
        if alike[place, other] >= COPY_AT
    }
    truth = {(place, place) for place in range(count)}
    figures = [(_share(way & truth, way), _share(way & truth, truth)) for way in (told, plain)]
    rows = [
        ["copies, precision of pairs", percent(figures[0][0]), "–", percent(figures[1][0]), "–"],
        ["copies, recall of pairs", percent(figures[0][1]), "–", percent(figures[1][1]), "–"],
    ]
    return rows, figures[0][0], figures[0][1]


def _share(part: set[tuple[int, int]], whole: set[tuple[int, int]]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _copied(text: str) -> str:
    words = fold(text).split()
    kept = [word for place, word in enumerate(words) if place % 10 != 9]
    return "Kinh gui duong day nong, toi xin chuyen tin nay: " + " ".join(kept)
