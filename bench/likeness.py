"""How whether two voices tell of one event is learned: weights for `understanding/alike.py`.

Each hand of the profile's reports is read with models that learned from the others. Its figures
are told twice: by the weights that the program has (learned from all), and by weights learned
from the other hands alone. The weights learned from all are printed, to be copied by a person.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, Self

import numpy as np
from scipy.optimize import minimize

from bench.quality import percent
from bench.result import Result
from langnghe.understanding.alike import BIAS, JOIN_AT, WEIGHTS, judge, lowered, together
from langnghe.understanding.evidence import weigh
from langnghe.understanding.knowledge import load_knowledge
from langnghe.understanding.reading import understand
from langnghe.understanding.starter import read_lessons, starter_rarity, train_fields
from langnghe.understanding.trace import Rarity, Trace, trace_of
from langnghe.understanding.words import read_words

Rows = list[dict[str, Any]]

HELD = {
    "code": 3.0, "clash": -5.5, "bodies": -2.35, "late": -0.75, "idle": -2.1, "relapse": -1.2,
    "other_spot": -0.2, "at_once": 2.9, "apart": -4.45, "own": -3.0, "along": -1.0,
    "refers": 0.8,
    "long_ago": -1.0,
}  # fmt: skip
"""Values that people chose for what is rare, near which the weights are held, and how firmly.

Pairs that the program finds hopeless, and that are, teach nothing.
"""
HELD_BY, DRAWN_BY, HOPELESS = 15.0, 9.0, -9.0
AGAINST = frozenset(
    [
        "far", "elsewhere", "along", "unshared", "clash", "bodies", "other_spot", "strange",
        "other_thing", "unknown", "other_trouble", "own", "days", "long_ago",
        "late", "relapse", "apart", "untold", "idle",
    ]
)  # fmt: skip
"""Parts that never speak for one event; all others never against it, but for EITHER."""
EITHER = frozenset(["short", "long", "unsure", "street"])


@dataclass(frozen=True)
class Pairs:
    """All pairs of voices of one hand: their parts, and whether they tell of one event.

    `sort`: how far both are of one sort in one ward, told in the same days. `others`: how many
    other events of its sort had been told when the later one came.
    """

    voices: int
    parts: Any
    same: Any
    sort: Any
    others: Any

    @classmethod
    def of(cls, rows: Rows, traces: Sequence[Trace], borders: Any) -> Self:
        """Weigh each pair, in the order of `combinations`."""
        pairs = list(combinations(range(len(rows)), 2))
        found = [weigh(traces[one], traces[other], borders) for one, other in pairs]
        alike = [
            judge(traces[one], traces[other], each)
            for (one, other), each in zip(pairs, found, strict=True)
        ]
        events = [row.get("event") for row in rows]
        sort = np.array([each.sort for each in alike])
        return cls(
            voices=len(rows),
            parts=np.array([[each.parts[name] for name in WEIGHTS] for each in found]),
            same=np.array([bool(events[a]) and events[a] == events[b] for a, b in pairs]),
            sort=sort,
            others=_others(pairs, sort, [event or place for place, event in enumerate(events)]),
        )


def measure(*, quick: bool) -> Result:
    """Learn from all hands but one, judge that one, and so on; then learn from all."""
    from langnghe import settings

    lessons = read_lessons(settings.PROFILE)
    hands = sorted({row["hand"] for row in lessons if row.get("hand")})[: 3 if quick else None]
    rarity = starter_rarity(settings.PROFILE)
    read = {hand: _read(hand, lessons, rarity) for hand in hands}
    now = np.array([*WEIGHTS.values(), BIAS])
    judged = {hand: _judge(pairs, now) for hand, pairs in read.items()}
    unseen = {
        hand: _judge(pairs, learn([other for name, other in read.items() if name != hand]))
        for hand, pairs in read.items()
    }
    _show(learn(list(read.values())))
    all_ways = [_shares(list(ways.values())) for ways in (judged, unseen)]
    return Result(
        name="likeness",
        title="One event, hand by hand",
        sizes=f"{sum(each.voices for each in read.values()):,} reports of {len(read)} people",
        columns=[
            "same event, precision and recall of pairs",
            "learned from all",
            "from the others",
        ],
        rows=[
            *([f"hand {hand}", _shares([judged[hand]]), _shares([unseen[hand]])] for hand in read),
            ["all", *all_ways],
        ],
        goals=[],
        notes=[
            "Each hand is one person's reports of about two weeks, some forty of a hundred of them "
            "of events with several voices. Topics, kinds and levels are read with models that "
            "learned from the other hands; words, places and rules were mended with all in view.",
        ],
    )


def _read(hand: str, lessons: Rows, rarity: Rarity) -> Pairs:
    """Read the reports of a hand with models that have not learned from them."""
    from langnghe import settings

    models = train_fields([row for row in lessons if row.get("hand") != hand])
    knowledge = load_knowledge(settings.PROFILE, models)
    rows = [row for row in lessons if row.get("hand") == hand]
    traces = [
        trace_of(
            read_words(row["text"]),
            understand(row["text"], knowledge, channel=row["channel"]),
            rarity,
            received_at=datetime.fromisoformat(row["received_at"]),
        )
        for row in rows
    ]
    print(f"hand {hand}: read", file=sys.stderr, flush=True)
    return Pairs.of(rows, traces, knowledge.gazetteer.neighbours)


def _others(pairs: Sequence[tuple[int, int]], sort: Any, events: Sequence[str | int]) -> Any:
    """Count for each pair the other events of its sort that were told before the later voice."""
    told: dict[int, dict[str | int, float]] = defaultdict(dict)
    for (one, other), share in zip(pairs, sort, strict=True):
        before = told[other]
        before[events[one]] = max(before.get(events[one], 0.0), share)
    return np.array([sum(told[other].values()) - told[other][events[one]] for one, other in pairs])


def learn(read: Sequence[Pairs]) -> Any:
    """Fit the weights, and the bias after them, by logistic regression with signs held."""
    parts = np.concatenate([pairs.parts for pairs in read])
    same = np.concatenate([pairs.same for pairs in read]).astype(float)
    others = np.concatenate([pairs.others for pairs in read])
    among = np.array([lowered(0.0, each) for each in others])
    teaches = (parts @ list(WEIGHTS.values()) + BIAS + among > HOPELESS) | (same > 0)
    parts, same, among = parts[teaches], same[teaches], among[teaches]
    whole = np.column_stack([parts, np.ones(len(parts))])
    aims = np.array([*(HELD.get(name, 0.0) for name in WEIGHTS), -2.0])
    spread = parts.std(axis=0)
    firm = [
        HELD_BY if name in HELD else DRAWN_BY * spread[place] ** 2
        for place, name in enumerate(WEIGHTS)
    ]
    holds = np.array([*firm, 0.0])

    def loss(weights: Any) -> tuple[float, Any]:
        score = whole @ weights + among
        slope = whole.T @ (1 / (1 + np.exp(-score)) - same) + holds * (weights - aims)
        drawn = 0.5 * (holds * (weights - aims) ** 2).sum()
        return (np.logaddexp(0, score) - same * score).sum() + drawn, slope

    bounds = [*map(_bounds, WEIGHTS), (None, None)]
    return minimize(loss, aims, jac=True, method="L-BFGS-B", bounds=bounds).x


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name in EITHER:
        return None, None
    return (None, 0.0) if name in AGAINST else (0.0, None)


def _judge(pairs: Pairs, weights: Any) -> tuple[int, int, int]:
    """Join the voices in order of arrival; return how many pairs are right, wrong, missed."""
    order = list(combinations(range(pairs.voices), 2))
    scores = dict(zip(order, pairs.parts @ weights[:-1] + weights[-1], strict=True))
    sort = dict(zip(order, pairs.sort, strict=True))
    events: list[list[int]] = []
    for voice in range(pairs.voices):
        sorts = [max(sort[other, voice] for other in event) for event in events]
        besides = [sum(sorts) - own for own in sorts]
        odds = [
            together([lowered(scores[other, voice], others) for other in event])
            for event, others in zip(events, besides, strict=True)
        ]
        best = int(np.argmax(odds)) if odds else 0
        if odds and odds[best] >= JOIN_AT:
            events[best].append(voice)
        else:
            events.append([voice])
    event_of = {voice: number for number, event in enumerate(events) for voice in event}
    joined = np.array([event_of[one] == event_of[other] for one, other in order])
    right = int((joined & pairs.same).sum())
    return right, int(joined.sum()) - right, int(pairs.same.sum()) - right


def _shares(judged: Sequence[tuple[int, int, int]]) -> str:
    right, wrong, missed = (sum(each) for each in zip(*judged, strict=True))
    return f"{percent(right / max(1, right + wrong))}, {percent(right / max(1, right + missed))}"


def _show(weights: Any) -> None:
    print(f"BIAS = {weights[-1]:.2f}", file=sys.stderr)
    for name, weight in zip(WEIGHTS, weights, strict=False):
        print(f'    "{name}": {weight:.2f},', file=sys.stderr)
