"""The facts of the register."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class ContactRead(Event):
    """What arrived was read."""

    kind = "contact.read"
    says = _("Came by {channel}")
    channel: str


@event
@dataclass(frozen=True, kw_only=True)
class ContactUnreadable(Event):
    """What arrived could not be read by the machine; a human must look."""

    kind = "contact.unreadable"
    says = _("Could not be read: {trouble}. The original is kept")
    trouble: str


@event
@dataclass(frozen=True, kw_only=True)
class ContactTaken(Event):
    """An officer took a waiting contact."""

    kind = "contact.taken"
    says = _("Taken by {officer}")
    officer: str


@event
@dataclass(frozen=True, kw_only=True)
class ContactJoined(Event):
    """A contact was added to a submission."""

    kind = "contact.joined"
    says = _("A further contact by {channel} was added: {how}")
    channel: str
    how: str


@event
@dataclass(frozen=True, kw_only=True)
class ContactSetAside(Event):
    """An officer decided that a contact is no submission."""

    kind = "contact.set_aside"
    says = _("Set aside: {reason}")
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class ContactPutBack(Event):
    """A contact that had been set aside waits again."""

    kind = "contact.put_back"
    says = _("Put back on the desk")


@event
@dataclass(frozen=True, kw_only=True)
class CalledBack(Event):
    """Someone tried to call back."""

    kind = "contact.called_back"
    says = _("Called back {number}: {call_result}. {note}")
    private: ClassVar[frozenset[str]] = frozenset({"number"})
    number: str
    call_result: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class ToldByPhone(Event):
    """The citizen was called; `call_result` says whether they were told."""

    kind = "reply.told_by_phone"
    says = _("Called {number}: {call_result}. {text}")
    private: ClassVar[frozenset[str]] = frozenset({"number"})
    number: str
    call_result: str
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class SubmissionOpened(Event):
    """A contact became a submission with a code."""

    kind = "submission.opened"
    says = _("Received by {channel}; code {code}")
    code: str
    channel: str


@event
@dataclass(frozen=True, kw_only=True)
class SubmissionRegistered(Event):
    """An officer put the submission into the book."""

    kind = "submission.registered"
    says = _("Registered as {submission_kind}, urgency {urgency}")
    submission_kind: str
    urgency: str


@event
@dataclass(frozen=True, kw_only=True)
class Changed(Event):
    """Facts of a submission or case were changed."""

    kind = "facts.changed"
    says = _("Changed {changes}")
    changes: dict[str, list[Any]] = field(default_factory=dict)


@event
@dataclass(frozen=True, kw_only=True)
class ReporterChanged(Event):
    """Who reported was set or corrected."""

    kind = "reporter.changed"
    says = _("Reporter: {changes}")
    private: ClassVar[frozenset[str]] = frozenset({"changes"})
    changes: dict[str, list[Any]] = field(default_factory=dict)


@event
@dataclass(frozen=True, kw_only=True)
class Taken(Event):
    """An officer holds the submission from now on."""

    kind = "submission.taken"
    says = _("Now held by {officer}")
    officer: str


@event
@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    """An internal note; never leaves the office."""

    kind = "note.written"
    says = _("Note: {text}")
    internal = True
    text: str


@event
@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """A case was opened for an item of a submission."""

    kind = "case.opened"
    says = _("Case {case_code} opened: {title}")
    case_code: str
    title: str


@event
@dataclass(frozen=True, kw_only=True)
class CaseJoined(Event):
    """A submission became a further voice of a case."""

    kind = "case.joined"
    says = _("{code} is a voice of case {case_code}")
    code: str
    case_code: str


@event
@dataclass(frozen=True, kw_only=True)
class CaseLeft(Event):
    """A submission was taken out of a case again."""

    kind = "case.left"
    says = _("{code} was taken out of case {case_code}")
    code: str
    case_code: str


@event
@dataclass(frozen=True, kw_only=True)
class SubmissionJoined(Event):
    """The same voice had a submission already; this code now points there."""

    kind = "submission.joined"
    says = _("{code} is the same voice as {other_code}; everything was moved there")
    code: str
    other_code: str


@event
@dataclass(frozen=True, kw_only=True)
class SubmissionSetAside(Event):
    """What opened this submission was no matter for the hotline."""

    kind = "submission.set_aside"
    says = _("{code} set aside: {reason}")
    code: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    """Work on the submission ended."""

    kind = "submission.closed"
    says = _("Closed: {close_reason}. {note}")
    close_reason: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class Reopened(Event):
    """Work on the submission began again."""

    kind = "submission.reopened"
    says = _("Reopened: {reason}")
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class ReopenAsked(Event):
    """The citizen spoke again after the end; an officer decides."""

    kind = "submission.reopen_asked"
    says = _("The citizen spoke again after the answer: decide whether to reopen. {text}")
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class ReopenDeclined(Event):
    """An officer decided that what came later changes nothing."""

    kind = "submission.reopen_declined"
    says = _("Stays closed: {reason}")
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class Imported(Event):
    """Came from an old log book."""

    kind = "submission.imported"
    says = _("Imported from {source}, row {row}")
    source: str
    row: str


@event
@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """Every voice of the case is closed, and so is the case."""

    kind = "case.closed"
    says = _("Case {case_code} closed with its last voice")
    case_code: str


@event
@dataclass(frozen=True, kw_only=True)
class DenouncedNamed(Event):
    """It was said whom a voice denounces."""

    kind = "submission.denounced"
    says = _("Denounces: {denounced}")
    private = frozenset({"denounced"})
    denounced: list[str] = field(default_factory=list)
