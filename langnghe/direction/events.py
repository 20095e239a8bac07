"""The facts of handing over and of results."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class Forwarded(Event):
    """A case was handed to an agency."""

    kind = "assignment.sent"
    says = _("Forwarded to {agency}, due {due_at}. {text}")
    agency: str
    due_at: str
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class Accepted(Event):
    """The agency took the case on."""

    kind = "assignment.accepted"
    says = _("{agency} accepted the case")
    agency: str


@event
@dataclass(frozen=True, kw_only=True)
class Returned(Event):
    """The agency gave the case back."""

    kind = "assignment.returned"
    says = _("{agency} returned the case: {reason}")
    agency: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class Resulted(Event):
    """A result was reported."""

    kind = "assignment.resulted"
    says = _("Result from {agency}: {result} (document {document}, {files} file(s) of evidence)")
    agency: str
    result: str
    document: str = ""
    files: int = 0


@event
@dataclass(frozen=True, kw_only=True)
class RedoAsked(Event):
    """The result was not enough."""

    kind = "assignment.redo"
    says = _("{agency} was asked to do more by {due_at}: {reason}")
    agency: str
    due_at: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class OwnResult(Event):
    """The office itself found the answer; no agency was needed."""

    kind = "case.own_result"
    says = _("Settled without an agency: {result}")
    result: str
