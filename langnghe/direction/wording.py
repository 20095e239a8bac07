"""The words of a letter: facts of the register in the profile's template, without who spoke."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from langnghe.access.models import Agency, Officer
from langnghe.direction.letter_states import NOTICES, LetterKind
from langnghe.direction.models import Directive, Memo
from langnghe.direction.office import Template, template_of
from langnghe.direction.speakers import (
    is_guarded,
    known_of,
    known_of_others,
    known_of_submission,
    together,
)
from langnghe.papers.filling import GAP, fill_lines
from langnghe.register import labels
from langnghe.register.models import Case, Submission
from langnghe.register.states import Channel, Kind, LegalForm, ReporterKind, Urgency
from langnghe.roster.models import Book, Week
from langnghe.understanding.hiding import Known, hide, hide_known

VOICES_TOLD = 5
"""Voices of a case that are told in their own words; the others are counted."""
LONGEST_VOICE = 1500
SECRECY = (
    "Thông tin về người tố cáo được giữ bí mật theo quy định của Luật Tố cáo; cơ quan tiếp nhận "
    "không được tiết lộ, không được tìm hiểu danh tính người tố cáo."
)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a caller knows beside the register, or words better than the template.

    `facts` fill the template's places (message, reason, result, order, proposal, basis, leader,
    matter, co_agencies); `cases` are listed in a table, or `rows` under `columns` (title, share of
    the width); `signers` (lines, name) sign side by side; `memo`, `directive`, `week`, `book` are
    what it puts on paper; `once_key` makes writing repeatable.
    """

    abstract: str = ""
    text: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    cases: Sequence[Case] = ()
    due_at: datetime | None = None
    signature: str = ""
    signer_name: str = ""
    columns: Sequence[tuple[str, float]] = ()
    rows: Sequence[Sequence[str]] = ()
    signers: Sequence[tuple[Sequence[str], str]] = ()
    memo: Memo | None = None
    week: Week | None = None
    book: Book | None = None
    directive: Directive | None = None
    once_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a letter is about, and to whom it goes."""

    case: Case | None = None
    submission: Submission | None = None
    agency: Agency | None = None
    wording: Wording = field(default_factory=Wording)


class _Redactor:
    """Takes out who spoke, and counts what was taken out."""

    def __init__(self, known: Known, *, is_strict: bool) -> None:
        self._known, self._is_strict = known, is_strict
        self.counts: Counter[str] = Counter()

    def voice(self, text: str, known: Known | None = None) -> str:
        """Take it out of what citizens said."""
        plain = text.replace(GAP, "...")
        found = hide(plain, known or self._known, is_strict=self._is_strict)
        self.counts.update(found.counts)
        return found.text

    def office(self, text: str) -> str:
        """Take it out of what officers wrote: only what is known of the speakers."""
        found = hide_known(text, self._known)
        self.counts.update(found.counts)
        return found.text


def draft(kind: LetterKind, about: Subject, *, by: Officer, at: datetime) -> dict[str, Any]:
    """Return the fields of a letter as it would be drafted now; writes nothing."""
    with override("vi"):
        return _draft(kind, about, by=by, at=at)


def _draft(kind: LetterKind, about: Subject, *, by: Officer, at: datetime) -> dict[str, Any]:
    template, wording = template_of(kind), about.wording
    cases = [case for case in (about.case, *wording.cases) if case is not None]
    is_own = kind in NOTICES
    known = known_of(cases)
    every = [*known.values()]
    if about.submission is not None:
        own = about.submission
        every = known_of_others(cases, own) if is_own else [*every, known_of_submission(own)]
    is_strict = is_guarded(cases, about.submission)
    redactor = _Redactor(together(every), is_strict=is_strict)
    facts = {
        **_facts_of_case(about.case, redactor, by),
        **_facts_of_submission(about.submission, redactor, is_own=is_own),
        **_facts_of_work(about, at),
        **{name: redactor.office(value) for name, value in wording.facts.items()},
    }
    return {
        **_words(template, wording, facts, redactor),
        "rows": _rows(wording.cases, known, redactor) if template.table else _own_rows(wording),
        "columns": [list(each) for each in wording.columns],
        "signers": [[list(lines), name] for lines, name in wording.signers],
        "pairs": [
            [name, said] for name, place in template.facts if (said := fill_lines(place, facts))
        ],
        "hidden": dict(redactor.counts),
    }


def _words(
    template: Template, wording: Wording, facts: dict[str, str], redactor: _Redactor
) -> dict[str, Any]:
    def lines(own: tuple[str, ...], usual: tuple[str, ...]) -> list[str]:
        filled = (fill_lines(line, facts) for line in own or usual)
        return [line for line in filled if line]

    abstract = redactor.office(wording.abstract) or fill_lines(template.abstract, facts)
    text = redactor.office(wording.text) or fill_lines(template.text, facts)
    return {
        "type_name": template.type_name,
        "abstract": abstract[:500],
        "addressees": lines(wording.addressees, template.addressees),
        "text": text,
        "recipients": lines(wording.recipients, template.recipients),
        "box": template.box,
        "signature": wording.signature or template.signature,
        "signer_name": wording.signer_name,
    }


def _facts_of_case(case: Case | None, redactor: _Redactor, by: Officer) -> dict[str, str]:
    if case is None:
        return {}
    voices = Submission.objects.visible_to(by).filter(items__case=case).order_by("received_at")
    first = voices.first()
    is_denounced = voices.filter(kind=Kind.DENUNCIATION).exists()
    return {
        "case_code": case.code,
        "title": redactor.voice(case.title),
        "where": redactor.voice(_where(case)),
        "topic": case.topic.name if case.topic else "",
        "urgency": str(labels.URGENCIES[Urgency(case.urgency)]),
        "voices": f"{voices.count():02d}",
        "kind": _said(labels.KINDS, first.kind) if first else "",
        "received": _day(first.received_at) if first else "",
        "content": "\n".join(_voices_told(list(voices[:VOICES_TOLD]), case, redactor)),
        "secrecy": SECRECY if is_denounced else "",
    }


def _where(case: Case) -> str:
    ward = case.ward.name if case.ward else ""
    return ", ".join(part for part in (case.place, ward) if part)


def _voices_told(voices: list[Submission], case: Case, redactor: _Redactor) -> list[str]:
    """Return a line for each voice that says more than the case's own title."""
    told = []
    for voice in voices:
        said = said_by(voice)
        if said and said != case.title:
            told.append(f"- Ý kiến {voice.code}: {' '.join(redactor.voice(said).split())}")
    return told


def said_by(voice: Submission) -> str:
    """Return what a voice says: as it was summed up, else in its own first words."""
    if voice.summary:
        return voice.summary
    contact = voice.contacts.exclude(text="").order_by("received_at").first()
    return contact.text[:LONGEST_VOICE] if contact else ""


def _facts_of_submission(
    submission: Submission | None, redactor: _Redactor, *, is_own: bool
) -> dict[str, str]:
    """Return what is said of one voice; to its own author it is said as it is."""
    if submission is None:
        return {}
    said = said_by(submission).rstrip(" .")
    reporter = submission.reporter
    is_person = reporter.kind in {ReporterKind.PERSON, ""}
    return {
        "code": submission.code,
        "kind": _said(labels.KINDS, submission.kind),
        "legal_form": str(labels.LEGAL_FORMS[LegalForm(submission.legal_form)]),
        "channel": str(labels.CHANNELS[Channel(submission.channel)]),
        "received": _day(submission.received_at),
        "received_at": timezone.localtime(submission.received_at).strftime("%H:%M %d/%m/%Y"),
        "summary": said if is_own else redactor.voice(said),
        "citizen": f"Ông/Bà {reporter.name}".strip() if is_person else reporter.name or "Quý vị",
    }


def _facts_of_work(about: Subject, at: datetime) -> dict[str, str]:
    case, wording = about.case, about.wording
    due_at = wording.due_at or (case.due_at if case else None)
    agency = about.agency or (case.lead_agency if case else None)
    listed = len(wording.cases) or (1 if case else 0)
    return {
        "agency": agency.name if agency else "",
        "due": _day(due_at) if due_at else "",
        "today": _day(at),
        "cases": f"{listed:02d}",
        "hotline": settings.HOTLINE_NUMBER,
    }


def _rows(cases: Sequence[Case], known: dict[int, Known], redactor: _Redactor) -> list[list[str]]:
    """Return the list of cases: serial, code, what it is about, ward, due."""
    return [
        [
            str(number),
            case.code,
            redactor.voice(case.title, known[case.pk]),
            case.ward.name if case.ward else "",
            _day(case.due_at) if case.due_at else "",
        ]
        for number, case in enumerate(cases, start=1)
    ]


def _own_rows(wording: Wording) -> list[list[str]]:
    return [list(row) for row in wording.rows]


def _said(names: Mapping[Any, Any], value: str) -> str:
    return str(names.get(value, value)).lower()


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y")
