"""What is known of the exchange itself: whether it is there, its trunks, the disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from langnghe.line.models import Exchange, SignOn
from langnghe.register.timeline import tell_screens


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen of an exchange. `trunks`, `telephones`: name and whether it is reached."""

    is_there: bool
    trunks: Mapping[str, bool] = field(default_factory=dict)
    telephones: Mapping[str, bool] = field(default_factory=dict)
    free_bytes: int = 0


@transaction.atomic
def note_exchange(name: str, seen: Seen, *, at: datetime) -> None:
    """Write down how the exchange stands; a trunk or exchange that goes away raises an alarm."""
    row, made = Exchange.objects.select_for_update().get_or_create(
        name=name, defaults={"changed_at": at, "seen_at": at}
    )
    lost = [trunk for trunk, there in row.trunks.items() if there and not seen.trunks.get(trunk)]
    before = (row.is_there, row.trunks, row.telephones)
    went = row.is_there and not seen.is_there
    row.is_there, row.seen_at, row.free_bytes = seen.is_there, at, seen.free_bytes
    if seen.is_there:
        row.trunks, row.telephones = dict(seen.trunks), dict(seen.telephones)
    is_news = made or before != (row.is_there, row.trunks, row.telephones)
    if is_news:
        row.changed_at = at
    row.save()
    if went or (lost and seen.is_there):
        tell_screens("line", row.pk, what="line.exchange_gone" if went else "line.trunk_gone")
    if is_news:
        tell_screens("line", row.pk, what="line.state")


def wanted_members() -> dict[str, SignOn]:
    """Return who should be rung, by the interface of the telephone."""
    on = SignOn.objects.filter(ended_at=None).select_related("officer", "telephone")
    return {each.telephone.interface: each for each in on}
