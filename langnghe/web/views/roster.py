"""The roster: a week's grid, planning it, the printed sheet, calendars."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.deadlines.queries import office_calendar
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.roster.actions import calendars, planning
from langnghe.roster.actions.planning import Spot
from langnghe.roster.queries import on_duty
from langnghe.roster.queries import plan as plans
from langnghe.roster.rules.limits import Fault
from langnghe.roster.rules.shifts import monday_of
from langnghe.web import roster_shown as shown
from langnghe.web.clock import now
from langnghe.web.numbers import number_in
from langnghe.web.roster_calendar import calendar_of
from langnghe.web.shell import officer_of


def week_named(request: HttpRequest) -> date:
    """Read which week an address or a form means; this one if none."""
    try:
        day = date.fromisoformat((request.POST or request.GET).get("week", ""))
    except ValueError:
        day = timezone.localtime(now()).date()
    return monday_of(day) if 2000 < day.year < 2100 else monday_of(timezone.localtime(now()).date())


def roster(request: HttpRequest) -> HttpResponse:
    """Show a week; with a chosen place, who may be put there."""
    officer, at = officer_of(request), now()
    require(officer, Right.READ)
    monday, days_off = week_named(request), office_calendar().days_off
    week = shown.shown_week(monday, days_off)
    spot = shown.spot_named(request.GET.get("cell", ""))
    may_plan = officer.may(Right.PLAN_DUTY)
    context = {
        "week": week,
        "days": week.days(timezone.localtime(at).date()),
        "bands": week.bands(at),
        "faults": shown.said_faults(_ahead(week, at), week.duties),
        "loads": shown.loads(week),
        "people": on_duty(at),
        "may_plan": may_plan,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        **(_chosen(spot, week, at) if spot and may_plan else {}),
    }
    part = request.headers.get("HX-Target") == "roster"
    return render(request, "roster/_week.html" if part else "roster/roster.html", context)


def _ahead(week: shown.Shown, at: datetime) -> list[Fault]:
    """What is wrong and can still be mended."""
    today = timezone.localtime(at).date()
    return [each for each in week.faults if each.on >= today]


def _chosen(spot: Spot, week: shown.Shown, at: datetime) -> dict[str, object]:
    """What the panel beside the grid shows of a chosen place."""
    here = [
        each
        for each in week.duties
        if (each.on, each.shift, each.role) == (spot.on, spot.shift, spot.role)
    ]
    return {
        "cell": shown.key_of(spot),
        "cell_name": shown.name_of(spot),
        "cell_duties": here,
        "cell_past": plans.shift_named(spot.on, spot.shift).to_at <= at,
        "candidates": shown.candidates(spot, week),
    }


def _back(request: HttpRequest) -> HttpResponse:
    asked = {"week": week_named(request).isoformat()}
    if cell := request.POST.get("back", ""):
        asked["cell"] = cell
    return redirect(f"{reverse('roster')}?{urlencode(asked)}")


def _refusable(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    """Change the roster; say why where it cannot be, and stay on the week."""
    try:
        if said := act():
            messages.success(request, said)
    except planning.AlreadyPlaced:
        messages.error(request, _("This officer has a duty in that shift already."))
    except planning.PastDuty:
        messages.error(request, _("That shift is over: what was, is not planned."))
    except planning.NothingToCopy:
        messages.error(request, _("The week before is empty: there is nothing to copy."))
    except ChangedMeanwhile:
        words = _("Somebody else changed this week in the meantime. Look at it, then try again.")
        messages.error(request, words)
    except (planning.NoSuchShift, Missing, ValueError):
        messages.error(request, _("Choose a place of the week and an officer of the office."))
    return _back(request)


def _version(request: HttpRequest) -> int | None:
    return number_in(request.POST.get("version"))


def _spot(request: HttpRequest) -> Spot:
    spot = shown.spot_named(request.POST.get("cell", ""))
    if spot is None:
        raise Missing
    return spot


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Put an officer into a place, or move a duty there."""
    officer, version = officer_of(request), _version(request)

    def act() -> str:
        spot, duty = _spot(request), request.POST.get("duty", "")
        if duty:
            planning.move_duty(int(duty), spot, by=officer, at=now(), version=version)
        else:
            chosen = int(request.POST.get("officer", ""))
            planning.place_officer(chosen, spot, by=officer, at=now(), version=version)
        return ""

    return _refusable(request, act)


@require_POST
def take_out(request: HttpRequest) -> HttpResponse:
    """Take a duty out of the week."""
    officer, version = officer_of(request), _version(request)

    def act() -> str:
        duty = int(request.POST.get("duty", ""))
        planning.take_out(duty, by=officer, at=now(), version=version)
        return ""

    return _refusable(request, act)


@require_POST
def fill(request: HttpRequest, how: str) -> HttpResponse:
    """Fill a week: by a proposal, by the week before; or empty its draft, or put it in force."""
    officer, monday, at = officer_of(request), week_named(request), now()

    def act() -> str:
        if how == "propose":
            days_off = office_calendar().days_off
            return _added(planning.propose_week(monday, days_off, by=officer, at=at))
        if how == "copy":
            return _added(planning.copy_last_week(monday, by=officer, at=at))
        if how == "empty":
            planning.empty_week(monday, by=officer, at=at)
            return _("The draft is empty.")
        planning.put_in_force(monday, by=officer, at=at)
        return _("The roster of this week is in force.")

    return _refusable(request, act)


def _added(count: int) -> str:
    if not count:
        return _("Nobody could be added: no place is empty, or nobody is free.")
    return ngettext("{n} duty was added.", "{n} duties were added.", count).format(n=count)


@require_POST
def peak(request: HttpRequest) -> HttpResponse:
    """Mark a day as a peak day, or as a usual one again."""
    officer = officer_of(request)

    def act() -> str:
        day = date.fromisoformat(request.POST.get("on", ""))
        planning.mark_peak(day, request.POST.get("why", ""), by=officer, at=now())
        return ""

    return _refusable(request, act)


def sheet(request: HttpRequest) -> HttpResponse:
    """Show the weekly sheet as it is printed and signed."""
    require(officer_of(request), Right.READ)
    week = shown.shown_week(week_named(request), office_calendar().days_off)
    today = timezone.localtime(now()).date()
    with translation.override(settings.LANGUAGE_CODE):
        bands = week.bands(now())
    context = {
        "week": week,
        "days": week.days(today),
        "bands": bands,
        "today": today,
        "office": settings.PROFILE_FACTS.get("office", {}),
    }
    return render(request, "roster/sheet.html", context)


def whole_calendar(request: HttpRequest) -> HttpResponse:
    """Give the whole roster in force as a calendar file."""
    require(officer_of(request), Right.READ)
    return _calendar(calendar_of(None, at=now()), "lich-truc.ics")


@login_not_required
def own_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Give one officer's duties to whoever knows the secret address."""
    officer = calendars.open_address(secret, at=now())
    if officer is None:
        raise Http404
    return _calendar(calendar_of(officer, at=now()), "ca-truc.ics")


def _calendar(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
