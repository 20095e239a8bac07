"""The line: cards of calls, signing on, the state of the line, calling back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line import labels, queries, rules
from langnghe.line.actions import bans, call_backs, duty, trials
from langnghe.line.models import LiveCall
from langnghe.line.place import exchange_place
from langnghe.line.states import CallState, PauseReason
from langnghe.register.queries import start_of_day
from langnghe.roster.actions.watches import NotHandedOver
from langnghe.roster.queries import on_duty
from langnghe.telephony.exchange.talk import Refused, Unreachable, ask
from langnghe.web.clock import now
from langnghe.web.cut import cut
from langnghe.web.ringing import cards as cards_of
from langnghe.web.shell import officer_of

BAR = 160
CALL_BACKS_SHOWN = 100
BANS_SHOWN, LIFTS_SHOWN = 50, timedelta(days=7)


def line(request: HttpRequest) -> HttpResponse:
    """Show who is on, which calls there are, whom to call back, and how the day goes."""
    officer, at = officer_of(request), now()
    require(officer, Right.READ)
    calls = list(queries.calls_now())
    to_call, more = cut(queries.call_backs(officer), CALL_BACKS_SHOWN)
    context = {
        "sign_ons": queries.sign_ons(),
        "calls": calls,
        "longest": _longest_wait(calls),
        "call_backs": to_call,
        "more": more,
        "refused": queries.refused_since(start_of_day(at), officer),
        "figures": _figures(at),
        "exchanges": _exchanges(at),
        "trial": queries.last_trial(),
        "on": queries.sign_on_of(officer),
        "people": on_duty(at),
        "bar": BAR,
        "at": at,
        **_bans(officer, at),
    }
    part = request.headers.get("HX-Target") == "line-live"
    return render(request, "line/_live.html" if part else "line/line.html", context)


def _bans(officer: Officer, at: datetime) -> dict[str, object]:
    """Return who is kept out, and who was let in again lately, for who leads or administers."""
    if not officer.may(Right.BALANCE):
        return {}
    return {
        "bans": queries.bans_now(at=at)[:BANS_SHOWN],
        "lifts": queries.lifts_since(at - LIFTS_SHOWN)[:BANS_SHOWN],
    }


def _longest_wait(calls: list[LiveCall]) -> datetime | None:
    waiting = [each.waited_from or each.began_at for each in calls if each.state in queries.RINGING]
    return min(waiting, default=None)


def _exchanges(at: datetime) -> list[dict[str, object]]:
    return [
        {"health": each, "hours": rules.hours_of_recording(each.exchange.free_bytes)}
        for each in queries.exchanges(at=at)
    ]


def _figures(at: datetime) -> list[dict[str, object]]:
    day = queries.day_of_calls(start_of_day(at))
    rows = [
        (_("Calls"), day.calls, day.calls),
        (_("Answered by an officer"), day.answered, day.calls),
        (_("… within 20 seconds"), day.answered_soon, day.answered),
        (_("Hung up while waiting"), day.abandoned, day.calls),
        (_("Left a message"), day.messages, day.calls),
        (_("Missed"), day.missed, day.calls),
        (_("Refused: too many of one number"), day.refused, None),
        (_("To be called back"), day.to_call_back, None),
        (_("… tried within 15 minutes"), day.called_back_soon, day.to_call_back),
    ]
    return [
        {
            "name": name,
            "count": count,
            "share": round(100 * count / of) if of else None,
            "bar": BAR * count // max(day.calls, 1) if of is not None else 0,
        }
        for name, count, of in rows
    ]


def cards(request: HttpRequest) -> HttpResponse:
    """Answer the cards that belong on this officer's screen now."""
    officer, at = officer_of(request), now()
    require(officer, Right.REGISTER)
    on = queries.sign_on_of(officer)
    context = {
        "cards": cards_of(officer, at=at),
        "on": on,
        "gone": queries.alarms_for(officer, at=at),
        "trial": queries.failed_trial(officer),
    }
    return render(request, "line/_cards.html", context)


def duty_part(request: HttpRequest) -> HttpResponse:
    """Answer the part of the top bar that says whether this officer answers calls."""
    officer = officer_of(request)
    require(officer, Right.REGISTER)
    on = queries.sign_on_of(officer)
    context = {
        "on": on,
        "back": request.headers.get("HX-Current-URL", ""),
        "telephones": queries.telephones_for(officer),
        "mobile": queries.last_number_of(officer),
        "reasons": labels.PAUSE_REASONS.items(),
        "others": queries.sign_ons().exclude(officer=officer),
        "is_last": on is not None and not _others_answer(officer.pk),
    }
    return render(request, "line/_duty.html", context)


def _others_answer(officer_id: int) -> bool:
    return any(each.answers for each in queries.sign_ons().exclude(officer=officer_id))


def _back(request: HttpRequest) -> HttpResponse:
    """Go back to the page the form was on: a path of ours, whatever the form says."""
    try:
        page = urlsplit(request.POST.get("next", ""))
    except ValueError:
        return redirect("line")
    given = urlunsplit(("", "", page.path, page.query, ""))
    safe = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return HttpResponseRedirect(given if safe and given.isprintable() else reverse("line"))


def _refusable(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    """Do something about the duty; say why where it cannot be, and stay on the page."""
    try:
        act()
    except duty.TelephoneTaken as refusal:
        words = _("{name} is signed on at this telephone. Choose another one.")
        messages.error(request, words.format(name=refusal.officer))
    except duty.NotANumber:
        messages.error(request, _("This is no mobile or landline number of this country."))
    except (duty.NoTelephone, ValueError):
        messages.error(request, _("Choose a telephone."))
    except duty.NotSignedOn:
        messages.error(request, _("You are not signed on at a telephone."))
    except NotHandedOver:
        words = _("The shift before still stands watch: accept its handover book first.")
        messages.error(request, words)
        return redirect("handover")
    except duty.LastOfficer:
        words = _("You are the last one. Confirm that callers then hear the machine.")
        messages.error(request, words)
    return _back(request)


@require_POST
def sign_on(request: HttpRequest) -> HttpResponse:
    """Sign on at the chosen telephone, or at a number that was typed."""
    officer, number = officer_of(request), request.POST.get("number", "").strip()
    telephone = request.POST.get("telephone", "")
    if telephone == "number":
        return _refusable(request, lambda: duty.sign_on_at_number(number, by=officer, at=now()))
    return _refusable(request, lambda: duty.sign_on(int(telephone), by=officer, at=now()))


@require_POST
def sign_off(request: HttpRequest) -> HttpResponse:
    """Sign off; the last officer confirms that calls go to the message."""
    officer, alone = officer_of(request), bool(request.POST.get("alone"))
    return _refusable(request, lambda: duty.sign_off(by=officer, at=now(), leave_alone=alone))


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Let calls pass by for a while."""
    officer, reason = officer_of(request), request.POST.get("reason", PauseReason.BREAK)
    return _refusable(request, lambda: duty.pause(reason, by=officer, at=now()))


@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Let calls ring again."""
    officer = officer_of(request)
    return _refusable(request, lambda: duty.come_back(by=officer, at=now()))


@require_POST
def call_back(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Ring the officer's telephone, then the citizen's, and open the form of this call."""
    place = exchange_place()
    try:
        ringing = call_backs.ring_back(contact_id, by=officer_of(request), at=now())
        if place is None:
            raise Unreachable("no exchange is set")
        ask(place, "Originate", **ringing.fields)
    except duty.NotSignedOn:
        messages.error(request, _("Sign on at a telephone first: it rings, then the citizen's."))
    except call_backs.NoNumber:
        messages.error(request, _("The caller showed no number that can be called."))
    except (Unreachable, Refused):
        messages.error(request, _("The exchange does not answer. Call by hand: nothing is lost."))
    else:
        asked = {"call": f"{place.name}:{ringing.call}", "number": ringing.number}
        return redirect(f"{reverse('call')}?{urlencode(asked)}")
    return _back(request)


@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    """Let the hotline call itself now."""
    try:
        trial = trials.begin_trial(by=officer_of(request), at=now())
    except trials.NoExchange:
        messages.error(request, _("No exchange is set: there is nothing to try."))
    else:
        if trial.finding:
            messages.error(request, f"{trial.get_finding_display()}. {trial.remedy}")
        else:
            messages.success(request, _("The hotline calls itself now. The result stands here."))
    return redirect("line")


@require_POST
def unban(request: HttpRequest) -> HttpResponse:
    """Let an address in again that the exchange keeps out."""
    address, reason = request.POST.get("address", ""), request.POST.get("reason", "")
    try:
        known = str(ip_address(address))
        lifted = bans.lift_ban(known, reason=reason, by=officer_of(request), at=now())
    except ValueError:
        messages.error(request, _("This is no address that is kept out."))
    except bans.LiftedForNothing:
        messages.error(request, _("Say why in a few words."))
    else:
        said = _("{address} is let in again within seconds.")
        gone = _("{address} is not kept out any more.")
        messages.success(request, (said if lifted else gone).format(address=known))
    return redirect("line")


def call_part(request: HttpRequest) -> HttpResponse:
    """Answer how the call of a form stands now."""
    require(officer_of(request), Right.REGISTER)
    key = request.GET.get("call", "")
    context = {"live": queries.live_call(key), "call": key, "ended": CallState.ENDED}
    return render(request, "calls/_live.html", context)
