"""Alarms: the bar over every page, the list, one alarm with its tries, what is decided about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty.actions.alarms import acknowledge_alarm, dismiss_alarm
from langnghe.duty.actions.notices import note_shown
from langnghe.duty.models import Alarm
from langnghe.duty.queries import RuleFigures, figures_by_rule, open_alarms
from langnghe.duty.states import OPEN_ALARMS
from langnghe.triage.knowing import say_rule
from langnghe.web.alarms_shown import IN_LIST, bar_of, facts_of, shown
from langnghe.web.clock import now
from langnghe.web.cut import cut
from langnghe.web.shell import officer_of


def _bar(request: HttpRequest, officer: Officer) -> HttpResponse:
    bar = bar_of(officer)
    if mine := [each.alarm.pk for each in bar["all"] if each.is_mine]:
        note_shown(mine, by=officer, at=now())
    return render(request, "alarms/_bar.html", bar)


def bar(request: HttpRequest) -> HttpResponse:
    """Show the alarms that nobody has answered, over every page."""
    officer = officer_of(request)
    require(officer, Right.READ)
    return _bar(request, officer)


def alarms(request: HttpRequest) -> HttpResponse:
    """Show all alarms, the open ones first, and how often each rule was wrong."""
    officer = officer_of(request)
    require(officer, Right.READ)
    ended = Alarm.objects.visible_to(officer).exclude(state__in=OPEN_ALARMS)
    figures: list[tuple[RuleFigures, str]] = [
        (each, say_rule(each.rule, get_language() or "vi")) for each in figures_by_rule(officer)
    ]
    waiting, more = cut(open_alarms(officer), IN_LIST)
    context = {
        "open": shown(waiting),
        "more": more,
        "ended": shown(ended.select_related("submission", "ended_by")[:IN_LIST]),
        "figures": figures,
    }
    part = request.headers.get("HX-Target", "")
    template = "alarms/_live.html" if part == "alarms-live" else "alarms/alarms.html"
    return render(request, template, context)


def alarm(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Show one alarm: what of, whom it reached by which ways, what became of it."""
    officer = officer_of(request)
    seen = Alarm.objects.visible_to(officer).select_related("submission", "ended_by")
    found = seen.filter(pk=alarm_id).first()
    if found is None:
        raise Http404
    note_shown([found.pk], by=officer, at=now())
    part = request.headers.get("HX-Target", "")
    template = "alarms/_told.html" if part == "alarm-live" else "alarms/alarm.html"
    return render(request, template, facts_of(found))


@require_POST
def acknowledge(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Say that one takes care of it."""
    taken = acknowledge_alarm(alarm_id, by=officer_of(request), at=now())
    if taken.ended_by != officer_of(request):
        return _after(request, _("{officer} has taken it before.").format(officer=taken.ended_by))
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
    going = request.POST.get("next", "")
    return redirect(going if going.startswith("/alarms/") else "alarms")
