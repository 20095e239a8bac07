"""My day: one page with what needs its officer now, and the number of it beside every page."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.access.actions import choose_first_page
from langnghe.access.models import Officer
from langnghe.access.rules import FirstPage
from langnghe.web.clock import now
from langnghe.web.needs import PARTS, day_of
from langnghe.web.needs.rules import Act, Hat, Level, hats_of
from langnghe.web.needs.watch import alarms
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.views.desk import desk

_TEACHING = {
    Hat.DUTY_OFFICER: gettext_lazy(
        "Alarms, calls to be returned, what is new and what you promised for this shift "
        "appear here by themselves, the most urgent first."
    ),
    Hat.SHIFT_LEADER: gettext_lazy(
        "Alarms nobody took, open emergencies with their owner, what triage is late with and "
        "what is unusual appear here by themselves."
    ),
    Hat.SPECIALIST: gettext_lazy(
        "Memos, cases to be forwarded, results to be judged and answers to be sent appear here "
        "by themselves, what is due first on top."
    ),
    Hat.LEADER: gettext_lazy(
        "Memos that wait for your decision, orders that are late and what is unusual appear "
        "here by themselves."
    ),
    Hat.CLERK: gettext_lazy(
        "What the office hands to your agency, what is due and what came back appears here by "
        "itself."
    ),
    Hat.ADMINISTRATOR: gettext_lazy(
        "Faults of the system, books that differ and mail that did not go out appear here by "
        "themselves."
    ),
}


def landing(request: HttpRequest) -> HttpResponse:
    """Show the page an officer begins with: the desk to the watch, their day to others."""
    officer = officer_of(request)
    return desk(request) if begins_at_desk(officer) else redirect("my-day")


def begins_at_desk(officer: Officer) -> bool:
    """Tell whether an officer begins at the desk: as chosen, else by what they are there for."""
    if officer.first_page:
        return officer.first_page == FirstPage.DESK
    return hats_of(officer.rights)[:1] in {(Hat.DUTY_OFFICER,), (Hat.SHIFT_LEADER,)}


def my_day(request: HttpRequest) -> HttpResponse:
    """Show what needs the officer now; htmx asks for the list alone."""
    part = request.headers.get("HX-Target") == "my-day"
    return _shown(request, "my_day/_live.html" if part else "my_day/my_day.html")


def count(request: HttpRequest) -> HttpResponse:
    """Show how much that is, and whether some of it is urgent."""
    day = day_of(officer_of(request), at=now())
    is_urgent = bool(day.needs) and day.needs[0].level == Level.NOW
    return render(
        request,
        "my_day/_count.html",
        {"count": day.count, "is_cut": day.is_cut, "is_urgent": is_urgent},
    )


@require_POST
def do(request: HttpRequest, key: str) -> HttpResponse:
    """Do what one key does; only what the officer's day offers."""
    officer, at = officer_of(request), now()
    act = next((need.act for need in day_of(officer, at=at).needs if need.key == key), None)
    if act is None:
        said, is_done = _("Somebody has done it already."), False
    else:
        said, is_done = _tried(act, officer, at)
    if request.headers.get("HX-Target") == "my-day":
        return _shown(request, "my_day/_live.html", said)
    (messages.success if is_done else messages.error)(request, said)
    return redirect("my-day")


def _tried(act: Act, officer: Officer, at: datetime) -> tuple[str, bool]:
    try:
        act.do(officer, at)
    except Exception as refusal:
        words = sentence_of(refusal)
        if words is None:
            raise
        return words, False
    return act.done, True


@require_POST
def begin_here(request: HttpRequest) -> HttpResponse:
    """Remember with which page the officer begins."""
    page = request.POST.get("page", "")
    if page in set(FirstPage):
        choose_first_page(officer_of(request).pk, page=FirstPage(page))
    return redirect("my-day")


def _shown(request: HttpRequest, template: str, said: str = "") -> HttpResponse:
    officer, at = officer_of(request), now()
    hats = hats_of(officer.rights)
    context = {
        "day": day_of(officer, at=at),
        "teaching": [_TEACHING[hat] for hat in hats],
        "at": at,
        "said": said,
        "begins_at_desk": begins_at_desk(officer),
        "has_alarms": any(alarms in PARTS[hat] for hat in hats),
    }
    return render(request, template, context)
