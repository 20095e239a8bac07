"""Recordings: heard by whoever may read the call, taken out by right only, ended in time."""

from itertools import chain

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.intake.actions import retain
from langnghe.intake.actions.keep_recordings import original_of, take_out_recording
from langnghe.intake.models import Recording
from langnghe.originals.store import NotKept
from langnghe.register.models import Attachment, Contact
from langnghe.web.clock import now
from langnghe.web.forms.work import ReasonForm
from langnghe.web.shell import officer_of
from langnghe.web.shown import RECORDED
from langnghe.web.views.files import answer_with, attachment_of, sealed


def _recorded(request: HttpRequest, attachment_id: int) -> Attachment:
    file = attachment_of(request, attachment_id)
    if file.role not in RECORDED:
        raise Http404
    return file


def sound(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Play a recording: its FLAC, else the rendition made when it was filed, else the original."""
    file = _recorded(request, attachment_id)
    recording = Recording.objects.filter(pk=file.pk).first()
    if recording is not None and recording.ended_at is not None:
        raise Http404
    if recording is not None and recording.is_kept:
        name = f"{file.name.rpartition('.')[0]}.flac"
        return answer_with(request, recording.flac_sha256, name=name, content_type="audio/flac")
    kept = file.playable_sha256 or file.sha256
    kind = "audio/wav" if file.playable_sha256 else file.content_type
    return answer_with(request, kept, name=file.name, content_type=kind)


def picture(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Give the waveform: for each side [[low, high], ...], and where nobody speaks."""
    file = _recorded(request, attachment_id)
    recording = Recording.objects.filter(pk=file.pk).only("sides", "silences").first()
    sides = recording.sides if recording and recording.sides else [file.peaks or []]
    silences = recording.silences if recording else []
    return JsonResponse({"sides": sides, "silences": silences, "seconds": file.seconds or 0})


@require_POST
def take_out(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """Download a recording exactly as the exchange left it, or as FLAC; leaves a trace."""
    officer = officer_of(request)
    require(officer, Right.EXPORT)
    file = _recorded(request, attachment_id)
    recording = Recording.objects.filter(pk=file.pk).first()
    if recording is None or recording.ended_at is not None:
        raise Http404
    as_flac = "flac" in request.POST and recording.is_kept
    take_out_recording(file.pk, by=officer, at=now())
    if as_flac:
        name = f"{file.name.rpartition('.')[0]}.flac"
        return answer_with(
            request, recording.flac_sha256, name=name, content_type="audio/flac", download=True
        )
    pieces = original_of(recording)
    try:
        first = next(pieces, b"")
    except NotKept:
        raise Http404 from None
    answer = StreamingHttpResponse(chain([first], pieces), content_type="application/octet-stream")
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    )
    return sealed(answer)


def ending(request: HttpRequest) -> HttpResponse:
    """Show the sounds whose time is over, before they go."""
    officer = officer_of(request)
    require(officer, Right.BALANCE)
    visible = Contact.objects.visible_to(officer)
    rows = retain.proposals().filter(attachment__contact__in=visible)[:200]
    context = {
        "rows": [{"recording": each, "goes_at": retain.goes_at(each)} for each in rows],
        "is_on": settings.RETENTION == "on",
    }
    return render(request, "recordings/ending.html", context)


@require_POST
def hold(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Keep a sound beyond its time, with a reason."""
    officer, form = officer_of(request), ReasonForm(request.POST)
    require(officer, Right.BALANCE)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        retain.hold_recording(attachment_id, reason=reason, by=officer, at=now())
        messages.success(request, _("The recording stays."))
    else:
        messages.error(request, _("Say in a few words why the recording stays."))
    return redirect("recordings-ending")
