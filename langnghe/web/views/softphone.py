"""The telephone in the browser: its window, what it signs in with, what it asks of the exchange."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Agency
from langnghe.access.rules import Right
from langnghe.line import labels
from langnghe.line.actions.invite import NotInvited, invite_agency, invite_help
from langnghe.line.actions.recording import (
    NoConversation,
    pause_recording,
    renew_recorder,
    resume_recording,
)
from langnghe.line.models import Telephone
from langnghe.line.states import TelephoneKind, Unrecorded
from langnghe.telephony.exchange.ice import Server, servers
from langnghe.telephony.exchange.plan import HELP_NUMBERS
from langnghe.telephony.exchange.talk import Refused, Unreachable
from langnghe.web.clock import now
from langnghe.web.shell import officer_of

REALM = "exchange.invalid"
"""What stands after the @ of a telephone's address; nobody resolves it."""
WAY = "/exchange/ws"
PAD = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")


def telephone(request: HttpRequest) -> HttpResponse:
    """Show the telephone's window; it stands in it nowhere how the telephone signs in."""
    require(officer_of(request), Right.REGISTER)
    context: dict[str, Any] = {
        "pad": PAD,
        "help_numbers": [{"number": each, "words": words} for each, words in _help().items()],
        "agencies": Agency.objects.exclude(phone="").filter(valid_to=None),
        "reasons": [(reason.value, words) for reason, words in labels.UNRECORDED.items()],
    }
    return render(request, "softphone/telephone.html", context)


def _help() -> dict[str, str]:
    words = {
        "111": _("Children in danger"),
        "112": _("Search and rescue"),
        "113": _("Police"),
        "114": _("Fire"),
        "115": _("Ambulance"),
    }
    return {number: words.get(number, "") for number in HELP_NUMBERS}


def _own(request: HttpRequest) -> Telephone:
    """Return the browser telephone of the officer who asks; else 404."""
    officer = officer_of(request)
    require(officer, Right.REGISTER)
    own = officer.telephones.filter(kind=TelephoneKind.BROWSER).exclude(secret="").first()
    if own is None:
        raise Http404
    return own


@never_cache
def credentials(request: HttpRequest) -> HttpResponse:
    """Give the officer's own window what its telephone signs in with at the exchange."""
    own = _own(request)
    others = Telephone.objects.exclude(pk=own.pk).select_related("officer")
    colleagues = [
        {"name": each.name, "words": str(each.officer or "") or each.name}
        for each in others
        if each.name.isdigit()
    ]
    return JsonResponse(
        {
            "extension": own.name,
            "secret": own.secret,
            "realm": REALM,
            "path": WAY,
            "ice": ice_servers(own.name, at=now()),
            "colleagues": colleagues,
        }
    )


def ice_servers(telephone: str, *, at: datetime) -> list[Server]:
    """Return who helps a telephone's sound around walls, as browsers want to be told."""
    return servers(settings.ICE_SERVERS, settings.TURN_SECRET, user=telephone, at=at)


@require_POST
def recording(request: HttpRequest) -> HttpResponse:
    """Pause the recording for a reason, or record again where none is given."""
    own, reason = _own(request), request.POST.get("reason", "")
    officer = officer_of(request)
    if reason and reason not in set(Unrecorded):
        raise Http404
    try:
        if reason:
            words = pause_recording(own.name, Unrecorded(reason), by=officer, at=now())
        else:
            words = ""
            resume_recording(own.name, by=officer, at=now())
    except (NoConversation, Refused, Unreachable) as failure:
        return _not_done(failure)
    return JsonResponse({"words": words})


@require_POST
def handing_over(request: HttpRequest) -> HttpResponse:
    """Prepare the recording of a call for being handed to a colleague."""
    own = _own(request)
    try:
        renew_recorder(own.name, by=officer_of(request))
    except (NoConversation, Refused, Unreachable) as failure:
        return _not_done(failure)
    return JsonResponse({"words": ""})


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Call an agency or a help number into the conversation."""
    own, officer = _own(request), officer_of(request)
    number, agency = request.POST.get("number", ""), request.POST.get("agency", "")
    try:
        if agency:
            who = invite_agency(own.name, agency, by=officer, at=now())
        else:
            who = invite_help(own.name, number, by=officer, at=now())
    except (NoConversation, NotInvited, Refused, Unreachable) as failure:
        return _not_done(failure)
    return JsonResponse({"words": who})


def _not_done(failure: Exception) -> JsonResponse:
    if isinstance(failure, NoConversation):
        words = _("There is no conversation at your telephone now.")
    elif isinstance(failure, NotInvited):
        words = _("This number is not known as a help number or an agency.")
    else:
        words = _("The exchange did not do it. Try again.")
    return JsonResponse({"words": words}, status=409)
