"""Deadlines: what runs, the calendar it runs by, the rules that say so, and what changes moved."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.deadlines import actions
from langnghe.deadlines.models import DeadlineRule, MoreTime, Obligation, OfficeHours, TimeChange
from langnghe.deadlines.queries import FIRST_HOURS, YEARS, latest_more, office_calendar, proposals
from langnghe.web.clock import now
from langnghe.web.forms.deadlines import DayForm, HoursForm, MoreTimeForm, RuleForm, YearForm
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.year_shown import months_of, proposed_of, year_row

FIRST, MOST = 50, 1000


def running(request: HttpRequest) -> HttpResponse:
    """Show what is late and what is due in the next days, of what this officer may see."""
    officer, at = officer_of(request), now()
    seen = Obligation.objects.visible_to(officer).running().order_by("due_at", "pk")
    if "mine" in request.GET:
        seen = seen.filter(holder=officer) | seen.filter(submission__holder=officer)
    rows = seen.select_related("submission", "case", "agency", "holder", "rule")
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    ends = [at, midnight + timedelta(days=1), midnight + timedelta(days=8)]
    whole = request.GET.get("all", "")
    most = {part: MOST if part == whole else FIRST for part in ("late", "today", "soon")}
    context = {
        "late": rows.filter(due_at__lt=ends[0]).order_by("-due_at")[: most["late"]],
        "today": rows.filter(due_at__gte=ends[0], due_at__lt=ends[1])[: most["today"]],
        "soon": rows.filter(due_at__gte=ends[1], due_at__lt=ends[2])[: most["soon"]],
        "whole": whole,
        "counts": {
            "late": seen.filter(due_at__lt=ends[0]).count(),
            "today": seen.filter(due_at__gte=ends[0], due_at__lt=ends[1]).count(),
            "soon": seen.filter(due_at__gte=ends[1], due_at__lt=ends[2]).count(),
        },
        "mine": "mine" in request.GET,
    }
    return render(request, "deadlines/running.html", context)


def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show the days of a year, what is proposed for it, and what was changed."""
    require(officer_of(request), Right.READ)
    shown = year or timezone.localtime(now()).year
    if shown not in YEARS:
        raise Http404
    return render(request, "deadlines/calendar.html", _year_context(shown))


def _year_context(year: int, **forms: Form) -> dict[str, Any]:
    held = OfficeHours.objects.last()
    return {
        "year": year,
        "row": year_row(year),
        "months": months_of(year, office_calendar(), today=timezone.localtime(now()).date()),
        "proposed": proposed_of(year),
        "hours": held,
        "first_hours": FIRST_HOURS,
        "changes": TimeChange.objects.select_related("by")[:8],
        "day_form": DayForm(),
        "hours_form": HoursForm(),
        **forms,
    }


def _tried(
    request: HttpRequest, form: Form, change: Callable[[], TimeChange], back: str
) -> HttpResponse:
    """Make a change when it was seen before; else show what it would do."""
    if "apply" in request.POST:
        return redirect("time-change", change_id=change().pk)
    preview = actions.try_out(change)
    given = [
        (name, value)
        for name in request.POST
        if name != "csrfmiddlewaretoken"
        for value in request.POST.getlist(name)
    ]
    context = {"preview": preview, "given": given, "back": back, "form": form}
    return render(request, "deadlines/preview.html", context)


@require_POST
def set_day(request: HttpRequest, year: int) -> HttpResponse:
    """Say what a day is."""
    form, by = DayForm(request.POST), officer_of(request)
    require(by, Right.ADMINISTER)
    if not form.is_valid():
        return render(request, "deadlines/calendar.html", _year_context(year, day_form=form))
    said = form.said()
    return _tried(
        request, form, lambda: actions.set_day(said, by=by, at=now()), f"/calendar/{said.day.year}"
    )


@require_POST
def confirm(request: HttpRequest, year: int) -> HttpResponse:
    """Confirm the days of a year."""
    by = officer_of(request)
    require(by, Right.ADMINISTER)
    proposed = proposals(year)
    form = YearForm([(each.day.isoformat(),) * 2 for each in proposed], request.POST)
    if not form.is_valid():
        return render(request, "deadlines/calendar.html", _year_context(year, year_form=form))
    found = form.cleaned_data
    days = [each.day for each in proposed if each.day.isoformat() in found["days"]]
    return _tried(
        request,
        form,
        lambda: actions.confirm_year(year, days=days, source=found["source"], by=by, at=now()),
        f"/calendar/{year}",
    )


@require_POST
def set_hours(request: HttpRequest, year: int) -> HttpResponse:
    """Say when the office is open, from a day on."""
    form, by = HoursForm(request.POST), officer_of(request)
    require(by, Right.ADMINISTER)
    if not form.is_valid():
        return render(request, "deadlines/calendar.html", _year_context(year, hours_form=form))
    found = form.cleaned_data
    return _tried(
        request,
        form,
        lambda: actions.set_hours(
            form.hours(), since=found["since"], source=found["source"], by=by, at=now()
        ),
        f"/calendar/{year}",
    )


def rules(request: HttpRequest) -> HttpResponse:
    """Show every rule with its source and its versions."""
    require(officer_of(request), Right.READ)
    today = timezone.localtime(now()).date()
    rows = [
        (each, each.valid_from <= today and (each.valid_to is None or today <= each.valid_to))
        for each in DeadlineRule.objects.select_related("set_by")
    ]
    return render(request, "deadlines/rules.html", {"rows": rows})


def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Let a rule say something else from a day on."""
    by = officer_of(request)
    require(by, Right.ADMINISTER)
    given = get_object_or_404(DeadlineRule, pk=rule_id)
    first = {
        name: getattr(given, name) for name in ("event", "limit", "unit", "basis", "extended_to")
    }
    form = RuleForm(request.POST or None, initial=first)
    if request.method != "POST" or not form.is_valid():
        return render(request, "deadlines/rule.html", {"rule": given, "form": form})
    said = form.said()
    return _tried(
        request,
        form,
        lambda: actions.change_rule(rule_id, said, by=by, at=now()),
        f"/deadline-rules/{rule_id}",
    )


def more(request: HttpRequest, obligation_id: int) -> HttpResponse:
    """Give more time for what a rule asks; what was typed is kept where it is refused."""
    by = officer_of(request)
    require(by, Right.PREPARE if by.may(Right.PREPARE) else Right.DIRECT)
    seen = (
        Obligation.objects.visible_to(by).running().select_related("rule", "submission", "agency")
    )
    owed = get_object_or_404(seen, pk=obligation_id, submission__isnull=False, rule__isnull=False)
    form = MoreTimeForm(request.POST or None, initial=_first_more(owed, by))
    if form.is_valid() and (given := _given(owed, form, by)):
        messages.success(request, _("More time until {day}.").format(day=f"{given.until:%d/%m/%Y}"))
        return redirect("submission", code=given.submission.code)
    context = {"owed": owed, "form": form, "latest": latest_more(owed)}
    status = 422 if request.method == "POST" else 200
    return render(request, "deadlines/more.html", context, status=status)


def _first_more(owed: Obligation, by: Officer) -> dict[str, Any]:
    latest = latest_more(owed)
    day = timezone.localtime(latest).date() if latest else None
    return {"until_on": day, "approved_by": by.pk if by.may(Right.DIRECT) else None}


def _given(owed: Obligation, form: MoreTimeForm, by: Officer) -> MoreTime | None:
    said = form.cleaned_data
    try:
        return actions.give_more_time(
            owed.pk,
            until=form.until,
            reason=said["reason"],
            approved_by=said["approved_by"],
            by=by,
            at=now(),
        )
    except (actions.NoMore, actions.TooFar, actions.Unexplained) as refusal:
        form.add_error(None, sentence_of(refusal) or "")
    return None


def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show what a change moved, of what this officer may see."""
    officer = officer_of(request)
    require(officer, Right.READ)
    made = get_object_or_404(TimeChange, pk=change_id)
    seen = Obligation.objects.visible_to(officer).order_by().values("pk")
    dues = made.dues.filter(obligation__in=seen).select_related(
        "obligation", "obligation__submission", "obligation__case"
    )
    return render(request, "deadlines/change.html", {"change": made, "dues": dues[:MOST]})
