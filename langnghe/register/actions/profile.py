"""Bringing the profile's topics, wards and agencies into the database."""

from django.db import transaction

from langnghe.access.models import Agency
from langnghe.register.models import OldUnit, Topic, Ward
from langnghe.vietnamese.fold import fold, sort_key

Row = dict[str, object]


@transaction.atomic
def load_agencies(rows: list[Row]) -> int:
    """Create or update agencies by code; none is ever deleted. Returns how many there are."""
    for row in rows:
        values = {**row, "sort_key": sort_key(str(row["name"]))}
        Agency.objects.update_or_create(code=values.pop("code"), defaults=values)
    return len(rows)


@transaction.atomic
def load_topics(rows: list[Row]) -> int:
    """Create or update topics by code; `parent` is a code, `agencies` a list of codes."""
    for row in rows:
        values = dict(row)
        parent = values.pop("parent", None)
        agencies = values.pop("agencies", [])
        values["parent"] = Topic.objects.get(code=parent) if parent else None
        topic, _made = Topic.objects.update_or_create(code=values.pop("code"), defaults=values)
        topic.agencies.set(Agency.objects.filter(code__in=agencies))
    return len(rows)


@transaction.atomic
def load_wards(rows: list[Row]) -> int:
    """Create or update wards by code, with the old units each of them took over.

    `old_units`: list of {name, district, whole, main_part}.
    """
    for row in rows:
        values = dict(row)
        old_units = values.pop("old_units")
        values["sort_key"] = sort_key(str(values["short_name"]))
        ward, _made = Ward.objects.update_or_create(code=values.pop("code"), defaults=values)
        ward.old_units.all().delete()
        OldUnit.objects.bulk_create(
            OldUnit(ward=ward, folded=fold(f"{old['name']} {old['district']}"), **old)
            for old in old_units  # type: ignore[attr-defined]
        )
    return len(rows)
