"""Bringing the profile's rules into the database, and saying that something changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction

from langnghe.deadlines.models import DeadlineRule, Revision
from langnghe.workdays.obligations import read_rules

_TERMS = (
    "event", "limit", "unit", "start", "forms", "instance", "urgency", "met_by", "owed_by",
    "warn_after_days", "basis", "force", "confidence",
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
    for row in rows:
        values = {name: row[name] for name in _TERMS if name in row}
        kept, made = DeadlineRule.objects.get_or_create(
            code=row["code"],
            kind=row["kind"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={**values, "starts": row["from"], "valid_to": _ends(row)},
        )
        if not made and kept.set_by_id is None:
            _bring_in_line(kept, {**values, "starts": row["from"]})
    mark_change()
    return len(rows)


def _ends(row: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None


def _bring_in_line(kept: DeadlineRule, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(values))
