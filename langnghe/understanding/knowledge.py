"""What the profile knows: topics and their words, signs of danger, names of the city, models."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langnghe.understanding.gazetteer import Gazetteer
from langnghe.understanding.learned import LinearModel
from langnghe.understanding.phrases import PhraseBook
from langnghe.understanding.signs import SignBook, phrases_of
from langnghe.understanding.things import ThingBook

SURE, LIKELY = 3.0, 1.0
"""What a word that hardly ever stands elsewhere weighs, and one that only speaks for a topic."""


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A word of one topic (or kind) with its weight."""

    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class TopicLevels:
    """The levels a topic has by default, and which one it belongs to."""

    urgency: str
    sensitivity: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything `understand` reads; the same for a whole run.

    `apart`: how people say that they mean another event than the known one; what only sounds
    like it is False. `passing`: topics of events that are over within days; the others stand for
    months. `things`: the words of what people complain about.
    """

    gazetteer: Gazetteer
    topics: Mapping[str, TopicLevels]
    topic_words: PhraseBook[TopicWord]
    kind_words: PhraseBook[TopicWord]
    danger: SignBook
    urgent: SignBook
    secret: SignBook
    delicate: SignBook
    apart: PhraseBook[bool]
    passing: frozenset[str]
    things: ThingBook
    models: Mapping[str, LinearModel]


def load_knowledge(
    folder: Path,
    models: Mapping[str, LinearModel],
    places: Sequence[Mapping[str, Any]] = (),
) -> Knowledge:
    """Read the files of a profile; `places` are known besides those of the profile.

    Raises FileNotFoundError or ValueError by the file's name.
    """
    taxonomy = _json(folder / "taxonomy.json")["topics"]
    signs = _json(folder / "triage" / "signs.json")
    back = signs["not_now"]
    return Knowledge(
        gazetteer=Gazetteer(
            _json(folder / "hanoi_wards.json")["wards"],
            [*_json(folder / "triage" / "places.json"), *places],
            _json(folder / "triage" / "neighbours.json"),
        ),
        topics={
            topic["code"]: TopicLevels(
                topic["default_urgency"], topic["default_sensitivity"], topic.get("agency", "")
            )
            for group in taxonomy
            for topic in group["children"]
        },
        topic_words=PhraseBook(_topic_words(taxonomy, _json(folder / "triage" / "words.json"))),
        kind_words=PhraseBook(_weighed(signs["kinds"])),
        danger=SignBook(
            phrases_of(signs["K3"]),
            back,
            phrases_of(signs.get("families", {})),
            signs.get("K3_together", {}),
            signs.get("supposes", ()),
            signs.get("cries", ()),
        ),
        urgent=SignBook(phrases_of(signs["K2"]), back),
        secret=SignBook(phrases_of(signs["S2"])),
        delicate=SignBook(phrases_of(signs["S1"])),
        apart=PhraseBook(
            [(phrase, True) for phrase in signs["apart"]]
            + [(phrase, False) for phrase in signs.get("not_apart", ())]
        ),
        passing=frozenset(signs["passing"]),
        things=ThingBook(_json(folder / "triage" / "things.json")),
        models=models,
    )


def _topic_words(taxonomy: Any, words: Any) -> list[tuple[str, TopicWord]]:
    found = _weighed(words)
    known = {(phrase.lower(), word.code) for phrase, word in found}
    for group in taxonomy:
        for topic in group["children"]:
            found += [
                (keyword, TopicWord(topic["code"], LIKELY * 1.5))
                for keyword in topic["keywords"]
                if (keyword.lower(), topic["code"]) not in known
            ]
    return found


def _weighed(words: Any) -> list[tuple[str, TopicWord]]:
    return [
        (phrase, TopicWord(code, weight))
        for code, lists in words.items()
        for name, weight in (("sure", SURE), ("likely", LIKELY))
        for phrase in lists.get(name, ())
    ]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as failure:
        raise ValueError(f"{path} is no valid JSON: {failure}") from failure
