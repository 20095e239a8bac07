"""Headers as they really are: encoded words split inside a letter, raw 8-bit, charset lies."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from langnghe.vietnamese.encodings import decode

LIMIT = 20_000
"""Characters of one header that are read."""
_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(rb"\r?\n[ \t]*")
_CONTROL = re.compile("[\x00-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ID = re.compile(r"<([^<>\s]+)>")
ADDRESS = re.compile(r"[^@\s<>\"(),:;]{1,64}@[^@\s<>\"(),:;]{1,255}")
OLDEST, FUTURE_DAYS = datetime(1995, 1, 1, tzinfo=UTC), 2


def clean(text: str) -> str:
    """Make text safe for one line on a screen and for the database: no controls, no NUL."""
    return _SURROGATE.sub("\ufffd", " ".join(_CONTROL.sub(" ", text).split()))


def raw_values(message: "Message[str, str]", name: str) -> list[bytes]:
    """Return the values of a header as bytes, unfolded."""
    wanted = name.lower()
    return [
        _FOLD.sub(b" ", str(value).encode("utf-8", "surrogateescape"))[:LIMIT]
        for key, value in message.raw_items()
        if key.lower() == wanted
    ]


def text_of(message: "Message[str, str]", name: str) -> str:
    """Return the first value of a header as clean text, or ""."""
    values = raw_values(message, name)
    return clean(words_of(values[0])) if values else ""


def words_of(value: bytes) -> str:
    """Decode a header's value; neighbouring encoded words of a charset are joined as bytes."""
    pieces: list[tuple[str, bytes]] = []
    end = 0
    for found in _WORD.finditer(value):
        between = value[end : found.start()]
        if between.strip() or (between and not pieces):
            pieces.append(("", between))
        charset = found[1].decode("ascii", "replace").partition("*")[0].lower()
        data = _decoded_word(found[2].lower(), found[3])
        if pieces and pieces[-1][0] == charset and not between.strip():
            pieces[-1] = (charset, pieces[-1][1] + data)
        else:
            pieces.append((charset, data))
        end = found.end()
    if value[end:].strip():
        pieces.append(("", value[end:]))
    return "".join(decode(data, charset or None).text for charset, data in pieces)


def _decoded_word(encoding: bytes, data: bytes) -> bytes:
    if encoding == b"q":
        return quopri.decodestring(data.replace(b"_", b"=20"))
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data


def addresses_of(message: "Message[str, str]", name: str) -> tuple[tuple[str, str], ...]:
    """Return (name, lower-case address) pairs of an address header; names alone have ""."""
    values = [value.decode("latin-1") for value in raw_values(message, name)]
    found = []
    for label, address in _parted(values[:5])[:200]:
        shown = clean(words_of(label.encode("latin-1", "replace")))
        plain = _lettered(address).strip().lower()
        if not ADDRESS.fullmatch(plain):
            guessed = ADDRESS.search(f"{plain} {_lettered(label)}".lower())
            plain = guessed[0] if guessed else ""
        plain = "" if _CONTROL.search(plain) else plain  # what is left of it is somebody else's
        found.append((shown if shown.lower() != plain else "", plain))
    known = [pair for pair in found if any(pair)]
    hits = ADDRESS.findall(_lettered(" ".join(values)).lower())
    return tuple(known) or tuple(("", hit) for hit in hits if not _CONTROL.search(hit))


def _lettered(latin: str) -> str:
    """Return bytes that were handled as Latin-1 as the letters they are (RFC 6532: UTF-8)."""
    return latin if latin.isascii() else clean(decode(latin.encode("latin-1"), None).text)


def _parted(values: list[str]) -> list[tuple[str, str]]:
    try:
        return getaddresses(values)
    except RecursionError:  # comments inside comments without end
        return []


def ids_of(message: "Message[str, str]", name: str) -> tuple[str, ...]:
    """Return the message ids of a header without brackets, at most 100."""
    values = b" ".join(raw_values(message, name)).decode("ascii", "replace")
    found = _ID.findall(values) or [part for part in values.split() if "@" in part]
    return tuple(dict.fromkeys(clean(each)[:500] for each in found[-100:]))


def date_of(message: "Message[str, str]", *, now: datetime) -> tuple[datetime | None, str]:
    """Return when the mail says it was written, or None and why: `no_date`, `date_odd`."""
    values = raw_values(message, "date")
    if not values:
        return None, "no_date"
    try:
        moment = parsedate_to_datetime(values[0].decode("ascii", "replace"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        odd = moment < OLDEST or (moment - now).days > FUTURE_DAYS
    except (ValueError, TypeError, OverflowError, IndexError):
        return None, "date_odd"
    return (None, "date_odd") if odd else (moment, "")


_CHECK = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)")


def checks_of(message: "Message[str, str]", checked_by: str) -> tuple[tuple[str, str], ...]:
    """Return what our border server wrote of SPF, DKIM and DMARC; anybody else is not believed.

    The topmost header of that server counts: those below may have come with the mail.
    """
    for value in raw_values(message, "authentication-results"):
        server, _semicolon, results = value.decode("latin-1").lower().partition(";")
        if checked_by and server.split()[:1] == [checked_by]:
            return tuple(dict(reversed(_CHECK.findall(results))).items())
    return ()
