"""The facts of prompts: what callers were told, and since when."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from langnghe.register.timeline import Event, event


@event
@dataclass(frozen=True, kw_only=True)
class PromptPutLive(Event):
    """From now on callers hear this version."""

    kind = "prompt.live"
    says = _("Callers now hear version {version} of “{name}”: {words} (SHA-256 {sha256})")
    name: str
    version: int
    words: str
    sha256: str
