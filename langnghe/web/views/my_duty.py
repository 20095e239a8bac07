"""One's own duties, swaps, the address of one's calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.deadlines.queries import office_calendar
from langnghe.register.gates import Missing
from langnghe.roster.actions import calendars, swaps
from langnghe.roster.actions.planning import AlreadyPlaced, PastDuty, spot_of
from langnghe.roster.labels import SWAP_STATES
from langnghe.roster.models import CalendarAddress, Duty, Swap
from langnghe.roster.queries import on_duty
from langnghe.roster.queries import plan as plans
from langnghe.roster.states import AT_THE_DESK, DutyRole, IllegalSwap, SwapState
from langnghe.web import roster_shown as shown
from langnghe.web.clock import now
from langnghe.web.shell import officer_of

_SHOWN = 60
_SWAPPED = (*AT_THE_DESK, DutyRole.ON_CALL)


def my_duty(request: HttpRequest, fresh: str = "") -> HttpResponse:
    """Show what lies ahead of an officer, swaps that concern them, their calendar."""
    officer, at = officer_of(request), now()
    require(officer, Right.READ)
    duties = Duty.objects.filter(officer=officer, ends_at__gt=at).select_related("week")[:_SHOWN]
    context = {
        "duties": [_mine(each, at) for each in duties],
        "swaps": [_shown_swap(each, officer) for each in _swaps_of(officer)],
        "whom_to_ask": _whom_to_ask(officer, at),
        "people": on_duty(at),
        "address": CalendarAddress.objects.filter(officer=officer).first(),
        "fresh": fresh,
    }
    return render(request, "roster/mine.html", context)


def _mine(duty: Duty, at: datetime) -> dict[str, Any]:
    swap = duty.swaps.filter(state__in=(SwapState.ASKED, SwapState.AGREED)).first()
    is_ahead = duty.week.in_force_at is not None and duty.begins_at > at
    return {
        "duty": duty,
        "day": shown.day_words(duty.on),
        "shift": shown.shift_words(spot_of(duty)),
        "swap": swap,
        "can_swap": is_ahead and swap is None and duty.role in _SWAPPED,
    }


def _swaps_of(officer: Officer) -> list[Swap]:
    """One's own, and for planners those that wait for approval; open ones first."""
    found = Swap.objects.select_related(
        "duty", "back", "asked_by", "colleague", "decided_by", "duty__week"
    )
    own = found.filter(asked_by=officer) | found.filter(colleague=officer)
    if officer.may(Right.PLAN_DUTY):
        own = own | found.filter(state=SwapState.AGREED)
    order = [SwapState.AGREED, SwapState.ASKED]
    return sorted(
        own.distinct()[:_SHOWN],
        key=lambda each: order.index(each.state) if each.state in order else len(order),  # type: ignore[arg-type]
    )


def _shown_swap(swap: Swap, officer: Officer) -> dict[str, Any]:
    steps = []
    if swap.state == SwapState.ASKED and swap.colleague_id == officer.pk:
        steps.append("answer")
    if swap.state in {SwapState.ASKED, SwapState.AGREED} and swap.asked_by_id == officer.pk:
        steps.append("withdraw")
    ours = officer.pk in {swap.asked_by_id, swap.colleague_id}
    decides = swap.state == SwapState.AGREED and officer.may(Right.PLAN_DUTY) and not ours
    if decides:
        steps.append("decide")
    names = {each.pk: each.full_name for each in (swap.asked_by, swap.colleague)}
    broken = swaps.newly_broken(swap, office_calendar().days_off) if decides else []
    return {
        "swap": swap,
        "what": _place(swap.duty),
        "back": _place(swap.back) if swap.back else "",
        "steps": steps,
        "broken": [shown.fault_words(each, names.get(each.officer or 0, "")) for each in broken],
    }


def _place(duty: Duty) -> str:
    return f"{shown.day_words(duty.on)}, {shown.shift_words(spot_of(duty))}"


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be asked, and what they could give in return."""

    officer: Officer
    duties: list[Duty]


def _whom_to_ask(officer: Officer, at: datetime) -> SafeString:
    """Return whom one may ask and what for, as choices: written once, though each duty has them."""
    colleagues = _colleagues(officer, at)
    return render_to_string("roster/_whom_to_ask.html", {"colleagues": colleagues})


def _colleagues(officer: Officer, at: datetime) -> list[Colleague]:
    desk = plans.people_by_role()
    people = {each.pk: each for role in _SWAPPED for each in desk[role]}
    people.pop(officer.pk, None)
    ahead = Duty.objects.filter(officer__in=people, begins_at__gt=at, role__in=_SWAPPED)
    theirs: dict[int, list[Duty]] = {}
    for duty in ahead:
        theirs.setdefault(duty.officer_id, []).append(duty)
    by_name = sorted(people.values(), key=lambda each: each.full_name)
    return [Colleague(each, theirs.get(each.pk, [])[:14]) for each in by_name]


def _refusable(request: HttpRequest, act: Callable[[], Swap]) -> HttpResponse:
    """Take a step and say where the swap stands now, or why it was not taken."""
    try:
        swap = act()
    except swaps.SwapOpen:
        messages.error(request, _("A swap of this duty was asked for already."))
    except swaps.NeedsReason:
        messages.error(request, _("Say why in a few words."))
    except (swaps.NotTheirs, IllegalSwap):
        messages.error(request, _("This step is not yours, or somebody took it already."))
    except PastDuty:
        messages.error(request, _("That shift has begun: it is not swapped any more."))
    except AlreadyPlaced:
        messages.error(request, _("The colleague has a duty in that shift already."))
    except (swaps.WrongPartner, Missing, ValueError):
        messages.error(request, _("Choose a colleague of the office."))
    else:
        messages.success(request, SWAP_STATES[SwapState(swap.state)])
    return redirect("my-duty")


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a colleague to take one's duty."""
    officer, reason = officer_of(request), request.POST.get("reason", "")

    def act() -> Swap:
        duty = int(request.POST.get("duty", ""))
        colleague, _space, back = request.POST.get("with", "").partition(" ")
        return swaps.ask_swap(
            duty,
            colleague_id=int(colleague),
            back_id=int(back) if back else None,
            reason=reason,
            by=officer,
            at=now(),
        )

    return _refusable(request, act)


@require_POST
def step(request: HttpRequest, swap_id: int) -> HttpResponse:
    """Agree, decline, withdraw, approve or refuse a swap."""
    officer, what, at = officer_of(request), request.POST.get("step", ""), now()

    def act() -> Swap:
        if what in {"agree", "decline"}:
            return swaps.answer_swap(swap_id, agrees=what == "agree", by=officer, at=at)
        if what == "withdraw":
            return swaps.withdraw_swap(swap_id, by=officer, at=at)
        return swaps.decide_swap(
            swap_id,
            approves=what == "approve",
            note=request.POST.get("note", ""),
            days_off=office_calendar().days_off,
            by=officer,
            at=at,
        )

    return _refusable(request, act)


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Make a new address for one's calendar, shown once; or end it."""
    officer = officer_of(request)
    require(officer, Right.READ)
    if request.POST.get("step") == "drop":
        calendars.drop_address(by=officer)
        return redirect("my-duty")
    secret = calendars.make_address(by=officer, at=now())
    return my_duty(request, request.build_absolute_uri(reverse("own-calendar", args=[secret])))
