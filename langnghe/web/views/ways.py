"""My ways: where alarms reach this officer, and whether they do."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.finders import find
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    RawPostDataException,
)
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty.actions import ways as actions
from langnghe.duty.carriers import is_set_up
from langnghe.duty.models import Alarm, PushDevice
from langnghe.duty.reaching import numbers_of
from langnghe.duty.states import AlarmKind, Way
from langnghe.paging.push import own_key, public_key
from langnghe.web.alarms_shown import steps_of
from langnghe.web.clock import now
from langnghe.web.shell import officer_of


def my_ways(request: HttpRequest) -> HttpResponse:
    """Show where alarms reach this officer, and how the last test fared."""
    officer = officer_of(request)
    require(officer, Right.READ)
    part = request.headers.get("HX-Target", "")
    template = "ways/_test.html" if part == "ways-test" else "ways/ways.html"
    return render(request, template, _facts(officer))


def _facts(officer: Officer) -> dict[str, Any]:
    numbers = [*numbers_of(officer), "", ""]
    test = Alarm.objects.filter(kind=AlarmKind.TRY, only_for=officer).first()
    return {
        "devices": PushDevice.objects.filter(officer=officer, gone_at=None),
        "first": numbers[0],
        "second": numbers[1],
        "ready": {way.value: is_set_up(way) for way in Way},
        "push_key": urlsafe_b64encode(public_key(own_key(settings.PUSH_KEY))).decode().rstrip("="),
        "test": test,
        "steps": steps_of(test) if test else [],
    }


@require_POST
def set_numbers(request: HttpRequest) -> HttpResponse:
    """Keep the numbers this officer is called at."""
    first, second = (request.POST.get(name, "") for name in ("first", "second"))
    try:
        actions.set_numbers(first, second, by=officer_of(request), at=now())
    except actions.NotANumber:
        context = {**_facts(officer_of(request)), "first": first, "second": second, "wrong": True}
        return render(request, "ways/ways.html", context, status=422)
    messages.success(request, _("Your numbers are kept."))
    return redirect("my-ways")


@require_POST
def add_device(request: HttpRequest) -> HttpResponse:
    """Keep what a browser gave to be reached by."""
    try:
        given = json.loads(request.body)
        browser = actions.Browser(
            endpoint=str(given["endpoint"]),
            key=str(given["keys"]["p256dh"]),
            secret=str(given["keys"]["auth"]),
            label=str(given.get("label", "")),
        )
        actions.add_device(browser, by=officer_of(request), at=now())
    except (ValueError, KeyError, TypeError, RawPostDataException):
        return JsonResponse(
            {"words": _("This browser gave no address to be reached by.")}, status=400
        )
    except actions.NotAPushService:
        words = _("This browser's push service is not allowed here: ask the administrator.")
        return JsonResponse({"words": words}, status=409)
    except actions.TooManyDevices:
        return JsonResponse({"words": _("You have ten devices: remove one first.")}, status=409)
    return JsonResponse({"words": _("This device shows alarms from now on.")})


@require_POST
def remove_device(request: HttpRequest, device_id: int) -> HttpResponse:
    """Let a device show nothing any more."""
    actions.remove_device(device_id, by=officer_of(request), at=now())
    messages.success(request, _("The device shows no alarms any more."))
    return redirect("my-ways")


@require_POST
def try_ways(request: HttpRequest) -> HttpResponse:
    """Raise a test alarm by all ways of this officer."""
    actions.try_ways(by=officer_of(request), at=now())
    return redirect("my-ways")


@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that shows notices while no page is open; it looks after the whole site."""
    path = find("ln/push.js")
    if not isinstance(path, str):
        raise Http404
    answer = HttpResponse(Path(path).read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
