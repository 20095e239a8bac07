"""The facts of the roster and the duty room: sealed with all others, shown in the log book."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class WatchBegan(Event):
    """Somebody came on watch."""

    kind = "roster.watch_began"
    says = _("{officer} came on watch: {duty_role}, shift from {shift_at}")
    officer: str
    officer_id: int
    duty_role: str
    shift_at: datetime


@event
@dataclass(frozen=True, kw_only=True)
class WatchEnded(Event):
    """Somebody went off watch."""

    kind = "roster.watch_ended"
    says = _("{officer} went off watch")
    officer: str
    officer_id: int


@event
@dataclass(frozen=True, kw_only=True)
class BookGiven(Event):
    """The outgoing shift confirmed its handover book."""

    kind = "roster.book_given"
    says = _("The shift from {shift_at} gave its handover book")
    shift_at: datetime


@event
@dataclass(frozen=True, kw_only=True)
class BookTakenBack(Event):
    """The outgoing shift had something to add."""

    kind = "roster.book_taken_back"
    says = _("The shift from {shift_at} took its handover book back to add to it")
    shift_at: datetime


@event
@dataclass(frozen=True, kw_only=True)
class BookAccepted(Event):
    """The incoming shift confirmed the handover book."""

    kind = "roster.book_accepted"
    says = _("The handover book of the shift from {shift_at} was accepted; given by {officer}")
    shift_at: datetime
    officer: str


@event
@dataclass(frozen=True, kw_only=True)
class BookOverridden(Event):
    """The incoming shift began without the book."""

    kind = "roster.book_overridden"
    says = _("The next shift began without the handover book of {shift_at}: {reason}")
    shift_at: datetime
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class OwnerNamed(Event):
    """An open emergency has a named owner."""

    kind = "roster.owner_named"
    says = _("Emergency {code} is looked after by {officer}: {owner_why}")
    internal = True
    code: str
    officer: str
    owner_why: str


@event
@dataclass(frozen=True, kw_only=True)
class LogWritten(Event):
    """Somebody wrote into the log book what happened in the shift."""

    kind = "log.written"
    says = _("Noted: {words}")
    words: str


@event
@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event):
    """Something was promised."""

    kind = "log.promise_made"
    says = _("Promised until {due_at}: {words}")
    internal = True
    words: str
    due_at: datetime


@event
@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    """A promise was kept."""

    kind = "log.promise_kept"
    says = _("Promise kept: {words}")
    internal = True
    words: str


@event
@dataclass(frozen=True, kw_only=True)
class WeekInForce(Event):
    """The roster of a week came into force."""

    kind = "roster.week_in_force"
    says = _("The roster of the week from {monday} came into force")
    monday: str


@event
@dataclass(frozen=True, kw_only=True)
class DutyChanged(Event):
    """The roster in force was changed."""

    kind = "roster.duty_changed"
    says = _("Roster of {on} {shift}, {duty_role}: {before} → {after}")
    on: str
    shift: str
    duty_role: str
    before: str = ""
    after: str = ""


@event
@dataclass(frozen=True, kw_only=True)
class SwapDecided(Event):
    """A swap was approved or not."""

    kind = "roster.swap_decided"
    says = _("Swap of {on} {shift} from {giver} to {taker}: {swap_state}. {note}")
    on: str
    shift: str
    giver: str
    taker: str
    swap_state: str
    note: str = ""
