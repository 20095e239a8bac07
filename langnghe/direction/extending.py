"""How much more time agencies are given. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class ExtensionPolicy:
    """How often an agency gets more time, and how much: in lengths of the time it had first."""

    times: int = 1
    lengths: float = 1.0


def extension_policy(facts: Mapping[str, Any]) -> ExtensionPolicy:
    """Read an office's decision out of its profile (`extension`)."""
    said = facts.get("extension", {})
    return ExtensionPolicy(
        times=int(said.get("times", ExtensionPolicy.times)),
        lengths=float(said.get("lengths", ExtensionPolicy.lengths)),
    )


def latest_extension(sent_at: datetime, due_at: datetime, policy: ExtensionPolicy) -> datetime:
    """Return until when an agency may be given more time by the ordinary way."""
    return due_at + (due_at - sent_at) * policy.lengths
