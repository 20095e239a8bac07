"""Write letters, give them their number, send, cancel: the office's outgoing papers."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import letter_events as events
from langnghe.direction.actions.reviews import NoReasonGiven
from langnghe.direction.composing import docx_of_letter, pdf_of_letter
from langnghe.direction.letter_check import check_words
from langnghe.direction.letter_states import OF_THE_DUTY_ROOM, LetterKind, LetterState, SentBy
from langnghe.direction.models import Letter, LetterCase
from langnghe.direction.office import office, template_of
from langnghe.direction.speakers import is_guarded
from langnghe.direction.wording import Subject, Wording, draft
from langnghe.originals.store import Store
from langnghe.register import timeline
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Submission
from langnghe.register.states import Sensitivity
from langnghe.vietnamese.fold import fold

_STEP = """
INSERT INTO direction_lettercounter AS counter (number_kind, term, last) VALUES (%s, %s, 1)
ON CONFLICT (number_kind, term) DO UPDATE SET last = counter.last + 1 RETURNING last
"""
WRITERS = (Right.PREPARE, Right.DIRECT)
EARLY_WRITERS = {
    LetterKind.TRANSFER: Right.FORWARD,
    LetterKind.REMINDER: Right.FORWARD,
    LetterKind.INTAKE_SLIP: Right.REGISTER,
    LetterKind.ROSTER: Right.PLAN_DUTY,
    LetterKind.HANDOVER: Right.REGISTER,
}
"""What duty officers write as well: a case goes on at night."""


def may_write(kind: LetterKind, by: Officer) -> bool:
    """Tell whether an officer may write and issue a kind of letter."""
    early = EARLY_WRITERS.get(kind)
    return any(by.may(right) for right in WRITERS) or (early is not None and by.may(early))


@transaction.atomic
def write_letter(
    kind: LetterKind,
    *,
    case: Case | None = None,
    submission: Submission | None = None,
    agency: Agency | None = None,
    wording: Wording | None = None,
    by: Officer,
    at: datetime,
) -> Letter:
    """Draft a letter from the profile's template, redacted; it has no number yet.

    With `wording.once_key` it may be repeated: the draft there is is returned. Raises Missing where
    this officer may not write it or may not see what it is about.
    """
    wording = wording or Wording()
    if (earlier := _written_before(wording)) is not None:
        return earlier
    if case is None and submission is not None:
        case = Case.objects.visible_to(by).filter(items__submission=submission).first()
    _check_sight(kind, case, submission, wording, by)
    house, template = office(), template_of(kind)
    about = Subject(case=case, submission=submission, agency=agency, wording=wording)
    letter = Letter(
        kind=kind,
        case=case,
        submission=submission,
        agency=agency,
        memo=wording.memo,
        directive=wording.directive,
        week=wording.week,
        book=wording.book,
        once_key=wording.once_key,
        is_sensitive=_is_sensitive(case, submission, wording),
        layout=house.layout,
        number_kind=template.number,
        issuer=house.symbol,
        drafted_at=at,
        drafted_by=by,
        **draft(kind, about, by=by, at=at),
    )
    _index(letter)
    letter.save()
    LetterCase.objects.bulk_create(
        LetterCase(letter=letter, case=each, position=position)
        for position, each in enumerate(wording.cases, start=1)
    )
    drafted = events.LetterDrafted(letter_kind=kind, addressee=_addressee(letter), letter=letter.pk)
    record_letter(letter, drafted, by=by, at=at)
    return letter


def _written_before(wording: Wording) -> Letter | None:
    """Return the letter of the same key; a cancelled one gives its key up."""
    if not wording.once_key:
        return None
    known = Letter.objects.filter(once_key=wording.once_key)
    known.filter(state=LetterState.CANCELLED).update(once_key=None)
    return known.first()


def _check_sight(
    kind: LetterKind,
    case: Case | None,
    submission: Submission | None,
    wording: Wording,
    by: Officer,
) -> None:
    """Raise Missing unless the officer may write this and sees all of what it is about."""
    cases = {each.pk for each in (case, *wording.cases) if each is not None}
    seen = Case.objects.visible_to(by).filter(pk__in=cases).count() if cases else 0
    if not may_write(kind, by) or seen < len(cases):
        raise Missing(kind)
    if (
        submission is not None
        and not Submission.objects.visible_to(by).filter(pk=submission.pk).exists()
    ):
        raise Missing(submission.pk)


def _is_sensitive(case: Case | None, submission: Submission | None, wording: Wording) -> bool:
    about = [each for each in (case, submission, *wording.cases) if each is not None]
    return any(each.sensitivity == Sensitivity.S2 for each in about)


def _addressee(letter: Letter) -> str:
    return "; ".join(letter.addressees)


def _index(letter: Letter) -> None:
    agency = letter.agency.name if letter.agency else ""
    told = (letter.symbol, letter.abstract, agency, *letter.addressees)
    letter.folded = fold(" ".join(told))


def record_letter(
    letter: Letter, fact: timeline.Event, *, by: Officer | None, at: datetime
) -> None:
    """Write a fact of a letter where it belongs: the submission, the case, each listed case.

    What is about none of them stands in the log book.
    """
    if letter.submission is not None or letter.case is not None:
        timeline.record(fact, submission=letter.submission, case=letter.case, by=by, at=at)
        return
    if letter.kind in OF_THE_DUTY_ROOM:
        timeline.record(fact, by=by, at=at)
        return
    for listed in letter.listed.select_related("case"):
        timeline.record(fact, case=listed.case, by=by, at=at)


def lock_letter(letter_id: int, by: Officer, *, version: int | None = None) -> Letter:
    """Lock a letter that this officer may write; raises Missing, ChangedMeanwhile."""
    seen = Letter.objects.visible_to(by).filter(pk=letter_id).values_list("kind", flat=True).first()
    if seen is None or not may_write(LetterKind(seen), by):
        raise Missing(letter_id)
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter_id)
    if version is not None and version != letter.version:
        raise ChangedMeanwhile(letter)
    return letter


@transaction.atomic
def edit_letter(
    letter_id: int, changes: dict[str, object], *, version: int, by: Officer, at: datetime
) -> Letter:
    """Change the words of a draft: abstract, addressees, text, recipients, signature, signer_name.

    Raises IllegalLetterStep once it is issued, ChangedMeanwhile.
    """
    letter = lock_letter(letter_id, by, version=version)
    if not letter.is_draft:
        letter.step_to(LetterState.DRAFT)
    for name, value in changes.items():
        setattr(letter, name, value)
    _index(letter)
    letter.version += 1
    letter.save(update_fields=[*changes, "folded", "version"])
    return letter


@transaction.atomic
def name_speakers(letter_id: int, *, reason: str, by: Officer, at: datetime) -> Letter:
    """Let a draft name who spoke, for a reason that stays on the timeline.

    Needs the right to see who spoke; of a denunciation or an S2 matter, to direct as well.
    """
    letter = lock_letter(letter_id, by)
    cases = [letter.case] if letter.case else []
    guarded = letter.is_sensitive or is_guarded(cases, letter.submission)
    if not by.may(Right.SEE_REPORTER) or (guarded and not by.may(Right.DIRECT)):
        raise Missing(letter_id)
    if not reason.strip():
        raise NoReasonGiven
    if not letter.is_draft:
        letter.step_to(LetterState.DRAFT)
    letter.shows_reporter = True
    letter.version += 1
    letter.save(update_fields=["shows_reporter", "version"])
    fact = events.SpeakersNamed(
        letter_kind=letter.kind,
        addressee=_addressee(letter),
        reason=reason.strip(),
        letter=letter.pk,
    )
    record_letter(letter, fact, by=by, at=at)
    return letter


@transaction.atomic
def issue_letter(
    letter_id: int, *, version: int | None = None, by: Officer, at: datetime
) -> Letter:
    """Give a draft its number and day, and keep both files; the counter stays locked until commit.

    A number without files cannot be: both come in one transaction. Raises IllegalLetterStep,
    GapLeft, NamesReporter, NoTerm.
    """
    letter = lock_letter(letter_id, by, version=version)
    letter.step_to(LetterState.ISSUED)
    check_words(letter)
    letter.issued_on = timezone.localtime(at).date()
    if letter.number_kind:
        letter.term = office().term_on(letter.issued_on)
        letter.number = _next_number(letter.number_kind, letter.term)
    store = Store(settings.ORIGINALS)
    letter.pdf_sha256 = store.put(pdf_of_letter(letter)).sha256
    letter.docx_sha256 = store.put(docx_of_letter(letter)).sha256
    letter.issued_at, letter.issued_by = at, by
    letter.version += 1
    _index(letter)
    letter.save()
    if letter.directive is not None:
        letter.directive.number = letter.symbol
        letter.directive.save(update_fields=["number"])
    record_letter(letter, _issued(letter), by=by, at=at)
    return letter


def _issued(letter: Letter) -> timeline.Event:
    facts: dict[str, Any] = {
        "number": letter.symbol or letter.type_name,
        "letter_kind": letter.kind,
        "letter": letter.pk,
        "pdf_sha256": letter.pdf_sha256,
        "docx_sha256": letter.docx_sha256,
    }
    if letter.kind in OF_THE_DUTY_ROOM:
        return events.DutyPaperIssued(about=letter.abstract, **facts)
    return events.LetterIssued(addressee=_addressee(letter), **facts)


def _next_number(number_kind: str, term: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_STEP, (number_kind, term))
        (number,) = cursor.fetchone()
    return int(number)


@transaction.atomic
def send_letter(
    letter_id: int, *, way: SentBy, note: str = "", by: Officer, at: datetime
) -> Letter:
    """Record that an issued letter left the office, and how; raises IllegalLetterStep."""
    letter = lock_letter(letter_id, by)
    letter.step_to(LetterState.SENT)
    letter.sent_at, letter.sent_by = at, way
    letter.version += 1
    letter.save(update_fields=["state", "sent_at", "sent_by", "version"])
    fact = events.LetterSent(
        number=letter.symbol or letter.type_name,
        letter_way=way,
        note=note.strip(),
        letter=letter.pk,
    )
    record_letter(letter, fact, by=by, at=at)
    return letter


@transaction.atomic
def cancel_letter(letter_id: int, *, reason: str, by: Officer, at: datetime) -> Letter:
    """Cancel a letter; a number that was given stays taken, with the reason beside it."""
    letter = lock_letter(letter_id, by)
    if not reason.strip():
        raise NoReasonGiven
    letter.step_to(LetterState.CANCELLED)
    letter.cancelled_at, letter.cancel_reason = at, reason.strip()
    letter.version += 1
    letter.save(update_fields=["state", "cancelled_at", "cancel_reason", "version"])
    fact = events.LetterCancelled(
        number=letter.symbol or letter.type_name, reason=reason.strip(), letter=letter.pk
    )
    record_letter(letter, fact, by=by, at=at)
    return letter
