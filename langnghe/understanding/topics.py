"""Which topics a text is about, and what kind of submission it is: words and models together."""

import math
from collections import defaultdict
from collections.abc import Mapping

from langnghe.understanding.finding import Finding
from langnghe.understanding.knowledge import Knowledge, TopicWord
from langnghe.understanding.learned import LinearModel
from langnghe.understanding.phrases import Hit, PhraseBook
from langnghe.understanding.words import Words, spans_of

TOPIC_SURE, GROUP_SURE, KIND_SURE = 0.3, 0.5, 0.45
"""Confidence below which no topic, no group, no kind is suggested."""

_SECOND = 0.35
"""A further topic is suggested when it has this share of the first one's odds."""

_CLOSINGS = PhraseBook(
    (phrase, True)
    for phrase in (
        "xin cảm ơn", "xin cám ơn", "xin chân thành cảm ơn", "xin trân trọng cảm ơn", "trân trọng",
        "trân trọng cảm ơn", "rất cảm ơn", "cảm ơn các", "cảm ơn anh", "cảm ơn chị", "cảm ơn ad",
        "cảm ơn nhiều", "tôi cảm ơn", "em cảm ơn", "kính thư", "thank you", "thanks",
    )
)  # fmt: skip
_CLOSING_WORDS, _SAID_BEFORE = 14, 8
"""A closing stands in so many last words, after so many others."""

WORD_SHARE, MODEL_SHARE = 0.3, 1.0

_USUAL_KIND, _ENOUGH_WORDS = "phan_anh", 8
"""With fewer words and none that says so, nothing is an accusation, praise or advertising."""


def weigh_words(
    words: Words, book: PhraseBook[TopicWord]
) -> tuple[dict[str, float], dict[str, list[tuple[int, int]]]]:
    """Return for each code what its words in the text weigh, and where they stand.

    A word said twice counts little more than once; longer phrases count more than their parts.
    """
    best: dict[tuple[str, str], tuple[float, Hit[TopicWord]]] = {}
    for hit in book.find(words):
        weight = hit.meaning.weight * (0.7 + 0.3 * hit.length)
        if not hit.is_exact:
            weight *= 0.5 if hit.length > 1 else 0.0
        elif not words.is_marked and hit.length == 1:
            weight *= 0.4
        said = " ".join(word.folded for word in words.words[hit.first : hit.after])
        key = (hit.meaning.code, said)
        if weight and (key not in best or best[key][0] < weight):
            best[key] = (weight, hit)
    totals: dict[str, float] = defaultdict(float)
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (code, _said), (weight, hit) in best.items():
        totals[code] += weight
        places[code].append((hit.first, hit.after))
    return dict(totals), dict(places)


def topic_odds(words: Words, knowledge: Knowledge) -> dict[str, float]:
    """Return the odds of every topic; they sum to 1, and are empty for a text without words."""
    if not words.words:
        return {}
    totals, _places = weigh_words(words, knowledge.topic_words)
    return _mixed(totals, knowledge.models.get("topic"), words, knowledge.topics)


def _mixed(
    totals: Mapping[str, float],
    model: LinearModel | None,
    words: Words,
    codes: Mapping[str, object] | frozenset[str],
) -> dict[str, float]:
    learned = model.odds(words) if model else {}
    size = max(1.0, math.log2(len(words) / 12)) if len(words) > 24 else 1.0
    scores = {
        code: WORD_SHARE * totals.get(code, 0.0) / size
        + MODEL_SHARE * math.log(learned.get(code, 1e-4) + 1e-4)
        for code in codes
    }
    top = max(scores.values())
    weights = {code: math.exp(score - top) for code, score in scores.items()}
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


def suggest_topics(
    words: Words, odds: Mapping[str, float], knowledge: Knowledge
) -> tuple[Finding, ...]:
    """Return the topics a text is about, best first; none where no group is sure."""
    if not odds:
        return ()
    _totals, places = weigh_words(words, knowledge.topic_words)
    ranked = sorted(odds.items(), key=lambda pair: (-pair[1], pair[0]))
    first = ranked[0][1]
    chosen = [ranked[0], *(pair for pair in ranked[1:4] if pair[1] >= max(0.12, _SECOND * first))]
    model = knowledge.models.get("topic")
    found = []
    for code, sure in chosen:
        runs = list(places.get(code, ()))
        if model and code in model.classes:
            runs += model.reasons(words, code)
        found.append(Finding(value=code, confidence=round(sure, 3), because=spans_of(words, runs)))
    return tuple(found)


def without_closing(words: Words) -> Words:
    """Leave out the polite end of a letter: thanks there do not make it a commendation."""
    for hit in _CLOSINGS.find(words):
        is_late = hit.first >= len(words) - _CLOSING_WORDS
        if is_late and hit.first >= _SAID_BEFORE:
            return words.part(0, hit.first)
    return words


def suggest_kind(words: Words, knowledge: Knowledge, kinds: frozenset[str]) -> Finding | None:
    """Return what kind of submission a text is; None where nothing can be told."""
    if not words.words:
        return None
    words = without_closing(words)
    totals, places = weigh_words(words, knowledge.kind_words)
    model = knowledge.models.get("kind")
    odds = _mixed(totals, model, words, kinds)
    value, sure = max(odds.items(), key=lambda pair: pair[1])
    if value != _USUAL_KIND and value not in totals and len(words) < _ENOUGH_WORDS:
        return None
    runs = list(places.get(value, ()))
    if model and value in model.classes:
        runs += model.reasons(words, value, limit=3)
    return Finding(value=value, confidence=round(sure, 3), because=spans_of(words, runs))
