"""A rule that changes: a new version from a day on, the old one stays for what began before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.deadlines.actions.recompute import recompute
from langnghe.deadlines.labels import UNITS
from langnghe.deadlines.models import DeadlineRule, TimeChange


class TooEarly(Exception):
    """A new version begins after the last one did; what is past is not rewritten."""


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """What a rule says from a day on: the limit, how far it may be extended, and the source."""

    limit: int
    unit: str
    event: str
    basis: str
    valid_from: date
    valid_to: date | None = None
    extended_to: tuple[int, ...] = ()


@transaction.atomic
def change_rule(rule_id: int, said: RuleSet, *, by: Officer, at: datetime) -> TimeChange:
    """Let a rule say something else from a day on. What began before is not touched.

    With the day on which the last version begins, that version itself is corrected. Raises
    TooEarly for a day before it.
    """
    require(by, Right.ADMINISTER)
    given = DeadlineRule.objects.get(pk=rule_id)
    versions = DeadlineRule.objects.filter(code=given.code, kind=given.kind).select_for_update()
    last = versions.order_by("valid_from").last() or given
    if said.valid_from < last.valid_from:
        raise TooEarly
    if said.valid_from > last.valid_from:
        last.valid_to = said.valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
        last.pk = None
        last._state.adding = True  # noqa: SLF001 (Django's own way to copy a row)
    last.limit, last.unit = said.limit, said.unit
    last.extended_to = list(said.extended_to)
    last.event, last.basis = said.event.strip(), said.basis.strip()
    last.valid_from, last.valid_to = said.valid_from, said.valid_to
    last.confidence, last.set_by, last.set_at = "office", by, at
    last.save()
    what = _("{code}: {limit} {unit} from {day}").format(
        code=last.code, limit=said.limit, unit=UNITS[said.unit], day=f"{said.valid_from:%d/%m/%Y}"
    )
    return recompute(what, source=said.basis, by=by, at=at)
