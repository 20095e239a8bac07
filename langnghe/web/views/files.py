"""Originals, attachments and recordings, by right only and never run in the browser."""

from base64 import b64encode
from typing import BinaryIO, cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from langnghe.direction.models import Evidence
from langnghe.mail.hypertext import with_pictures
from langnghe.originals.kinds import Look, look_of, type_of
from langnghe.originals.store import NotKept, Store
from langnghe.register.models import Attachment, Case, Contact
from langnghe.vietnamese.encodings import decode
from langnghe.web.framed import framed
from langnghe.web.ranges import with_ranges
from langnghe.web.shell import officer_of
from langnghe.web.shown import RECORDED, ShownFile

_RENDERED = frozenset({"image/heic", "image/heif", "image/tiff"})
"""Pictures that browsers cannot show: their rendition stands for them."""
PICTURES_LIMIT = 10_000_000
"""Bytes of pictures that are shown inside one mail; all of them lie beside it as files."""
TEXT_LIMIT = 1_000_000
"""Bytes of a text file that are shown; the download is whole."""


def _open(sha256: str) -> BinaryIO:
    try:
        return Store(settings.ORIGINALS).open(sha256)
    except NotKept:
        raise Http404 from None


def kept_bytes(sha256: str) -> bytes:
    """Return a stored file whole; what the store lost answers 404."""
    with _open(sha256) as file:
        return file.read()


def answer_with(
    request: HttpRequest, sha256: str, *, name: str, content_type: str, download: bool = False
) -> HttpResponse:
    """Answer with a stored file; what could run in a browser is only ever downloaded."""
    look = look_of(name, content_type)
    harmless = look not in {Look.OTHER, Look.LETTER, Look.TEXT} and not download
    response = FileResponse(
        _open(sha256),
        as_attachment=not harmless,
        filename=name,
        content_type=type_of(name, content_type) if harmless else "application/octet-stream",
    )
    return with_ranges(request, cast("FileResponse", sealed(response)))


def sealed(response: HttpResponseBase) -> HttpResponseBase:
    """Mark bytes that are not ours: nothing in them may run, whatever a browser makes of them."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def text_page(data: bytes) -> HttpResponse:
    """Answer with a text file in whatever encoding, as plain text in UTF-8."""
    words = decode(data[:TEXT_LIMIT], None).text
    return cast(
        "HttpResponse", sealed(HttpResponse(words, content_type="text/plain; charset=utf-8"))
    )


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
        return answer_with(
            request, contact.original_sha256, name=name, content_type="", download=True
        )
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
    return framed(with_pictures(contact.html, _pictures(contact)))


def _pictures(contact: Contact) -> dict[str, str]:
    """Return the previews of a mail's own pictures as data, by content id in lower case.

    The frame is sealed: a browser sends no cookies from it, so that it could not fetch them.
    """
    drawn: dict[str, str] = {}
    left = PICTURES_LIMIT
    for file in contact.attachments.exclude(content_id="").exclude(playable_sha256=""):
        with _open(file.playable_sha256) as kept:
            data = kept.read(left + 1)
        if len(data) <= left:
            left -= len(data)
            drawn[file.content_id.lower()] = f"data:image/jpeg;base64,{b64encode(data).decode()}"
    return drawn


def attachment_of(request: HttpRequest, attachment_id: int) -> Attachment:
    """Return an attached file whose contact this officer may see; else 404."""
    visible = Contact.objects.visible_to(officer_of(request))
    return get_object_or_404(Attachment.objects.filter(contact__in=visible), pk=attachment_id)


def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Show or download one attached file.

    `?preview` is a picture of it, where one was made; `?download` is always the original.
    """
    file = attachment_of(request, attachment_id)
    if file.role in RECORDED:
        return redirect("recording", attachment_id=file.pk)
    if "preview" in request.GET:
        return _preview(request, file)
    look = look_of(file.name, file.content_type)
    if "download" not in request.GET:
        if look == Look.TEXT:
            with _open(file.sha256) as kept:
                return text_page(kept.read(TEXT_LIMIT))
        if file.playable_sha256 and type_of(file.name, file.content_type) in _RENDERED:
            return _preview(request, file)
    return _as_asked(request, file)


def _as_asked(request: HttpRequest, file: Attachment | Evidence) -> HttpResponse:
    """Show a file, or let it be downloaded."""
    return answer_with(
        request,
        file.sha256,
        name=file.name,
        content_type=file.content_type,
        download="download" in request.GET,
    )


def _preview(request: HttpRequest, file: Attachment) -> HttpResponse:
    if not ShownFile(file, look_of(file.name, file.content_type)).has_preview:
        raise Http404
    return answer_with(
        request,
        file.playable_sha256,
        name=f"{file.name}.jpg",
        content_type="image/jpeg",
        download=False,
    )


def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Show or download a piece of evidence."""
    cases = Case.objects.visible_to(officer_of(request))
    file = get_object_or_404(Evidence.objects.filter(assignment__case__in=cases), pk=evidence_id)
    return _as_asked(request, file)
