"""The facts of intake."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class Repeated(Event):
    """The same mail came again under another envelope."""

    kind = "contact.repeated"
    says = _("The same mail came again; it was tied to the first one")


@event
@dataclass(frozen=True, kw_only=True)
class CallFiled(Event):
    """A finished call of an exchange was filed."""

    kind = "call.filed"
    says = _("{outcome} from {number}, {seconds} seconds")
    private: ClassVar[frozenset[str]] = frozenset({"number"})
    outcome: str
    number: str
    seconds: int


@event
@dataclass(frozen=True, kw_only=True)
class TrialFiled(Event):
    """A call that the hotline made to itself was filed."""

    kind = "call.trial"
    says = _("Trial call of the hotline to itself, {seconds} seconds")
    seconds: int


@event
@dataclass(frozen=True, kw_only=True)
class RecordingFiled(Event):
    """A recording was filed and can be played."""

    kind = "call.recording"
    says = _("Recording {name} filed, {seconds} s")
    name: str
    seconds: int


@event
@dataclass(frozen=True, kw_only=True)
class RecordingTaken(Event):
    """Someone took the sound out of the house."""

    kind = "call.recording_taken"
    says = _("Recording {name} was downloaded")
    name: str


@event
@dataclass(frozen=True, kw_only=True)
class RecordingHeld(Event):
    """A recording stays although its time is over."""

    kind = "call.recording_held"
    says = _("Recording {name} is kept beyond its time: {reason}")
    name: str
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class RecordingEnded(Event):
    """The time of a recording was over: its sound is deleted, its trace stays."""

    kind = "call.recording_ended"
    says = _("The sound of recording {name} was deleted after {months} months; SHA-256 {sha256}")
    name: str
    months: int
    sha256: str
