"""Originals, attachments and recordings, by right only and never run in the browser."""

from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from langnghe.direction.models import Evidence
from langnghe.originals.store import NotKept, Store
from langnghe.register.models import Attachment, Case, Contact
from langnghe.web.framed import framed
from langnghe.web.ranges import with_ranges
from langnghe.web.shell import officer_of

HARMLESS = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "audio/wav",
        "audio/x-wav",
        "audio/mpeg",
        "audio/ogg",
        "application/pdf",
        "text/plain",
    }
)


def _open(sha256: str) -> BinaryIO:
    try:
        return Store(settings.ORIGINALS).open(sha256)
    except NotKept:
        raise Http404 from None


def _answer(
    request: HttpRequest, sha256: str, *, name: str, content_type: str, download: bool
) -> HttpResponse:
    """Answer with a stored file; what could run in a browser is only ever downloaded."""
    harmless = content_type in HARMLESS and not download
    response = FileResponse(
        _open(sha256),
        as_attachment=not harmless,
        filename=name,
        content_type=content_type if harmless else "application/octet-stream",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, max-age=3600"
    return with_ranges(request, response)


def _contact(request: HttpRequest, contact_id: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(officer_of(request)), pk=contact_id)


def original(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Download a contact exactly as it came."""
    contact = _contact(request, contact_id)
    ending = {"mail": "eml", "call": "json"}.get(contact.channel, "bin")
    name = f"contact-{contact.pk}.{ending}"
    if not contact.original_sha256:
        raise Http404
    try:
        return _answer(request, contact.original_sha256, name=name, content_type="", download=True)
    except Http404:
        arrival = getattr(contact, "arrival", None)
        if arrival is None:
            raise
        response = HttpResponse(bytes(arrival.raw), content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def contact_html(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show the laid-out form of a mail, made safe, for a frame without scripts."""
    contact = _contact(request, contact_id)
    html = contact.html
    for file in contact.attachments.exclude(content_id=""):
        html = html.replace(f"cid:{file.content_id}", f"/attachments/{file.pk}")
    return framed(html)


def _attachment(request: HttpRequest, attachment_id: int) -> Attachment:
    visible = Contact.objects.visible_to(officer_of(request))
    return get_object_or_404(Attachment.objects.filter(contact__in=visible), pk=attachment_id)


def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Show or download one attached file; `?download` always downloads the original."""
    file = _attachment(request, attachment_id)
    download = "download" in request.GET
    if file.playable_sha256 and not download:
        kind = "audio/wav" if file.content_type.startswith("audio/") else "image/jpeg"
        return _answer(
            request, file.playable_sha256, name=file.name, content_type=kind, download=False
        )
    return _answer(
        request, file.sha256, name=file.name, content_type=file.content_type, download=download
    )


def peaks(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Give the waveform of a recording as [[low, high], ...]."""
    file = _attachment(request, attachment_id)
    return JsonResponse({"peaks": file.peaks or [], "seconds": file.seconds or 0})


def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Show or download a piece of evidence."""
    cases = Case.objects.visible_to(officer_of(request))
    file = get_object_or_404(Evidence.objects.filter(assignment__case__in=cases), pk=evidence_id)
    return _answer(
        request,
        file.sha256,
        name=file.name,
        content_type=file.content_type,
        download="download" in request.GET,
    )
