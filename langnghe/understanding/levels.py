"""How urgent and how sensitive a text is, by the rules of the profile and what was learned."""

from collections.abc import Mapping, Sequence

from langnghe.understanding.finding import Finding
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.learned import LinearModel
from langnghe.understanding.matters import is_harm_denied
from langnghe.understanding.signs import Fired, together
from langnghe.understanding.words import Words, spans_of

K3_AT, K2_AT, S2_AT, S1_AT = 0.45, 0.5, 0.5, 0.5
_LEARNED, _LEARNED_ALONE = 0.8, 0.72
"""What the learned odds of danger weigh beside signs of it, and without any."""

_CALMER = {frozenset({"khen", "spam"}): 0.3, frozenset({"hoi_dap"}): 0.6}
"""What is left of danger in kinds that seldom tell of it, when nothing was learned either."""

_DENIED = 0.55
"""What is left of danger when the officer asks whether anybody is hurt, and nobody is."""

_OPEN = {"hoi_dap": 0.85, "khen": 0.46, "spam": 0.3}
"""What is left of secrecy in kinds that seldom have any."""

_TOLD_AS_NOW = 0.3
"""Signs of danger of which less is left are told of what is over, or was never there."""

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
    is_denied = is_harm_denied(words.text)
    k3 = _k3_odds(danger, peak, kind=kind, default=default, is_denied=is_denied)
    alarms = tuple(
        Finding(
            value="K3", rule=each.rule, confidence=round(min(1.0, each.weight), 2),
            because=spans_of(words, each.runs),
        )
        for each in danger
        if each.weight >= 0.5
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
    k2 = together(each.weight for each in urgent)
    is_over = bool(danger) and danger[0].weight < _TOLD_AS_NOW
    usual = 0.6 if default == "K2" or (default == "K3" and not is_over) else 0.0
    k2 = max(k2 * 0.8, usual) * 0.6 + learned.get("K2", 0.0) * 0.5
    if kind in {"khen", "hoi_dap", "spam"}:
        k2 *= 0.5
    if k2 >= K2_AT:
        runs = [run for each in urgent for run in each.runs]
        rule = urgent[0].rule if urgent else "topic"
        return Finding(
            value="K2", confidence=round(min(k2, 1.0), 3), because=spans_of(words, runs), rule=rule
        ), ()
    return Finding(value="K1", confidence=round(1 - max(k2, k3), 3), rule="none"), ()


def _k3_odds(
    danger: Sequence[Fired], learned: float, *, kind: str, default: str, is_denied: bool
) -> float:
    """Weigh the signs of danger and what was learned; without a sign the latter must be sure."""
    ruled = together(each.weight for each in danger)
    odds = 0.55 * ruled + (_LEARNED if danger else _LEARNED_ALONE) * learned
    odds += 0.06 if default == "K3" else 0.0
    for kinds, rest in _CALMER.items():
        if kind in kinds:  # thanks and questions seldom tell of danger now, threats may sound so
            odds *= rest + (1 - rest) * 0.6 * learned
    return odds * (_DENIED if is_denied else 1.0)


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
    by_topic = _by_topic(odds, knowledge)
    told = len(words) >= _TOLD_FROM
    s2 = 0.48 * together(each.weight for each in secret) + 0.7 * learned.get("S2", 0.0)
    s2 += 0.45 * by_topic["S2"] if told else 0.0
    s2 *= _OPEN.get(kind, 1.0)
    if kind == "to_cao":
        s2 = max(s2, 0.95)
    if people >= _MANY_PEOPLE:
        s2 += 0.15
    if s2 >= S2_AT:
        return _level("S2", s2, secret, words, kind=kind)
    s1 = 0.25 * together(each.weight for each in delicate) + 0.35 * learned.get("S1", 0.0)
    s1 += 0.47 * (by_topic["S1"] + by_topic["S2"]) + (0.28 if kind == "khieu_nai" else 0.0)
    if urgency == "K3":  # who must run to help has to know whom to call back
        s1 -= 0.2
    if s1 >= S1_AT:
        return _level("S1", s1, delicate, words, kind=kind)
    return Finding(value="S0", confidence=round(1 - max(s1, s2, 0.0), 3), rule="none")


def _by_topic(odds: Mapping[str, float], knowledge: Knowledge) -> dict[str, float]:
    """Return how likely the text is about a topic that has each level by default."""
    levels = {"S0": 0.0, "S1": 0.0, "S2": 0.0}
    for code, sure in odds.items():
        if code in knowledge.topics:
            levels[knowledge.topics[code].sensitivity] += sure
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
