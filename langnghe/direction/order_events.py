"""The facts of leaders' orders."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class DirectivePrepared(Event):
    """An order was written down and waits for a leader to give it."""

    kind = "directive.prepared"
    says = _("Order {directive_code} prepared for {agency}, due {due_at}. {text}")
    internal = True
    directive_code: str
    agency: str
    due_at: str
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class DirectiveGiven(Event):
    """A leader gave an order."""

    kind = "directive.given"
    says = _("Order {directive_code} to {agency}, due {due_at}: {order}")
    directive_code: str
    agency: str
    due_at: str
    order: str


@event
@dataclass(frozen=True, kw_only=True)
class DirectiveReached(Event):
    """An order on an issue holds for a case of it."""

    kind = "directive.reached"
    says = _("Order {directive_code} on issue {issue_code} holds for this case, due {due_at}")
    directive_code: str
    issue_code: str
    due_at: str


@event
@dataclass(frozen=True, kw_only=True)
class DirectiveLeft(Event):
    """An order holds for a case no longer."""

    kind = "directive.left"
    says = _("Order {directive_code} holds for this case no longer")
    directive_code: str


@event
@dataclass(frozen=True, kw_only=True)
class DirectiveReported(Event):
    """An agency reported on an order as a whole."""

    kind = "directive.reported"
    says = _("{agency} reports on order {directive_code}, {files} file(s). {text}")
    directive_code: str
    agency: str
    files: int = 0
    text: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class MoreTimeAsked(Event):
    """An agency asked for more time on an order."""

    kind = "directive.more_time_asked"
    says = _("{agency} asks for time until {wanted_at} on order {directive_code}: {reason}")
    directive_code: str
    agency: str
    wanted_at: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class MoreTimeGranted(Event):
    """An agency has more time on an order."""

    kind = "directive.more_time_granted"
    says = _("{agency} has time until {due_at} on order {directive_code}. {note}")
    directive_code: str
    agency: str
    due_at: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class MoreTimeRefused(Event):
    """An agency has no more time on an order."""

    kind = "directive.more_time_refused"
    says = _("{agency} is given no more time on order {directive_code}. {note}")
    directive_code: str
    agency: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class DirectiveDone(Event):
    """The office found an order carried out."""

    kind = "directive.done"
    says = _("Order {directive_code} is carried out. {note}")
    directive_code: str
    note: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class DirectiveReopened(Event):
    """What was reported on an order was not enough."""

    kind = "directive.reopened"
    says = _("Order {directive_code} goes on: {reason}")
    directive_code: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class DirectiveWithdrawn(Event):
    """An order holds no longer."""

    kind = "directive.withdrawn"
    says = _("Order {directive_code} withdrawn: {reason}")
    directive_code: str
    reason: str
