"""A mail as it was read: plain values that everything above works with."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MailNature(StrEnum):
    """What sort of mail it is; only an ordinary one is ever answered by itself (RFC 3834)."""

    ORDINARY = "ordinary"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    LIST = "list"
    RECEIPT = "receipt"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class InboundAttachment:
    """A file of a mail. `name` is safe to show and to save; `data` are its decoded bytes."""

    name: str
    content_type: str
    data: bytes
    sha256: str
    disposition: str = "attachment"
    """`attachment`, or `inline` for what the HTML shows by `content_id`."""
    content_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a delivery report says (RFC 3464)."""

    original_message_id: str = ""
    recipient: str = ""
    status: str = ""
    diagnostic: str = ""
    permanent: bool = False


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a recipient's machine says became of a mail (RFC 8098)."""

    original_message_id: str = ""
    recipient: str = ""
    was_opened: bool = False


@dataclass(frozen=True, kw_only=True)
class InboundMail:
    """A mail, decoded to NFC Unicode. Message ids are without angle brackets.

    `text` is what the writer wrote now, `quoted` what they quoted, `signature` how they signed:
    together nothing of the readable body is missing. `html` is safe to show (`cid:` addresses
    are kept). `notes` are short machine words about oddities, such as `charset_guessed:tcvn3`.
    `soft_key` is equal for the same mail that came twice by other ways (empty: unknown).
    """

    readable: bool = True
    reason: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    to: tuple[tuple[str, str], ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""
    html: str = ""
    attachments: tuple[InboundAttachment, ...] = ()
    nature: MailNature = MailNature.ORDINARY
    answerable: bool = False
    bounce: Bounce | None = None
    receipt: Receipt | None = None
    protection: str = ""
    """`smime_signed`, `smime_encrypted`, `pgp_signed`, `pgp_encrypted` or empty."""
    calendar: str = ""
    """Summary, time and place of an invitation, one line; empty without one."""
    notes: tuple[str, ...] = field(default=())
    soft_key: str = ""
    checks: tuple[tuple[str, str], ...] = ()
    """What our own border server found, such as ("spf", "pass") (RFC 8601); empty: unknown."""

    @property
    def is_disproved(self) -> bool:
        """Whether the checks say that the sender is not who the mail says."""
        found = dict(self.checks)
        if "dmarc" in found:
            return found["dmarc"] == "fail"
        tried = [found[name] for name in ("spf", "dkim") if name in found]
        return "fail" in tried and "pass" not in tried
