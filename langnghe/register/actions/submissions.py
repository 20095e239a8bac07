"""Opening, registering, changing, closing and reopening submissions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register import events, rules, search, timeline
from langnghe.register.actions import cases
from langnghe.register.actions.codes import next_code, next_codes
from langnghe.register.actions.denounced import set_denounced
from langnghe.register.actions.facts import IncompleteMatter, Registration, ReporterFacts
from langnghe.register.closing import check_reason
from langnghe.register.gates import lock_cases_of, lock_submission
from langnghe.register.models import Contact, Reporter, Submission
from langnghe.register.states import (
    Channel,
    ContactState,
    IllegalMove,
    Kind,
    LegalForm,
    ReporterKind,
    Status,
)
from langnghe.vietnamese.fold import fold
from langnghe.vietnamese.language import language_of
from langnghe.vietnamese.phones import read_number

_FORMS = {
    Channel.CALL: LegalForm.TELEPHONE,
    Channel.MAIL: LegalForm.PLAIN_MAIL,
    Channel.LETTER: LegalForm.POST,
    Channel.VISIT: LegalForm.IN_PERSON,
}
SENT_TWICE_WITHIN = timedelta(minutes=1)
"""The same note of the same officer so soon again is a second press, or a page loaded anew."""


def open_submission(contact: Contact, *, at: datetime, by: Officer | None = None) -> Submission:
    """Make a contact a submission of its own, with a code. Call it inside a transaction."""
    reporter = Reporter.objects.create(**_reporter_fields(_reporter_of(contact)))
    submission = _opened(contact, reporter, code=next_code(settings.CODE_PREFIX, at), at=at)
    submission.holder = by
    submission.save()
    contact.submission = submission
    contact.state = ContactState.REGISTERED
    contact.save(update_fields=["submission", "state"])
    opened = events.SubmissionOpened(code=submission.code, channel=contact.channel)
    timeline.record(opened, submission=submission, contact=contact, by=by, at=at)
    if by is None:
        search.index_opened(submission, contact)
    else:  # the contact waited before a human and may have a document of its own
        search.index_submission(submission)
    return submission


def _opened(contact: Contact, reporter: Reporter, *, code: str, at: datetime) -> Submission:
    return Submission(
        code=code,
        received_at=contact.received_at,
        created_at=at,
        channel=contact.channel,
        language=language_of(f"{contact.subject}\n{contact.text}"),
        legal_form=_FORMS.get(Channel(contact.channel), LegalForm.OTHER),
        summary=rules.summary_of(contact.text, contact.subject),
        reporter=reporter,
    )


def open_submissions(contacts: Sequence[Contact], *, at: datetime) -> list[Submission]:
    """Make many new contacts submissions of their own, in a few statements.

    As `open_submission` for each of them, but the contacts themselves are changed in memory
    only: the caller stores them. Call it inside a transaction.
    """
    reporters = Reporter.objects.bulk_create(
        Reporter(**_reporter_fields(_reporter_of(contact))) for contact in contacts
    )
    codes = next_codes(settings.CODE_PREFIX, at, len(contacts)) if contacts else []
    submissions = Submission.objects.bulk_create(
        _opened(contact, reporter, code=code, at=at)
        for contact, reporter, code in zip(contacts, reporters, codes, strict=True)
    )
    for contact, submission in zip(contacts, submissions, strict=True):
        contact.submission = submission
        contact.state = ContactState.REGISTERED
    return submissions


@transaction.atomic
def register_submission(
    submission_id: int, registration: Registration, *, by: Officer, at: datetime, version: int
) -> Submission:
    """Put a submission into the book, or correct it there: kind, form, reporter, matters.

    Raises IncompleteMatter where there is nothing to register, ChangedMeanwhile where somebody
    saved since `version`.
    """
    joined = [matter.case_id for matter in registration.matters if matter.case_id is not None]
    submission = lock_submission(submission_id, by, Right.CLASSIFY, version=version, cases=joined)
    if not registration.matters and not submission.items.exists():
        raise IncompleteMatter
    first_time = submission.status == Status.NEW
    if first_time:
        submission.move_to(Status.REGISTERED)
        submission.registered_at = at
        submission.holder = submission.holder or by
    _change_facts(submission, registration, by=by, at=at, tell=not first_time)
    change_reporter(submission, registration.reporter, by=by, at=at, tell=not first_time)
    if registration.denounced is not None:
        set_denounced(submission, registration.denounced, by=by, at=at)
    for matter in registration.matters:
        cases.add_matter(submission, matter, by=by, at=at)
    cases.refresh_submission(submission)
    if first_time:
        fact = events.SubmissionRegistered(
            submission_kind=submission.kind, urgency=submission.urgency
        )
        timeline.record(fact, submission=submission, by=by, at=at)
    return submission


def _change_facts(
    submission: Submission, registration: Registration, *, by: Officer, at: datetime, tell: bool
) -> None:
    wanted = {
        "kind": registration.kind,
        "legal_form": registration.legal_form,
        "summary": registration.summary or submission.summary,
    }
    changes = {
        "submission_kind" if name == "kind" else name: [getattr(submission, name), value]
        for name, value in wanted.items()
        if getattr(submission, name) != value
    }
    for name, value in wanted.items():
        setattr(submission, name, value)
    if changes and tell:
        timeline.record(events.Changed(changes=changes), submission=submission, by=by, at=at)


def _reporter_of(contact: Contact) -> ReporterFacts:
    by_mail = contact.channel == Channel.MAIL
    hidden = not contact.sender_key and not contact.sender_name
    return ReporterFacts(
        kind=ReporterKind.ANONYMOUS if hidden else ReporterKind.PERSON,
        name=contact.sender_name,
        phone="" if by_mail else contact.sender_raw,
        email=contact.sender_key if by_mail else "",
    )


def _reporter_fields(facts: ReporterFacts) -> dict[str, object]:
    return {
        "kind": facts.kind,
        "name": facts.name.strip(),
        "folded": fold(facts.name.strip()),
        "people": max(1, facts.people),
        "phone": facts.phone.strip(),
        "phone_key": read_number(facts.phone).e164 or "",
        "email": facts.email.strip().lower(),
        "address": facts.address.strip(),
        "asks_secrecy": facts.asks_secrecy,
    }


def change_reporter(
    submission: Submission,
    facts: ReporterFacts,
    *,
    by: Officer,
    at: datetime,
    tell: bool = True,
) -> None:
    """Set who speaks; call it with the submission locked."""
    reporter = submission.reporter
    wanted = _reporter_fields(facts)
    changes: dict[str, list[object]] = {}
    for name, value in wanted.items():
        if getattr(reporter, name) != value and name not in {"folded", "phone_key"}:
            label = "reporter_kind" if name == "kind" else name
            changes[label] = [getattr(reporter, name), value]
        setattr(reporter, name, value)
    reporter.save()
    if changes and tell:
        fact = events.ReporterChanged(changes=changes)
        timeline.record(fact, submission=submission, by=by, at=at)


@transaction.atomic
def take_submission(submission_id: int, *, by: Officer, at: datetime) -> Submission:
    """Hold a submission from now on; may be repeated."""
    submission = lock_submission(submission_id, by, Right.REGISTER)
    if submission.holder_id != by.pk:
        submission.holder = by
        submission.save(update_fields=["holder"])
        taken = events.Taken(officer=by.full_name)
        timeline.record(taken, submission=submission, by=by, at=at)
    return submission


@transaction.atomic
def write_note(submission_id: int, *, text: str, by: Officer, at: datetime) -> None:
    """Write an internal note; an empty one is ignored, and so is one that was sent twice."""
    if not text.strip():
        return
    submission = lock_submission(submission_id, by, Right.NOTE)
    fact = events.NoteWritten(text=text.strip())
    lately = submission.entries.filter(kind=fact.kind, by=by, at__gt=at - SENT_TWICE_WITHIN)
    if (newest := lately.last()) and newest.facts.get("text") == fact.text:
        return
    timeline.record(fact, submission=submission, by=by, at=at)
    search.index_submission(submission)


@transaction.atomic
def close_submission(
    submission_id: int, *, reason: str, note: str, by: Officer, at: datetime
) -> Submission:
    """End the work on a submission with a reason.

    Raises CannotClose where the reason does not hold (`closing.check_reason`).
    """
    submission = lock_submission(submission_id, by, Right.CLOSE)
    check_reason(submission, reason, note, by)
    submission.move_to(Status.CLOSED)
    submission.closed_at = at
    submission.close_reason = reason
    submission.asks_reopen_at = None
    cases.refresh_submission(submission)
    cases.close_finished(submission, by=by, at=at)
    fact = events.Closed(close_reason=reason, note=note.strip())
    timeline.record(fact, submission=submission, by=by, at=at)
    return submission


@transaction.atomic
def reopen_submission(submission_id: int, *, reason: str, by: Officer, at: datetime) -> Submission:
    """Begin the work on a closed submission again, and on its cases."""
    submission = lock_submission(submission_id, by, Right.CLOSE)
    if submission.status == Status.ANSWERED:
        submission.status = Status.CLOSED
    submission.move_to(Status.REGISTERED)
    submission.closed_at = None
    submission.close_reason = ""
    submission.asks_reopen_at = None
    submission.holder = by
    cases.reopen_of(submission)
    cases.refresh_submission(submission)
    fact = events.Reopened(reason=reason.strip())
    timeline.record(fact, submission=submission, by=by, at=at)
    return submission


def ask_reopen(
    submission: Submission, *, at: datetime, text: str = "", contact: Contact | None = None
) -> bool:
    """Let an officer decide whether a locked submission is worked on again; tell whether asked.

    Only one that ended or was answered, and of which nobody decides yet.
    """
    ended = submission.status in {Status.CLOSED, Status.ANSWERED, Status.SET_ASIDE}
    if not ended or submission.asks_reopen_at is not None:
        return False
    submission.asks_reopen_at = at
    submission.save(update_fields=["asks_reopen_at"])
    fact = events.ReopenAsked(text=text)
    timeline.record(fact, submission=submission, contact=contact, at=at)
    return True


@transaction.atomic
def decline_reopen(submission_id: int, *, reason: str, by: Officer, at: datetime) -> Submission:
    """Decide that what the citizen wrote after the end changes nothing."""
    submission = lock_submission(submission_id, by, Right.CLOSE)
    submission.asks_reopen_at = None
    submission.version += 1
    submission.save(update_fields=["asks_reopen_at", "version"])
    fact = events.ReopenDeclined(reason=reason.strip())
    timeline.record(fact, submission=submission, by=by, at=at)
    return submission


@transaction.atomic
def join_submission(submission_id: int, *, into_id: int, by: Officer, at: datetime) -> Submission:
    """Say that one submission is the same voice as another: its contacts move there.

    The code stays and points to the other; nothing is deleted. Raises IllegalMove also where
    the other one was itself joined or set aside: its contacts would be out of sight.
    """
    if submission_id == into_id:
        raise IllegalMove(Status.JOINED, Status.JOINED)
    lock_cases_of(submission_id, into_id)
    for identity in sorted((submission_id, into_id)):
        lock_submission(identity, by, Right.REGISTER)
    submission = Submission.objects.get(pk=submission_id)
    other = Submission.objects.get(pk=into_id)
    if other.status in {Status.JOINED, Status.SET_ASIDE}:
        raise IllegalMove(Status(other.status), Status.JOINED)
    submission.move_to(Status.JOINED)
    submission.joined_to = other
    submission.version += 1
    submission.save()
    submission.contacts.update(submission=other, state=ContactState.JOINED)
    fact = events.SubmissionJoined(code=submission.code, other_code=other.code)
    timeline.record(fact, submission=submission, by=by, at=at)
    timeline.record(fact, submission=other, by=by, at=at)
    search.index_submission(submission)
    search.index_submission(other)
    return other


@transaction.atomic
def set_aside_submission(
    submission_id: int, *, reason: str, by: Officer, at: datetime
) -> Submission:
    """Say that what came is no matter for the hotline (spam, a test); it stays findable."""
    submission = lock_submission(submission_id, by, Right.REGISTER)
    submission.move_to(Status.SET_ASIDE)
    if reason == "spam":
        submission.kind = Kind.SPAM
    submission.close_reason = reason
    submission.closed_at = at
    submission.version += 1
    submission.save()
    submission.contacts.update(state=ContactState.SET_ASIDE, set_aside_reason=reason)
    fact = events.SubmissionSetAside(code=submission.code, reason=reason)
    timeline.record(fact, submission=submission, by=by, at=at)
    return submission


@transaction.atomic
def put_back_submission(submission_id: int, *, by: Officer, at: datetime) -> Submission:
    """Put a submission that was set aside or joined back among the new ones.

    The contacts that were its own before it was joined come back with it.
    """
    submission = lock_submission(submission_id, by, Right.REGISTER)
    if submission.status not in {Status.SET_ASIDE, Status.JOINED}:
        raise IllegalMove(Status(submission.status), Status.NEW)
    submission.move_to(Status.NEW)
    if submission.joined_to is not None:
        own = submission.entries.exclude(contact=None).values("contact_id")
        submission.joined_to.contacts.filter(pk__in=own).update(submission=submission)
    submission.kind = Kind.REPORT if submission.kind == Kind.SPAM else submission.kind
    submission.closed_at = None
    submission.close_reason = ""
    submission.joined_to = None
    submission.version += 1
    submission.save()
    submission.contacts.update(state=ContactState.REGISTERED, set_aside_reason="")
    timeline.record(events.ContactPutBack(), submission=submission, by=by, at=at)
    search.index_submission(submission)
    return submission
