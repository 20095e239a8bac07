"""The parts of a mail: its body in words, its HTML, its files. Archives are never opened."""

import hashlib
import html
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from tnefparse import TNEF

from langnghe.mail import hypertext
from langnghe.mail.headers import clean, text_of
from langnghe.mail.letter import InboundAttachment
from langnghe.mail.names import given_name, safe_name
from langnghe.mail.quoting import unflow
from langnghe.mail.sealed import signed_content
from langnghe.vietnamese.encodings import decode, repair

Part = "Message[str, str]"
DEPTH, FILES, TEXT_LIMIT = 50, 1000, 1_000_000
_STUB_WORDS = 12
_PGP = re.compile(r"^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----", re.MULTILINE)
_SEAM = re.compile(
    rb"^--([^\s\"\\][^\r\n\"\\]{0,199}?)[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE
)
"""A line between parts, where the header does not say which."""
_TWO_WORDS = re.compile(rb"\s*\S+[ \t]+\S")
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification"})
_ENCLOSED = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass
class Piece:
    """Words of one part: plain text (None where only HTML stands) and HTML."""

    text: str | None = None
    html: str = ""

    @property
    def words(self) -> str:
        """The words, whichever way they were written."""
        return self.text if self.text is not None else hypertext.text_of_html(self.html)


@dataclass
class Contents:
    """Everything found in a mail."""

    attachments: list[InboundAttachment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    protection: str = ""
    calendar: str = ""
    reports: list["Message[str, str]"] = field(default_factory=list)
    returned: list["Message[str, str]"] = field(default_factory=list)
    hint: str = ""
    forwarded: bool = False
    remote_images: int = 0

    def note(self, word: str) -> None:
        """Note an oddity once."""
        if word not in self.notes:
            self.notes.append(word)


def contents_of(message: "Message[str, str]") -> tuple[Piece, Contents]:
    """Read all parts of a mail."""
    found = Contents()
    piece = _read(message, found, 0)
    if piece.text is not None:  # many parts, each of any length, make one text
        piece.text = _cut(piece.text, found)
    if found.remote_images:
        found.note(f"remote_images:{found.remote_images}")
    return piece, found


def _read(part: "Message[str, str]", found: Contents, depth: int) -> Piece:
    kind = part.get_content_type()
    if depth > DEPTH:
        found.note("too_deep")
        return Piece("")
    if kind in _ENCLOSED:
        return _read_enclosed(part, found)
    if part.is_multipart():
        return _read_many(part, kind, found, depth)
    data = payload_of(part)
    if part.defects:
        found.note("broken_parts")
    if kind.startswith("multipart/"):
        return _read_unparted(part, kind, data, found, depth)
    if kind in {"text/plain", "text/html"} and not _is_file(part):
        return _read_text(part, kind, data, found)
    if kind in _SEALED:
        return _read_sealed(part, kind, data, found, depth)
    return _read_file(part, kind, data, found)


def _read_unparted(
    part: "Message[str, str]", kind: str, data: bytes, found: Contents, depth: int
) -> Piece:
    """Read parts that do not lie where the header says: by the seam between them, else as words."""
    found.note("broken_parts")
    if seam := _SEAM.search(data):
        head = b'Content-Type: %s; boundary="%s"\n\n' % (kind.encode("ascii", "replace"), seam[1])
        parted = message_from_bytes(head + data, policy=part.policy)
        if parted.is_multipart():
            return _read(parted, found, depth + 1)
    if b"\x00" in data:
        return _read_file(part, kind, data, found)
    return _read_text(part, "text/plain", data, found)


def _is_file(part: "Message[str, str]") -> bool:
    disposition = str(part.get_content_disposition() or "")
    return disposition == "attachment" or bool(given_name(part))


def payload_of(part: "Message[str, str]") -> bytes:
    """Return the decoded bytes of a leaf; what cannot be decoded stays as it is."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        data = None
    if isinstance(data, bytes):
        return data
    return str(part.get_payload()).encode("utf-8", "surrogateescape") if data is None else b""


def _children(part: "Message[str, str]") -> Iterator["Message[str, str]"]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (each for each in payload if isinstance(each, Message))


def _read_many(part: "Message[str, str]", kind: str, found: Contents, depth: int) -> Piece:
    if kind == "multipart/encrypted":
        found.protection = "pgp_encrypted"
    elif kind == "multipart/signed":
        protocol = str(part.get_param("protocol") or "").lower()
        found.protection = "smime_signed" if "pkcs7" in protocol else "pgp_signed"
    if kind in _REPORTS:
        found.reports.append(part)
        return Piece("")
    pieces = [_read(child, found, depth + 1) for child in _children(part)]
    pieces = [piece for piece in pieces if (piece.text or "").strip() or piece.html.strip()]
    if kind == "multipart/alternative":
        return _best(pieces)
    return _together(pieces)


def _best(pieces: list[Piece]) -> Piece:
    """Choose among forms of the same words: plain text unless it is empty or a mere stub."""
    laid_out = next((piece.html for piece in reversed(pieces) if piece.html), "")
    plain = next((piece.text for piece in pieces if piece.text and piece.text.strip()), None)
    if plain is None or not laid_out:
        return Piece(plain, laid_out)
    words = hypertext.text_of_html(laid_out)
    is_stub = len(plain.split()) < _STUB_WORDS < len(words.split()) / 3
    return Piece(words if is_stub else plain, laid_out)


def _together(pieces: list[Piece]) -> Piece:
    if len(pieces) == 1:
        return pieces[0]
    laid_out = ""
    if any(piece.html for piece in pieces):
        laid_out = "\n<hr>\n".join(
            piece.html or f"<pre>{html.escape(piece.words)}</pre>" for piece in pieces
        )
    return Piece("\n\n".join(piece.words for piece in pieces), laid_out)


def _read_text(part: "Message[str, str]", kind: str, data: bytes, found: Contents) -> Piece:
    charset = part.get_content_charset()
    if text_of(part, "content-transfer-encoding").lower() == "base64":
        written = str(part.get_payload()).encode("utf-8", "surrogateescape")
        if _TWO_WORDS.match(written):  # no base64 begins so: the words stand there as they are
            found.note("broken_parts")
            data = written
    decoded = decode(data, charset, hint=found.hint)
    if not decoded.certain:
        found.note(f"charset_guessed:{decoded.encoding}")
    if decoded.encoding in {"tcvn3", "vni", "viscii", "windows-1258"}:
        found.hint = decoded.encoding
    repaired = repair(decoded.text)
    if not repaired.certain:
        found.note(f"charset_guessed:{repaired.encoding}")
    text = _cut(repaired.text, found)
    if kind == "text/html":
        found.remote_images += hypertext.remote_images(text)
        return Piece(None, text)
    if str(part.get_param("format") or "").lower() == "flowed":
        text = unflow(text, delete_space=str(part.get_param("delsp") or "").lower() == "yes")
    return Piece(_without_armour(text, found))


def plain_text(text: str) -> str:
    """Return text with LF line ends and nothing a database refuses; at most TEXT_LIMIT long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")[:TEXT_LIMIT]


def _cut(text: str, found: Contents) -> str:
    """Return plain text, and note where more stands in the original."""
    if len(text) > TEXT_LIMIT:
        found.note("text_limit")
    return plain_text(text)


def _without_armour(text: str, found: Contents) -> str:
    armour = _PGP.search(text)
    if armour is None:
        return text
    if armour[1] == "MESSAGE":
        found.protection = "pgp_encrypted"
        return text
    found.protection = "pgp_signed"
    above, _begin, rest = text.partition("-----BEGIN PGP SIGNED MESSAGE-----\n")
    signed, end, below = rest.partition("-----BEGIN PGP SIGNATURE-----")
    if not end:
        return text
    words = signed.partition("\n\n")[2] if not signed.startswith("\n") else signed
    below = below.partition("-----END PGP SIGNATURE-----")[2]
    return f"{above}{re.sub(r'^- ', '', words, flags=re.MULTILINE)}{below}"


def _read_enclosed(part: "Message[str, str]", found: Contents) -> Piece:
    """Keep a mail inside the mail as a file named by its subject."""
    inner = next(_children(part), None)
    if inner is None:
        _keep(part, payload_of(part), "message/rfc822", "", found)
        return Piece("")
    found.returned.append(inner)
    try:
        data = inner.as_bytes()
    except (ValueError, LookupError, UnicodeError, RecursionError):
        data = str(inner.get_payload()).encode("utf-8", "replace")
    subject = text_of(inner, "subject")
    _keep(part, data, "message/rfc822", f"{subject[:80]}.eml" if subject else "", found)
    found.forwarded = True
    return Piece("")


def _read_sealed(
    part: "Message[str, str]", kind: str, data: bytes, found: Contents, depth: int
) -> Piece:
    """Read what an S/MIME seal only signs; what it encrypts stays a file."""
    inner = signed_content(data)
    if inner is not None:
        found.protection = "smime_signed"
        return _read(message_from_bytes(inner, policy=part.policy), found, depth + 1)
    signed = "signed" in str(part.get_param("smime-type") or "").lower()
    found.protection = "smime_signed" if signed else "smime_encrypted"
    _keep(part, data, kind, given_name(part), found)
    return Piece("")


def _read_file(part: "Message[str, str]", kind: str, data: bytes, found: Contents) -> Piece:
    name = given_name(part)
    if kind in _REPORTS:
        found.reports.append(part)
        return Piece("")
    if kind == "text/rfc822-headers":
        found.returned.append(part)
    if kind in {"application/ms-tnef", "application/vnd.ms-tnef"} or name.lower() == "winmail.dat":
        return _read_tnef(part, data, found)
    if kind == "text/calendar" and not found.calendar:
        found.calendar = invitation(decode(data, part.get_content_charset()).text)
    _keep(part, data, kind, name, found)
    return Piece("")


def _keep(part: "Message[str, str]", data: bytes, kind: str, name: str, found: Contents) -> None:
    position = len(found.attachments) + 1
    if position > FILES:
        found.note("attachment_limit")
        return
    safe = safe_name(name, content_type=kind, position=position)
    if name and safe != name:
        found.note("name_changed")
    found.attachments.append(
        InboundAttachment(
            name=safe,
            content_type=clean(kind)[:150],
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            disposition=str(part.get_content_disposition() or "attachment"),
            content_id=text_of(part, "content-id").strip("<>"),
        )
    )


def _read_tnef(part: "Message[str, str]", data: bytes, found: Contents) -> Piece:
    """Unpack what Outlook wrapped into winmail.dat; where that fails keep the file itself."""
    try:
        wrapped = TNEF(data)
        files = [
            (str(each.long_filename() or each.name), bytes(each.data))
            for each in wrapped.attachments
        ]
        body = wrapped.body or ""
        laid_out = wrapped.htmlbody or ""
    except Exception:  # a kept library's parser on a broken file
        found.note("broken_parts")
        _keep(part, data, "application/ms-tnef", "winmail.dat", found)
        return Piece("")
    found.note("tnef")
    for name, content in files:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        _keep(part, content, kind, name, found)
    return Piece(_said(body, found) if body else None, _said(laid_out, found))


def _said(words: str | bytes, found: Contents) -> str:
    return _cut(decode(words, None).text if isinstance(words, bytes) else words, found)


def invitation(calendar: str) -> str:
    """Say the first event of a calendar file in one line: what, when, where."""
    lines = re.sub(r"\r?\n[ \t]", "", calendar).splitlines()
    facts: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        key = name.partition(";")[0].strip().upper()
        if colon and key in {"SUMMARY", "DTSTART", "LOCATION"}:
            facts.setdefault(key, clean(value.replace("\\,", ",").replace("\\n", " ")))
    order = ("SUMMARY", "DTSTART", "LOCATION")
    return " · ".join(facts[key] for key in order if facts.get(key))[:300]
