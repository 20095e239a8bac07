"""What happened in the middle of a call."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class RecordingPaused(Event):
    """An officer paused the recording; `until_at` is None where the call ended first."""

    kind = "line.recording_paused"
    says = _("Not recorded from {from_at} to {until_at}: {reason}")
    from_at: datetime
    until_at: datetime | None
    reason: str


@event
@dataclass(frozen=True, kw_only=True)
class ThirdInvited(Event):
    """A third party was called into the conversation."""

    kind = "line.third_invited"
    says = _("{who} was called into the call at {called_at}")
    who: str
    called_at: datetime


@event
@dataclass(frozen=True, kw_only=True)
class HandedOver(Event):
    """Another officer has the call now."""

    kind = "line.handed_over"
    says = _("The call went over to {who} at {handed_at}")
    who: str
    handed_at: datetime


@event
@dataclass(frozen=True, kw_only=True)
class TrialJudged(Event):
    """The recording of a trial call was looked at; the likenesses are 0 to 1."""

    kind = "line.trial_judged"
    says = _("Trial call: {finding} (caller {caller}, officer {officer})")
    finding: str
    caller: float
    officer: float
