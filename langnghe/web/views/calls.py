"""The call form: what the caller says, typed while listening; nothing typed is lost."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.intake.actions.log_call import NothingSaid, TypedCall, log_call, mark_call
from langnghe.line.queries import live_call
from langnghe.register import labels
from langnghe.register.actions.desk import draft_of
from langnghe.register.actions.facts import Matter, Registration
from langnghe.register.models import Contact, Draft
from langnghe.register.queries import submission_by_code
from langnghe.register.rules import summary_of
from langnghe.register.states import Channel, LegalForm
from langnghe.triage.knowing import knowledge_at_hand
from langnghe.web.clock import now
from langnghe.web.forms.registration import (
    MatterForm,
    RegistrationForm,
    checked_matters,
    matter_forms,
)
from langnghe.web.ringing import card_of
from langnghe.web.shell import officer_of

LONGEST_CALL = timedelta(hours=12)
CHANNELS = (Channel.CALL, Channel.VISIT, Channel.LETTER)
MARKS = ("wrong_number", "silent", "abusive", "test")
"""What a call that was no submission may have been."""
_CALL_KEY = re.compile(r"[\w-]{1,60}:[\w.-]{1,39}")


def call(request: HttpRequest) -> HttpResponse:
    """Show the form of a call, or file what was typed and read out its code."""
    officer = officer_of(request)
    require(officer, Right.REGISTER)
    if request.method == "POST":
        return _file(request)
    live_key = call_key(request.GET.get("call", ""))
    key = live_key or request.GET.get("key", "")
    if not key:
        given = {"key": uuid4().hex, **{k: v for k, v in request.GET.items() if k == "number"}}
        return redirect(f"{request.path}?{urlencode(given)}")
    live = live_call(live_key) if live_key else None
    number = (live.number if live else "") or request.GET.get("number", "")
    knowledge_at_hand()  # read while the caller says the first words, not once they are typed
    context = {
        **_form_context(RegistrationForm(initial={"legal_form": LegalForm.TELEPHONE}), key),
        **_live_context(live_key, officer),
        "draft": draft_of(f"call:{key}", officer),
        "started_at": (live.began_at if live else now()).isoformat(),
        "unfinished": Draft.objects.filter(officer=officer, key__startswith="call:")
        .exclude(key=f"call:{key}")
        .order_by("-saved_at")[:5],
        "number": number,
    }
    return render(request, "calls/call.html", context)


def call_key(text: str) -> str:
    """Return the key of an exchange's call as it was given in an address; "" if it is none."""
    return text if _CALL_KEY.fullmatch(text) else ""


def _live_context(key: str, officer: Officer) -> dict[str, Any]:
    """Say what the form of an exchange's call needs: the call, its contact, who may be calling."""
    if not key:
        return {}
    live = live_call(key)
    contact = Contact.objects.visible_to(officer).filter(channel=Channel.CALL, external_id=key)
    return {
        "call": key,
        "live": live,
        "card": card_of(live, officer) if live else None,
        "contact": contact.first(),
        "marks": [(code, labels.SET_ASIDE_REASONS[code]) for code in MARKS],
    }


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Say that a call was no submission, and why."""
    key, reason = call_key(request.POST.get("call", "")), request.POST.get("reason", "")
    if not key or reason not in MARKS:
        messages.error(request, _("Choose why it is set aside."))
        return redirect("desk")
    mark_call(key, reason, by=officer_of(request), at=now())
    messages.success(request, _("Set aside. It stays findable and can be put back."))
    return redirect("desk")


def _form_context(form: RegistrationForm, key: str, **more: Any) -> dict[str, Any]:
    return {"form": form, "matters": [MatterForm(prefix="m0")], "key": key, **more}


def _file(request: HttpRequest) -> HttpResponse:
    officer, key = officer_of(request), request.POST.get("key", "")[:100]
    form, posted = RegistrationForm(request.POST), matter_forms(request.POST, officer)
    matters, trouble = checked_matters(posted), ""
    if form.is_valid() and matters is not None and key:
        try:
            submission = log_call(
                _typed(request, key), _registration(form, matters, request), by=officer, at=now()
            )
        except NothingSaid:
            trouble = _("Write at least a few words of what was said.")
        else:
            return redirect("call-filed", code=submission.code)
    messages.error(
        request, trouble or _("Not filed yet: see the marked fields. What you typed is kept.")
    )
    context = _form_context(form, key, typed=request.POST)
    context |= _live_context(call_key(request.POST.get("call", "")), officer)
    context["matters"] = posted or [MatterForm(prefix="m0")]
    context["started_at"] = request.POST.get("started_at", "")
    context["number"] = request.POST.get("phone", "")
    return render(request, "calls/call.html", context, status=422)


def _registration(
    form: RegistrationForm, matters: tuple[Matter, ...], request: HttpRequest
) -> Registration:
    """Take the first words as title where none was typed: nobody is asked twice in a call."""
    if not matters:
        matters = (Matter(title=summary_of(request.POST.get("text", ""))),)
    return form.registration(matters)


def _typed(request: HttpRequest, key: str) -> TypedCall:
    said = request.POST
    joins = submission_by_code(said.get("joins", ""), officer_of(request))
    channel = said.get("channel", Channel.CALL)
    return TypedCall(
        key=key,
        call=call_key(said.get("call", "")),
        text=said.get("text", ""),
        number=said.get("phone", ""),
        name=said.get("name", ""),
        started_at=_started(said.get("started_at", "")),
        channel=Channel(channel) if channel in CHANNELS else Channel.CALL,
        joins_id=joins.pk if joins else None,
    )


def _started(text: str) -> datetime:
    """Believe the form's clock only within reason."""
    at = now()
    try:
        started = parse_datetime(text)
    except ValueError:
        started = None
    if started is None or not is_aware(started) or not at - LONGEST_CALL <= started <= at:
        return at
    return started


def call_filed(request: HttpRequest, code: str) -> HttpResponse:
    """Show the code in huge figures, to be read out to the caller."""
    submission = submission_by_code(code, officer_of(request))
    if submission is None:
        return redirect("desk")
    return render(request, "calls/filed.html", {"submission": submission})
