"""Papers of the duty room: a week's roster, and what one shift handed to the next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from langnghe.access.models import Officer
from langnghe.direction.actions.letters import write_letter
from langnghe.direction.letter_states import LetterKind
from langnghe.direction.models import Letter
from langnghe.direction.speakers import known_of, known_of_submission
from langnghe.direction.wording import Wording
from langnghe.papers.filling import GAP
from langnghe.register.gates import Missing
from langnghe.register.models import Case, Submission
from langnghe.register.states import Sensitivity
from langnghe.roster import labels
from langnghe.roster.models import Book, Duty, Week
from langnghe.roster.queries import plan as plans
from langnghe.roster.queries.now import shift_now
from langnghe.roster.rules.shifts import WHOLE_DAY
from langnghe.roster.states import ENDED_BOOKS, Device, DeviceState, DutyRole
from langnghe.understanding.hiding import Known, hide

_WHAT, _ROLE, _DAY = 0.9, 1.0, 1.35
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")
_GUARDED = "(nội dung nhạy cảm, không ghi ở đây)"


def write_roster_sheet(week_id: int, *, by: Officer, at: datetime) -> Letter:
    """Draft the paper of a week's roster; a week as it stands has one.

    Raises Missing for a week that is not in force.
    """
    week = Week.objects.filter(pk=week_id, in_force_at__isnull=False).first()
    if week is None:
        raise Missing(week_id)
    days = [week.monday + timedelta(days=each) for each in range(7)]
    with override(settings.LANGUAGE_CODE):
        wording = Wording(
            facts={"since": f"{days[0]:%d/%m/%Y}", "until": f"{days[-1]:%d/%m/%Y}"},
            columns=[
                ("Ca", _WHAT),
                ("Nhiệm vụ", _ROLE),
                *((f"{date_format(day, 'l')} {day:%d/%m}", _DAY) for day in days),
            ],
            rows=_grid(plans.duties_of_week(week.monday), days),
            week=week,
            once_key=f"roster:{week.pk}:{week.version}",
        )
    return write_letter(LetterKind.ROSTER, wording=wording, by=by, at=at)


def _grid(duties: Iterable[Duty], days: Sequence[date]) -> list[list[str]]:
    """Return a row for each duty of each shift: the shift, the duty, who has it each day."""
    there: dict[tuple[str, str], dict[date, list[str]]] = defaultdict(lambda: defaultdict(list))
    for duty in duties:
        there[duty.shift, duty.role][duty.on].append(_person(duty.officer))
    rows, last = [], None
    for shift, role in sorted(there, key=_place):
        name = "" if shift == last else _shift_name(shift, days[0])
        names = [", ".join(there[shift, role][day]) or "–" for day in days]
        rows.append([name, str(labels.DUTY_ROLES[DutyRole(role)]), *names])
        last = shift
    return rows


def _place(each: tuple[str, str]) -> tuple[bool, str, int]:
    """Order shifts by their beginning, whole days last; duties as they are listed everywhere."""
    shift, role = each
    return not shift, shift, list(DutyRole).index(DutyRole(role))


def _person(officer: Officer) -> str:
    return f"{officer.full_name} ({officer.phone})" if officer.phone else officer.full_name


def _shift_name(shift: str, day: date) -> str:
    if shift == WHOLE_DAY:
        return "Cả ngày"
    found = plans.shift_named(day, shift)
    return f"{found.name}–{found.ends}"


def write_minutes(book_id: int, *, by: Officer, at: datetime) -> Letter:
    """Draft the minutes of a handover, for both sides to sign; a book has one paper.

    Nothing of sensitive matters stands in it, and nobody who spoke. Raises Missing unless the
    book was accepted, or a shift began without it.
    """
    found = Book.objects.filter(pk=book_id, state__in=ENDED_BOOKS)
    book = found.select_related("given_by", "taken_by").first()
    if book is None:
        raise Missing(book_id)
    with override(settings.LANGUAGE_CODE):
        shift = shift_now(book.shift_at)
        wording = Wording(
            text=_minutes(book),
            facts={"shift": f"{shift.name}–{shift.ends} ngày {shift.on:%d/%m/%Y}"},
            signers=[
                (("BÊN GIAO",), _name(book.given_by)),
                (("BÊN NHẬN",), _name(book.taken_by)),
            ],
            book=book,
            once_key=f"handover:{book.pk}",
        )
    return write_letter(LetterKind.HANDOVER, wording=wording, by=by, at=at)


def _minutes(book: Book) -> str:
    head = [
        f"- Bên giao: {_side(book.given_by, book.given_at)}.",
        f"- Kíp trực: {', '.join(book.crew)}." if book.crew else "",
        f"- Bên nhận: {_side(book.taken_by, book.taken_at)}.",
        f"- Ca sau vào trực khi chưa nhận sổ, lý do: {book.reason}." if book.reason else "",
    ]
    redactor = _Redactor(book)
    parts: list[tuple[str, list[str]]] = [
        (page["title"], redactor.lines(page["lines"]) or [f"- {page['empty']}"])
        for page in book.pages
    ]
    parts.append(("Thiết bị", _devices(book)))
    if book.words.strip():
        parts.append(("Bàn giao thêm", redactor.said(book.words).splitlines()))
    said = [line for line in head if line]
    for number, (title, lines) in zip(_ROMAN, (each for each in parts if each[1]), strict=False):
        said += [f"{number}- {title.upper()}", *lines]
    said.append("Hai bên đã đọc lại, thống nhất nội dung trên.")
    return "\n".join(said).replace(GAP, "...")


def _side(officer: Officer | None, moment: datetime | None) -> str:
    if officer is None or moment is None:
        return "không có"
    return f"{officer.full_name}, xác nhận lúc {timezone.localtime(moment):%H:%M %d/%m/%Y}"


def _name(officer: Officer | None) -> str:
    return officer.full_name if officer else ""


def _devices(book: Book) -> list[str]:
    said = []
    for device in Device:
        looked = book.devices.get(device)
        if looked:
            state = labels.DEVICE_STATES[DeviceState(looked["state"])]
            words = f"- {labels.DEVICES[device]}: {state}. {looked['words']}"
            said.append(f"{words.rstrip(' .')}.")
    return said


class _Redactor:
    """Leaves out of a book what is sensitive, and who spoke."""

    def __init__(self, book: Book) -> None:
        every = [line for page in book.pages for line in page["lines"]]
        self._voices = Submission.objects.in_bulk({each["submission"] for each in every} - {None})
        self._cases = Case.objects.in_bulk({each["case"] for each in every} - {None})
        self._known_of_cases = known_of(self._cases.values())
        self._known = {pk: known_of_submission(voice) for pk, voice in self._voices.items()}

    def lines(self, lines: Sequence[Mapping[str, Any]]) -> list[str]:
        """Say the lines of a page."""
        return [self._line(each) for each in lines]

    def _line(self, line: Mapping[str, Any]) -> str:
        marks = " ".join(each for each in (line["code"], line["level"]) if each)
        abouts = (self._voices.get(line["submission"]), self._cases.get(line["case"]))
        if any(each is not None and each.sensitivity == Sensitivity.S2 for each in abouts):
            return f"- {marks}: {_GUARDED}"
        known = self._known.get(line["submission"]) or self._known_of_cases.get(line["case"])
        words = ". ".join(each.rstrip(" .") for each in (line["text"], *line["details"]))
        said = hide(" ".join(words.split()), known or Known()).text
        return f"- {marks}: {said}" if marks else f"- {said}"

    def said(self, text: str) -> str:
        """Take who spoke out of what officers wrote."""
        for known in (*self._known.values(), *self._known_of_cases.values()):
            text = hide(text, known).text
        return text
