"""Telephone numbers as people in Vietnam write, show and say them."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class NumberKind(StrEnum):
    """What a written or shown number is."""

    MOBILE = "mobile"
    FIXED = "fixed"
    SHORT = "short"
    SERVICE = "service"
    FOREIGN = "foreign"
    HIDDEN = "hidden"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number as it was given, its E.164 form (None if it has none), and its kind."""

    raw: str
    e164: str | None
    kind: NumberKind


_HIDDEN = frozenset(
    [
        "anonymous",
        "unavailable",
        "unknown",
        "private",
        "restricted",
        "withheld",
        "blocked",
        "asserted",
        "nobody",
        "s",
        "none",
        "ẩn",
        "ẩn_số",
        "số_ẩn",
        "số_riêng",
        "số_lạ",
        "không_rõ",
        "không_hiện_số",
        "không_có_số",
        "an_so",
        "caller_id_blocked",
        "no_caller_id",
        "no_number",
        "out_of_area",
        "not_available",
    ]
)
_ADDRESS = re.compile(r"(?:.*<)?(?:tel|sips?):([^@;>?]*)", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[,;#]|(?:\bext|\bextension|\bx|máy\s*lẻ|máy\s*nhánh|\bnhánh|\bml|\bso\s*le|số\s*lẻ)[\s.:]*\d",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[\s.\-–—‑/()\[\]_\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]+")
_LABEL = re.compile(
    r"(?:điện thoại|di động|đt|sđt|tel|phone|mobile|fax|hotline)\b\.?\s*:?\s*", re.IGNORECASE
)

_MOBILE = re.compile(r"[35789]\d{8}")
_FIXED = re.compile(r"2\d{9}|80[48]\d{4}|69\d{5,7}")
"""Area code and subscriber; 080 is the network of Party and State, 069 of the forces."""
_OLD_HANOI = re.compile(r"4([2-9]\d{7})")
_OLD_MOBILE = {
    **{f"16{last}": f"3{last}" for last in range(2, 10)},
    "120": "70",
    "121": "79",
    "122": "77",
    "126": "76",
    "128": "78",
    "123": "83",
    "124": "84",
    "125": "85",
    "127": "81",
    "129": "82",
    "186": "56",
    "188": "58",
    "199": "59",
}
_SERVICE = re.compile(r"1[89]00\d{4,6}")
_SHORT = re.compile(r"\d{3,5}|0?2\d{1,2}1022")


def read_number(raw: str) -> PhoneNumber:
    """Read a number in any way of writing it; never fails.

    Old Hanoi numbers (04 and eight digits, until 2017) and eleven-digit mobiles (until 2018)
    come back as they are dialled today. Extensions are not part of `e164`. An empty `raw` is
    hidden: that is how exchanges show a caller who shows no number. Short codes (113, 1022)
    and service numbers (1800, 1900) cannot be dialled from abroad and have no `e164`.
    """
    kind, e164 = _read(raw[:200])
    return PhoneNumber(raw, e164, kind)


@lru_cache(maxsize=4096)
def _read(raw: str) -> tuple[NumberKind, str | None]:
    text = unicodedata.normalize("NFKC", raw).strip().strip("\"'").strip()
    address = _ADDRESS.match(text)
    if address:
        text = address[1]
    if not text or "_".join(text.lower().strip("<>").split()) in _HIDDEN:
        return NumberKind.HIDDEN, None
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    digits = _PUNCTUATION.sub("", _EXTENSION.split(text, maxsplit=1)[0])
    if not re.fullmatch(r"\+?[0-9]{3,18}", digits):
        return NumberKind.INVALID, None
    return _classify(digits)


def _classify(digits: str) -> tuple[NumberKind, str | None]:
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+84"):
        return _national(digits[3:].removeprefix("0"))
    if digits.startswith("+"):
        return _foreign(digits)
    if _SHORT.fullmatch(digits):
        return NumberKind.SHORT, None
    if _SERVICE.fullmatch(digits):
        return NumberKind.SERVICE, None
    if digits.startswith("84") and len(digits) >= 11:
        return _national(digits[2:].removeprefix("0"))
    return _national(digits.removeprefix("0"))


def _national(number: str) -> tuple[NumberKind, str | None]:
    """Read what follows the trunk 0 or +84."""
    if _SERVICE.fullmatch(number):
        return NumberKind.SERVICE, None
    if len(number) == 10 and number[:3] in _OLD_MOBILE:
        number = _OLD_MOBILE[number[:3]] + number[3:]
    if _MOBILE.fullmatch(number):
        return NumberKind.MOBILE, f"+84{number}"
    number = _OLD_HANOI.sub(r"24\1", number) if len(number) == 9 else number
    if _FIXED.fullmatch(number):
        return NumberKind.FIXED, f"+84{number}"
    return NumberKind.INVALID, None


def _foreign(digits: str) -> tuple[NumberKind, str | None]:
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return NumberKind.INVALID, None
    if not phonenumbers.is_possible_number(number):
        return NumberKind.INVALID, None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return NumberKind.FOREIGN, e164


def spoken(e164: str) -> str:
    """Write a number the way people here write it: +84900000001 becomes 0900 000 001.

    Foreign numbers keep their country code; anything that is no E.164 number comes back
    unchanged.
    """
    if not re.fullmatch(r"\+\d{7,15}", e164):
        return e164
    if not e164.startswith("+84"):
        return _spoken_abroad(e164)
    number = "0" + e164[3:]
    if _MOBILE.fullmatch(number[1:]):
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    if number.startswith(("024", "028")):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if number.startswith("02"):
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    return f"{number[:3]} {number[3:]}"


def grouped(raw: str) -> str:
    """Write a number of any writing in groups; a name, or what is no number, is left alone."""
    e164 = read_number(raw).e164
    return spoken(e164) if e164 else raw


def _spoken_abroad(e164: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


_DIGITS = {
    "vi": ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}


def say_digits(code: str, lang: str) -> str:
    """Spell a code for the ear: HN-26-000123 becomes "H N, hai sáu, không không không ...".

    `lang` is "vi" or "en" (anything else counts as "en"); groups between hyphens, blanks or
    dots are parted by commas.
    """
    words = _DIGITS.get(lang[:2], _DIGITS["en"])
    groups = [group for group in re.split(r"[\W_]+", code) if group]
    return ", ".join(" ".join(_said(sign, words) for sign in group) for group in groups)


def _said(sign: str, words: list[str]) -> str:
    return words[int(sign)] if sign in "0123456789" else sign.upper()
