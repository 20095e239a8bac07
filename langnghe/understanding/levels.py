"""How urgent and how sensitive a text is, by the rules of the profile and what was learned."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from langnghe.understanding.finding import Finding
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.learned import LinearModel
from langnghe.understanding.matters import is_harm_denied
from langnghe.understanding.signs import Fired, together
from langnghe.understanding.words import Words, spans_of

K3_AT, K2_AT, S2_AT, S1_AT = 0.45, 0.5, 0.5, 0.5

_DANGER, _DANGER_BIAS = {
    "signs": 2.2, "learned": 5.6, "topic": 2.6, "calm": -1.7, "asks": -1.0, "denied": -1.25,
}, -2.8  # fmt: skip
_SECRET, _SECRET_BIAS = {
    "signs": 1.55, "learned": 3.1, "topic": 4.0, "accuses": 1.65, "calm": -0.95, "asks": -1.25,
    "many": 1.35, "delicate": -1.3, "learned_delicate": 1.25, "complains": -0.55,
    "proposes": 0.45, "danger": 0.65,
}, -4.0  # fmt: skip
_DELICATE, _DELICATE_BIAS = {
    "signs": 0.45, "learned": 3.4, "topic": 3.3, "accuses": 1.25, "calm": -2.0, "asks": -1.2,
    "many": 0.3, "delicate": 1.4, "learned_delicate": 2.4, "topic_delicate": 1.0,
    "complains": 0.5, "proposes": -0.65,
}, -2.9  # fmt: skip
"""What speaks for danger to life, for S2, and for S1 at least: fitted by logistic regression on
made-up reports, each with models that had not learned from its set. The biases make a missed
danger cost twelve false alarms, a missed S2 two and a half; the odds are weighed so, too.

`signs`: rules of the profile that fire; `learned`, `topic`: odds of the level by the model, and
that the topic has it by default; `calm`: thanks and advertising; `denied`: the officer asks
whether anybody is hurt, and nobody is; `many`: people who speak together.
"""

_FIRES, _TWO_RULES = 0.5, 0.5
"""Two rules of danger that fire together are heard whatever was learned: of 33 such reports 24
told of danger to life."""

_TOLD_AS_NOW = 0.3
"""Signs of danger of which less is left are told of what is over, or was never there."""

_MANY_PEOPLE = 10
"""So many who speak together make a matter sensitive (domain study, section 4)."""

_TOLD_FROM = 8
"""Fewer words than these say too little for a topic's own level to count."""

_LONG, _PART = 60, 40
"""A text of so many words is read in parts, of so many words each, half over half."""


def suggest_urgency(
    words: Words, knowledge: Knowledge, *, kind: str, topic: str, odds: Mapping[str, float]
) -> tuple[Finding, tuple[Finding, ...]]:
    """Return the urgency, and the rules of danger that fired, strongest first.

    `odds` are those of topics, `topic` the first one that is suggested.
    """
    danger, urgent = knowledge.danger.fired(words), knowledge.urgent.fired(words)
    model = knowledge.models.get("urgency")
    learned = _learned(words, model)
    peak = max([learned.get("K3", 0.0), *(0.9 * odds for odds in _peaks(words, model, "K3"))])
    default = knowledge.topics[topic].urgency if topic in knowledge.topics else "K1"
    signs = together(each.weight for each in danger)
    parts = {
        "signs": signs,
        "learned": peak if model is not None else signs,
        "topic": _by_topic(odds, knowledge, "urgency")["K3"],
        "denied": float(is_harm_denied(words.text)),
        **_by_kind(kind),
    }
    k3 = _weighed(parts, _DANGER, _DANGER_BIAS)
    firing = [each for each in danger if each.weight >= _FIRES]
    if len(firing) > 1 and not _is_calm(parts):
        k3 = max(k3, _TWO_RULES)
    alarms = tuple(
        Finding(
            value="K3", rule=each.rule, confidence=round(min(1.0, each.weight), 2),
            because=spans_of(words, each.runs),
        )
        for each in firing
    )  # fmt: skip
    if k3 >= K3_AT:
        runs = [run for each in danger if each.weight >= _TOLD_AS_NOW for run in each.runs]
        first = danger[0].rule if runs else "learned"
        if not runs and model is not None:
            runs = list(model.reasons(words, "K3"))
        found = Finding(
            value="K3", confidence=round(k3, 3), because=spans_of(words, runs), rule=first
        )
        return found, alarms or (found,)
    is_over = bool(danger) and danger[0].weight < _TOLD_AS_NOW
    usual = 0.6 if default == "K2" or (default == "K3" and not is_over) else 0.0
    return _soon(words, urgent, learned.get("K2", 0.0), usual=usual, kind=kind, k3=k3), ()


def _soon(
    words: Words, urgent: Sequence[Fired], learned: float, *, usual: float, kind: str, k3: float
) -> Finding:
    """Return K2 or K1, where nobody's life is in danger."""
    k2 = together(each.weight for each in urgent)
    k2 = max(k2 * 0.8, usual) * 0.6 + learned * 0.5
    if kind in {"khen", "hoi_dap", "spam"}:
        k2 *= 0.5
    if k2 >= K2_AT:
        runs = [run for each in urgent for run in each.runs]
        rule = urgent[0].rule if urgent else "topic"
        return Finding(
            value="K2", confidence=round(min(k2, 1.0), 3), because=spans_of(words, runs), rule=rule
        )
    return Finding(value="K1", confidence=round(1 - max(k2, k3), 3), rule="none")


def _weighed(parts: Mapping[str, float], weights: Mapping[str, float], bias: float) -> float:
    """Return the odds by what speaks for and against; parts without a weight say nothing."""
    score = bias + sum(weight * parts.get(name, 0.0) for name, weight in weights.items())
    return 1 / (1 + math.exp(-score))


def _is_calm(parts: Mapping[str, float]) -> bool:
    return any(parts[name] for name in ("calm", "asks", "denied"))


def _by_kind(kind: str) -> dict[str, float]:
    return {
        "calm": float(kind in {"khen", "spam"}),
        "asks": float(kind == "hoi_dap"),
        "accuses": float(kind == "to_cao"),
        "complains": float(kind == "khieu_nai"),
        "proposes": float(kind == "kien_nghi"),
    }


def suggest_sensitivity(
    words: Words,
    knowledge: Knowledge,
    kind: str,
    odds: Mapping[str, float],
    people: int,
    urgency: str,
) -> Finding:
    """Return how sensitive a text is, with the rule that says so; `odds` are those of topics."""
    secret, delicate = knowledge.secret.fired(words), knowledge.delicate.fired(words)
    learned = _learned(words, knowledge.models.get("sensitivity"))
    by_topic = _by_topic(odds, knowledge, "sensitivity")
    parts = {
        "signs": together(each.weight for each in secret),
        "learned": learned.get("S2", 0.0),
        "topic": by_topic["S2"] if len(words) >= _TOLD_FROM else 0.0,
        "many": float(people >= _MANY_PEOPLE),
        "delicate": together(each.weight for each in delicate),
        "learned_delicate": learned.get("S1", 0.0),
        "topic_delicate": by_topic["S1"],
        "danger": float(urgency == "K3"),
        **_by_kind(kind),
    }
    s2 = _weighed(parts, _SECRET, _SECRET_BIAS)
    if kind == "to_cao":
        s2 = max(s2, 0.95)
    if s2 >= S2_AT:
        return _level("S2", s2, secret, words, kind=kind)
    s1 = _weighed(parts, _DELICATE, _DELICATE_BIAS)
    if s1 >= S1_AT:
        return _level("S1", s1, delicate, words, kind=kind)
    return Finding(value="S0", confidence=round(1 - max(s1, s2, 0.0), 3), rule="none")


def _by_topic(
    odds: Mapping[str, float], knowledge: Knowledge, field: Literal["urgency", "sensitivity"]
) -> Mapping[str, float]:
    """Return how likely the text is about a topic that has each level by default."""
    levels: dict[str, float] = defaultdict(float)
    for code, sure in odds.items():
        if code in knowledge.topics:
            levels[getattr(knowledge.topics[code], field)] += sure
    return levels


def _level(value: str, odds: float, fired: Sequence[Fired], words: Words, *, kind: str) -> Finding:
    rule = fired[0].rule if fired else kind if kind == "to_cao" else "topic"
    runs = [run for each in fired if each.weight >= 0.5 for run in each.runs]
    return Finding(
        value=value, confidence=round(min(odds, 1.0), 3), rule=rule, because=spans_of(words, runs)
    )


def _peaks(words: Words, model: LinearModel | None, level: str) -> list[float]:
    """Return the odds of a level in each part of a long text: danger may stand in one sentence."""
    if model is None or len(words) < _LONG:
        return []
    starts = range(0, len(words) - _PART // 2, _PART // 2)
    return [model.odds(words.part(first, first + _PART)).get(level, 0.0) for first in starts]


def _learned(words: Words, model: LinearModel | None) -> dict[str, float]:
    return model.odds(words) if model and words.words else {}
