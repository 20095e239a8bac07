"""Finding voices that may tell of the same event, among those of the last three months."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from langnghe.register.models import Item, Submission
from langnghe.register.states import Status
from langnghe.triage.knowing import knowledge
from langnghe.triage.models import Likeness, Voice
from langnghe.triage.queries import events_of, traces_in
from langnghe.triage.states import LikenessState
from langnghe.understanding.alike import JOIN_AT, SHOW_AT, STANDING_WITHIN, among_others, compare
from langnghe.understanding.alike import Likeness as Compared
from langnghe.understanding.trace import Trace

COMPARED, SHOWN = 300, 8
_LIKELY = 0.02
"""Odds of a topic from which on voices of its group are looked at."""

_GONE = (Status.JOINED, Status.SET_ASIDE)


def find_alike(submission: Submission, trace: Trace) -> list[Likeness]:
    """Propose the voices most like this one; what an officer decided before stays. Repeatable."""
    ranked = most_alike(trace, besides=submission.pk)
    Likeness.objects.filter(submission=submission, state=LikenessState.PROPOSED).delete()
    kept = []
    for other, likeness in ranked:
        if likeness.odds < SHOW_AT and not (likeness.is_copy or likeness.same_author):
            continue
        made, _new = Likeness.objects.get_or_create(
            submission=submission,
            other_id=other,
            defaults={
                "odds": round(likeness.odds, 4),
                "parts": {name: _short(value) for name, value in likeness._asdict().items()},
                "is_copy": likeness.is_copy,
                "is_repeat": likeness.same_author,
            },
        )
        kept.append(made)
    return kept


def most_alike(trace: Trace, *, besides: int | None = None) -> list[tuple[int, Compared]]:
    """Return the submissions with the voices most like one, best first; `besides` is left out."""
    borders = knowledge().gazetteer.neighbours
    others = _candidates(trace, borders, besides=besides)
    likenesses = [compare(trace, other, borders=borders) for other in others.values()]
    close = [other for other, each in zip(others, likenesses, strict=True) if _is_close(each)]
    event_of = _known_events(close)
    events = [event_of.get(other, other) for other in others]
    scored = zip(others, among_others(likenesses, events), strict=True)
    return sorted(scored, key=lambda pair: -pair[1].odds)[:SHOWN]


def _is_close(likeness: Compared) -> bool:
    """Whether it matters of which event the other voice tells: of most it does not."""
    return likeness.sort > 0 or likeness.odds >= SHOW_AT


def _known_events(voices: Sequence[int]) -> dict[int, int]:
    """Return a number for the event of each voice, by what was decided and what is likely."""
    items = Item.objects.filter(submission_id__in=voices).order_by("-position")
    likely = (
        Likeness.objects.filter(submission_id__in=voices, other_id__in=voices, odds__gte=JOIN_AT)
        .exclude(state=LikenessState.DECLINED)
        .order_by("odds")
    )
    return events_of(
        voices,
        cases=dict(items.values_list("submission_id", "case_id")),
        likely=dict(likely.values_list("submission_id", "other_id")),
    )


def _short(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


def _candidates(
    trace: Trace, borders: Mapping[str, frozenset[str]], *, besides: int | None
) -> dict[int, Trace]:
    """Return the newest voices that could be the same event, COMPARED of each way at most.

    Each stands under the key of its submission.
    """
    since = trace.received_at - STANDING_WITHIN
    voices = (
        Voice.objects.filter(received_at__gte=since, received_at__lte=trace.received_at)
        .exclude(pk=besides)
        .exclude(submission__status__in=_GONE)
        .order_by("-received_at")
    )
    groups = {code.partition(".")[0] for code, odds in trace.topics.items() if odds >= _LIKELY}
    near = set(trace.wards) | {code for ward in trace.wards for code in borders.get(ward, ())}
    ways = [
        Q(group__in=groups, ward__in=near | {""}) if near else Q(group__in=groups),
        Q(ward__in=set(trace.wards)),
    ]
    if trace.author:
        ways.append(Q(author=trace.author))
    found: dict[int, Trace] = {}
    for way in ways:
        found |= traces_in(voices.filter(way)[:COMPARED])
    return found
