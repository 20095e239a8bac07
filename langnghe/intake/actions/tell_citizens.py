"""Telling citizens what agencies were given: more time is never given in silence."""

from collections.abc import Sequence

from langnghe.direction.events import Extended
from langnghe.register import timeline
from langnghe.register.models import Entry
from langnghe.reply.actions import tell_more_time


def listen() -> None:
    """Hear when the office gives more time."""
    timeline.listen(tell_extended, Extended)


def tell_extended(entries: Sequence[Entry]) -> None:
    """Tell the voices of a case that its lead agency has more time, and until when."""
    for entry in entries:
        if entry.case is not None and entry.by is not None and entry.facts.get("leads"):
            tell_more_time(entry.case, key=str(entry.pk), by=entry.by, at=entry.at)
