"""Bytes of unknown honesty into text: what was declared is believed last of all."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from langnghe.vietnamese import legacy
from langnghe.vietnamese.syllables import marked_syllables

UTF_8 = "utf-8"
UTF_7 = "utf-7"
WESTERN = "windows-1252"
MOJIBAKE = "utf-8-twice"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in NFC, the encoding it was read by, and whether that is more than a guess."""

    text: str
    encoding: str
    certain: bool


def decode(data: bytes, declared: str | None, *, hint: str = "") -> Decoded:
    """Read `data` as text; never fails.

    UTF-8 is tried first, then the declared charset; if none is declared, or one that can
    hide anything (us-ascii, iso-8859-1, unknown labels), Vietnamese encodings are recognised
    by their syllables. `hint` names a legacy encoding already recognised in the same
    message: then one word is enough. What stays unreadable becomes U+FFFD, `certain` False.
    """
    label = charset_name(declared)
    found = _wide(data) or (
        _from_ascii(data, label) if data.isascii() else _from_bytes(data, label, hint)
    )
    return Decoded(_composed(found.text), found.encoding, found.certain)


def repair(text: str) -> Decoded:
    """Repair text that was decoded wrongly before it came here, if it clearly was.

    UTF-8 taken for windows-1252 ("Tiáº¿ng") and TCVN3 or VNI letters sent as Western ones
    ("TiÕng"). Anything else comes back as it is, certain.
    """
    if not text.isascii():
        if _MOJIBAKE.search(text):
            mended = _mended(text)
            if mended:
                return Decoded(_composed(mended), MOJIBAKE, certain=False)
        encoding = legacy.recognise_in_text(text)
        if encoding:
            converted = legacy.convert(legacy.western_bytes(text), encoding)
            return Decoded(_composed(converted), encoding, certain=False)
    return Decoded(_composed(text), UTF_8, certain=True)


_ALIASES = {
    "unicode-1-1-utf-7": UTF_7,
    "unicode": UTF_8,
    "utf8mb4": UTF_8,
    "tcvn": legacy.TCVN3,
    "abc": legacy.TCVN3,
    "tcvn5712": legacy.TCVN3,
    "tcvn-5712": legacy.TCVN3,
    "tcvn5712-1": legacy.TCVN3,
    "x-viet-tcvn": legacy.TCVN3,
    "x-viet-tcvn5712": legacy.TCVN3,
    "x-viet-vni": legacy.VNI,
    "vni-win": legacy.VNI,
    "x-viscii": legacy.VISCII,
    "csviscii": legacy.VISCII,
    "viscii1.1-1": legacy.VISCII,
    "x-windows-1258": legacy.WINDOWS_1258,
    "cp-1258": legacy.WINDOWS_1258,
    "cp1258": legacy.WINDOWS_1258,
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso8859-8",
}
_SAYS_NOTHING = frozenset({"", "ascii"})
_WESTERN = frozenset({"", "ascii", "iso8859-1", "cp1252", "iso8859-15"})
_SHIFTED = ("iso2022", "hz")
_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "mbcs", "oem"}
)


@lru_cache(maxsize=512)
def charset_name(declared: str | None) -> str:
    """Return the one name used here for a charset label; "" if it says nothing."""
    label = (declared or "").strip().strip("\"'").strip().lower().replace("_", "-")[:60]
    label = label.replace("shift-jis", "shift_jis").replace("ks-c-", "ks_c_")
    label = _ALIASES.get(label, label)
    if label in legacy.LEGACY:
        return label
    try:
        info = codecs.lookup(label)
        "".encode(label)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if info.name in _NOT_CHARSETS:
        return ""
    return legacy.WINDOWS_1258 if info.name == "cp1258" else info.name


def _wide(data: bytes) -> Decoded | None:
    """Read UTF-16 and UTF-32, which have many zero bytes whatever they are called."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec)
    head = data[:400]
    if len(head) < 4 or head.count(0) * 5 < len(head):
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    return _strictly(data, "utf-16-le" if odd >= even else "utf-16-be")


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _strictly(data: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), codec, certain=True)
    except (UnicodeError, LookupError, ValueError):
        return None


def _from_ascii(data: bytes, label: str) -> Decoded:
    if label == UTF_7:
        text = data.decode(UTF_7, "replace")
        return Decoded(text, UTF_7, certain="\ufffd" not in text)
    if label.startswith(_SHIFTED) and (b"\x1b" in data or b"~{" in data):
        shifted = _strictly(data, label)
        if shifted:
            return shifted
    if b"+" in data and _UTF_7_LETTER.search(data):
        hidden = _hidden_utf_7(data)
        if hidden:
            return Decoded(hidden, UTF_7, certain=False)
    return Decoded(data.decode("ascii"), UTF_8, certain=True)


_UTF_7_LETTER = re.compile(rb"\+(?:AM|AN|AO|AP|AQ|AR|AS|AW|Aa|Ab|H)[A-Za-z0-9+/]+-?")


def _hidden_utf_7(data: bytes) -> str:
    """Read UTF-7 that was not declared, if it yields Vietnamese words and nothing odd."""
    read = _strictly(data, UTF_7)
    if read is None:
        return ""
    good, seen = marked_syllables(read.text)
    return read.text if good >= 2 and good == seen else ""


def _from_bytes(data: bytes, label: str, hint: str) -> Decoded:
    unicode = _strictly(data, UTF_8)
    if unicode:
        accident = bool(hint) and _is_accident(unicode.text)
        return (accident and _vietnamese(data, label, hint)) or repair(unicode.text)
    if label not in _WESTERN and label not in legacy.LEGACY and not label.startswith("utf"):
        read = _strictly(data, label)
        if read:
            return read
    return _damaged_utf_8(data) or _vietnamese(data, label, hint) or _anything(data, label)


def _is_accident(text: str) -> bool:
    """Say whether two legacy letters may have looked like one character of UTF-8."""
    good, seen = marked_syllables(text)
    foreign = any("\u0370" <= character < "\u1e00" for character in text)
    return (good < seen or foreign) and len(text) < 200


def _damaged_utf_8(data: bytes) -> Decoded | None:
    text = data.decode(UTF_8, "replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    return Decoded(text, UTF_8, certain=False) if good >= 3 * bad else None


def _vietnamese(data: bytes, label: str, hint: str) -> Decoded | None:
    encoding = legacy.recognise(data)
    if not encoding and hint in legacy.LEGACY:
        encoding = legacy.recognise(data, among=(hint,), words=1, lead=0.0)
    if not encoding and label in legacy.LEGACY:
        encoding = label
    if not encoding:
        return None
    text = legacy.convert(data, encoding)
    return Decoded(text, encoding, certain=encoding == label and "\ufffd" not in text)


def _anything(data: bytes, label: str) -> Decoded:
    if label in _SAYS_NOTHING:
        foreign = _foreign(data)
        if foreign:
            return foreign
    text = data.decode("cp1252", "replace")
    believed = label in _WESTERN - _SAYS_NOTHING and "\ufffd" not in text
    return Decoded(text, WESTERN, certain=believed)


def _foreign(data: bytes) -> Decoded | None:
    """Guess a charset of another script; among Latin ones a guess is worth nothing."""
    if len(data) < 40:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:20_000]).best()
    if best is None:
        return None
    text = data.decode(best.encoding, "replace")
    beyond = [character for character in text[:5_000] if character > "\x7f"]
    if sum(character >= "\u0370" for character in beyond) * 2 < len(beyond):
        return None
    return Decoded(text, best.encoding, certain=False)


_MOJIBAKE = re.compile("[ÃÂÄÅÆ][\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[»º]|â€|ï»¿")
_MOJIBAKE_LIMIT = 400_000


def _mended(text: str) -> str:
    from ftfy import fix_encoding

    mended = fix_encoding(text[:_MOJIBAKE_LIMIT]) + text[_MOJIBAKE_LIMIT:]
    good, seen = marked_syllables(mended)
    before, _ = marked_syllables(text)
    return mended if mended != text and good > before and good >= 0.8 * seen else ""


def _composed(text: str) -> str:
    if text.isascii():
        return text
    text = text.removeprefix("\ufeff")
    if not _valid(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", text)


def _valid(text: str) -> bool:
    try:
        text.encode(UTF_8)
    except UnicodeEncodeError:
        return False
    return True
