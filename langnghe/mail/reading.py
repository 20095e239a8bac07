"""Reading a mail as its writer meant it, whatever its bytes claim. Never fails."""

import codecs
import hashlib
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email._policybase import Compat32
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any

from langnghe.mail import headers, hypertext, nature
from langnghe.mail.headers import clean, text_of
from langnghe.mail.letter import InboundAttachment, InboundMail, MailNature
from langnghe.mail.parts import Contents, Piece, contents_of
from langnghe.mail.quoting import Parted, part

logger = logging.getLogger(__name__)


class _Part(Message):
    """A part of a mail whose parameters may contradict each other: then it has none."""

    def get_param(self, *arguments: Any, **options: Any) -> Any:
        """Return a parameter; `failobj` where they cannot be taken apart."""
        try:
            return super().get_param(*arguments, **options)
        except (TypeError, ValueError):
            return arguments[1] if len(arguments) > 1 else options.get("failobj")


class _AsWritten(Compat32):
    """Gives headers as they were written: bytes beyond ASCII stay as surrogates, unharmed.

    Only their first part: parameters without end would take minutes to take apart.
    """

    message_factory = _Part

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value[: headers.LIMIT]


AS_WRITTEN = _AsWritten()
_SINGLE = ("from", "subject", "message-id", "date")
_FORWARDED = re.compile(r"^\s*(?:fwd?|cht|chuyển tiếp)\s*:", re.IGNORECASE)
HEAD_LIMIT = 1_000_000
NOTES = {
    "charset_guessed": "The letters were declared wrongly; the encoding was recognised.",
    "no_date": "The mail does not say when it was written.",
    "date_odd": "The date in the mail cannot be right.",
    "no_sender": "The mail does not say who writes.",
    "doubled_header": "The mail says twice who writes or what it is about; the first counts.",
    "no_message_id": "The mail carries no identity of its own.",
    "remote_images": "Pictures from outside were left out.",
    "tnef": "Unpacked from Outlook's winmail.dat.",
    "broken_parts": "Some parts were damaged; they were read as far as possible.",
    "too_deep": "Parts nested too deeply were left in the original.",
    "attachment_limit": "More files than are shown lie in the original.",
    "text_limit": "More words than are shown stand in the original.",
    "name_changed": "The name of a file was made safe.",
    "html_only": "Written as HTML only; the text was taken from it.",
}
"""Every note a mail may carry, with its meaning."""


def read(
    raw: bytes, *, own_addresses: frozenset[str], return_path: str | None, checked_by: str = ""
) -> InboundMail:
    """Read a mail from its bytes.

    `own_addresses` are lower-case addresses of ours; `return_path` is the envelope's sender
    ("" or "<>" for none, None where it is unknown). What cannot be read comes back with
    `readable` False and a sentence why. `checked_by` names the border server whose word on
    SPF, DKIM and DMARC is believed.
    """
    if not raw.strip():
        return InboundMail(readable=False, reason="The mail is empty.")
    try:
        return _read(raw, own_addresses, return_path, checked_by)
    except Exception as failure:  # any bytes may come; the original goes to a human
        logger.warning("a mail could not be read: %r", failure)
        return _headers_only(raw, "The mail could not be taken apart.")


def _read(raw: bytes, own: frozenset[str], return_path: str | None, checked_by: str) -> InboundMail:
    message = message_from_bytes(_without_wrapping(raw), policy=AS_WRITTEN)
    piece, found = contents_of(message)
    if not message.keys() and not piece.words.strip():
        return InboundMail(readable=False, reason="No header and no words were found in the mail.")
    mail = _envelope(message, found)
    body = _body(piece, found, mail.subject)
    sort = nature.nature_of(
        message, found, own=own, sender=mail.from_address, return_path=return_path
    )
    address = mail.reply_to or mail.from_address
    mail = replace(
        mail,
        text=body.text,
        quoted=body.quoted,
        signature=body.signature,
        html=hypertext.safe_html(piece.html) if piece.html else "",
        attachments=_marked(found.attachments, piece.html),
        nature=sort,
        answerable=nature.is_answerable(sort, address, return_path),
        bounce=nature.bounce_of(message, found, piece.words) if sort == MailNature.BOUNCE else None,
        receipt=nature.receipt_of(message, found, mail.from_address)
        if sort == MailNature.RECEIPT
        else None,
        protection=found.protection,
        calendar=found.calendar,
        notes=tuple(found.notes),
        checks=headers.checks_of(message, checked_by),
    )
    return replace(mail, soft_key=_soft_key(mail))


def _without_wrapping(raw: bytes) -> bytes:
    """Take away what programs put before a mail: byte order marks, an mbox `From ` line."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    raw = raw.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def _envelope(message: "Message[str, str]", found: Contents) -> InboundMail:
    name, address = nature.sender_of(message)
    sent_at, oddity = headers.date_of(message, now=datetime.now(UTC))
    ids = headers.ids_of(message, "message-id")
    for word, holds in (
        (oddity, bool(oddity)),
        ("no_sender", not address),
        ("no_message_id", not ids),
        ("doubled_header", any(len(headers.raw_values(message, each)) > 1 for each in _SINGLE)),
    ):
        if holds:
            found.note(word)
    answers = [pair[1] for pair in headers.addresses_of(message, "reply-to") if pair[1]]
    return InboundMail(
        message_id=ids[0] if ids else "",
        in_reply_to=headers.ids_of(message, "in-reply-to"),
        references=headers.ids_of(message, "references"),
        sent_at=sent_at,
        from_name=name,
        from_address=address,
        reply_to=answers[0] if answers else "",
        to=headers.addresses_of(message, "to"),
        cc=headers.addresses_of(message, "cc"),
        subject=text_of(message, "subject"),
    )


def _body(piece: Piece, found: Contents, subject: str) -> Parted:
    if piece.text is None and piece.html:
        found.note("html_only")
    forwarded = found.forwarded or bool(_FORWARDED.match(subject))
    return part(piece.words.strip(), forwarded=forwarded)


def _marked(files: list[InboundAttachment], markup: str) -> tuple[InboundAttachment, ...]:
    """Mark as inline exactly the files that the HTML shows."""
    shown = hypertext.shown_ids(markup) if markup else frozenset()
    return tuple(
        replace(
            file,
            disposition="inline"
            if file.content_id and file.content_id.lower() in shown
            else "attachment",
        )
        for file in files
    )


def _soft_key(mail: InboundMail) -> str:
    if not mail.message_id:
        return ""
    words = " ".join(f"{mail.subject} {mail.text} {mail.quoted}".lower().split())
    names = " ".join(sorted(file.sha256 for file in mail.attachments))
    key = "\x1f".join((mail.message_id, mail.from_address, words, names))
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _headers_only(raw: bytes, reason: str) -> InboundMail:
    try:
        message = BytesHeaderParser().parsebytes(raw[:HEAD_LIMIT])
        name, address = nature.sender_of(message)
        subject = text_of(message, "subject")
    except Exception:  # not even headers: the original alone remains
        return InboundMail(readable=False, reason=reason)
    return InboundMail(
        readable=False, reason=reason, from_name=clean(name), from_address=address, subject=subject
    )
