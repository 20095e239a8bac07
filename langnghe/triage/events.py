"""The facts of triage that belong to no single submission."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class ModelUsed(Event):
    """From now on suggestions are made by this version."""

    kind = "triage.model_used"
    says = _("Suggestions are made by version {version}, learned from {examples} decisions")
    version: int
    examples: int


@event
@dataclass(frozen=True, kw_only=True)
class SignalAcknowledged(Event):
    """Somebody takes care of something unusual."""

    kind = "triage.signal_acknowledged"
    says = _("Takes care of what is unusual: {what}")
    what: str


@event
@dataclass(frozen=True, kw_only=True)
class SignalExplained(Event):
    """Somebody knows why something is unusual."""

    kind = "triage.signal_explained"
    says = _("Explained what is unusual: {what}. {note}")
    what: str
    note: str


@event
@dataclass(frozen=True, kw_only=True)
class SignalMuted(Event):
    """Something unusual calls nobody until a day."""

    kind = "triage.signal_muted"
    says = _("Muted until {until}: {what}. {note}")
    what: str
    until: str
    note: str
