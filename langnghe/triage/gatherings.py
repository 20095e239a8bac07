"""Voices that wait and tell, as it seems, of one event: what one look can put into one case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Coalesce

from langnghe.access.models import Officer
from langnghe.register.models import Case, Item, Submission
from langnghe.register.states import Kind, Sensitivity, Status, Urgency
from langnghe.triage.models import Likeness, Suggestion
from langnghe.triage.queries import events_of
from langnghe.triage.states import LikenessState

AT_ONCE = 50
"""So many voices are shown, and put into the book, by one look."""

_LIKE_AT = 0.5
"""Odds from which two voices stand together: perhaps the same; a person looks at each."""

_DANGER: Mapping[str, int] = {Urgency.K3: 0, Urgency.K2: 1}
_ALONE = Q(kind__in=(Kind.DENUNCIATION, Kind.SPAM)) | Q(sensitivity=Sensitivity.S2)
"""What is decided one by one: who denounces is protected, and spam is no voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One voice that waits. `odds`: how like it is to another one; 0 where others are like it."""

    submission_id: int
    odds: float
    urgency: str
    is_known: bool
    """Whether both its topic and its ward are suggested."""
    is_several: bool
    """Whether it seems to hold several matters: such a one is looked at by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Waiting voices of one event, the leading one first, then the likeliest.

    The leading one begins the case: the most dangerous, of which most is known, the earliest.
    `case_id` where the event has a case already.
    """

    voices: tuple[Waiting, ...]
    case_id: int | None

    @property
    def lead(self) -> Waiting:
        """The voice with which a case would begin."""
        return self.voices[0]


def gatherings(officer: Officer) -> list[Gathering]:
    """Return what waits and can be gathered, as this officer may see it: danger first, then many.

    A voice goes with the one it is likest to. One that nothing else waits with stands here only
    where its event has a case.
    """
    odds, likely = _ties(officer)
    voices = _waiting({*odds, *likely.values()}, odds)
    cases = _open_cases(set(likely.values()) - voices.keys(), officer)
    event_of = events_of([*voices, *cases], cases=cases, likely=likely)
    groups: dict[int, list[Waiting]] = defaultdict(list)
    for each in voices.values():
        groups[event_of[each.submission_id]].append(each)
    case_of = {-case_id: case_id for case_id in cases.values()}
    found = [
        Gathering(voices=_in_order(group), case_id=case_of.get(event))
        for event, group in groups.items()
        if len(group) > 1 or event in case_of
    ]
    return sorted(found, key=_order)


def _in_order(group: list[Waiting]) -> tuple[Waiting, ...]:
    lead = min(group, key=_leading)
    others = (each for each in group if each is not lead)
    return lead, *sorted(others, key=lambda each: (-each.odds, each.submission_id))


def _leading(each: Waiting) -> tuple[Any, ...]:
    return each.is_several, _danger(each), not each.is_known, each.submission_id


def _order(each: Gathering) -> tuple[Any, ...]:
    return min(map(_danger, each.voices)), -len(each.voices), each.lead.submission_id


def _danger(each: Waiting) -> int:
    return _DANGER.get(each.urgency, len(_DANGER))


def _ties(officer: Officer) -> tuple[dict[int, float], dict[int, int]]:
    """Return for each voice that waits how likely its likeliest event is, and who tells of it."""
    seen = Submission.objects.visible_to(officer).values("pk")
    rows = (
        Likeness.objects.filter(
            state=LikenessState.PROPOSED,
            odds__gte=_LIKE_AT,
            submission__status=Status.NEW,
            submission__in=seen,
            other__in=seen,
        )
        .exclude(other__status__in=(Status.JOINED, Status.SET_ASIDE))
        .order_by("odds")
        .values_list("submission_id", "other_id", "odds")
    )
    odds, likely = {}, {}
    for voice, other, sure in rows:
        odds[voice], likely[voice] = sure, other
    return odds, likely


def _waiting(voices: Iterable[int], odds: Mapping[int, float]) -> dict[int, Waiting]:
    """Return those that wait and may be decided together, by their id."""
    pieces = Func(F("facts__pieces"), function="jsonb_array_length", output_field=IntegerField())
    rows = (
        Suggestion.objects.filter(pk__in=list(voices), submission__status=Status.NEW)
        .exclude(_ALONE)
        .annotate(matters=Coalesce(pieces, 0))
        .order_by("pk")
        .values_list("pk", "urgency", "topic", "ward", "matters")
    )
    return {
        pk: Waiting(
            submission_id=pk,
            odds=odds.get(pk, 0.0),
            urgency=urgency,
            is_known=bool(topic and ward),
            is_several=matters > 1,
        )
        for pk, urgency, topic, ward, matters in rows
    }


def _open_cases(voices: Iterable[int], officer: Officer) -> dict[int, int]:
    """Return the case of each voice that has one which others may still join."""
    cases = Case.objects.visible_to(officer).open()
    items = Item.objects.filter(submission_id__in=list(voices), case__in=cases.values("pk"))
    return dict(items.order_by("-position").values_list("submission_id", "case_id"))
