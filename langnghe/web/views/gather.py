"""Voices that wait and tell of one event: seen beside each other, put into the book together."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.register.models import Submission
from langnghe.register.states import Urgency
from langnghe.triage.actions.decide import Decision
from langnghe.triage.actions.gather import gather_voices, part_voices
from langnghe.triage.gatherings import AT_ONCE
from langnghe.web.clock import now
from langnghe.web.gathered import gather_page
from langnghe.web.numbers import number_in, numbers_in
from langnghe.web.shell import officer_of
from langnghe.web.told import Told, telling


def gather(request: HttpRequest) -> HttpResponse:
    """Show what waits and can be gathered; htmx asks for the list alone."""
    officer = officer_of(request)
    require(officer, Right.CLASSIFY)
    is_part = request.headers.get("HX-Target") == "gather-live"
    template = "desk/_gather.html" if is_part else "desk/gather.html"
    return render(request, template, {"page": gather_page(officer)})


@require_POST
@telling
def gather_together(request: HttpRequest) -> Told:
    """Put the chosen voices into the book as voices of one case."""
    voices = numbers_in(request.POST.getlist("voices"))[:AT_ONCE]
    case_id = number_in(request.POST.get("case"))
    done = gather_voices(
        voices, _decision(request), case_id=case_id, by=officer_of(request), at=now()
    )
    n = len(done.joined)
    words = ngettext(
        "{n} submission is a voice of {case} now.", "{n} submissions are voices of {case} now.", n
    ).format(n=n, case=done.case.code)
    if done.left:
        left = ngettext(
            "{n} was left as it is: somebody decided it meanwhile.",
            "{n} were left as they are: somebody decided them meanwhile.",
            len(done.left),
        )
        words = f"{words} {left.format(n=len(done.left))}"
    return Told(words=words, go=reverse("gather"), undo=_parting(done.case.pk, done.joined))


def _parting(case_id: int, joined: Iterable[Submission]) -> str:
    ids = ",".join(str(each.pk) for each in joined)
    return f"{reverse('gather-part', kwargs={'case_id': case_id})}?voices={ids}"


@require_POST
@telling
def part(request: HttpRequest, case_id: int) -> Told:
    """Take gathered voices apart again: each gets a case of its own, the last one stays."""
    voices = numbers_in(request.GET.get("voices", "").split(","))[:AT_ONCE]
    parted = part_voices(reversed(voices), case_id=case_id, by=officer_of(request), at=now())
    n = len(parted)
    words = ngettext(
        "{n} submission has a case of its own again.",
        "{n} submissions have cases of their own again.",
        n,
    ).format(n=n)
    return Told(words=words, go=reverse("gather"))


def _decision(request: HttpRequest) -> Decision:
    """Read what the officer changed for the case; what is no value leaves the suggestion."""
    urgency = request.POST.get("urgency")
    return Decision(
        topic=request.POST.get("topic"),
        ward=request.POST.get("ward"),
        urgency=urgency if urgency in set(Urgency) else None,
    )
