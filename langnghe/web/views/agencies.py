"""Agencies as the office sees them: ranked, each with its record and what it has now."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Agency
from langnghe.access.rules import Right
from langnghe.direction import actions
from langnghe.direction.models import Assignment, Extension
from langnghe.direction.records import record_of, records
from langnghe.direction.states import LIVING
from langnghe.register.models import Case
from langnghe.web.clock import now
from langnghe.web.forms.agency import ExtendForm
from langnghe.web.forms.work import ReasonForm
from langnghe.web.shell import officer_of

SPANS = {"90": 90, "365": 365, "all": 36500}


def agencies(request: HttpRequest) -> HttpResponse:
    """Rank the agencies by what they did in time."""
    officer = officer_of(request)
    require(officer, Right.READ)
    span = request.GET.get("days", "365")
    days = SPANS.get(span, 365)
    visible = Assignment.objects.visible_to(officer)
    rows = records(visible.filter(sent_at__gte=now() - timedelta(days=days)), at=now())
    return render(request, "agency/agencies.html", {"rows": rows, "days": span, "spans": SPANS})


def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show one agency's record, and what it has now."""
    officer = officer_of(request)
    require(officer, Right.READ)
    found = get_object_or_404(Agency, code=code)
    visible = Assignment.objects.visible_to(officer).filter(agency=found)
    running = visible.filter(state__in=LIVING).select_related("case").order_by("due_at", "pk")
    context = {
        "agency": found,
        "record": record_of(records(visible, at=now()), found.pk),
        "running": running[:200],
    }
    return render(request, "agency/agency.html", context)


def _extension(request: HttpRequest, extension_id: int) -> Extension:
    cases = Case.objects.visible_to(officer_of(request)).order_by().values("pk")
    known = Extension.objects.select_related("assignment__case")
    return get_object_or_404(known.filter(assignment__case__in=cases), pk=extension_id)


@require_POST
def grant(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Give an agency more time."""
    extension = _extension(request, extension_id)
    form = ExtendForm({"until_on": request.POST.get("until_on"), "reason": "-"})
    until = form.until if form.is_valid() else extension.until
    actions.grant_extension(
        extension.pk, until=until, note=request.POST.get("note", ""), by=officer_of(request),
        at=now(),
    )  # fmt: skip
    messages.success(request, _("More time is given; the agency is told."))
    return redirect("case", code=extension.assignment.case.code)


@require_POST
def refuse(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Give an agency no more time."""
    extension, form = _extension(request, extension_id), ReasonForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["reason"]
        actions.refuse_extension(extension.pk, note=note, by=officer_of(request), at=now())
        messages.success(request, _("The deadline stands; the agency is told."))
    else:
        messages.error(request, _("Say why in a few words."))
    return redirect("case", code=extension.assignment.case.code)
