"""What sort of mail it is, and whether a machine may answer it (RFC 3834, RFC 3464)."""

import re
from email.message import Message
from email.parser import HeaderParser

from langnghe.mail.headers import ADDRESS, addresses_of, clean, ids_of, text_of, words_of
from langnghe.mail.letter import Bounce, MailNature, Receipt
from langnghe.mail.parts import Contents, payload_of

_AWAY = re.compile(
    r"^\s*(?:\[[^\]]*\]\s*)?(?:out of (?:the )?office|automatic reply|auto(?:matic)?[ -]?reply|"
    r"autoreply|trả lời tự động|thư trả lời tự động|tự động trả lời|"
    r"(?:thông báo )?vắng mặt\s*(?::|$)|abwesenheit)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed)|returned mail|failure notice|"
    r"mail delivery (?:failed|system|subsystem)|không gửi được|không thể (?:gửi|chuyển)"
    r"|(?:gửi|chuyển) thư thất bại|thư bị trả lại",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"^(?:no-?_?\.?reply|do-?_?not-?_?reply|khong-?tra-?loi|mailer-daemon|postmaster|bounces?|"
    r"daemon|nobody|root|www-data|notifications?|auto|owner-.*|.*-(?:request|bounces|owner))"
    r"(?:\+.*)?@",
    re.IGNORECASE,
)
_SAMPLE = 20_000
_DAEMONS = ("mailer-daemon", "postmaster", "microsoftexchange")
_REFUSED = re.compile(r"\b5\d\d[ -](?:5\.\d|(?!\d))")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_RETURNED_ID = re.compile(rb"^message-id:\s*<?([^<>\s]+)>?", re.IGNORECASE | re.MULTILINE)


def nature_of(
    message: "Message[str, str]",
    found: Contents,
    *,
    own: frozenset[str],
    sender: str,
    return_path: str | None,
) -> MailNature:
    """Say what sort of mail it is; `return_path` is None where it is not known."""
    report = str(message.get_param("report-type") or "").lower()
    if sender in own:
        return MailNature.OWN
    if report == "disposition-notification" or _tells_opening(found):
        return MailNature.RECEIPT
    if _is_bounce(message, found, report, return_path):
        return MailNature.BOUNCE
    if _says(message, "auto-submitted") not in {"", "no"}:
        return MailNature.AUTO_REPLY
    if _is_list(message):
        return MailNature.LIST
    return MailNature.AUTO_REPLY if _is_automatic(message) else MailNature.ORDINARY


def _tells_opening(found: Contents) -> bool:
    kinds = [each.get_content_type() for each in found.reports]
    return "message/disposition-notification" in kinds


def _says(message: "Message[str, str]", name: str) -> str:
    return text_of(message, name).partition(";")[0].strip().lower()


def _is_bounce(
    message: "Message[str, str]", found: Contents, report: str, return_path: str | None
) -> bool:
    if report == "delivery-status" or found.reports:
        return True
    daemon = text_of(message, "from").lower()
    from_daemon = any(name in daemon for name in _DAEMONS)
    null_sender = return_path is not None and return_path.strip("<> ") == ""
    failed = bool(_FAILED.search(text_of(message, "subject")))
    failed = failed or bool(text_of(message, "x-failed-recipients"))
    return failed and (from_daemon or null_sender)


def _is_list(message: "Message[str, str]") -> bool:
    names = ("list-id", "list-post", "list-unsubscribe", "mailing-list")
    precedence = _says(message, "precedence")
    return any(text_of(message, name) for name in names) or precedence in {"list", "bulk", "junk"}


def _is_automatic(message: "Message[str, str]") -> bool:
    marks = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-loop")
    return (
        any(text_of(message, name) for name in marks)
        or _says(message, "precedence") == "auto_reply"
        or bool(_AWAY.match(text_of(message, "subject")))
    )


def is_answerable(nature: MailNature, address: str, return_path: str | None) -> bool:
    """Tell whether a machine may write to this address because of this mail."""
    if nature != MailNature.ORDINARY or not address or _ROBOT.match(address):
        return False
    return return_path is None or return_path.strip("<> ") != ""


def bounce_of(message: "Message[str, str]", found: Contents, text: str) -> Bounce:
    """Read a delivery report: about which mail, to whom, why, and whether for good."""
    fields = _report_fields(found)
    status = fields.get("status", "") or _first_status(text)
    refused = _REFUSED.search(text)
    action = fields.get("action", "").lower()
    recipient = fields.get("final-recipient", "") or fields.get("original-recipient", "")
    recipient = recipient.rpartition(";")[2].strip() or text_of(message, "x-failed-recipients")
    recipient = recipient or _first_address(text)
    said = status.startswith("5") or (not status and bool(refused))
    permanent = action == "failed" or (not action and said)
    return Bounce(
        original_message_id=_returned_id(message, found, text),
        recipient=recipient.lower()[:320],
        status=status[:20],
        diagnostic=(fields.get("diagnostic-code", "") or _line_around(text, refused))[:500],
        permanent=permanent,
    )


def receipt_of(message: "Message[str, str]", found: Contents, sender: str) -> Receipt:
    """Read a receipt: about which mail, from whom, and whether it says that it was opened."""
    fields = _report_fields(found)
    recipient = fields.get("final-recipient", "") or fields.get("original-recipient", "")
    named = fields.get("original-message-id", "").strip("<> ")
    became = fields.get("disposition", "").rpartition(";")[2].partition("/")[0]
    return Receipt(
        original_message_id=named or _returned_id(message, found, ""),
        recipient=(recipient.rpartition(";")[2].strip() or sender).lower()[:320],
        was_opened=became.strip().lower() == "displayed",
    )


def _report_fields(found: Contents) -> dict[str, str]:
    fields: dict[str, str] = {}
    for report in found.reports:
        payload = report.get_payload()
        blocks = (
            payload
            if isinstance(payload, list)
            else [HeaderParser().parsestr(payload_of(report).decode("utf-8", "replace"))]
        )
        for block in blocks:
            for name, value in getattr(block, "raw_items", dict)():
                said = words_of(str(value).encode("utf-8", "surrogateescape"))
                fields.setdefault(name.lower(), clean(said))
    return fields


def _first_status(text: str) -> str:
    hit = _STATUS.search(text)
    return hit[1] if hit else ""


def _first_address(text: str) -> str:
    hit = ADDRESS.search(text[:_SAMPLE])
    return hit[0] if hit else ""


def _line_around(text: str, found: re.Match[str] | None) -> str:
    """Return the line in which a server says why it refused, or ""."""
    return text[found.start() :].partition("\n")[0].strip() if found else ""


def _returned_id(message: "Message[str, str]", found: Contents, text: str) -> str:
    for returned in found.returned:
        ids = ids_of(returned, "message-id")
        if ids:
            return ids[0]
        inner = _RETURNED_ID.search(payload_of(returned))
        if inner:
            return clean(inner[1].decode("ascii", "replace"))
    quoted = _RETURNED_ID.search(text.encode("utf-8", "replace"))
    if quoted:
        return clean(quoted[1].decode("ascii", "replace"))
    answered = ids_of(message, "in-reply-to") or ids_of(message, "references")[-1:]
    return answered[0] if answered else ""


def sender_of(message: "Message[str, str]") -> tuple[str, str]:
    """Return who writes, as (name, address): From, else Sender, else nothing."""
    for name in ("from", "sender", "x-original-sender"):
        found = [pair for pair in addresses_of(message, name) if any(pair)]
        if found:
            return next((pair for pair in found if pair[1]), found[0])
    return "", ""
