"""The facts of the watch."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class AlarmRaised(Event):
    """A rule called for a person."""

    kind = "duty.alarm_raised"
    says = _("Alarm: {rule}")
    rule: str
    words: str


@event
@dataclass(frozen=True, kw_only=True)
class AlarmEscalated(Event):
    """Nobody acknowledged an alarm in time: the next ones were told."""

    kind = "duty.alarm_escalated"
    says = _("Alarm not acknowledged, told on: {officers}")
    rule: str
    officers: str


@event
@dataclass(frozen=True, kw_only=True)
class AlarmAcknowledged(Event):
    """Somebody took care of an alarm."""

    kind = "duty.alarm_acknowledged"
    says = _("Alarm acknowledged: {rule}")
    rule: str


@event
@dataclass(frozen=True, kw_only=True)
class AlarmDismissed(Event):
    """Somebody decided that an alarm was false."""

    kind = "duty.alarm_dismissed"
    says = _("False alarm: {rule}. {note}")
    rule: str
    note: str
