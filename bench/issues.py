"""How well cases of one nature are found, beside plain ways, where the natures are known.

The demonstration's patterns are natures: each is told in many ways, about many wards. The labelled
reports have topics only: there a proposal should hold one topic.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sklearn.cluster import DBSCAN
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.quality import SETS, percent, read_set
from bench.result import Goal, Result
from langnghe.ops import profile_files
from langnghe.ops.demo.people import Citizen
from langnghe.ops.demo.words import Place, Speech
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.natures import LEAST_CASES, natures_of, told_of, weighed
from langnghe.understanding.reading import understand
from langnghe.understanding.starter import starter_models, starter_rarity
from langnghe.understanding.trace import Rarity, Trace, trace_of
from langnghe.understanding.words import read_words

CASES, QUICK_CASES, DAYS, SEED = 800, 300, 60, 2016
END = datetime(2026, 11, 20, tzinfo=UTC)
COSINE_AT = 0.5
"""Cosine of two texts above which the plain way puts them together."""

Groups = list[list[int]]


@dataclass(frozen=True)
class Case:
    """A case whose nature is known: its text, its trace, its topic as an officer has it."""

    text: str
    trace: Trace
    topic: str
    nature: str


def measure(*, quick: bool) -> Result:
    """Group both sets by our rule, with decided topics and with suggested ones, and plainly."""
    from langnghe import settings

    profile = settings.PROFILE
    knowledge = load_knowledge(profile, starter_models(profile))
    reader = Reader(knowledge, starter_rarity(profile))
    patterns = list(made_up(reader, profile, QUICK_CASES if quick else CASES))
    labelled = list(reports(reader, SETS["fresh"]))
    rows = []
    for name, cases in (("patterns", patterns), ("labelled reports", labelled)):
        for way, group in WAYS.items():
            rows.append([f"{name}: {way}", *figures(group(cases), cases)])
    ours = purity(by_rule(patterns), patterns)
    return Result(
        name="issues",
        title="Issues",
        sizes=f"{len(patterns)} cases of the demonstration's patterns within {DAYS} days, "
        f"{len(labelled)} labelled reports (fresh)",
        columns=["", "proposals", "cases in one", "of their nature", "natures found"],
        rows=rows,
        goals=[
            Goal("at least 90 % of the cases of a proposal are of its nature (patterns)",
                 percent(ours), met=ours >= 0.9)
        ],
        notes=[
            f"A proposal has at least {LEAST_CASES} cases. “Of their nature”: cases that are of "
            "the nature most cases of their proposal have. “Natures found”: those with at least "
            f"{LEAST_CASES} cases, more than half of which stand in one proposal that is mostly "
            "theirs. The nature of a labelled report is its topic: with officers' topics all fit "
            "by themselves, and only how many are found says something.",
            "The threshold was chosen on the patterns and on reports that are in the profile now.",
            "Topic alone: all cases of one suggested topic. Cosine: TF-IDF of the words as "
            f"written, at least {COSINE_AT} alike (DBSCAN).",
        ],
    )  # fmt: skip


class Reader:
    """Makes traces of texts, as the register keeps them."""

    def __init__(self, knowledge: Knowledge, rarity: Rarity) -> None:
        self._knowledge, self._rarity = knowledge, rarity

    def read(self, text: str, *, subject: str = "", at: datetime = END) -> Trace:
        """Understand a text and return its trace."""
        found = understand(text, self._knowledge, subject=subject)
        words = read_words(f"{subject}\n{text}" if subject else text)
        return trace_of(words, found, self._rarity, received_at=at)


def made_up(reader: Reader, profile: Path, count: int) -> Sequence[Case]:
    """Let patterns be said about wards drawn by chance, always the same ones."""
    dice = random.Random(SEED)  # noqa: S311 (made-up cases)
    patterns = profile_files.demo_rows(profile, "demo_patterns.jsonl")
    wards = [
        Place(code=row["code"], name=row["name"], short_name=row["short"],
              is_town=row["type"] == "phuong")
        for row in profile_files.read_json(profile, "hanoi_wards.json")["wards"]
    ]  # fmt: skip
    numbers = dice.choices(range(len(patterns)), [row["weight"] for row in patterns], k=count)
    return [
        _said(reader, patterns[number], str(number), dice.choice(wards), dice) for number in numbers
    ]


def _said(
    reader: Reader, pattern: dict[str, Any], nature: str, ward: Place, dice: random.Random
) -> Case:
    speech = Speech(dice, ward, Citizen(name="Trần Thị Thí Dụ", people=3))
    speech.stand_at(pattern["place"])
    text = speech.fill(dice.choice(pattern["says"]))
    at = END - timedelta(days=DAYS * dice.random())
    return Case(text, reader.read(text, at=at), pattern["topic"], nature)


def reports(reader: Reader, path: Path) -> list[Case]:
    """Read labelled reports; their nature is their topic."""
    found = []
    for row in read_set(path):
        topic = row["labels"]["topic_primary"]
        trace = reader.read(row["text"], subject=row.get("subject") or "")
        found.append(Case(row["text"], trace, topic, topic))
    return found


def by_rule(cases: Sequence[Case]) -> Groups:
    """Group cases as the job does, with the topics that officers decided."""
    told = [told_of(key, [case.trace], topic=case.topic) for key, case in enumerate(cases)]
    return [list(nature.keys) for nature in natures_of(weighed(told))]


def by_rule_as_suggested(cases: Sequence[Case]) -> Groups:
    """Group cases as the job does, before any officer has looked at them."""
    told = [told_of(key, [case.trace]) for key, case in enumerate(cases)]
    return [list(nature.keys) for nature in natures_of(weighed(told))]


def by_topic(cases: Sequence[Case]) -> Groups:
    """Group cases by the topic that is suggested for them."""
    groups: dict[str, list[int]] = defaultdict(list)
    for key, case in enumerate(cases):
        if case.trace.topics:
            best = max(sorted(case.trace.topics), key=case.trace.topics.__getitem__)
            groups[best].append(key)
    return _large(groups.values())


def by_cosine(cases: Sequence[Case]) -> Groups:
    """Group cases whose words are alike, whatever their topic."""
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform([case.text for case in cases])
    found = DBSCAN(eps=1 - COSINE_AT, min_samples=2, metric="cosine").fit_predict(vectors)
    groups: dict[int, list[int]] = defaultdict(list)
    for key, number in enumerate(found):
        if number >= 0:
            groups[number].append(key)
    return _large(groups.values())


def _large(groups: Any) -> Groups:
    return [group for group in groups if len(group) >= LEAST_CASES]


WAYS: dict[str, Callable[[Sequence[Case]], Groups]] = {
    "officers' topics": by_rule,
    "suggested topics": by_rule_as_suggested,
    "topic alone": by_topic,
    "cosine alone": by_cosine,
}


def purity(groups: Groups, cases: Sequence[Case]) -> float:
    """Return the share of grouped cases that are of the nature most of their group have."""
    inside = sum(len(group) for group in groups)
    fitting = sum(Counter(cases[key].nature for key in group).most_common(1)[0][1]
                  for group in groups)  # fmt: skip
    return fitting / inside if inside else 0.0


def figures(groups: Groups, cases: Sequence[Case]) -> list[str]:
    """Say what a way of grouping found."""
    sizes = Counter(case.nature for case in cases)
    large = {nature for nature, size in sizes.items() if size >= LEAST_CASES}
    found = set()
    for group in groups:
        nature, times = Counter(cases[key].nature for key in group).most_common(1)[0]
        if nature in large and times > sizes[nature] / 2 and times > len(group) / 2:
            found.add(nature)
    inside = sum(len(group) for group in groups)
    return [
        str(len(groups)),
        percent(inside / len(cases)),
        percent(purity(groups, cases)),
        f"{len(found)} of {len(large)}",
    ]
