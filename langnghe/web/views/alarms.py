"""Alarms: the bar over every page, the list, and what a person decides about each."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty.actions.alarms import acknowledge_alarm, dismiss_alarm
from langnghe.duty.models import Alarm
from langnghe.duty.queries import RuleFigures, figures_by_rule, open_alarms
from langnghe.duty.states import OPEN_ALARMS
from langnghe.triage.knowing import say_rule
from langnghe.web.clock import now
from langnghe.web.shell import officer_of

IN_BAR, IN_LIST = 1, 200


@dataclass(frozen=True)
class ShownAlarm:
    """An alarm and its rule in words."""

    alarm: Alarm
    rule: str


def _shown(alarm: Alarm) -> ShownAlarm:
    return ShownAlarm(alarm, say_rule(alarm.rule, get_language() or "vi"))


def _bar(request: HttpRequest, officer: Officer) -> HttpResponse:
    found = open_alarms(officer)
    shown = [_shown(alarm) for alarm in found[:IN_BAR]]
    context = {"alarms": shown, "more": max(0, found.count() - len(shown))}
    return render(request, "alarms/_bar.html", context)


def bar(request: HttpRequest) -> HttpResponse:
    """Show the alarms that nobody has answered, over every page."""
    officer = officer_of(request)
    require(officer, Right.REGISTER)
    return _bar(request, officer)


def alarms(request: HttpRequest) -> HttpResponse:
    """Show all alarms, the open ones first, and how often each rule was wrong."""
    officer = officer_of(request)
    require(officer, Right.READ)
    ended = Alarm.objects.visible_to(officer).exclude(state__in=OPEN_ALARMS)
    figures: list[tuple[RuleFigures, str]] = [
        (each, say_rule(each.rule, get_language() or "vi")) for each in figures_by_rule(officer)
    ]
    context = {
        "open": [_shown(alarm) for alarm in open_alarms(officer)[:IN_LIST]],
        "ended": [
            _shown(alarm) for alarm in ended.select_related("submission", "ended_by")[:IN_LIST]
        ],
        "figures": figures,
    }
    part = request.headers.get("HX-Target", "")
    template = "alarms/_live.html" if part == "alarms-live" else "alarms/alarms.html"
    return render(request, template, context)


@require_POST
def acknowledge(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Say that one takes care of it."""
    acknowledge_alarm(alarm_id, by=officer_of(request), at=now())
    return _after(request, _("You have taken the alarm."))


@require_POST
def dismiss(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Say that it was false, and why."""
    reason = request.POST.get("reason", "")
    dismiss_alarm(alarm_id, reason=reason, by=officer_of(request), at=now())
    return _after(request, _("Counted as a false alarm."))


def _after(request: HttpRequest, words: str) -> HttpResponse:
    if request.headers.get("HX-Target") == "alarms":
        return _bar(request, officer_of(request))
    messages.success(request, words)
    return redirect("alarms")
