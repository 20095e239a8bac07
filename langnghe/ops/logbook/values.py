"""What the cells of an old log book mean: moments, numbers, statuses, kinds, channels."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from langnghe.ops.logbook.columns import plain
from langnghe.register.states import Channel, Kind, LegalForm, ReporterKind, Status
from langnghe.vietnamese.encodings import repair

FIRST_YEAR = 1990
SERIALS = (32_874, 73_050)
"""Excel's numbers for 1 January 1990 and 1 January 2100."""
EXCEL_START = datetime(1899, 12, 30)  # noqa: DTZ001 (a day of the sheet, without a zone)

_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$")
_IN_WORDS = re.compile(r"\bngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})\b")
_YEAR_FIRST = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_HOUR = re.compile(
    r"(?<![\d/.\-])(\d{1,2})\s*(?:gio|[:hg])\s*(\d{1,2})?(?::\d{2})?\s*(?:ph\w*)?\s*(sa|ch|am|pm)?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"^\d{5}([.,]\d+)?$")


def text_of(cell: object) -> str:
    """Say a cell as text: whole numbers without a fraction, days as dd/mm/yyyy."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        hours = cell.time() != time()
        return f"{cell:%d/%m/%Y %H:%M}" if hours else f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = repair(str(cell)).text if isinstance(cell, str) else str(cell)
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def moment_of(cell: object, hour: object, zone: tzinfo) -> datetime | None:
    """Read a day, with or without hours, as an aware time; None where it is none.

    Days are dd/mm/yyyy, ISO 8601, Excel's numbers or typed cells; without hours it is 00:00.
    `hour` is a second cell that may tell the hours. Seconds do not count.
    Days before 1990 or after 2099 are none.
    """
    found = _typed(cell) or _written(text_of(cell))
    if found is None:
        return None
    found = found.replace(second=0, microsecond=0)
    if found.time() == time():
        told = hour if isinstance(hour, time) else _hours(plain_hours(text_of(hour)))
        found = datetime.combine(found.date(), told or time(), found.tzinfo)
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    return aware if FIRST_YEAR <= aware.year < 2100 else None


def _typed(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell + timedelta(microseconds=500_000)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell))
    return None


def _serial(number: float) -> datetime | None:
    if not SERIALS[0] <= number < SERIALS[1]:
        return None
    return EXCEL_START + timedelta(seconds=round(number * 86_400))


def _written(text: str) -> datetime | None:
    try:
        if _ISO.match(text):
            return datetime.fromisoformat(text)
        if _SERIAL.match(text):
            return _serial(float(text.replace(",", ".")))
        return _day(_IN_WORDS.sub(r"\1/\2/\3", plain_hours(text)))
    except ValueError:
        return None


def _day(text: str) -> datetime | None:
    found = _DAY.search(text)
    if found:
        day, month, year = (int(part) for part in found.groups())
    else:
        found = _YEAR_FIRST.match(text)
        if not found:
            return None
        year, month, day = (int(part) for part in found.groups())
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return datetime.combine(date(year, month, day), _hours(rest) or time())


def _hours(text: str) -> time | None:
    found = _HOUR.search(text)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half in {"pm", "ch"} and hour < 12:
        hour += 12
    if half in {"am", "sa"} and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def plain_hours(text: str) -> str:
    """Fold the words around hours, keeping colons: "14 giờ 30" becomes "14 gio 30"."""
    return " ".join(part if part[:1].isdigit() else plain(part) or part for part in text.split())


def phone_of(text: str) -> str:
    """Return a number with the 0 that Excel drops from one it takes for an amount."""
    digits = re.sub(r"\D", "", text)
    return f"0{digits}" if len(digits) == 9 and digits == text.strip() else text


_NOT_YET = re.compile(r"\b(chua|not)\b")
_DONE = re.compile(
    r"da (tra loi|xong|giai quyet|xu ly|dong|phan hoi|ket thuc|hoan thanh)|^xong\b|hoan thanh"
    r"|hoan tat|ket thuc|closed|done|answered|resolved|completed|^dong$"
)
_UNDER_WAY = re.compile(r"dang|da chuyen|chuyen|cho (tra loi|ket qua)|progress|forwarded|pending")


def status_of(text: str, *, has_agency: bool, was_answered: bool) -> Status | None:
    """Guess where an old submission stands; None for a word that is not known.

    An empty cell is registered, or closed where the day of an answer is given.
    """
    words = plain(text)
    if not words:
        return Status.CLOSED if was_answered else Status.REGISTERED
    if _NOT_YET.search(words):
        return Status.REGISTERED
    if _DONE.search(words):
        return Status.CLOSED
    if _UNDER_WAY.search(words):
        return Status.FORWARDED if has_agency else Status.REGISTERED
    if re.search(r"\bmoi\b|^new|tiep nhan|registered|open", words):
        return Status.REGISTERED
    return None


def _first(words: str, rules: list[tuple[str, str]]) -> str | None:
    return next((value for value, pattern in rules if re.search(pattern, words)), None)


_KINDS: list[tuple[str, str]] = [
    (Kind.DENUNCIATION, r"\bto cao\b|denunciation"),
    (Kind.COMPLAINT, r"khieu nai|complaint"),
    (Kind.REPORT, r"phan anh|report"),
    (Kind.PROPOSAL, r"kien nghi|de nghi|de xuat|gop y|proposal|suggestion"),
    (Kind.ENQUIRY, r"\bhoi\b|hoi dap|tu van|enquiry|inquiry|question"),
    (Kind.COMMENDATION, r"\bkhen\b|cam on|bieu duong|commendation|praise"),
]


def kind_of(text: str) -> Kind | None:
    """Guess the kind from its name; None if it is not known."""
    found = _first(plain(text), _KINDS)
    return Kind(found) if found else None


_CHANNELS: list[tuple[str, str]] = [
    (Channel.MAIL, r"e ?mail|thu dien tu|hop thu"),
    (Channel.CALL, r"dien thoai|goi|duong day nong|hotline|tong dai|phone|\bcall\b|^dt$"),
    (Channel.FORM, r"\bweb|cong (thong tin|dich vu)|ung dung|\bapp\b|zalo|truc tuyen|form"),
    (Channel.VISIT, r"truc tiep|tiep dan|den tru so|visit|in person"),
    (Channel.LETTER, r"\bdon\b|\bthu\b|buu|cong van|van ban|letter|post"),
]
LEGAL_FORMS = {
    Channel.CALL: LegalForm.TELEPHONE,
    Channel.MAIL: LegalForm.PLAIN_MAIL,
    Channel.LETTER: LegalForm.POST,
    Channel.VISIT: LegalForm.IN_PERSON,
    Channel.FORM: LegalForm.OTHER,
}


def channel_of(text: str) -> Channel | None:
    """Guess the channel from its name; None if it is not known."""
    found = _first(plain(text), _CHANNELS)
    return Channel(found) if found else None


_REPORTERS: list[tuple[str, str]] = [
    (ReporterKind.ANONYMOUS, r"an danh|giau ten|nac danh|khong (neu|cho biet|ro|de) (ho )?ten"),
    (ReporterKind.GROUP, r"^(tap the|nhom|cac ho|nhieu|mot so)\b|va (nhung|cac) nguoi"),
    (ReporterKind.ORGANISATION, r"cong ty|^(to dan pho|ban quan|truong|hoi|chi hoi|hop tac xa)\b"),
]


def reporter_kind_of(name: str) -> ReporterKind:
    """Guess who speaks from the name; no name at all is a person we cannot name."""
    return ReporterKind(_first(plain(name), _REPORTERS) or ReporterKind.PERSON)
