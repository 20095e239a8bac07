"""What is suggested for a submission as screens show it: chips, how sure, by which rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from langnghe.access.models import Agency
from langnghe.register import labels
from langnghe.register.models import Submission, Topic, Ward
from langnghe.register.states import Kind, Sensitivity, Urgency
from langnghe.triage.knowing import say_rule
from langnghe.triage.models import Suggestion
from langnghe.understanding.places import SURE as WARD_SURE

SURE, PERHAPS = "sure", "perhaps"
UNSURE = "unsure"
_BORDERS = {
    "kind": (0.75, 0.45),
    "topic": (0.6, 0.3),
    "ward": (0.85, WARD_SURE),
    "urgency": (0.75, 0.5),
    "sensitivity": (0.75, 0.5),
}
"""Confidence from which a value is called sure, and from which it is suggested at all."""

_SURE_WORDS = {
    SURE: gettext_lazy("sure"),
    PERHAPS: gettext_lazy("perhaps"),
    UNSURE: gettext_lazy("not sure"),
}
FIELD_NAMES = {
    "kind": gettext_lazy("Kind"),
    "topic": gettext_lazy("Topic"),
    "ward": gettext_lazy("Ward"),
    "urgency": gettext_lazy("Urgency"),
    "sensitivity": gettext_lazy("Sensitivity"),
    "split": gettext_lazy("Matters"),
}
_KEYS = {
    "kind": "l", "topic": "c", "ward": "p", "urgency": "u", "sensitivity": "s", "split": "m",
}  # fmt: skip
_SHOWN_CHOICES = 6


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value a field may be given by one key."""

    key: str
    value: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One suggested field. `value` is empty where nothing is sure enough to be suggested.

    `asks` says that the officer is asked before everything is accepted.
    """

    field: str
    value: str
    words: str
    sure: str
    rule: str = ""
    choices: tuple[Choice, ...] = ()
    asks: bool = False

    @property
    def name(self) -> str:
        """The field's name on the screen."""
        return str(FIELD_NAMES[self.field])

    @property
    def key(self) -> str:
        """The key that changes it."""
        return _KEYS[self.field]

    @property
    def sure_words(self) -> str:
        """How sure it is, in words."""
        return str(_SURE_WORDS[self.sure])

    @property
    def is_quiet(self) -> bool:
        """Whether it is what most are, so that a list need not say it."""
        return self.value in {"", Kind.REPORT, Urgency.K1, Sensitivity.S0}


def name_of(thing: Topic | Agency) -> str:
    """Say a topic or an agency in the language of the screen."""
    return thing.name_en if get_language() == "en" and thing.name_en else thing.name


def how_sure(field: str, confidence: float | None) -> str:
    """Say how sure a confidence is."""
    sure, perhaps = _BORDERS[field]
    if confidence is None or confidence < perhaps:
        return UNSURE
    return SURE if confidence >= sure else PERHAPS


def chips_of(suggestion: Suggestion) -> list[Chip]:
    """Return every field of a suggestion, with what it may be changed to by one key."""
    facts = suggestion.facts
    names = Names.of([suggestion])
    found = {name: facts.get(name) or {} for name in ("kind", "ward", "urgency", "sensitivity")}
    found["topic"] = (facts.get("topics") or [{}])[0]
    likely = {
        "topic": best_topics(facts),
        "ward": [each["value"] for each in facts.get("ward_candidates", ())],
    }
    chips = []
    for field in _BORDERS:
        finding = found[field]
        sure = how_sure(field, finding.get("confidence"))
        value = finding.get("value", "") if sure != UNSURE else ""
        chips.append(
            Chip(
                field=field,
                value=value,
                words=names.say(field, value) or str(_("not sure")),
                sure=sure,
                rule=say_rule(finding.get("rule", ""), get_language() or "vi"),
                choices=names.choices(field, likely.get(field, ())),
                asks=not value and (field == "topic" or bool(likely.get(field))),
            )
        )
    return [*chips, *_split_chip(facts.get("pieces", ()))]


def best_topics(facts: Mapping[str, Any]) -> list[str]:
    """Return the codes of the likeliest topics, best first: JSON keeps no order."""
    odds: Mapping[str, float] = facts.get("topic_odds", {})
    return sorted(odds, key=lambda code: (-odds[code], code))


def _split_chip(pieces: Sequence[Mapping[str, str]]) -> list[Chip]:
    if len(pieces) < 2:
        return []
    split = _("{n} matters, each a case").format(n=len(pieces))
    choices = (
        Choice(key="1", value="1", words=_("one matter")),
        Choice(key="2", value="split", words=split),
    )
    return [Chip(field="split", value="split", words=split, sure=PERHAPS, choices=choices)]


@dataclass(frozen=True)
class Names:
    """The words for codes of topics and wards, read in two queries."""

    topics: Mapping[str, str]
    wards: Mapping[str, str]

    @classmethod
    def of(cls, suggestions: Iterable[Suggestion]) -> "Names":
        """Read the names that some suggestions need."""
        topics, wards = set(), set()
        for each in suggestions:
            topics |= {each.topic, *each.facts.get("topic_odds", ())}
            topics |= {piece["topic"] for piece in each.facts.get("pieces", ())}
            wards |= {each.ward}
            wards |= {ward["value"] for ward in each.facts.get("ward_candidates", ())}
        return cls.named(topics, wards)

    @classmethod
    def named(cls, topics: Iterable[str], wards: Iterable[str]) -> "Names":
        """Read the names of some codes."""
        return cls(
            {topic.code: name_of(topic) for topic in Topic.objects.filter(code__in=set(topics))},
            dict(Ward.objects.filter(code__in=set(wards)).values_list("code", "short_name")),
        )

    def say(self, field: str, value: str) -> str:
        """Say a value of a field; "" for none."""
        if field == "topic":
            return self.topics.get(value, value)
        if field == "ward":
            return self.wards.get(value, value)
        return str(_LABELS[field].get(value, "")) if value else ""

    def choices(self, field: str, likely: Sequence[str]) -> tuple[Choice, ...]:
        """Return what a key each chooses: likely codes, or every level or kind there is."""
        if field in _LABELS:
            return tuple(
                Choice(key=value[1] if value[0] in "KS" and value[1:].isdigit() else str(number),
                       value=value, words=self.say(field, value))
                for number, value in enumerate(_LABELS[field], 1)
            )  # fmt: skip
        return tuple(
            Choice(key=str(number), value=value, words=self.say(field, value))
            for number, value in enumerate(likely[:_SHOWN_CHOICES], 1)
        )


_LABELS: Mapping[str, Mapping[Any, Any]] = {
    "kind": labels.KINDS,
    "urgency": labels.URGENCIES,
    "sensitivity": labels.SENSITIVITIES,
}

_CONFIDENCES = {
    "kind": "facts__kind__confidence",
    "topic": "facts__topics__0__confidence",
    "ward": "facts__ward__confidence",
    "urgency": "facts__urgency__confidence",
    "sensitivity": "facts__sensitivity__confidence",
}


def chips_of_rows(submission_ids: Iterable[int]) -> dict[int, list[Chip]]:
    """Return what a list says of each: only what is not ordinary, without choices."""
    rows = list(
        Suggestion.objects.filter(pk__in=list(submission_ids)).values(
            "pk", *_CONFIDENCES, *_CONFIDENCES.values()
        )
    )
    names = Names.named({row["topic"] for row in rows}, {row["ward"] for row in rows})
    return {row["pk"]: list(_row_chips(row, names)) for row in rows}


_ROW_ORDER = ("urgency", "sensitivity", "kind", "ward", "topic")


def _row_chips(row: Mapping[str, Any], names: Names) -> Iterable[Chip]:
    for field in _ROW_ORDER:
        sure = how_sure(field, row[_CONFIDENCES[field]])
        value = row[field] if sure != UNSURE else ""
        chip = Chip(field=field, value=value, words=names.say(field, value), sure=sure)
        if not chip.is_quiet:
            yield chip


def first_on_desk(limit: int) -> dict[int, int]:
    """Rank new submissions that are suggested to be worst: 0 danger, 1 sensitive, 2 urgent."""
    bad = Suggestion.objects.filter(
        Q(urgency__in=("K3", "K2")) | Q(sensitivity="S2"),
        submission__status="new",
        confirmed_at=None,
    )
    new = list(bad.order_by("made_at").values_list("pk", "urgency", "sensitivity"))
    found: dict[int, int] = {}
    for rank, value in enumerate(("K3", "S2", "K2")):
        for pk in [pk for pk, *levels in new if value in levels][:limit]:
            found.setdefault(pk, rank)
    return found


def suggestion_of(submission: Submission) -> Suggestion | None:
    """Return what is suggested for a new submission; nothing once an officer has decided."""
    if submission.status != "new":
        return None
    return Suggestion.objects.filter(pk=submission.pk).first()
