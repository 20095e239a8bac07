"""Learning from what officers decided, and measuring it on decisions that nothing was taught.

`python -m langnghe.understanding.learning` reads a task from its input and writes what was
learned to its output, both as JSON: training wants a process of its own, which gives back its
memory and lets everything else go first.
"""

import base64
import json
import math
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.learned import LinearModel, pack, unpack
from langnghe.understanding.reading import understand
from langnghe.understanding.starter import FIELDS, read_lessons, starter_models, train_fields
from langnghe.understanding.words import folded_text, read_words

HELD_LEAST, HELD_SHARE, HELD_MOST = 50, 0.2, 1000
"""The newest decisions are held back: this share, but at least and at most so many."""

LEAST = 2 * HELD_LEAST
"""Fewer decisions teach nothing that could be measured."""

WEIGHT = 3.0
"""What one decision of an officer counts beside one made-up sentence of the first day."""

LUCK = 0.025
"""A model is better when luck alone would make it look so less often than this."""

NICENESS, MEMORY_BYTES = 15, 6 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One text and what an officer made of it; a field that was not decided is empty."""

    text: str
    subject: str = ""
    channel: str = ""
    kind: str = ""
    topic: str = ""
    urgency: str = ""
    sensitivity: str = ""

    @property
    def whole(self) -> str:
        """Subject and text, as they are understood."""
        return f"{self.subject}\n{self.text}" if self.subject else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A field's new model beside the present one, on decisions that taught neither.

    `better`, `worse`: decisions only the new one, only the present one gets right. `luck`: how
    often as many better ones come by chance (sign test). `guards`: what must not become more,
    as (present, new). `by`: for each class of the label (group of topics), (right, of).
    """

    of: int
    right: int
    present: int
    better: int
    worse: int
    luck: float
    guards: Mapping[str, tuple[int, int]]
    by: Mapping[str, tuple[int, int]]
    is_better: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What a run of learning found; `models` are those that are better, by field."""

    taught: int
    verdicts: Mapping[str, Verdict]
    models: Mapping[str, LinearModel]


Readings = list[dict[str, str]]
Fault = Callable[[Mapping[str, str], Decided], bool]
FAULTS: Mapping[str, Fault] = {
    "group": lambda said, meant: bool(meant.topic) and _group(said["topic"]) != _group(meant.topic),
    "K3 missed": lambda said, meant: meant.urgency == "K3" != said["urgency"],
    "K3 false": lambda said, meant: said["urgency"] == "K3" and meant.urgency in {"K1", "K2"},
    "S2 missed": lambda said, meant: meant.sensitivity == "S2" != said["sensitivity"],
}
GUARDS = {
    "topic": ("group", "K3 missed", "S2 missed"),
    "kind": ("K3 missed", "S2 missed"),
    "urgency": ("K3 missed", "K3 false"),
    "sensitivity": ("S2 missed",),
}
"""What must not become more when a field gets a new model: the fields lean on one another."""


def learn(
    decided: Sequence[Decided], sentences: Sequence[dict[str, Any]], present: Knowledge
) -> Learned | None:
    """Train on all but the newest decisions, and keep the models that are better on those.

    `decided` in order of time. What is measured is what would be used: nothing is trained again
    with the held-back ones, which have taught the present models nothing either. None where
    there are too few decisions. May be repeated: the same decisions give the same models.
    """
    if len(decided) < LEAST:
        return None
    taught, held = split(decided)
    trained = train_fields([*sentences, *map(lesson, taught)])
    knowledge, said = present, read_all(held, present)
    verdicts, models = {}, {}
    for field in FIELDS:
        tried = replace(knowledge, models={**knowledge.models, field: trained[field]})
        new = read_all(held, tried)
        verdicts[field] = judge(field, held, said, new)
        if verdicts[field].is_better:
            knowledge, said, models[field] = tried, new, trained[field]
    return Learned(taught=len(taught), verdicts=verdicts, models=models)


def split(decided: Sequence[Decided]) -> tuple[list[Decided], list[Decided]]:
    """Hold the newest decisions back; a text that was taught, or came twice, is not judged."""
    count = min(max(HELD_LEAST, math.ceil(HELD_SHARE * len(decided))), HELD_MOST)
    taught = list(decided[:-count])
    known = {_bare(each) for each in taught}
    held = []
    for each in decided[-count:]:
        bare = _bare(each)
        if bare not in known:
            held.append(each)
            known.add(bare)
    return taught, held


def lesson(decided: Decided) -> dict[str, Any]:
    """Return a decision as the training takes it."""
    fields = {field: getattr(decided, field) for field in FIELDS}
    return {
        **fields,
        "text": decided.whole,
        "weight": WEIGHT,
        "is_secret": decided.sensitivity == "S2",
    }


def read_all(held: Sequence[Decided], knowledge: Knowledge) -> Readings:
    """Return what would be suggested for each text."""
    readings = []
    for each in held:
        found = understand(each.text, knowledge, subject=each.subject, channel=each.channel)
        readings.append(
            {
                "kind": found.kind.value if found.kind else "",
                "topic": found.topics[0].value if found.topics else "",
                "urgency": found.urgency.value,
                "sensitivity": found.sensitivity.value,
            }
        )
    return readings


def judge(field: str, held: Sequence[Decided], present: Readings, new: Readings) -> Verdict:
    """Compare two readings of one field, text by text."""
    meant = [getattr(each, field) for each in held]
    judged = [place for place, value in enumerate(meant) if value]
    was = [present[place][field] == meant[place] for place in judged]
    now = [new[place][field] == meant[place] for place in judged]
    better = sum(after and not before for before, after in zip(was, now, strict=True))
    worse = sum(before and not after for before, after in zip(was, now, strict=True))
    guards = {name: (_faults(name, present, held), _faults(name, new, held)) for name in FAULTS}
    luck = chance(better, worse)
    is_safe = all(guards[name][1] <= guards[name][0] for name in GUARDS[field])
    return Verdict(
        of=len(judged), right=sum(now), present=sum(was), better=better, worse=worse,
        luck=round(luck, 4), guards={name: guards[name] for name in GUARDS[field]},
        by=_by_class([meant[place] for place in judged], now),
        is_better=is_safe and better > worse and luck < LUCK,
    )  # fmt: skip


def chance(better: int, worse: int) -> float:
    """Return how often at least so many of the changes are for the better by luck alone."""
    changes = better + worse
    ways = sum(math.comb(changes, each) for each in range(better, changes + 1))
    return float(Fraction(ways, 2**changes))


def _faults(name: str, readings: Readings, held: Sequence[Decided]) -> int:
    is_fault = FAULTS[name]
    return sum(is_fault(said, meant) for said, meant in zip(readings, held, strict=True))


def _by_class(meant: Sequence[str], right: Sequence[bool]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for value, is_right in zip(meant, right, strict=True):
        hits, of = found.get(_group(value), (0, 0))
        found[_group(value)] = (hits + is_right, of + 1)
    return dict(sorted(found.items()))


def _group(code: str) -> str:
    return code.partition(".")[0]


def _bare(decided: Decided) -> str:
    return folded_text(read_words(decided.whole))


def task_of(
    decided: Sequence[Decided], *, profile: Path, kept_in: Path, present: bytes
) -> dict[str, Any]:
    """Write down a task for the process that learns; `present` is packed, the starter's apart."""
    return {
        "profile": str(profile),
        "kept_in": str(kept_in),
        "present": base64.b64encode(present).decode(),
        "decided": [asdict(each) for each in decided],
    }


def work_off(task: Mapping[str, Any]) -> dict[str, Any]:
    """Learn, and return what was found with the models that would be used from now on."""
    began = time.monotonic()
    profile = Path(task["profile"])
    carried = unpack(base64.b64decode(task["present"])) if task["present"] else {}
    starter = starter_models(profile, Path(task["kept_in"]))
    found = learn(
        [Decided(**each) for each in task["decided"]],
        read_lessons(profile),
        load_knowledge(profile, {**starter, **carried}),
    )
    if found is None:
        return {}
    return {
        "taught": found.taught,
        "verdicts": {field: asdict(verdict) for field, verdict in found.verdicts.items()},
        "packed": base64.b64encode(pack({**carried, **found.models})).decode()
        if found.models
        else "",
        "seconds": round(time.monotonic() - began, 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Do one task, after everything else that this machine has to do."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    json.dump(work_off(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
