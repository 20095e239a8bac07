"""What is found in a text: a value, how sure, and the words that led to it."""

from dataclasses import asdict, dataclass, field
from typing import Any

from langnghe.understanding.things import Things

Span = tuple[int, int]
"""First character and the one after the last, in the text as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One suggested value; `confidence` between 0 and 1; `rule` names the rule that fired."""

    value: str
    confidence: float
    because: tuple[Span, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFound:
    """A named place: how it is called in the city, and where it stands in the text.

    `is_landmark`: a street or building. `sort`: a line (street), an area, a point, or empty for a
    whole ward or district. `known_as`: its main name where it has others.
    """

    name: str
    span: Span
    is_landmark: bool
    sort: str
    known_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """Everything suggested for one submission; None or empty says "not sure".

    `topics`: codes of the second level, best first. `ward_candidates`: codes to ask about, best
    first. `matters`: where each matter begins and ends, two at least or none. `alarms`: rules
    that call a person at once. `people`: how many speak together, as far as the text says.
    `offices`: to how many it goes.
    `things`: what it is about, for comparing it with others (see `things`).
    `is_apart`: it says to mean another event than the known one. `passing`: the odds that it is
    an event of days, not a standing problem.
    """

    kind: Finding | None = None
    topics: tuple[Finding, ...] = ()
    ward: Finding | None = None
    ward_candidates: tuple[Finding, ...] = ()
    places: tuple[PlaceFound, ...] = ()
    elsewhere: str = ""
    urgency: Finding
    sensitivity: Finding
    language: str = "vi"
    legal_form: Finding | None = None
    competence: Finding | None = None
    matters: tuple[Span, ...] = ()
    alarms: tuple[Finding, ...] = ()
    people: int = 1
    repeats: int = 0
    offices: int = 1
    is_apart: bool = False
    passing: float = 0.0
    topic_odds: dict[str, float] = field(default_factory=dict)
    things: Things = field(default_factory=dict)


def as_facts(understanding: Understanding) -> dict[str, Any]:
    """Return an understanding as JSON can hold it, without the odds of every topic."""
    facts = asdict(understanding)
    del facts["things"]
    best = sorted(understanding.topic_odds.items(), key=lambda pair: -pair[1])[:6]
    facts["topic_odds"] = {code: round(odds, 3) for code, odds in best}
    return facts
