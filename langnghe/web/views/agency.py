"""The agency's own pages: what is new, due, came back; its calendar and its record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.direction import actions
from langnghe.direction.models import Assignment
from langnghe.direction.records import record_of, records
from langnghe.web import agency_shown, agency_steps
from langnghe.web.agency_steps import Door
from langnghe.web.clock import now
from langnghe.web.numbers import page_in
from langnghe.web.shell import officer_of


def door_of(request: HttpRequest) -> Door:
    """Let a clerk in to the own agency's assignments."""
    officer = officer_of(request)
    require(officer, Right.OWN_AGENCY)
    theirs = Assignment.objects.filter(agency=officer.agency_id)
    return Door(officer, agency_shown.desk_of(theirs), reverse("agency"), "/agency", "ln/base.html")


def home(request: HttpRequest) -> HttpResponse:
    """Show what the agency has, box by box."""
    door, at = door_of(request), now()
    found = agency_shown.boxes(door.assignments, at=at)
    box = request.GET.get("box", "") or agency_shown.first_box(found)
    words = request.GET.get("q", "")
    page = page_in(request.GET.get("page"))
    rows, has_more = agency_shown.rows(door.assignments, box, words, at=at, page=page)
    context = {"door": door, "boxes": found, "box": box, "words": words, "rows": rows}
    context |= {"page": page, "has_more": has_more}
    context["joint"] = agency_shown.joint_told(door.joint_steps, at=at)
    return render(request, "agency/home.html", context)


def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show one assignment to the agency that has it."""
    door = door_of(request)
    if door.assignments.filter(pk=assignment_id).exists():
        how = officer_of(request).full_name
        actions.note_delivered(assignment_id, how=how, by=officer_of(request), at=now())
    return agency_steps.assignment_page(request, door, assignment_id)


def step(request: HttpRequest, assignment_id: int, what: str) -> HttpResponse:
    """Take a step, after its form."""
    return agency_steps.step_page(request, door_of(request), assignment_id, what)


@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """Take a step for several assignments."""
    return agency_steps.several(request, door_of(request))


def joint(request: HttpRequest, joint_id: int) -> HttpResponse:
    """Show how far one step for many cases is taken."""
    return agency_steps.joint_page(request, door_of(request), joint_id)


def calendar(request: HttpRequest) -> HttpResponse:
    """Show what is due on which day."""
    door = door_of(request)
    days = agency_shown.days_due(door.assignments, at=now())
    return render(request, "agency/calendar.html", {"door": door, "days": days, "at": now()})


def record(request: HttpRequest) -> HttpResponse:
    """Show the agency its own record."""
    door, officer = door_of(request), officer_of(request)
    rows = records(Assignment.objects.filter(agency=officer.agency_id), at=now())
    context = {"door": door, "record": record_of(rows, officer.agency_id), "agency": officer.agency}
    return render(request, "agency/record.html", context)
