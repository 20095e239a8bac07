"""Reading a profile's files into the plain rows that the load actions take."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_LEVELS = ("default_urgency", "default_sensitivity", "keywords")


def read_json(folder: Path, name: str) -> Any:
    """Read one file of a profile; a missing or broken one is said by name."""
    path = folder / name
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SystemExit(f"The profile lacks the file {path}.") from None
    except ValueError as failure:
        raise SystemExit(f"The file {path} is no valid JSON: {failure}.") from None


def agency_rows(folder: Path) -> list[Row]:
    """Return the agencies of a profile, the committee of each ward included."""
    profile = read_json(folder, "profile.json")
    since = date.fromisoformat(profile["valid_from"])
    rows = [
        {**{key: value for key, value in row.items() if key != "aliases"}, "valid_from": since}
        for row in read_json(folder, "agencies.json")
    ]
    naming = profile["ward_agency"]
    for ward in read_json(folder, "hanoi_wards.json")["wards"]:
        name = ward["name"][0].lower() + ward["name"][1:]
        rows.append(
            {
                "code": f"{naming['prefix']}{ward['code']}",
                "name": naming["name"].format(ward=name),
                "short_name": f"UBND {ward['short']}"[:80],
                "name_en": naming["name_en"].format(ward=ward["short"]),
                "kind": "ward",
                "email": f"ubnd-{ward['code']}@co-quan.example",
                "valid_from": since,
            }
        )
    return rows


def topic_rows(folder: Path) -> list[Row]:
    """Return groups and topics; a topic whose first agency is the ward's names none itself."""
    known = {
        alias: row["code"] for row in read_json(folder, "agencies.json") for alias in row["aliases"]
    }
    english = read_json(folder, "topics_en.json")
    since = date.fromisoformat(read_json(folder, "profile.json")["valid_from"])
    rows = []
    for group in read_json(folder, "taxonomy.json")["topics"]:
        for topic, parent in [
            (group, None),
            *((child, group["code"]) for child in group["children"]),
        ]:
            rows.append(
                {
                    "code": topic["code"],
                    "name": topic["name"],
                    "name_en": english.get(topic["code"], ""),
                    "parent": parent,
                    "agencies": _agencies(topic.get("agency", ""), known),
                    "agency_note": topic.get("agency", ""),
                    "valid_from": since,
                    **{name: topic[name] for name in _LEVELS if name in topic},
                }
            )
    return rows


def _agencies(note: str, known: dict[str, str]) -> list[str]:
    parts = [part.strip() for part in note.split(";")]
    if parts[0].startswith("UBND phường"):
        return []
    plain = (part if part in known else re.sub(r"\s*\(.*\)", "", part) for part in parts)
    return [known[part] for part in plain if part in known]


def ward_rows(folder: Path) -> list[Row]:
    """Return the wards with the old units of which each took the whole or a part."""
    since = date.fromisoformat(read_json(folder, "profile.json")["valid_from"])
    return [
        {
            "code": ward["code"],
            "name": ward["name"],
            "short_name": ward["short"],
            "kind": ward["type"],
            "latitude": ward["lat"],
            "longitude": ward["lon"],
            "valid_from": since,
            "old_units": _old_units(ward["old_units"]),
        }
        for ward in read_json(folder, "hanoi_wards.json")["wards"]
    ]


def _old_units(units: list[Row]) -> list[Row]:
    once = {
        (unit["old"], unit["district"]): {
            "name": unit["old"],
            "district": unit["district"],
            "whole": unit["whole"],
            "main_part": unit["whole"] or unit.get("main_part", False),
        }
        for unit in units
    }
    return list(once.values())


def deadline_rows(folder: Path) -> list[Row]:
    """Return the deadline rules; those counted in years are retention, no obligation."""
    return [row for row in read_json(folder, "deadlines.json") if row["unit"] != "year"]


def delegation_rows(folder: Path) -> list[Row]:
    """Return the rules that say who is competent for what, in their order."""
    days = ("valid_from", "valid_to")
    return [
        {**row, **{day: date.fromisoformat(row[day]) for day in days if row.get(day)}}
        for row in read_json(folder, "delegation.json")["rules"]
    ]


def template_rows(folder: Path) -> list[Row]:
    """Return the texts to answer with."""
    rows: list[Row] = read_json(folder, "templates.json")
    return rows


def demo_rows(folder: Path, name: str) -> list[Row]:
    """Return one of the demonstration's files: a JSON object in each line."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
