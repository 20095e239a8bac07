"""The cases of the moving window as they are compared, and what they say."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from langnghe.register.models import Case, Contact, Item
from langnghe.register.states import Sensitivity, Status
from langnghe.triage.knowing import knowledge
from langnghe.triage.models import Issue, Voice
from langnghe.triage.queries import trace_in
from langnghe.understanding.characteristic import Vocabulary
from langnghe.understanding.natures import WINDOW, Nature, Told, told_of
from langnghe.understanding.trace import Trace

WINDOW_CASES = 20_000
"""So many of the newest cases of the window are compared: with more, memory would be the limit."""

SAID_BY = 4000
"""The words of so many of the newest cases stand for what is said usually."""

_LONGEST = 2000
_VOICES_TOLD = 12
"""So many voices of one case are read; more say no more."""

_GONE = (Status.JOINED, Status.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class Window:
    """Cases of the last WINDOW, newest first, and which of them are not for every eye."""

    cases: list[Told]
    opened: dict[int, datetime]
    secret: frozenset[int]


def window_at(at: datetime) -> Window:
    """Collect the cases opened within the window, with what their voices were compared by."""
    rows = list(
        Case.objects.filter(opened_at__gte=at - WINDOW, opened_at__lte=at)
        .order_by("-opened_at", "-pk")
        .values_list("pk", "opened_at", "topic__code", "sensitivity")[:WINDOW_CASES]
    )
    traces = _traces([pk for pk, *_facts in rows])
    return Window(
        cases=[
            told_of(pk, traces[pk], topic=topic or "")
            for pk, _opened, topic, _level in rows
            if pk in traces
        ],
        opened={pk: opened for pk, opened, *_facts in rows},
        secret=frozenset(pk for pk, *_facts, level in rows if level == Sensitivity.S2),
    )


def _traces(cases: Sequence[int]) -> dict[int, list[Trace]]:
    found: dict[int, list[Trace]] = defaultdict(list)
    voices = (
        Voice.objects.filter(submission__items__case__in=cases)
        .exclude(submission__status__in=_GONE)
        .annotate(case=F("submission__items__case"))
        .order_by("received_at", "pk")
    )
    wanted = set(cases)
    for voice in voices.iterator(chunk_size=500):
        case = voice.case
        if case in wanted and len(found[case]) < _VOICES_TOLD:
            found[case].append(trace_in(voice))
    return found


def vocabulary_of(cases: Iterable[int]) -> Vocabulary:
    """Return what these cases say, for finding what is characteristic of some of them."""
    known = Vocabulary(knowledge().topic_words)
    by_submission: dict[int, list[int]] = defaultdict(list)
    items = Item.objects.filter(case__in=list(cases)).values_list("submission_id", "case_id")
    for submission, case in items:
        by_submission[submission].append(case)
    said = Contact.objects.filter(submission__in=by_submission).order_by("received_at", "pk")
    for submission, subject, text in said.values_list("submission_id", "subject", "text"):
        for case in by_submission[submission]:
            known.learn(case, f"{subject}\n{text[:_LONGEST]}")
    return known


def nature_of(issue: Issue) -> Nature:
    """Return by what cases are compared with an issue."""
    centre = {int(term): weight for term, weight in issue.centre.items()}
    return Nature((), issue.topics, centre)
