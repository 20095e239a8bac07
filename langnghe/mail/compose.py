"""Writing a mail: plain and HTML of equal content, headers that no text can break out of."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

REFERENCES_LIMIT = 20
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
"""Whatever breaks a line, for Python too; words pasted from a page may hold the last ones."""
_POLICY = SMTP.clone(max_line_length=78)


@dataclass(frozen=True)
class Attached:
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """A mail to be written. Message ids are without angle brackets; `sent_at` is aware.

    `automatic` marks an answer that no human wrote (RFC 3834): robots must not answer it.
    """

    from_name: str
    from_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str
    sent_at: datetime
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: bool = False
    reply_to: str = ""
    attached: tuple[Attached, ...] = ()


def compose(mail: OutgoingMail) -> bytes:
    """Return the mail as bytes for SMTP, with CRLF line ends."""
    plain = (mail.from_address + mail.to_address + mail.reply_to).isascii()
    message = EmailMessage(policy=_POLICY if plain else _POLICY.clone(utf8=True))
    message["From"] = _address(mail.from_name, mail.from_address)
    message["To"] = _address(mail.to_name, mail.to_address)
    if mail.reply_to:
        message["Reply-To"] = _address(mail.from_name, mail.reply_to)
    message["Subject"] = _one_line(mail.subject)[:300]
    message["Date"] = format_datetime(mail.sent_at)
    message["Message-ID"] = _in_brackets(mail.message_id)
    if mail.in_reply_to:
        message["In-Reply-To"] = _in_brackets(mail.in_reply_to)
    if references := [_in_brackets(each) for each in mail.references if each.strip()]:
        kept = (
            references
            if len(references) <= REFERENCES_LIMIT
            else [
                references[0],
                *references[1 - REFERENCES_LIMIT :],
            ]
        )
        message["References"] = " ".join(kept)
    if mail.automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text, cte="base64")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="base64")
    for file in mail.attached:
        kind, _slash, subtype = file.content_type.partition("/")
        message.add_attachment(
            file.content, maintype=kind, subtype=subtype, filename=_one_line(file.name)
        )
    return message.as_bytes()


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _in_brackets(message_id: str) -> str:
    bare = re.sub(r"[<>\s]", "", message_id)
    return f"<{bare}>"


def _address(name: str, address: str) -> Address | str:
    user, _at, domain = _one_line(address).rpartition("@")
    try:
        return Address(_one_line(name)[:120], user, domain)
    except (ValueError, IndexError):
        return _one_line(address)
