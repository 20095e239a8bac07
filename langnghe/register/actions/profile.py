"""Bringing the profile's topics, wards and agencies into the database.

At each start they are read in a few queries, and only what differs is written.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from langnghe.access.models import Agency
from langnghe.register.models import OldUnit, Topic, Ward
from langnghe.vietnamese.fold import fold, sort_key

Row = dict[str, object]
Kept = TypeVar("Kept", Agency, Topic, Ward)
_UNIT = ("name", "district", "whole", "main_part", "folded")


@transaction.atomic
def load_agencies(rows: list[Row]) -> int:
    """Create or update agencies by code; none is ever deleted. Returns how many there are."""
    _bring_in(Agency, [{**row, "sort_key": sort_key(str(row["name"]))} for row in rows])
    return len(rows)


@transaction.atomic
def load_topics(rows: list[Row]) -> int:
    """Create or update topics by code; `parent` is a code, `agencies` a list of codes."""
    beside = {"parent", "agencies"}
    plain = [{name: row[name] for name in row if name not in beside} for row in rows]
    kept = _bring_in(Topic, plain)
    known = Agency.objects.in_bulk(field_name="code")
    named: dict[int, set[int]] = {}
    links = Topic.agencies.through.objects
    for topic_id, agency_id in links.values_list("topic_id", "agency_id"):
        named.setdefault(topic_id, set()).add(agency_id)
    for row in rows:
        topic, parent = kept[str(row["code"])], row.get("parent")
        write_differing(topic, {"parent": kept[str(parent)] if parent else None})
        codes: Iterable[str] = row.get("agencies", ())  # type: ignore[assignment]
        agencies = {known[code].pk for code in codes if code in known}
        if agencies != named.get(topic.pk, set()):
            topic.agencies.set(agencies)
    return len(rows)


@transaction.atomic
def load_wards(rows: list[Row]) -> int:
    """Create or update wards by code, with the old units each of them took over.

    `old_units`: list of {name, district, whole, main_part}.
    """
    plain = [{name: row[name] for name in row if name != "old_units"} for row in rows]
    named = [{**row, "sort_key": sort_key(str(row["short_name"]))} for row in plain]
    kept = _bring_in(Ward, named)
    there: dict[int, list[tuple[object, ...]]] = {}
    for ward_id, *unit in OldUnit.objects.order_by("pk").values_list("ward_id", *_UNIT):
        there.setdefault(ward_id, []).append(tuple(unit))
    fresh: list[OldUnit] = []
    for row in rows:
        ward = kept[str(row["code"])]
        wanted = [_old_unit(ward, old) for old in row["old_units"]]  # type: ignore[attr-defined]
        said = [tuple(getattr(unit, name) for name in _UNIT) for unit in wanted]
        if said != there.get(ward.pk, []):
            ward.old_units.all().delete()
            fresh += wanted
    OldUnit.objects.bulk_create(fresh)
    return len(rows)


def _old_unit(ward: Ward, old: Mapping[str, Any]) -> OldUnit:
    return OldUnit(ward=ward, folded=fold(f"{old['name']} {old['district']}"), **old)


def _bring_in(model: type[Kept], rows: list[Row]) -> dict[str, Kept]:
    """Create what is missing, change what differs; return all that rows name, by code."""
    kept: dict[str, Kept] = model._default_manager.in_bulk(field_name="code")  # noqa: SLF001
    for row in rows:
        if str(row["code"]) in kept:
            write_differing(kept[str(row["code"])], row)
    missing = {str(row["code"]): row for row in rows if str(row["code"]) not in kept}
    made = model._default_manager.bulk_create(model(**row) for row in missing.values())  # noqa: SLF001
    return kept | {each.code: each for each in made}


def write_differing(kept: Model, values: Mapping[str, object]) -> None:
    """Bring a row in line with the profile; nothing is written where nothing differs."""
    differing = [name for name, value in values.items() if getattr(kept, name) != value]
    for name in differing:
        setattr(kept, name, values[name])
    if differing:
        kept.save(update_fields=differing)
