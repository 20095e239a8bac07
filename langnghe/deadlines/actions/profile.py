"""Bringing the profile's rules into the database, and saying that something changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction

from langnghe.deadlines.models import DeadlineRule, Revision
from langnghe.register.actions.profile import write_differing
from langnghe.workdays.obligations import read_rules

_TERMS = (
    "event", "limit", "unit", "start", "forms", "instance", "urgency", "met_by", "owed_by",
    "extended_to", "warn_after_days", "basis", "force", "confidence",
)  # fmt: skip


def mark_change() -> None:
    """Let every process read calendar and rules anew; call it inside a transaction."""
    Revision.objects.update_or_create(pk=1, defaults={"stamp": uuid4()})


@transaction.atomic
def load_rules(rows: Iterable[Mapping[str, Any]]) -> int:
    """Create or update rules by (code, kind, valid_from); returns how many there are.

    What an officer set stays as it is. Raises NoSuchRule where a row lacks something.
    """
    rows = list(rows)
    read_rules(rows)
    there = {(each.code, each.kind, each.valid_from): each for each in DeadlineRule.objects.all()}
    for row in rows:
        values = {name: row[name] for name in _TERMS if name in row}
        values["starts"] = row["from"]
        key = (row["code"], row["kind"], _day(row["valid_from"]))
        if key not in there:
            named = dict(zip(("code", "kind", "valid_from"), key, strict=True))
            there[key] = DeadlineRule.objects.create(**named, **values, valid_to=_ends(row))
        elif there[key].set_by_id is None:
            write_differing(there[key], values)
    mark_change()
    return len(rows)


def _ends(row: Mapping[str, Any]) -> date | None:
    return _day(row["valid_to"]) if row.get("valid_to") else None


def _day(written: str) -> date:
    return date.fromisoformat(written)
