"""Taking who spoke out of a text that goes to others: names, numbers, addresses. Pure.

What an agency needs, where it happened and what, stays. `known` is what the register has about
the speaker, found in any writing; beside it, what looks like anybody's number, mail address or
introduction goes too, since a citizen's own may differ from what was registered.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from langnghe.understanding.naming import Names, introduced_in, named_in
from langnghe.understanding.placing import own_places_in
from langnghe.vietnamese.phones import read_number

MARK = "[…]"
"""Stands where something was taken out."""


class What(StrEnum):
    """What was taken out."""

    NAME = "name"
    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    NUMBER = "number"
    """Of an identity card, a passport, an account."""
    LINK = "link"
    """To somebody's page in a social network."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the register knows of who must not be recognised; `kept` are places that must stay."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hidden:
    """A text without who spoke, and how often what was taken out."""

    text: str
    counts: dict[str, int]


Span = tuple[int, int, What]

_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_MAIL_SAID = re.compile(
    r"[\w.+-]+ (?:a còng|a cong|@) [\w-]+(?: (?:chấm|cham|\.) [\w-]+)+", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:facebook|fb|zalo|instagram|tiktok|t)\.(?:com|me)/\S+",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w/])(?:\+|\()?[\doO](?:[\s.()–-]{0,3}[\doO]){7,15}(?![\w/])")
_MONEY = re.compile(r"\s*(?:đồng|dong|đ\b|vnđ|vnd|triệu|tỷ|m2|m²)", re.IGNORECASE)
_SPOKEN = (
    "không|khong|một|mot|mốt|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|lam|sáu|sau|bảy|bẩy|bay|tám|tam"
    "|chín|chin|linh|lẻ|le"
)
_DIGITS_SAID = re.compile(rf"\b(?:{_SPOKEN})(?:[\s,.-]+(?:{_SPOKEN})){{7,13}}\b", re.IGNORECASE)
_PAPERS = re.compile(
    r"(?:cccd|cmnd|cmt|căn cước(?: công dân)?|chứng minh(?: nhân dân| thư)?|hộ chiếu|mã số thuế"
    r"|số tài khoản|stk|mst)\s*(?:số|so)?\s*[:.]?\s*(?P<number>[a-z]?\d[\d\s.]{5,18}\d)",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\w/.,])0\d{11}(?![\w/])")


def hide_known(text: str, known: Known) -> Hidden:
    """Take out what is known of the speaker, in any writing, and nothing else."""
    return _without(text, _known_spans(text, known))


def hide(text: str, known: Known, *, is_strict: bool = False) -> Hidden:
    """Take out what is known of the speaker and what looks like it.

    `is_strict`, for who must be protected: also where somebody says that they live.
    """
    spans = [*_known_spans(text, known), *_alike_spans(text, is_strict=is_strict)]
    return _without(text, spans)


def _known_spans(text: str, known: Known) -> Iterator[Span]:
    for start, end in named_in(text, Names.of(known.names, kept=known.kept)):
        yield start, end, What.NAME
    numbers = {_digits_of(each) for each in known.phones} - {""}
    for match in _DIGITS.finditer(text):
        if _digits_of(match[0]) in numbers:
            yield *match.span(), What.PHONE
    for mail in known.mails:
        for pattern in _mail_patterns(mail):
            for match in pattern.finditer(text):
                yield *match.span(), What.MAIL
    for start, end in own_places_in(text, known.addresses, kept=known.kept):
        yield start, end, What.ADDRESS


def _digits_of(number: str) -> str:
    """Return the digits after the trunk zero or country code, as dialled today."""
    plain = re.sub(r"[oO]", "0", number)
    read = read_number(plain).e164
    if read:
        return read.removeprefix("+84")
    digits = re.sub(r"\D", "", plain)
    return digits if len(digits) >= 7 else ""


def _mail_patterns(mail: str) -> Iterator[re.Pattern[str]]:
    """Return patterns of an address, and of the part before @ alone where it is telling."""
    local = mail.partition("@")[0]
    if mail:
        yield re.compile(re.escape(mail), re.IGNORECASE)
    if len(local) >= 5 and re.search(r"[\d._+-]", local):
        yield re.compile(rf"(?<!\w){re.escape(local)}(?!\w)", re.IGNORECASE)


_ALIKE = (
    (_MAIL, What.MAIL),
    (_MAIL_SAID, What.MAIL),
    (_LINK, What.LINK),
    (_CARD, What.NUMBER),
    (_DIGITS_SAID, What.PHONE),
)


def _alike_spans(text: str, *, is_strict: bool) -> Iterator[Span]:
    for pattern, what in _ALIKE:
        for match in pattern.finditer(text):
            yield *match.span(), what
    for match in _PAPERS.finditer(text):
        yield *match.span("number"), What.NUMBER
    yield from _phones_alike(text)
    for start, end in introduced_in(text):
        yield start, end, What.NAME
    for match in (_LIVES_STRICT if is_strict else _LIVES).finditer(text):
        yield *match.span("where"), What.ADDRESS


def _phones_alike(text: str) -> Iterator[Span]:
    for match in _DIGITS.finditer(text):
        said = re.sub(r"[oO]", "0", match[0])
        begins = re.sub(r"[^\d+]", "", said)
        is_number = begins.startswith(("0", "+", "84")) and read_number(said).e164
        if is_number and not _MONEY.match(text, match.end()):
            yield *match.span(), What.PHONE


_HERE = (
    r"(?P<where>[^.;\n]{3,140}?(?=[.;\n]|,? (?:xin|đề nghị|phản ánh|tố cáo|khiếu nại|kiến nghị"
    r"|số điện thoại|sđt|điện thoại)\b|$))"
)
_LIVES = re.compile(
    r"(?:trú tại|thường trú(?: tại)?|tạm trú(?: tại)?|chỗ ở(?: hiện nay)?|địa chỉ (?:của tôi|nhà"
    rf"|thường trú|liên hệ)|ngụ tại)\s*:?\s*{_HERE}",
    re.IGNORECASE,
)
_LIVES_STRICT = re.compile(
    r"(?:trú tại|thường trú(?: tại)?|tạm trú(?: tại)?|chỗ ở(?: hiện nay)?|địa chỉ|ngụ tại"
    r"|(?:nhà )?(?:tôi|em|cháu|mình|chúng tôi)(?: đang| hiện)? (?:ở|sống|sinh sống)(?: tại)?"
    r"|(?:toi|em|chau|minh)(?: dang| hien)? (?:o|song)(?: tai)?|dia chi|tru tai|thuong tru)"
    rf"\s*:?\s*{_HERE}",
    re.IGNORECASE,
)


def _without(text: str, spans: Iterable[Span]) -> Hidden:
    """Put a mark for each stretch; what overlaps or touches is one, counted as its first."""
    pieces: list[str] = []
    counts: Counter[str] = Counter()
    end = 0
    for start, stop, what in sorted(spans, key=lambda span: (span[0], -span[1])):
        if stop <= end:
            continue
        if start < end or (pieces and not text[end:start].strip(" ,.-")):
            end = stop
            continue
        pieces += [text[end:start], MARK]
        counts[what] += 1
        end = stop
    return Hidden("".join(pieces) + text[end:], dict(counts))
