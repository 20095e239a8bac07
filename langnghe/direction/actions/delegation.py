"""Bringing the profile's rules of delegation into the database."""

from django.db import transaction

from langnghe.direction.models import DelegationRule
from langnghe.direction.rules import condition_of

Row = dict[str, object]


@transaction.atomic
def load_delegation(rows: list[Row]) -> int:
    """Create or update rules by (code, valid_from); a bad condition is refused, nothing kept.

    Returns how many there are. Raises BadCondition.
    """
    for position, row in enumerate(rows, 1):
        values = dict(row)
        conditions = values.pop("when")
        condition_of(conditions)  # type: ignore[arg-type]
        DelegationRule.objects.update_or_create(
            code=values.pop("code"),
            valid_from=values.pop("valid_from"),
            defaults={**values, "position": position, "conditions": conditions},
        )
    return len(rows)
