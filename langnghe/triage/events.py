"""The facts of triage: by what suggestions are made, and since when."""

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
