"""Citizens hear of what was decided with their agency."""

from collections.abc import Sequence

from langnghe.register.models import Entry
from langnghe.reply.actions import tell_more_time


def tell_of_extensions(entries: Sequence[Entry]) -> None:
    """Tell the voices of a case that its lead agency has more time, and until when."""
    for entry in entries:
        if entry.case is not None and entry.by is not None and entry.facts.get("leads"):
            tell_more_time(entry.case, key=str(entry.pk), by=entry.by, at=entry.at)
