"""Names of attached files, made safe to show, to save and to find again."""

import mimetypes
import re
import unicodedata
from email.message import Message
from email.utils import collapse_rfc2231_value

from langnghe.mail.headers import clean, words_of

LIMIT = 120
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows takes for devices, whatever ending follows."""
_KNOWN = {"message/rfc822": ".eml", "text/calendar": ".ics", "image/jpeg": ".jpg"}


def given_name(part: "Message[str, str]") -> str:
    """Return the name a part carries, decoded (RFC 2231, encoded words, raw bytes), or ""."""
    try:
        value = part.get_param("filename", None, "content-disposition") or part.get_param("name")
        plain = collapse_rfc2231_value(value, errors="replace") if value else ""
    except (ValueError, LookupError, TypeError):
        return ""
    return words_of(str(plain).encode("utf-8", "surrogateescape"))


def safe_name(name: str, *, content_type: str, position: int) -> str:
    """Return a name without paths, direction marks and controls, at most 120 characters long.

    A part without a name is called after its place and type: `attachment-3.pdf`.
    """
    plain = unicodedata.normalize("NFC", clean(name)).replace("\\", "/").rsplit("/", 1)[-1]
    plain = plain.translate(_FORBIDDEN).strip(" .")
    if not plain:
        ending = _KNOWN.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
        return f"attachment-{position}{ending}"
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    if len(plain) <= LIMIT:
        return plain
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:LIMIT]
    return f"{stem[: LIMIT - len(ending) - 2]}….{ending}"[:LIMIT]
