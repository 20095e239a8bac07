"""Understanding one text: everything that is suggested for it, with the words that led to it."""

from collections.abc import Sequence
from dataclasses import replace

from langnghe.understanding.finding import Finding, PlaceFound, Understanding
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.levels import suggest_sensitivity, suggest_urgency
from langnghe.understanding.matters import (
    Piece,
    count_offices,
    count_people,
    count_repeats,
    split_matters,
)
from langnghe.understanding.places import Whereabouts, read_places
from langnghe.understanding.topics import suggest_kind, suggest_topics, topic_odds
from langnghe.understanding.words import Words, read_words
from langnghe.vietnamese.language import language_of

KINDS = frozenset({"phan_anh", "kien_nghi", "khieu_nai", "to_cao", "hoi_dap", "khen", "spam"})
_PIECE_SURE = 0.4
_SEVERAL, _SHORT = 3, 12
_OUTSIDE_GROUPS = frozenset({"TƯ"})
_OUTSIDE_TOPICS = frozenset({"KH.02"})
_LIFE = frozenset({"K3"})


def understand(
    text: str,
    knowledge: Knowledge,
    *,
    subject: str = "",
    channel: str = "",
    points: Sequence[tuple[float, float]] = (),
) -> Understanding:
    """Read a text and suggest what it is, where it is, and how urgent and sensitive.

    Spans count characters of `subject`, a line break, `text` (of `text` alone without subject).
    `points` are where its photographs were taken (degrees). Nothing in a text changes anything
    but what is suggested for it.
    """
    whole = f"{subject}\n{text}" if subject else text
    words = read_words(whole)
    where = read_places(words, knowledge.gazetteer, points)
    matter = _without_places(words, where)
    kind = suggest_kind(matter, knowledge, KINDS)
    odds = topic_odds(matter, knowledge)
    pieces = split_matters(words, lambda piece: _topic_of(piece, knowledge))
    topics = _in_order(pieces, suggest_topics(matter, odds, knowledge))
    people = count_people(whole)
    told = kind.value if kind else ""
    first = topics[0].value if topics else ""
    urgency, alarms = suggest_urgency(words, knowledge, kind=told, topic=first, odds=odds)
    sensitivity = suggest_sensitivity(words, knowledge, told, odds, people, urgency.value)
    ward, candidates = _ward(words, where)
    return Understanding(
        kind=kind,
        topics=topics,
        ward=ward,
        ward_candidates=candidates,
        places=_places(words, where),
        elsewhere=where.elsewhere,
        urgency=urgency,
        sensitivity=sensitivity,
        language=language_of(whole),
        legal_form=_legal_form(whole, channel, told),
        competence=_competence(told, first, urgency, where),
        matters=tuple((piece.start, piece.end) for piece in pieces),
        alarms=_alarms(alarms, urgency, sensitivity),
        people=people,
        repeats=count_repeats(whole),
        offices=count_offices(whole),
        is_apart=_is_apart(words, knowledge),
        passing=round(sum(sure for code, sure in odds.items() if code in knowledge.passing), 3),
        topic_odds=odds,
        things=knowledge.things.find(words),
    )


def _is_apart(words: Words, knowledge: Knowledge) -> bool:
    """Whether it says to mean another event than the known one, and not only sounds like it."""
    hits = [hit for hit in knowledge.apart.find(words) if hit.is_exact]
    return any(
        hit.meaning
        and not any(
            not other.meaning and other.first < hit.after and hit.first < other.after
            for other in hits
        )
        for hit in hits
    )


def _without_places(words: Words, where: Whereabouts) -> Words:
    """Leave the names of places out of a short text, where they would drown what happened.

    A text of which next to nothing is left says nothing.
    """
    if len(words) >= _SHORT:
        return words
    named = {index for mention in where.mentions for index in range(mention.first, mention.after)}
    kept = tuple(word for index, word in enumerate(words.words) if index not in named)
    return Words(words.text, kept if len(kept) > 1 else (), words.is_marked)


def _places(words: Words, where: Whereabouts) -> tuple[PlaceFound, ...]:
    return tuple(
        PlaceFound(
            name=mention.name,
            span=words.span(mention.first, mention.after),
            is_landmark=mention.is_landmark,
            sort=mention.sort,
            known_as=mention.known_as,
        )
        for mention in where.mentions
    )


def _in_order(pieces: Sequence[Piece], topics: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the topics of several matters in their order; those of the whole where it has one."""
    if len(pieces) < _SEVERAL:
        return topics
    known = {topic.value: topic for topic in topics}
    told = dict.fromkeys(piece.topic for piece in pieces)
    parts = {piece.topic: (piece.start, piece.end) for piece in reversed(pieces)}
    found = [
        known.get(code) or Finding(value=code, confidence=_PIECE_SURE, because=(parts[code],))
        for code in told
    ]
    return tuple(found)


def _topic_of(piece: str, knowledge: Knowledge) -> str | None:
    odds = topic_odds(read_words(piece), knowledge)
    if not odds:
        return None
    code, sure = max(odds.items(), key=lambda pair: pair[1])
    return code if sure >= _PIECE_SURE else None


def _ward(words: Words, where: Whereabouts) -> tuple[Finding | None, tuple[Finding, ...]]:
    found = tuple(
        Finding(
            value=code,
            confidence=round(odds, 3),
            because=tuple(
                words.span(mention.first, mention.after)
                for mention in where.mentions
                if code in mention.shares
            ),
        )
        for code, odds in where.wards
    )
    return (found[0] if where.ward else None), found


def _legal_form(text: str, channel: str, kind: str) -> Finding | None:
    """Suggest the form by channel; a letter with signatures is for an officer to look at."""
    if channel in {"call", "phone"}:
        return Finding(value="dien_thoai", confidence=0.95, rule="channel")
    if channel in {"mail", "email"}:
        return Finding(value="email", confidence=0.8, rule="channel")
    return None


def _competence(kind: str, topic: str, urgency: Finding, where: Whereabouts) -> Finding | None:
    """Suggest whether the city's agencies are competent at all, or it is another's to handle."""
    if kind == "spam":
        return Finding(value="khong_xu_ly", confidence=0.8, rule="spam")
    if where.elsewhere:
        return Finding(value="ngoai", confidence=0.6, rule="elsewhere")
    group = topic.partition(".")[0]
    if group in _OUTSIDE_GROUPS or topic in _OUTSIDE_TOPICS:
        return Finding(value="ngoai", confidence=0.7, rule="topic")
    if urgency.value == "K3" and urgency.confidence >= 0.8:
        return Finding(value="khan_cap", confidence=urgency.confidence, rule=urgency.rule)
    return Finding(value="trong", confidence=0.8, rule="topic") if topic else None


def _alarms(
    alarms: tuple[Finding, ...], urgency: Finding, sensitivity: Finding
) -> tuple[Finding, ...]:
    """Return what calls a person at once: danger, and what is sensitive and urgent together."""
    called = alarms if urgency.value in _LIFE else ()
    if sensitivity.value == "S2" and urgency.value in {"K2", "K3"}:
        called += (replace(sensitivity, rule=f"sensitive_urgent:{sensitivity.rule}"),)
    return called
