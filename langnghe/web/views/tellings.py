"""Citizens to be told by telephone: the list, one at a time, and how each call went."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.line.actions.call_backs import NoNumber, ring_citizen
from langnghe.line.actions.duty import NotSignedOn
from langnghe.line.place import exchange_place
from langnghe.register.closing import tries_in_vain
from langnghe.reply import actions
from langnghe.reply.actions.tellings import CALL, survey_of
from langnghe.reply.models import Telling
from langnghe.reply.queries import tellings as tellings_of
from langnghe.telephony.exchange.talk import Refused, Unreachable, ask
from langnghe.web.clock import now
from langnghe.web.cut import cut
from langnghe.web.forms.answers import ToldForm
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of

SHOWN = 300


def tellings(request: HttpRequest) -> HttpResponse:
    """Show who is to be told by telephone, who is due first."""
    officer = officer_of(request)
    require(officer, Right.REPLY)
    rows, more = cut(tellings_of(officer), SHOWN)
    return render(request, "answers/tellings.html", {"rows": rows, "more": more, "at": now()})


def found(request: HttpRequest, telling_id: int) -> Telling:
    """Return the telling an address names, or answer 404."""
    officer = officer_of(request)
    require(officer, Right.REPLY)
    return get_object_or_404(tellings_of(officer), pk=telling_id)


def telling(request: HttpRequest, telling_id: int) -> HttpResponse:
    """Show what one citizen is to be told."""
    return _shown(request, found(request, telling_id), ToldForm())


def _shown(
    request: HttpRequest, subject: Telling, form: ToldForm, status: int = 200
) -> HttpResponse:
    half_days = tries_in_vain(subject.submission)
    context = {"telling": subject, "form": form, "half_days": half_days}
    return render(request, "answers/telling.html", context, status=status)


@require_POST
def call(request: HttpRequest, telling_id: int) -> HttpResponse:
    """Ring the officer's telephone, then the citizen's."""
    subject, officer, place = found(request, telling_id), officer_of(request), exchange_place()
    try:
        held = actions.take_telling(telling_id, by=officer, at=now())
        number = subject.submission.reporter.phone_key
        about, survey = f"{CALL}{telling_id}", survey_of(held)
        ringing = ring_citizen(number, about=about, survey=survey, by=officer, at=now())
        if place is not None:
            ask(place, "Originate", **ringing.fields)
            messages.success(
                request, _("Your telephone rings. Lift it: then the citizen is called.")
            )
    except actions.HeldMeanwhile as refusal:
        messages.error(request, sentence_of(refusal) or "")
    except (NotSignedOn, NoNumber):
        messages.error(request, _("Sign on at a telephone first; then call."))
    except (Refused, Unreachable):
        messages.error(request, _("The exchange does not answer. Call with another telephone."))
    return redirect("telling", telling_id=telling_id)


@require_POST
def done(request: HttpRequest, telling_id: int) -> HttpResponse:
    """Record how the call went, and show who is next."""
    subject, form, officer = found(request, telling_id), ToldForm(request.POST), officer_of(request)
    if not form.is_valid():
        return _shown(request, subject, form, status=422)
    said = form.cleaned_data
    actions.record_call(
        subject.submission_id, result=said["result"], text=said["text"], by=officer, at=now()
    )
    if said["score"] and said["result"] == "told":
        verdict = actions.Verdict(score=said["score"])
        actions.rate_told(subject.submission_id, verdict, by=officer, at=now())
    messages.success(request, _("The call is on record."))
    following = tellings_of(officer).filter(next_at__lte=now()).exclude(pk=telling_id).first()
    return redirect("telling", telling_id=following.pk) if following else redirect("tellings")
