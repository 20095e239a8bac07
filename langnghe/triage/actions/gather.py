"""Putting voices that wait into one case, by one decision; and taking them apart again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from langnghe.access.models import Officer
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Submission
from langnghe.register.states import IllegalMove, Status
from langnghe.triage.actions.decide import (
    Decision,
    NothingSuggested,
    accept_suggestion,
    open_case_of,
    settle_likeness,
    split_voice,
)
from langnghe.triage.models import Likeness
from langnghe.triage.states import LikenessState

_LEFT = (ChangedMeanwhile, Missing, IllegalMove, NothingSuggested)


class NothingToGather(Exception):
    """No voice was chosen, or the one that begins is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What became of voices that were gathered: who is a voice of the case now, who was left.

    `left` are those whom somebody else decided meanwhile, or who have nothing suggested.
    """

    case: Case
    joined: tuple[Submission, ...]
    left: tuple[int, ...]


def gather_voices(
    submission_ids: Sequence[int],
    decision: Decision,
    *,
    case_id: int | None = None,
    by: Officer,
    at: datetime,
) -> Gathered:
    """Put voices into the book as voices of one case; one that is left does not hold up others.

    Without a case the first voice begins one, as it is suggested for it and changed by
    `decision`; the others keep what is suggested for each. Each is put there by a transaction of
    its own. May be repeated. Raises NothingToGather, and what `accept_suggestion` raises for the
    first one; NoCase where it is in no case that others could join.
    """
    wanted = list(dict.fromkeys(submission_ids))
    if not wanted:
        raise NothingToGather
    if case_id is not None:
        case = _open_case(case_id, by)
    else:
        case = _begin(wanted[0], decision, by=by, at=at)
    joined, left = [], []
    for submission_id in wanted:
        try:
            joined.append(_join(submission_id, case, by=by, at=at))
        except _LEFT:
            left.append(submission_id)
    return Gathered(case=case, joined=tuple(joined), left=tuple(left))


def _begin(submission_id: int, decision: Decision, *, by: Officer, at: datetime) -> Case:
    """Return the case that a voice begins, or begun already."""
    try:
        submission = _seen(submission_id, by)
    except Missing as gone:
        raise NothingToGather from gone
    if submission.status == Status.NEW:
        version = submission.version
        submission = accept_suggestion(submission.pk, decision, by=by, at=at, version=version)
    return open_case_of(submission, by)


def _open_case(case_id: int, by: Officer) -> Case:
    case = Case.objects.visible_to(by).filter(pk=case_id).open().first()
    if case is None:
        raise NothingToGather
    return case


def _join(submission_id: int, case: Case, *, by: Officer, at: datetime) -> Submission:
    submission = _seen(submission_id, by)
    if not submission.items.filter(case=case).exists():
        accept_suggestion(
            submission.pk, Decision(case_id=case.pk), by=by, at=at, version=submission.version
        )
    _settle(submission, case, by=by, at=at)
    return submission


def _seen(submission_id: int, by: Officer) -> Submission:
    submission = Submission.objects.visible_to(by).filter(pk=submission_id).first()
    if submission is None:
        raise Missing(submission_id)
    return submission


def _settle(submission: Submission, case: Case, *, by: Officer, at: datetime) -> None:
    """What was proposed between a voice and the others of its case is decided now."""
    ties = Q(submission=submission, other__items__case=case)
    ties |= Q(other=submission, submission__items__case=case)
    for likeness in Likeness.objects.filter(ties, state=LikenessState.PROPOSED).distinct():
        settle_likeness(likeness, LikenessState.JOINED, by=by, at=at)


def part_voices(
    submission_ids: Iterable[int], *, case_id: int, by: Officer, at: datetime
) -> list[Submission]:
    """Take voices out of a case again, each with a case of its own; the last one stays."""
    parted = []
    for submission_id in dict.fromkeys(submission_ids):
        case = Case.objects.visible_to(by).filter(pk=case_id).first()
        if case is None:
            raise Missing(case_id)
        if case.items.count() > 1 and case.items.filter(submission=submission_id).exists():
            parted.append(split_voice(submission_id, case_id=case_id, by=by, at=at))
    return parted
