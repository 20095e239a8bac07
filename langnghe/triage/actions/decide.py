"""Deciding: an officer accepts what is suggested, changes it, joins voices, splits them again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty.actions.alarms import acknowledge_alarm, dismiss_alarm
from langnghe.duty.states import OPEN_ALARMS, AlarmKind
from langnghe.register.actions.cases import add_item, leave_case
from langnghe.register.actions.facts import Matter, Registration, ReporterFacts
from langnghe.register.actions.submissions import register_submission, set_aside_submission
from langnghe.register.gates import Missing, lock_case, lock_submission
from langnghe.register.models import Case, Submission, Topic, Ward
from langnghe.register.states import (
    Kind,
    LegalForm,
    ReporterKind,
    Sensitivity,
    Status,
    Urgency,
)
from langnghe.register.timeline import tell_screens
from langnghe.triage.actions.places import learn_places
from langnghe.triage.models import Likeness, Suggestion
from langnghe.triage.states import LikenessState

FIELDS = ("kind", "topic", "ward", "urgency", "sensitivity")
"""What is suggested and decided; each may be changed by itself."""


class NothingSuggested(Exception):
    """There is nothing to accept yet: the words are being read, or there are none."""


class NoCase(Exception):
    """The other voice has no case yet that one could join: it must be registered first."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the officer decides; None leaves the suggestion as it is, "" says that it is not known.

    `case_id` joins a case. `is_split` makes each matter that was found a case of its own.
    """

    kind: str | None = None
    topic: str | None = None
    ward: str | None = None
    urgency: str | None = None
    sensitivity: str | None = None
    case_id: int | None = None
    is_split: bool = False


@transaction.atomic
def accept_suggestion(
    submission_id: int, decision: Decision, *, by: Officer, at: datetime, version: int
) -> Submission:
    """Put a submission into the book as it is suggested, with the officer's changes.

    What is spam is set aside. Raises NothingSuggested, ChangedMeanwhile, IncompleteMatter, Missing.
    """
    submission = lock_submission(submission_id, by, Right.CLASSIFY, version=version)
    suggestion = Suggestion.objects.filter(pk=submission_id).first()
    if suggestion is None or submission.status != Status.NEW:
        raise NothingSuggested
    values = {name: _decided(decision, suggestion, name) for name in FIELDS}
    if values["kind"] == Kind.SPAM:
        gone = set_aside_submission(submission_id, reason="spam", by=by, at=at)
        note_decision(gone, by=by, at=at)
        return gone
    matters = matters_of(submission, suggestion, values)
    if decision.case_id is not None:
        matters = (replace(matters[0], case_id=decision.case_id),)
    elif not decision.is_split or len(matters) < 2:
        matters = (_matter(submission, suggestion, values),)
    registration = Registration(
        kind=Kind(values["kind"] or submission.kind),
        legal_form=LegalForm(submission.legal_form),
        reporter=_reporter(submission),
        matters=matters,
    )
    registered = register_submission(
        submission_id, registration, by=by, at=at, version=submission.version
    )
    note_decision(registered, by=by, at=at)
    return registered


def _decided(decision: Decision, suggestion: Suggestion, name: str) -> str:
    said: str | None = getattr(decision, name)
    return str(getattr(suggestion, name)) if said is None else said


def _reporter(submission: Submission) -> ReporterFacts:
    who = submission.reporter
    return ReporterFacts(
        kind=ReporterKind(who.kind), name=who.name, people=who.people, phone=who.phone,
        email=who.email, address=who.address, asks_secrecy=who.asks_secrecy,
    )  # fmt: skip


def matters_of(
    submission: Submission, suggestion: Suggestion, values: Mapping[str, str]
) -> tuple[Matter, ...]:
    """Return the matters a submission is suggested to hold: each with a topic of its own.

    A ward that only the whole names holds for each; no matter is less sensitive than the whole.
    """
    whole = _matter(submission, suggestion, values)
    pieces = suggestion.facts.get("pieces", ())
    if len(pieces) < 2:
        return (whole,)
    return tuple(
        replace(
            _matter(submission, suggestion, {**piece, "ward": piece["ward"] or values["ward"]}),
            title=piece["words"][:400],
            text=piece["words"],
            sensitivity=max(whole.sensitivity, Sensitivity(piece["sensitivity"])),
        )
        for piece in pieces
    )


def _matter(submission: Submission, suggestion: Suggestion, values: Mapping[str, str]) -> Matter:
    topic = Topic.objects.filter(code=values["topic"]).first()
    ward = Ward.objects.filter(code=values["ward"]).first()
    landmarks = [
        place["name"] for place in suggestion.facts.get("places", ()) if place["is_landmark"]
    ]
    return Matter(
        title=submission.summary[:400] or submission.code,
        topic_id=topic.pk if topic else None,
        ward_id=ward.pk if ward else None,
        place=", ".join(landmarks)[:500],
        urgency=Urgency(values["urgency"] or Urgency.K1),
        sensitivity=Sensitivity(values["sensitivity"] or Sensitivity.S0),
        text=submission.summary,
    )


@transaction.atomic
def note_decision(submission: Submission, *, by: Officer, at: datetime) -> Suggestion | None:
    """Keep what an officer decided in view of the suggestion; the alarms of it end with that."""
    suggestion = keep_decision(submission, by=by, at=at)
    if suggestion is not None:
        _end_alarms(submission, by=by, at=at)
    return suggestion


def _end_alarms(submission: Submission, *, by: Officer, at: datetime) -> None:
    """Whoever decides has seen the alarm: it was right where they decided the same."""
    right = {
        AlarmKind.DANGER: submission.urgency == Urgency.K3,
        AlarmKind.SENSITIVE_URGENT: submission.sensitivity == Sensitivity.S2,
    }
    reason = f"{submission.urgency}, {submission.sensitivity}"
    for alarm in submission.alarms.filter(state__in=OPEN_ALARMS):
        if right.get(AlarmKind(alarm.kind), True):
            acknowledge_alarm(alarm.pk, by=by, at=at)
        else:
            dismiss_alarm(alarm.pk, reason=reason, by=by, at=at)


@transaction.atomic
def keep_decision(submission: Submission, *, by: Officer | None, at: datetime) -> Suggestion | None:
    """Keep what an officer decided beside what was suggested: from this is learned. Repeatable.

    `by` is None where the book does not say who decided.
    """
    suggestion = Suggestion.objects.select_for_update().filter(pk=submission.pk).first()
    if suggestion is None or submission.status == Status.NEW:
        return None
    decided = decided_values(submission)
    suggestion.changed = [name for name in FIELDS if getattr(suggestion, name) != decided[name]]
    suggestion.confirmed_at, suggestion.confirmed_by = at, by
    suggestion.save(update_fields=["changed", "confirmed_at", "confirmed_by"])
    learn_places(submission, at=at)
    return suggestion


def decided_values(submission: Submission) -> dict[str, str]:
    """Return what the book says of a submission now, in the fields that are suggested."""
    return {
        "kind": submission.kind,
        "topic": submission.topic.code if submission.topic else "",
        "ward": submission.ward.code if submission.ward else "",
        "urgency": submission.urgency,
        "sensitivity": submission.sensitivity,
    }


@transaction.atomic
def join_alike(
    likeness_id: int, *, submission_id: int | None = None, by: Officer, at: datetime
) -> tuple[Submission, Case]:
    """Make a submission a voice of the case of another one that tells of the same event.

    `submission_id` says which of the two joins the other; the one that was compared if none. A
    new submission is put into the book with what is suggested for it; one that has a case of
    its own leaves it. Raises NoCase, NothingSuggested, Missing. May be repeated.
    """
    likeness = _likeness(likeness_id, by)
    submission, other = likeness.submission, likeness.other
    if submission_id == other.pk:
        submission, other = other, submission
    case = open_case_of(other, by)
    if submission.status == Status.NEW:
        accept_suggestion(
            submission.pk, Decision(case_id=case.pk), by=by, at=at, version=submission.version
        )
    else:
        _move(submission, case, by=by, at=at)
    settle_likeness(likeness, LikenessState.JOINED, by=by, at=at)
    return submission, case


@transaction.atomic
def join_case(
    submission_id: int, *, case_id: int, by: Officer, at: datetime
) -> tuple[Submission, Case]:
    """Make a submission in the book a voice of a case; a case of its own it leaves. Repeatable."""
    case = lock_case(case_id, by, Right.CLASSIFY)
    submission = lock_submission(submission_id, by, Right.CLASSIFY)
    _move(submission, case, by=by, at=at)
    return submission, case


def _move(submission: Submission, case: Case, *, by: Officer, at: datetime) -> None:
    if submission.items.filter(case=case).exists():
        return
    own = list(submission.items.values_list("case_id", flat=True))
    add_item(submission.pk, Matter(case_id=case.pk), by=by, at=at)
    for case_id in own if len(own) == 1 else []:
        leave_case(submission.pk, case_id=case_id, by=by, at=at)


@transaction.atomic
def decline_alike(likeness_id: int, *, by: Officer, at: datetime) -> None:
    """Say that two voices tell of different events; they are not proposed again."""
    settle_likeness(_likeness(likeness_id, by), LikenessState.DECLINED, by=by, at=at)


@transaction.atomic
def split_voice(submission_id: int, *, case_id: int, by: Officer, at: datetime) -> Submission:
    """Take a voice out of a case again: it gets a case of its own with the same facts."""
    submission = lock_submission(submission_id, by, Right.CLASSIFY)
    case = Case.objects.visible_to(by).filter(pk=case_id, items__submission=submission).first()
    if case is None:
        raise Missing(case_id)
    if submission.items.count() == 1:
        alone = Matter(
            title=submission.summary[:400] or submission.code,
            topic_id=case.topic_id,
            ward_id=case.ward_id,
            place=case.place,
            urgency=Urgency(case.urgency),
            sensitivity=Sensitivity(case.sensitivity),
            text=submission.summary,
        )
        add_item(submission_id, alone, by=by, at=at)
    leave_case(submission_id, case_id=case_id, by=by, at=at)
    ties = Q(submission=submission, other__items__case=case)
    ties |= Q(other=submission, submission__items__case=case)
    for likeness in Likeness.objects.filter(ties).distinct():
        settle_likeness(likeness, LikenessState.DECLINED, by=by, at=at)
    return submission


def _likeness(likeness_id: int, by: Officer) -> Likeness:
    """Lock a likeness of which this officer may see both voices."""
    seen = Submission.objects.visible_to(by).values("pk")
    found = (
        Likeness.objects.select_for_update(of=("self",))
        .select_related("submission__reporter", "other__reporter")
        .filter(pk=likeness_id, submission__in=seen, other__in=seen)
        .first()
    )
    if found is None:
        raise Missing(likeness_id)
    return found


def open_case_of(other: Submission, by: Officer) -> Case:
    """Return the open case of a submission, its first one; raises NoCase."""
    case = (
        Case.objects.visible_to(by)
        .filter(items__submission=other)
        .open()
        .order_by("items__position")
        .first()
    )
    if case is None:
        raise NoCase(other.code)
    return case


def settle_likeness(likeness: Likeness, state: LikenessState, *, by: Officer, at: datetime) -> None:
    """Keep what was decided about two voices, and tell the screens."""
    likeness.state = state
    likeness.decided_at, likeness.decided_by = at, by
    likeness.save(update_fields=["state", "decided_at", "decided_by"])
    tell_screens("submission", likeness.submission_id, what=f"triage.{state}")
