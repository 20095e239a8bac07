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
    assignment_id: int | None = None


@event
@dataclass(frozen=True, kw_only=True)
class HelpAsked(Event):
    """A co-agency was asked to help the lead agency."""

    kind = "assignment.help_asked"
    says = _("{agency} is to help, by {due_at}")
    agency: str
    due_at: str
    assignment_id: int | None = None


@event
@dataclass(frozen=True, kw_only=True)
class GuardSetAside(Event):
    """A leader let a case go where a guard would have kept it."""

    kind = "assignment.guard_set_aside"
    says = _("Forwarded by a leader's decision against the rule: {reason}")
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class Delivered(Event):
    """The agency surely has what was sent."""

    kind = "assignment.delivered"
    says = _("Reached {agency} ({how})")
    agency: str
    how: str


@event
@dataclass(frozen=True, kw_only=True)
class Accepted(Event):
    """The agency took the case on."""

    kind = "assignment.accepted"
    says = _("{agency} accepted the case")
    agency: str
    part: str = "lead"


@event
@dataclass(frozen=True, kw_only=True)
class HandlerNamed(Event):
    """The agency said who deals with the case."""

    kind = "assignment.handler"
    says = _("At {agency} this is dealt with by {handler}")
    agency: str
    handler: str


@event
@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(Event):
    """The agency asked for more time."""

    kind = "assignment.extension_asked"
    says = _("{agency} asks for time until {until_at}: {reason}")
    agency: str
    until_at: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class Extended(Event):
    """The office gave more time; the citizen is to be told where the lead agency asked."""

    kind = "assignment.extended"
    says = _("{agency} has time until {due_at} instead of {old_due_at}: {reason}")
    agency: str
    old_due_at: str
    due_at: str
    reason: str
    assignment_id: int | None = None
    leads: bool = True


@event
@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(Event):
    """The office gave no more time."""

    kind = "assignment.extension_refused"
    says = _("{agency} gets no more time: {due_at} stands. {text}")
    agency: str
    due_at: str
    text: str = ""
    assignment_id: int | None = None


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
    assignment_id: int | None = None
    part: str = "lead"


@event
@dataclass(frozen=True, kw_only=True)
class RedoAsked(Event):
    """The result was not enough."""

    kind = "assignment.redo"
    says = _("{agency} was asked to do more by {due_at}: {reason}")
    agency: str
    due_at: str
    reason: str
    assignment_id: int | None = None


@event
@dataclass(frozen=True, kw_only=True)
class FoundEnough(Event):
    """The office found that a result answers what was reported."""

    kind = "assignment.enough"
    says = _("The result of {agency} is enough. {text}")
    agency: str
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class ReporterShown(Event):
    """An agency may see who reported."""

    kind = "assignment.reporter_shown"
    says = _("{agency} may see who reported: {reason}")
    agency: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class AgencyAnswered(Event):
    """An agency answered by mail, from an address of its own, or on the page of its mail."""

    kind = "assignment.answered"
    says = _("{agency} answered from {address}: {understood}")
    agency: str
    address: str
    understood: str


@event
@dataclass(frozen=True, kw_only=True)
class AgencyMailUnclear(Event):
    """A mail about a case changed nothing: a human must look at it."""

    kind = "assignment.mail_unclear"
    says = _("A mail about this case changed nothing and waits for an officer: {why}")
    why: str


@event
@dataclass(frozen=True, kw_only=True)
class AgencyMailFailed(Event):
    """A mail to an agency did not arrive."""

    kind = "assignment.mail_failed"
    says = _("The mail to {agency} did not arrive: {reason}")
    agency: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class OwnResult(Event):
    """The office itself found the answer; no agency was needed."""

    kind = "case.own_result"
    says = _("Settled without an agency: {result}")
    result: str
