"""Lists that one screen holds only in part: how many more there are is always said."""

from typing import Any

from django.db.models import QuerySet


def cut(rows: QuerySet[Any], most: int) -> tuple[list[Any], int]:
    """Return the first rows and how many more there are; counted only where some were cut off."""
    shown = list(rows[:most])
    return shown, max(0, rows.count() - most) if len(shown) == most else 0
