"""Bringing many old submissions in at once: demonstration history, old log books, benchmarks.

Rows become contacts, reporters, submissions, cases and timeline entries in batches; a row that
is there already (same channel, source and key) is left alone, so loading twice adds nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.json import Jsonb

from langnghe.access.models import Officer
from langnghe.register import events, rules, search
from langnghe.register.models import (
    Case,
    CodeCounter,
    Contact,
    Entry,
    Item,
    Reporter,
    Submission,
)
from langnghe.register.states import (
    CaseStatus,
    Channel,
    ContactState,
    Kind,
    LegalForm,
    ReporterKind,
    Sensitivity,
    Status,
    Urgency,
)
from langnghe.register.timeline import Event
from langnghe.vietnamese.fold import fold
from langnghe.vietnamese.phones import read_number

BATCH = 500
_CASE_STATUS = {
    Status.NEW: CaseStatus.OPEN,
    Status.REGISTERED: CaseStatus.OPEN,
    Status.FORWARDED: CaseStatus.FORWARDED,
    Status.RESULTED: CaseStatus.RESULTED,
    Status.ANSWERED: CaseStatus.RESULTED,
    Status.CLOSED: CaseStatus.CLOSED,
}
_WITHOUT_CASE = frozenset({Status.NEW, Status.SET_ASIDE})


@dataclass(frozen=True, kw_only=True)
class PastFact:
    """One thing that happened to an old submission, to its case, or to both.

    A fact that names codes is made once they are given.
    """

    at: datetime
    fact: Event | Callable[["Made"], Event]
    by_id: int | None = None
    of_submission: bool = True
    of_case: bool = False


@dataclass(frozen=True, kw_only=True)
class PastContact:
    """A further word of the same citizen, after the first."""

    received_at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class PastSubmission:
    """One old submission. `key` is unique within its source; times are aware.

    `case_key` ties rows of one event to one case, which the first of them describes. Without
    `facts` the timeline says no more than that it was received, registered and closed.
    """

    key: str
    channel: Channel
    received_at: datetime
    text: str
    subject: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    reporter_kind: ReporterKind = ReporterKind.PERSON
    people: int = 1
    kind: Kind = Kind.REPORT
    legal_form: LegalForm = LegalForm.OTHER
    status: Status = Status.REGISTERED
    topic_id: int | None = None
    ward_id: int | None = None
    place: str = ""
    title: str = ""
    urgency: Urgency = Urgency.K1
    sensitivity: Sensitivity = Sensitivity.S0
    agency_id: int | None = None
    case_key: str = ""
    registered_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str = ""
    holder_id: int | None = None
    is_demo: bool = False
    language: str = "vi"
    asks_secrecy: bool = False
    asks_reopen_at: datetime | None = None
    seconds: int | None = None
    message_id: str = ""
    case_status: CaseStatus | None = None
    case_closed_at: datetime | None = None
    later: tuple[PastContact, ...] = ()
    facts: tuple[PastFact, ...] = ()


@dataclass
class Made:
    """One row on its way into the tables."""

    row: PastSubmission
    reporter: Reporter
    submission: Submission
    contact: Contact
    case: Case | None = None
    case_is_own: bool = False
    """Whether this row opened the case; a further voice joined it."""


def load_past(
    rows: Iterable[PastSubmission], *, source: str, by: Officer | None, at: datetime
) -> Iterator[list[Made]]:
    """Load rows, oldest first for codes in order; yield each batch once it is committed."""
    waiting = iter(rows)
    cases: dict[str, Case] = {}
    while batch := list(islice(waiting, BATCH)):
        with transaction.atomic():
            made = _load(_unknown(batch, source), cases, source=source, by=by, at=at)
        yield made


def _unknown(batch: list[PastSubmission], source: str) -> list[PastSubmission]:
    ids = [f"{source}:{row.key}" for row in batch]
    known = set(Contact.objects.filter(external_id__in=ids).values_list("channel", "external_id"))
    once = {(row.channel, row.key): row for row in batch}
    return [row for row in once.values() if (row.channel.value, f"{source}:{row.key}") not in known]


def _load(
    rows: list[PastSubmission],
    cases: dict[str, Case],
    *,
    source: str,
    by: Officer | None,
    at: datetime,
) -> list[Made]:
    made = _people_and_submissions(rows, at)
    for each in made:
        each.contact = _contact(each.row, source, each.submission, at)
    Contact.objects.bulk_create(each.contact for each in made)
    Contact.objects.bulk_create(_later(made, source, at))
    _cases(made, cases)
    _copy_entries(_entries(made, source=source, by=by))
    search.write_many([(each.submission.pk, each.row.received_at, _words(each)) for each in made])
    return made


def _people_and_submissions(rows: list[PastSubmission], at: datetime) -> list[Made]:
    codes = _codes(settings.CODE_PREFIX, [row.received_at for row in rows])
    made = []
    for row, code in zip(rows, codes, strict=True):
        reporter = Reporter(
            kind=row.reporter_kind,
            name=row.name,
            folded=fold(row.name),
            people=max(1, row.people),
            phone=row.phone,
            phone_key=read_number(row.phone).e164 or "" if row.phone else "",
            email=row.email.lower(),
            address=row.address,
            asks_secrecy=row.asks_secrecy,
        )
        submission = Submission(
            code=code,
            received_at=row.received_at,
            created_at=row.received_at,
            registered_at=row.registered_at,
            channel=row.channel,
            kind=row.kind,
            legal_form=row.legal_form,
            status=row.status,
            summary=rules.summary_of(row.text, row.subject),
            topic_id=row.topic_id,
            ward_id=row.ward_id,
            agency_id=row.agency_id,
            urgency=row.urgency,
            sensitivity=row.sensitivity,
            due_at=row.due_at,
            answered_at=row.answered_at,
            closed_at=row.closed_at,
            close_reason=row.close_reason,
            holder_id=row.holder_id,
            language=row.language,
            asks_reopen_at=row.asks_reopen_at,
            is_demo=row.is_demo,
            reporter=reporter,
        )
        made.append(Made(row, reporter, submission, Contact()))
    Reporter.objects.bulk_create(each.reporter for each in made)
    for each in made:
        each.submission.reporter = each.reporter
    Submission.objects.bulk_create(each.submission for each in made)
    return made


def _codes(prefix: str, moments: list[datetime]) -> list[str]:
    """Take a run of codes for each year at once; the counters stay locked until commit."""
    years = [timezone.localtime(moment).year for moment in moments]
    first: dict[int, int] = {}
    for year in sorted(set(years)):
        CodeCounter.objects.get_or_create(prefix=prefix, year=year)
        counter = CodeCounter.objects.filter(prefix=prefix, year=year)
        counter.update(last=F("last") + years.count(year))
        first[year] = counter.get().last - years.count(year)
    codes = []
    for year in years:
        first[year] += 1
        codes.append(rules.code_of(prefix, year, first[year]))
    return codes


def _contact(row: PastSubmission, source: str, submission: Submission, at: datetime) -> Contact:
    sender = row.email.lower() or read_number(row.phone).e164 or ""
    aside = row.status == Status.SET_ASIDE
    return Contact(
        channel=row.channel,
        external_id=f"{source}:{row.key}"[:200],
        source=source[:60],
        received_at=row.received_at,
        recorded_at=at,
        state=ContactState.SET_ASIDE if aside else ContactState.REGISTERED,
        sender_name=row.name[:300],
        sender_key=sender[:320],
        sender_raw=(row.email or row.phone)[:500],
        subject=row.subject[:1000],
        text=row.text,
        nature="ordinary",
        original_size=0,
        original_sha256="",
        quoted="",
        signature="",
        html="",
        answerable=False,
        notes=[],
        facts={},
        message_id=row.message_id,
        refers_to=[],
        soft_key="",
        outcome="answered" if row.channel == Channel.CALL else "",
        set_aside_reason=row.close_reason if aside else "",
        started_at=row.received_at,
        seconds=row.seconds,
        submission=submission,
    )


def _later(made: list[Made], source: str, at: datetime) -> Iterator[Contact]:
    for each in made:
        for number, word in enumerate(each.row.later, start=1):
            contact = _contact(each.row, source, each.submission, at)
            contact.external_id = f"{source}:{each.row.key}+{number}"[:200]
            contact.received_at = contact.started_at = word.received_at
            contact.state = ContactState.JOINED
            contact.text, contact.subject, contact.message_id = word.text, "", ""
            yield contact


def _cases(made: list[Made], cases: dict[str, Case]) -> None:
    wanted = [each for each in made if each.row.status not in _WITHOUT_CASE]
    fresh: list[Made] = []
    for each in wanted:
        key = each.row.case_key
        if key and key in cases:
            each.case = cases[key]
            continue
        each.case, each.case_is_own = _case(each.row), True
        fresh.append(each)
        if key:
            cases[key] = each.case
    codes = _codes(settings.CASE_PREFIX, [each.row.received_at for each in fresh])
    for each, code in zip(fresh, codes, strict=True):
        if each.case is not None:
            each.case.code = code
    Case.objects.bulk_create(each.case for each in fresh if each.case is not None)
    Item.objects.bulk_create(
        Item(submission=each.submission, case=each.case) for each in wanted if each.case
    )


def _case(row: PastSubmission) -> Case:
    return Case(
        title=(row.title or rules.summary_of(row.text, row.subject))[:400],
        opened_at=row.registered_at or row.received_at,
        status=row.case_status or _CASE_STATUS.get(row.status, CaseStatus.OPEN),
        topic_id=row.topic_id,
        ward_id=row.ward_id,
        place=row.place[:500],
        urgency=row.urgency,
        sensitivity=row.sensitivity,
        lead_agency_id=row.agency_id,
        due_at=row.due_at,
        closed_at=row.case_closed_at or (row.closed_at if row.status == Status.CLOSED else None),
    )


def _entries(made: list[Made], *, source: str, by: Officer | None) -> Iterator[Entry]:
    for each in made:
        row, submission = each.row, each.submission
        if row.facts:
            yield from (_entry_of(fact, each) for fact in row.facts)
            continue
        opened = events.SubmissionOpened(code=submission.code, channel=row.channel)
        yield _entry(opened, row.received_at, each, None)
        if not row.is_demo:
            imported = events.Imported(source=source, row=row.key)
            yield _entry(imported, row.received_at, each, by)
        if row.registered_at:
            registered = events.SubmissionRegistered(
                submission_kind=submission.kind, urgency=submission.urgency
            )
            yield _entry(registered, row.registered_at, each, by)
        if row.closed_at:
            closed = events.Closed(close_reason=row.close_reason)
            yield _entry(closed, row.closed_at, each, by)


_COPY = "COPY register_entry (kind, at, by_id, submission_id, case_id, facts) FROM STDIN"


def _copy_entries(entries: Iterable[Entry]) -> None:
    """Append entries by COPY: of all that is loaded they are the most, by far."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as lines:
        for entry in entries:
            of = (entry.by_id, entry.submission_id, entry.case_id)
            lines.write_row((entry.kind, entry.at, *of, Jsonb(entry.facts)))


def _entry_of(past: PastFact, made: Made) -> Entry:
    fact = past.fact if isinstance(past.fact, Event) else past.fact(made)
    return Entry(
        kind=fact.kind,
        at=past.at,
        by_id=past.by_id,
        submission=made.submission if past.of_submission else None,
        case=made.case if past.of_case else None,
        facts=fact.facts(),
    )


def _entry(fact: Event, moment: datetime, made: Made, by: Officer | None) -> Entry:
    return Entry(kind=fact.kind, at=moment, by=by, submission=made.submission, facts=fact.facts())


def _words(made: Made) -> list[str]:
    row, phone = made.row, made.reporter.phone_key
    case = [made.case.code, made.case.title, made.case.place] if made.case else []
    return [
        made.submission.code,
        row.name,
        phone,
        "0" + phone.removeprefix("+84") if phone else "",
        row.email,
        row.address,
        row.subject,
        row.text,
        *case,
    ]
