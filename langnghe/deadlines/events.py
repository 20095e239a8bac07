"""The facts of deadlines."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class DueMoved(Event):
    """Something is due at another time than before."""

    kind = "deadline.moved"
    says = _("Due at {due_at} instead of {was_at}: {event}. {why}")
    event: str
    was_at: str
    due_at: str
    why: str


@event
@dataclass(frozen=True, kw_only=True)
class MoreTimeGiven(Event):
    """A limit of law was extended by a person."""

    kind = "deadline.extended"
    says = _("More time until {due_at} instead of {was_at}: {event}. {why} Approved: {approved_by}")
    event: str
    was_at: str
    due_at: str
    why: str
    approved_by: str


@event
@dataclass(frozen=True, kw_only=True)
class DueMissed(Event):
    """The time for something passed before it was done."""

    kind = "deadline.missed"
    says = _("Not done by {due_at}: {event}")
    event: str
    due_at: str
