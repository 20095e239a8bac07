"""What officers decide about suggestions: accept them, join voices, split them again."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.register.models import Case, Submission
from langnghe.register.states import Kind, Sensitivity, Status, Urgency
from langnghe.triage.actions.decide import (
    FIELDS,
    Decision,
    accept_suggestion,
    decline_alike,
    join_alike,
    join_case,
    split_voice,
)
from langnghe.web.clock import now
from langnghe.web.numbers import number_in
from langnghe.web.shell import officer_of
from langnghe.web.told import Told, telling
from langnghe.web.views.submissions import found, version_of

_LEVELS = {"kind": Kind, "urgency": Urgency, "sensitivity": Sensitivity}


def _page(submission: Submission) -> str:
    return reverse("submission", kwargs={"code": submission.code})


def _decision(request: HttpRequest) -> Decision:
    """Read the fields as the screen showed them; what is no value leaves the suggestion."""
    said = {name: request.POST.get(name) for name in FIELDS}
    for name, values in _LEVELS.items():
        if said[name] and said[name] not in set(values):
            said[name] = None
    return Decision(
        kind=said["kind"],
        topic=said["topic"],
        ward=said["ward"],
        urgency=said["urgency"],
        sensitivity=said["sensitivity"],
        is_split=request.POST.get("split") == "split",
    )


@require_POST
@telling
def accept(request: HttpRequest, code: str) -> Told:
    """Put a submission into the book as it is suggested, with what the officer changed."""
    subject = found(request, code)
    done = accept_suggestion(
        subject.pk, _decision(request), by=officer_of(request), at=now(),
        version=version_of(request),
    )  # fmt: skip
    if done.status == Status.SET_ASIDE:
        words = _("{code} is set aside as spam.").format(code=done.code)
        undo = reverse("submission-put-back", kwargs={"code": done.code})
        return Told(words=words, go=reverse("desk"), undo=undo)
    return Told(words=_("{code} is in the book.").format(code=done.code), go=_page(done))


@require_POST
@telling
def join(request: HttpRequest, code: str) -> Told:
    """Make a submission a voice of the case of one that tells of the same event."""
    subject, number = found(request, code), number_in(request.POST.get("likeness")) or 0
    done, case = join_alike(number, submission_id=subject.pk, by=officer_of(request), at=now())
    words = _("{code} is now a voice of {case}.").format(code=done.code, case=case.code)
    return Told(words=words, go=_page(done), undo=_split(done, case))


def _split(submission: Submission, case: Case) -> str:
    return reverse("triage-split", kwargs={"code": submission.code, "case_id": case.pk})


@require_POST
@telling
def decline(request: HttpRequest, code: str, likeness_id: int) -> Told:
    """Say that two voices tell of different events."""
    subject = found(request, code)
    decline_alike(likeness_id, by=officer_of(request), at=now())
    return Told(words=_("Noted: another event."), go=_page(subject))


@require_POST
@telling
def split(request: HttpRequest, code: str, case_id: int) -> Told:
    """Take a voice out of a case again; it gets a case of its own."""
    done = split_voice(found(request, code).pk, case_id=case_id, by=officer_of(request), at=now())
    undo = reverse("triage-join-again", kwargs={"code": code, "case_id": case_id})
    words = _("{code} has a case of its own again.").format(code=done.code)
    return Told(words=words, go=_page(done), undo=undo)


@require_POST
@telling
def join_again(request: HttpRequest, code: str, case_id: int) -> Told:
    """Take a split back."""
    done, case = join_case(
        found(request, code).pk, case_id=case_id, by=officer_of(request), at=now()
    )
    words = _("{code} is now a voice of {case}.").format(code=done.code, case=case.code)
    return Told(words=words, go=_page(done), undo=_split(done, case))
