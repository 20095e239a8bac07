"""Mails that came inside a mail: shown readable, their own files within reach."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from langnghe.mail.letter import InboundAttachment, InboundMail
from langnghe.mail.reading import read
from langnghe.originals.kinds import Look, look_of, type_of
from langnghe.originals.store import NotKept, Store
from langnghe.web.framed import framed
from langnghe.web.views.files import attachment_of, sealed, text_page

STEPS_LIMIT = 10
"""How deep one may go; the original holds the rest."""
_SHOWN = frozenset({Look.PICTURE, Look.PAPER, Look.SOUND, Look.FILM})


def inside(request: HttpRequest, attachment_id: int, steps: str = "") -> HttpResponse:
    """Show an enclosed mail, or a file in it: `steps` are positions such as `1/0`."""
    file = attachment_of(request, attachment_id)
    if look_of(file.name, file.content_type) != Look.LETTER:
        raise Http404
    try:
        with Store(settings.ORIGINALS).open(file.sha256) as kept:
            mail = _read(kept.read())
    except NotKept:
        raise Http404 from None
    found: InboundAttachment | None = None
    for step in filter(None, steps.split("/")[:STEPS_LIMIT]):
        found = _file_at(mail, step)
        mail = _read(found.data)
    if found is None or look_of(found.name, found.content_type) == Look.LETTER:
        context = {"mail": mail, "files": _addressed(mail, request.path)}
        return framed(render_to_string("contacts/inside.html", context))
    return _file(found, download="download" in request.GET)


def _read(raw: bytes) -> InboundMail:
    return read(raw, own_addresses=frozenset(), return_path=None)


def _file_at(mail: InboundMail, step: str) -> InboundAttachment:
    if not (step.isascii() and step.isdigit()) or int(step[:6]) >= len(mail.attachments):
        raise Http404
    return mail.attachments[int(step[:6])]


def _addressed(mail: InboundMail, path: str) -> list[tuple[str, InboundAttachment]]:
    below = path.rstrip("/")
    return [(f"{below}/{number}", file) for number, file in enumerate(mail.attachments)]


def _file(found: InboundAttachment, *, download: bool) -> HttpResponse:
    look = look_of(found.name, found.content_type)
    if look == Look.TEXT and not download:
        return text_page(found.data)
    harmless = look in _SHOWN and not download
    kind = type_of(found.name, found.content_type) if harmless else "application/octet-stream"
    response = HttpResponse(found.data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not harmless, found.name) or ""
    sealed(response)
    return response
