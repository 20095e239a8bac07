"""Cases: opening, joining, leaving, changing; keeping what submissions repeat of them true."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import events, rules, search, timeline
from langnghe.register.actions.codes import next_code
from langnghe.register.actions.facts import IncompleteMatter, Matter
from langnghe.register.gates import Missing, lock_case, lock_submission
from langnghe.register.models import Case, Item, Submission
from langnghe.register.states import CaseStatus, Status


def add_matter(submission: Submission, matter: Matter, *, by: Officer, at: datetime) -> Item:
    """Tie a locked submission to a new case, or to an existing one it becomes a voice of.

    May be repeated: a submission is a voice of a case only once.
    """
    if matter.case_id is None:
        case = _open_case(matter, by=by, at=at, submission=submission)
    else:
        case = lock_case(matter.case_id, by, Right.CLASSIFY)
    item, made = Item.objects.get_or_create(
        submission=submission,
        case=case,
        defaults={"position": submission.items.count() + 1, "text": matter.text.strip()},
    )
    if made and matter.case_id is not None:
        fact = events.CaseJoined(code=submission.code, case_code=case.code)
        timeline.record(fact, submission=submission, case=case, by=by, at=at)
    return item


def _open_case(matter: Matter, *, by: Officer, at: datetime, submission: Submission) -> Case:
    title = matter.title.strip() or matter.text.strip() or submission.summary
    if not title:
        raise IncompleteMatter
    case = Case.objects.create(
        code=next_code(settings.CASE_PREFIX, at),
        title=title[:400],
        opened_at=at,
        topic_id=matter.topic_id,
        ward_id=matter.ward_id,
        place=matter.place.strip(),
        latitude=matter.latitude,
        longitude=matter.longitude,
        urgency=matter.urgency,
        sensitivity=matter.sensitivity,
    )
    fact = events.CaseOpened(case_code=case.code, title=case.title)
    timeline.record(fact, submission=submission, case=case, by=by, at=at)
    return case


@transaction.atomic
def add_item(submission_id: int, matter: Matter, *, by: Officer, at: datetime) -> Item:
    """Add one more matter to a submission that is in the book."""
    joined = [] if matter.case_id is None else [matter.case_id]
    submission = lock_submission(submission_id, by, Right.CLASSIFY, cases=joined)
    item = add_matter(submission, matter, by=by, at=at)
    refresh_submission(submission)
    return item


class LastCase(Exception):
    """A registered submission must belong to at least one case."""


@transaction.atomic
def leave_case(submission_id: int, *, case_id: int, by: Officer, at: datetime) -> None:
    """Take a submission out of a case (it was another matter); raises LastCase.

    A case that its last voice leaves is closed: nobody speaks for it any more.
    """
    submission = lock_submission(submission_id, by, Right.CLASSIFY)
    case = lock_case(case_id, by, Right.CLASSIFY)
    if not submission.items.filter(case=case).exists():
        raise Missing(case_id)
    if submission.items.exclude(case=case).count() == 0:
        raise LastCase
    submission.items.filter(case=case).delete()
    fact = events.CaseLeft(code=submission.code, case_code=case.code)
    timeline.record(fact, submission=submission, case=case, by=by, at=at)
    refresh_submission(submission)
    if case.status != CaseStatus.CLOSED and not case.items.exists():
        _close(case, submission, by=by, at=at)


_CASE_FIELDS = (
    "title",
    "topic_id",
    "ward_id",
    "place",
    "latitude",
    "longitude",
    "urgency",
    "sensitivity",
)


@transaction.atomic
def change_case(case_id: int, matter: Matter, *, by: Officer, at: datetime, version: int) -> Case:
    """Correct what happened where and how urgent it is, for every voice of the case.

    Raises ChangedMeanwhile where somebody saved since `version`.
    """
    case = lock_case(case_id, by, Right.CLASSIFY, version=version)
    before = {name: _said(case, name) for name in _CASE_FIELDS}
    for name in _CASE_FIELDS:
        setattr(case, name, getattr(matter, name))
    case.title = matter.title.strip()[:400] or str(before["title"])
    case.version += 1
    case.save()
    case.refresh_from_db()
    changes = {
        name.removesuffix("_id"): [old, new]
        for name, old in before.items()
        if (new := _said(case, name)) != old and name not in {"latitude", "longitude"}
    }
    if changes:
        timeline.record(events.Changed(changes=changes), case=case, by=by, at=at)
    refresh_voices(case)
    return case


def _said(case: Case, name: str) -> object:
    if name in {"topic_id", "ward_id"}:
        thing = getattr(case, name.removesuffix("_id"))
        return str(thing) if thing else ""
    return getattr(case, name)


def refresh_voices(case: Case) -> None:
    """Bring every voice of a case in line with it; call it with the case locked."""
    voices = Submission.objects.filter(items__case=case).order_by("pk")
    for submission in voices.select_for_update(no_key=True, of=("self",)):
        refresh_submission(submission)


def refresh_submission(submission: Submission) -> None:
    """Bring what a locked submission repeats of its cases in line, save it, index it."""
    found = [
        item.case for item in submission.items.select_related("case").order_by("position", "pk")
    ]
    if found:
        first = found[0]
        submission.topic_id, submission.ward_id = first.topic_id, first.ward_id
        handed = [case for case in found if case.lead_agency_id]
        submission.agency_id = handed[0].lead_agency_id if handed else None
        submission.urgency = rules.highest_urgency([case.urgency for case in found])
        submission.sensitivity = rules.highest_sensitivity([case.sensitivity for case in found])
        dues = [case.due_at for case in found if case.due_at and case.status != CaseStatus.CLOSED]
        submission.due_at = min(dues, default=None)
    submission.version += 1
    submission.save()
    search.index_submission(submission)


def move_voices(case: Case, status: Status) -> list[Submission]:
    """Move the voices of a locked case along, as far as each one's own cases allow.

    A voice with several cases is "resulted" only when each of them is.
    """
    return move_voices_of(case.items.values_list("submission_id", flat=True), status)


def move_voices_of(submission_ids: Iterable[int], status: Status) -> list[Submission]:
    """Move voices along, one by one, as `move_voices` does; their cases are locked already."""
    moved = []
    voices = Submission.objects.filter(pk__in=list(submission_ids)).order_by("pk")
    for submission in voices.select_for_update(no_key=True, of=("self",)):
        if _follows(submission, status):
            submission.move_to(status)
            moved.append(submission)
        refresh_submission(submission)
    return moved


def _follows(submission: Submission, status: Status) -> bool:
    if submission.status in {Status.CLOSED, Status.JOINED, Status.SET_ASIDE, Status.NEW}:
        return False
    if submission.status == Status.ANSWERED and status != Status.RESULTED:
        return False
    if status == Status.RESULTED:
        unfinished = (CaseStatus.OPEN, CaseStatus.FORWARDED)
        return not submission.items.filter(case__status__in=unfinished).exists()
    return True


def close_finished(submission: Submission, *, by: Officer, at: datetime) -> None:
    """Close each case of a submission once none of its voices is open any more."""
    done = (Status.CLOSED, Status.JOINED, Status.SET_ASIDE)
    for case in Case.objects.filter(items__submission=submission).open():
        if not case.items.exclude(submission__status__in=done).exists():
            _close(case, submission, by=by, at=at)


def _close(case: Case, submission: Submission, *, by: Officer, at: datetime) -> None:
    case.status = CaseStatus.CLOSED
    case.closed_at = at
    case.version += 1
    case.save()
    fact = events.CaseClosed(case_code=case.code)
    timeline.record(fact, case=case, submission=submission, by=by, at=at)


def reopen_of(submission: Submission) -> None:
    """Open the closed cases of a submission again."""
    Case.objects.filter(items__submission=submission, status=CaseStatus.CLOSED).update(
        status=CaseStatus.OPEN, closed_at=None
    )
