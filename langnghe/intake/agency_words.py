"""What an agency says in the first words of its mail. Pure; never guesses.

TIẾP NHẬN · TRẢ LẠI: why · GIA HẠN đến 15/12/2026: why · KẾT QUẢ: what was done · BÁO CÁO CHUNG:
what was done under an order; with or without marks, in English too, for one case, for some by
their codes, or for all of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from langnghe.register.rules import codes_in
from langnghe.vietnamese.fold import fold


class Say(StrEnum):
    """What an agency may say."""

    ACCEPT = "accept"
    RETURN = "return"
    EXTEND = "extend"
    RESULT = "result"
    REPORT = "report"
    """One report for the whole of an order."""


@dataclass(frozen=True)
class Said:
    """One thing an agency says; `codes` are the cases it names, none where it names none.

    `words` are its reason or its result; `until` the day it asks for.
    """

    what: Say
    words: str = ""
    codes: tuple[str, ...] = ()
    is_for_all: bool = False
    until: date | None = None
    handler: str = ""
    phone: str = field(default="")

    @property
    def is_whole(self) -> bool:
        """Whether nothing that must be said is missing."""
        if self.what == Say.ACCEPT:
            return True
        return bool(self.words) and (self.what != Say.EXTEND or self.until is not None)


_POLITE = r"(?:da|xin|chung toi|co quan|don vi|de nghi|bao cao|dong y|we|please|hereby)"
_VERBS = {
    Say.REPORT: r"bao cao chung|report for the (?:whole|order)\b",
    Say.RETURN: r"tra lai|chuyen tra|hoan tra|return(?:ed)?\b",
    Say.EXTEND: r"gia han|extend\b|extension\b|more time\b",
    Say.RESULT: r"ket qua|results?\b",
    Say.ACCEPT: r"tiep nhan|nhan xu ly|accept(?:ed)?\b",
}
_SPOKEN = re.compile(
    rf"(?:{_POLITE}\s+)*(?:(?P<report>{_VERBS[Say.REPORT]})|(?P<return>{_VERBS[Say.RETURN]})|(?P<extend>{_VERBS[Say.EXTEND]})"
    rf"|(?P<result>{_VERBS[Say.RESULT]})|(?P<accept>{_VERBS[Say.ACCEPT]}))"
)
_ANY = re.compile("|".join(_VERBS.values()))
_DOUBT = re.compile(r"\b(?:khong|chua|nhung|not|but|cannot)\b")
_ALL = re.compile(r"(?:tat ca|toan bo|all)\b")
_HANDLER = re.compile(r"(?:can bo|nguoi|chuyen vien)(?: phu trach| xu ly| thu ly)?\s*:|handler\s*:")
_LEAD = re.compile(r"^[\s\-*•>#\d.)]{0,8}(?=[^\d])")
_CODE = re.compile(r"^[A-Za-z]{2}[\s.\-–]?\d{2}[\s.\-–]?\d{6}[\s,;:.&–-]*(?:(?:và|va|and)\s+)?")
_EDGE = " \t:;,.–-—"
_DAY = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})(?:\s?[/.\-]\s?(\d{4}|\d{2}))?(?!\d)")
_DAY_SAID = re.compile(r"(\d{1,2})\s+thang\s+(\d{1,2})(?:\s+nam\s+(\d{4}))?")
_DAY_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_PHONE = re.compile(r"\+?\d[\d .]{7,14}\d")
_LIMIT = 20_000


def read_answer(text: str, *, today: date) -> list[Said]:
    """Return what an agency says, in order; empty where it says nothing that is known.

    After a first word that names no case, the rest of the mail belongs to it; where cases are
    named, each line that names one may say something of its own.
    """
    said: list[Said] = []
    lines: list[list[str]] = []
    for line in unicodedata.normalize("NFC", text[:_LIMIT]).split("\n"):
        found = _said_in(line, today=today)
        if found is not None and (not said or found.codes or found.is_for_all):
            said.append(found)
            lines.append([])
        elif said and not _names_handler(said, line):
            lines[-1].append(line)
    return [_whole(each, rest) for each, rest in zip(said, lines, strict=True)]


def _said_in(line: str, *, today: date) -> Said | None:
    rest, codes, is_for_all = _addressed(_LEAD.sub("", line, count=1))
    folded = fold(rest)
    spoken = _SPOKEN.match(folded)
    if spoken is None or len(folded) != len(rest):
        return None
    what = Say(spoken.lastgroup or "")
    after = rest[spoken.end() :]
    if what == Say.ACCEPT:
        doubtful = _ANY.search(fold(after)) or _DOUBT.search(fold(after))
        return None if doubtful else Said(what, codes=codes, is_for_all=is_for_all)
    until = None
    if what == Say.EXTEND:
        until, after = _day_in(after, today=today)
    return Said(what, after.lstrip(_EDGE).rstrip(), codes, is_for_all, until)


def _addressed(line: str) -> tuple[str, tuple[str, ...], bool]:
    """Part the cases that a line names from what it says of them."""
    codes: list[str] = []
    while (code := _CODE.match(line)) is not None:
        codes += codes_in(code[0])
        line = line[code.end() :]
    if not codes and (everything := _ALL.match(fold(line))) is not None:
        return line[everything.end() :].lstrip(_EDGE), (), True
    return line.lstrip(_EDGE), tuple(codes), False


def _day_in(words: str, *, today: date) -> tuple[date | None, str]:
    """Find the first day that is named, and the words after it."""
    folded = fold(words)
    for pattern, order in ((_DAY_ISO, (3, 2, 1)), (_DAY, (1, 2, 3)), (_DAY_SAID, (1, 2, 3))):
        if (found := pattern.search(folded)) is not None:
            day, month, year = (found[place] for place in order)
            return _date(day, month, year, today=today), words[found.end() :]
    return None, words


def _date(day: str, month: str, year: str | None, *, today: date) -> date | None:
    number = today.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
    try:
        read = date(number, int(month), int(day))
        is_next = year is None and read < today
        return read.replace(year=number + 1) if is_next else read
    except ValueError:
        return None


def _names_handler(said: list[Said], line: str) -> bool:
    """Take a line such as "Cán bộ phụ trách: Nguyễn Văn Mẫu, 0900 000 011" to what was said."""
    found = _HANDLER.match(fold(line.strip()))
    if found is None or said[-1].what != Say.ACCEPT:
        return False
    who = line.strip()[found.end() :]
    number = _PHONE.search(who)
    name = who[: number.start()] if number else who
    said[-1] = replace(
        said[-1], handler=name.strip(f"{_EDGE}("), phone=number[0].strip() if number else ""
    )
    return True


def _whole(said: Said, lines: list[str]) -> Said:
    if said.what == Say.ACCEPT:
        return said
    words = "\n".join([said.words, *_without_greeting(lines)]).strip()
    return replace(said, words=words)


_GREETING = re.compile(r"^\s*(?:tran trong|kinh thu|than ai|best regards|kind regards|regards)\b")


def _without_greeting(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if _GREETING.match(fold(line)):
            return
        yield line
