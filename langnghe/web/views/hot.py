"""What is hot: the board of what is unusual, one signal, and what a person says of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.triage import hot
from langnghe.triage.actions import signals
from langnghe.triage.models import DayCount, Signal
from langnghe.triage.states import SignalScope
from langnghe.web.clock import now
from langnghe.web.hot_pictures import bars_of, map_of, odds_in_words, weeks_of
from langnghe.web.shell import officer_of

MUTED_FOR = timedelta(days=7)
MOST_TABLE = 12


def board(request: HttpRequest) -> HttpResponse:
    """Show what is unusual now, where, and what came in the last seven days beside usual weeks."""
    officer, at = officer_of(request), now()
    require(officer, Right.READ)
    today, names = timezone.localtime(at).date(), hot.Names()
    living = hot.living(at=at)
    lit = {each.key for each in living if each.scope == SignalScope.WARD}
    lit |= {ward for each in living if each.scope == SignalScope.CLUSTER for ward in each.wards}
    wards = weeks_of("ward", today, lit)
    topics = weeks_of("topic", today, {each.key for each in living if each.scope == "topic"})
    context = {
        "signals": _rows(living, names, officer, today),
        "ended": [
            {"signal": each, "name": names.of(each)} for each in hot.ended_lately(at=at)[:20]
        ],
        "map": map_of(wards, names.wards),
        "wards": [(names.wards.get(each.key, each.key), each) for each in wards],
        "topics": [(names.topics.get(each.key, each.key), each) for each in topics[:MOST_TABLE]],
        "looked_at": max((each.last_at for each in living), default=None),
        "counts_days": DayCount.objects.filter(scope="all").count(),
        "wall": "wall" in request.GET,
        "at": at,
    }
    part = request.headers.get("HX-Target") == "hot-live"
    return render(request, "hot/_live.html" if part else "hot/board.html", context)


def _rows(
    living: list[Signal], names: hot.Names, officer: Officer, today: date
) -> list[dict[str, Any]]:
    """Return the signals that tell of something by themselves, those they tell of beside them."""
    mains = {each.pk for each in living if each.facts["told_by"] is None}
    return [
        _shown(each, names, officer, today)
        | {
            "also": [
                (names.of(other), other) for other in living if other.facts["told_by"] == each.pk
            ]
        }
        for each in living
        if each.pk in mains or each.facts["told_by"] not in mains
    ]


def _shown(each: Signal, names: hot.Names, officer: Officer, today: date) -> dict[str, Any]:
    return {
        "signal": each,
        "name": names.of(each),
        "bars": bars_of(each),
        "odds": odds_in_words(each.odds),
        "method": hot.method_name(each.method),
        "behind": hot.behind(each, officer, limit=3),
        "register": f"{reverse('register')}?{urlencode(hot.register_address(each))}",
        "wards": [names.wards.get(code, code) for code in each.wards],
        "is_muted": hot.is_muted(each, today),
    }


def signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Show one signal: its days, its voices, what was said of it."""
    officer, at = officer_of(request), now()
    require(officer, Right.READ)
    each = Signal.objects.select_related("decided_by").filter(pk=signal_id).first()
    if each is None:
        raise Http404
    today = timezone.localtime(at).date()
    names = hot.Names()
    main = Signal.objects.filter(pk=each.facts["told_by"] or 0).first()
    context = _shown(each, names, officer, today)
    context |= {
        "told_by": main,
        "told_by_name": names.of(main) if main else "",
        "behind": hot.behind(each, officer, limit=20),
        "until": (each.until or today + MUTED_FOR).isoformat(),
        "today": today.isoformat(),
        "latest": (today + signals.LONGEST).isoformat(),
    }
    return render(request, "hot/signal.html", context)


def _decided(request: HttpRequest, signal_id: int, act: Callable[[], object]) -> HttpResponse:
    """Do what was asked; say why where it cannot be."""
    try:
        act()
    except signals.NoExplanation:
        messages.error(request, _("Say in a few words why: the next shift reads it."))
    except (signals.NotWithinReach, ValueError):
        messages.error(request, _("Choose a day from today on, within three months."))
    return redirect("hot-signal", signal_id)


@require_POST
def acknowledge(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Take care of a signal."""
    officer = officer_of(request)
    return _decided(
        request, signal_id, lambda: signals.acknowledge_signal(signal_id, by=officer, at=now())
    )


@require_POST
def explain(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Write down why something is unusual."""
    officer, note = officer_of(request), request.POST.get("note", "")
    return _decided(
        request,
        signal_id,
        lambda: signals.explain_signal(signal_id, note=note, by=officer, at=now()),
    )


@require_POST
def mute(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Let a signal call nobody until a day."""
    officer, note = officer_of(request), request.POST.get("note", "")
    until = request.POST.get("until", "")

    def act() -> object:
        day = date.fromisoformat(until)
        return signals.mute_signal(signal_id, until=day, note=note, by=officer, at=now())

    return _decided(request, signal_id, act)
