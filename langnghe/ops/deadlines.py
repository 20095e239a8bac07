"""`langnghe deadlines`: which obligations would run for a submission, by the profile's rules."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TextIO

from langnghe.ops.profile_files import read_json
from langnghe.workdays.calendar import HANOI, vietnam_calendar
from langnghe.workdays.obligations import (
    Instance,
    Obligation,
    Situation,
    Start,
    obligations,
    read_rules,
)

KINDS = (
    "phan_anh", "kien_nghi", "khieu_nai", "to_cao", "hoi_dap", "khen", "spam", "pakn_qdhc",
    "document", "data_subject",
)  # fmt: skip
FORMS = (
    "dien_thoai", "email", "don_scan_co_chu_ky", "don_buu_chinh", "truc_tiep", "don_nhieu_nguoi",
    "khac",
)  # fmt: skip
YEARS = range(1990, 2200)
"""Years that a book may hold; any other is a slip of the keys."""

URGENCIES, COURSES = ("K1", "K2", "K3"), ("second", "extended")


class Unreadable(Exception):
    """Something that was asked cannot be understood; the message says what to write."""


def read_moment(text: str) -> datetime:
    """Read a day or a moment; without an offset it is Hanoi's time. Raises Unreadable."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Unreadable(
            f"{text!r} is no time: write 2026-09-14 or 2026-09-14T06:12 (+07:00 unless it says so)"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=HANOI)


def check_word(name: str, value: str, known: tuple[str, ...]) -> str:
    """Return a word if it is known; raises Unreadable with the known ones."""
    if value not in known:
        raise Unreadable(f"--{name} {value} is not known: use one of {', '.join(known)}")
    return value


def situation_of(kind: str, form: str, level: str, moments: Mapping[Start, str]) -> Situation:
    """Read what was asked: `level` is an urgency, with "+second" or "+extended" where it is so.

    Raises Unreadable.
    """
    urgency, *courses = level.split("+")
    return Situation(
        kind=check_word("kind", kind, KINDS),
        form=check_word("form", form, FORMS),
        urgency=check_word("urgency", urgency, URGENCIES),
        starts={
            start: read_moment(said)
            for start, said in moments.items()
            if said or start == Start.RECEIVED
        },
        instances=frozenset(
            {Instance.USUAL, *(Instance(check_word("urgency", each, COURSES)) for each in courses)}
        ),
    )


def running(folder: Path, situation: Situation) -> list[Obligation]:
    """Return the obligations that would run by the rules of a profile, nearest first."""
    rules = read_rules(read_json(folder, "deadlines.json"))
    years = {moment.year for moment in situation.starts.values()}
    calendar = vietnam_calendar(range(min(years), max(years) + 3))
    return obligations(rules, calendar, situation)


def print_obligations(found: list[Obligation], out: TextIO) -> None:
    """Print each obligation as a JSON object in a line of its own."""
    for each in found:
        rule = each.rule
        said = {
            "rule": rule.code,
            "due": each.due_at.astimezone(HANOI).isoformat(),
            "unit": rule.unit,
            "basis": rule.basis,
            "limit": rule.limit,
            "from": each.from_at.astimezone(HANOI).isoformat(),
            "event": rule.event,
        }
        print(json.dumps(said, ensure_ascii=False), file=out)
