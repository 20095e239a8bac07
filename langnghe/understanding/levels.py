"""How urgent and how sensitive a text is, by the rules of the profile and what was learned."""

from collections.abc import Sequence

from langnghe.understanding.finding import Finding
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.learned import LinearModel
from langnghe.understanding.signs import Fired, together
from langnghe.understanding.words import Words, spans_of

K3_AT, K2_AT, S2_AT, S1_AT = 0.5, 0.5, 0.5, 0.5
_MANY_PEOPLE = 10
"""So many who speak together make a matter sensitive (domain study, section 4)."""

_TOLD_FROM = 8
"""Fewer words than these say too little for a topic's own level to count."""

_LONG, _PART = 60, 40
"""A text of so many words is read in parts, of so many words each, half over half."""


def suggest_urgency(
    words: Words, knowledge: Knowledge, *, kind: str, topic: str
) -> tuple[Finding, tuple[Finding, ...]]:
    """Return the urgency, and the rules of danger that fired, strongest first."""
    danger, urgent = knowledge.danger.fired(words), knowledge.urgent.fired(words)
    model = knowledge.models.get("urgency")
    learned = _learned(words, model)
    peak = max([learned.get("K3", 0.0), *(0.9 * odds for odds in _peaks(words, model, "K3"))])
    default = knowledge.topics[topic].urgency if topic in knowledge.topics else "K1"
    k3 = _k3_odds(danger, peak, kind=kind, default=default)
    alarms = tuple(
        Finding(
            value="K3", rule=each.rule, confidence=round(min(1.0, each.weight), 2),
            because=spans_of(words, [(each.first, each.after)]),
        )
        for each in danger
        if each.weight >= 0.5
    )  # fmt: skip
    if k3 >= K3_AT:
        runs = [(each.first, each.after) for each in danger if each.weight >= 0.3]
        first = danger[0].rule if danger else "learned"
        found = Finding(
            value="K3", confidence=round(k3, 3), because=spans_of(words, runs), rule=first
        )
        return found, alarms or (found,)
    k2 = together(each.weight for each in urgent)
    k2 = max(k2 * 0.8, 0.6 if default in {"K2", "K3"} else 0.0) * 0.6 + learned.get("K2", 0.0) * 0.5
    if kind in {"khen", "hoi_dap", "spam"}:
        k2 *= 0.5
    if k2 >= K2_AT:
        runs = [(each.first, each.after) for each in urgent]
        rule = urgent[0].rule if urgent else "topic"
        return Finding(
            value="K2", confidence=round(min(k2, 1.0), 3), because=spans_of(words, runs), rule=rule
        ), ()
    return Finding(value="K1", confidence=round(1 - max(k2, k3), 3), rule="none"), ()


def _k3_odds(danger: Sequence[Fired], learned: float, *, kind: str, default: str) -> float:
    ruled = together(each.weight for each in danger)
    odds = 0.55 * ruled + 0.7 * learned + (0.1 if default == "K3" else 0.0)
    return odds * (0.3 if kind in {"khen", "spam"} else 0.6 if kind == "hoi_dap" else 1.0)


def suggest_sensitivity(
    words: Words, knowledge: Knowledge, *, kind: str, topic: str, people: int
) -> Finding:
    """Return how sensitive a text is, with the rule that says so."""
    secret, delicate = knowledge.secret.fired(words), knowledge.delicate.fired(words)
    learned = _learned(words, knowledge.models.get("sensitivity"))
    default = knowledge.topics[topic].sensitivity if topic in knowledge.topics else "S0"
    told = len(words) >= _TOLD_FROM
    s2 = max(
        0.55 * together(each.weight for each in secret) + 0.6 * learned.get("S2", 0.0),
        0.95 if kind == "to_cao" else 0.0,
        0.55 if default == "S2" and kind not in {"hoi_dap", "khen"} and told else 0.0,
    )
    if people >= _MANY_PEOPLE:
        s2 += 0.15
    if s2 >= S2_AT:
        return _level("S2", s2, secret, words, kind=kind)
    s1 = 0.5 * together(each.weight for each in delicate) + 0.55 * learned.get("S1", 0.0)
    s1 += 0.25 if default in {"S1", "S2"} else 0.0
    if s1 >= S1_AT:
        return _level("S1", s1, delicate, words, kind=kind)
    return Finding(value="S0", confidence=round(1 - max(s1, s2), 3), rule="none")


def _level(value: str, odds: float, fired: Sequence[Fired], words: Words, *, kind: str) -> Finding:
    rule = fired[0].rule if fired else kind if kind == "to_cao" else "topic"
    runs = [(each.first, each.after) for each in fired if each.weight >= 0.5]
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
