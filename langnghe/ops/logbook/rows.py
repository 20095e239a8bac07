"""One row of an old log book as a past submission; what is not understood stays in its text."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any

from langnghe.access.models import Agency
from langnghe.ops.logbook.columns import FIELDS, Cells, Columns, plain
from langnghe.ops.logbook.values import (
    LEGAL_FORMS,
    channel_of,
    kind_of,
    moment_of,
    phone_of,
    reporter_kind_of,
    status_of,
    text_of,
)
from langnghe.register.actions.history import PastSubmission
from langnghe.register.models import OldUnit, Topic, Ward
from langnghe.register.states import Channel, Kind, Sensitivity, Status, Urgency
from langnghe.workdays.calendar import AFTERNOON

Facts = dict[str, Any]
LIMITS = {"name": 300, "phone": 60, "email": 320, "address": 500, "place": 500}
_SHORTER = (
    ("uy ban nhan dan", "ubnd"),
    ("thanh pho ha noi", ""),
    ("tp ha noi", ""),
)


class DoesNotFit(Exception):
    """Why a row cannot become a submission."""


@dataclass(frozen=True)
class Names:
    """Identities of wards, topics and agencies by their plain names."""

    wards: dict[str, int]
    topics: dict[str, Topic]
    agencies: dict[str, int]
    ward_names: dict[int, str]

    def ward_of(self, text: str) -> int | None:
        """Find a ward by its name of today or of before July 2025; None if it is not clear."""
        words = plain(text)
        for candidate in (words, _bare_ward(words), _bare_ward(plain(text.split(",")[0]))):
            if candidate in self.wards:
                return self.wards[candidate]
        return None


def load_names() -> Names:
    """Read the names that the profile knows."""
    wards = list(Ward.objects.all())
    return Names(
        wards={**_old_wards(), **_ward_names(wards)},
        topics={
            name: topic
            for topic in Topic.objects.order_by("-code")
            for name in (plain(topic.name_en), plain(topic.name), plain(topic.code))
            if name
        },
        agencies={
            name: agency.pk
            for agency in Agency.objects.order_by("-pk")
            for name in (_agency(agency.short_name), _agency(agency.name), _agency(agency.code))
            if name
        },
        ward_names={ward.pk: _bare_ward(plain(ward.name)) for ward in wards},
    )


def _ward_names(wards: Iterable[Ward]) -> dict[str, int]:
    names: dict[str, set[int]] = {}
    for ward in wards:
        for name in (plain(ward.name), plain(ward.short_name), ward.code):
            names.setdefault(name, set()).add(ward.pk)
    return _clear(names)


def _old_wards() -> dict[str, int]:
    """Name old units with and without their district; what is unclear is left out."""
    units = list(OldUnit.objects.filter(main_part=True))
    units += [unit for unit in OldUnit.objects.filter(main_part=False) if unit.whole]
    names: dict[str, set[int]] = {}
    for unit in units:
        name = plain(unit.name)
        for each in (name, _bare_ward(name)):
            names.setdefault(each, set()).add(unit.ward_id)
            names.setdefault(f"{each} {plain(unit.district)}", set()).add(unit.ward_id)
    return _clear(names)


def _clear(names: dict[str, set[int]]) -> dict[str, int]:
    return {name: next(iter(found)) for name, found in names.items() if len(found) == 1 and name}


def _bare_ward(words: str) -> str:
    for prefix in ("phuong ", "xa ", "thi tran ", "p ", "x ", "tt "):
        if words.startswith(prefix):
            return words.removeprefix(prefix)
    return words


def _agency(name: str) -> str:
    words = plain(name)
    for long, short in _SHORTER:
        words = words.replace(long, short)
    return " ".join(words.split())


@dataclass
class _Reader:
    """Takes the fields of one row and remembers what must be kept as text."""

    cells: Cells
    columns: Columns
    kept: list[str] = field(default_factory=list)

    def cell(self, name: str) -> object:
        place = self.columns.places.get(name, -1)
        return self.cells[place] if 0 <= place < len(self.cells) else None

    def text(self, name: str) -> str:
        return text_of(self.cell(name))

    def short(self, name: str) -> str:
        """Return a text that must not be longer than its limit; a longer one is kept, too."""
        text = " ".join(self.text(name).split())
        if len(text) > LIMITS[name]:
            self.keep(name)
        return text[: LIMITS[name]]

    def keep(self, name: str) -> None:
        self._keep(self.columns.places[name], FIELDS[name])

    def keep_others(self) -> None:
        for place in self.columns.others:
            self._keep(place, "")

    def _keep(self, place: int, label: str) -> None:
        text = text_of(self.cells[place]) if place < len(self.cells) else ""
        headings = self.columns.headings
        heading = headings[place] if place < len(headings) else ""
        if text:
            self.kept.append(f"{heading or label}: {text}")


def read_row(
    cells: Cells, columns: Columns, names: Names, *, zone: tzinfo, now: datetime
) -> PastSubmission:
    """Read a row; raises DoesNotFit with the reason."""
    row = _Reader(cells, columns)
    content = row.text("content")
    if not content:
        raise DoesNotFit("no content")
    received = _received(row, zone, now)
    person = _person(row)
    matter = _matter(row, names)
    progress = _progress(row, received, zone, has_agency=matter["agency_id"] is not None)
    channel = _channel(row, person)
    for name in ("number", "result", "notes"):
        if row.text(name):
            row.keep(name)
    row.keep_others()
    return PastSubmission(
        key=_key(received, content, row.text("number"), person),
        channel=channel,
        legal_form=LEGAL_FORMS[channel],
        received_at=received,
        registered_at=received,
        text="\n\n".join([content, *(["\n".join(row.kept)] if row.kept else [])]),
        title=" ".join(content.split())[:300],
        reporter_kind=reporter_kind_of(person["name"]),
        **person,
        **matter,
        **progress,
    )


def _received(row: _Reader, zone: tzinfo, now: datetime) -> datetime:
    received = moment_of(row.cell("received"), row.cell("hour"), zone)
    if received is None:
        told = row.text("received")
        raise DoesNotFit(f"the day {told!r} is not understood" if told else "no day")
    if received > now + timedelta(days=1):
        raise DoesNotFit(f"the day {row.text('received')!r} is in the future")
    return received


def _person(row: _Reader) -> Facts:
    email = row.short("email")
    if email and "@" not in email:
        row.keep("email")
        email = ""
    return {
        "name": row.short("name"),
        "phone": phone_of(row.short("phone")),
        "email": email,
        "address": row.short("address"),
    }


def _channel(row: _Reader, person: Facts) -> Channel:
    """Take the channel that is told; else mail where only an address is known, or a call."""
    told = row.text("channel")
    channel = channel_of(told)
    if told and channel is None:
        row.keep("channel")
    if channel is not None:
        return channel
    return Channel.MAIL if person["email"] and not person["phone"] else Channel.CALL


def _matter(row: _Reader, names: Names) -> Facts:
    topic = names.topics.get(plain(row.text("topic")))
    ward = names.ward_of(row.text("ward"))
    agency = names.agencies.get(_agency(row.text("agency")))
    kind = kind_of(row.text("kind"))
    if topic is None:
        _keep_told(row, "topic")
    if agency is None:
        _keep_told(row, "agency")
    if kind is None:
        _keep_told(row, "kind")
    if ward is None or names.ward_names[ward] != _bare_ward(plain(row.text("ward"))):
        _keep_told(row, "ward")
    sensitivity = Sensitivity(topic.default_sensitivity) if topic else Sensitivity.S0
    return {
        "topic_id": topic.pk if topic else None,
        "ward_id": ward,
        "place": row.short("place"),
        "agency_id": agency,
        "kind": kind or Kind.REPORT,
        "urgency": Urgency(topic.default_urgency) if topic else Urgency.K1,
        "sensitivity": Sensitivity.S2 if kind == Kind.DENUNCIATION else sensitivity,
    }


def _keep_told(row: _Reader, name: str) -> None:
    if row.text(name):
        row.keep(name)


def _progress(row: _Reader, received: datetime, zone: tzinfo, *, has_agency: bool) -> Facts:
    """Say how far the work had come.

    A due day ends with office hours; what was closed on a day not told, on the day it came.
    """
    due = moment_of(row.cell("due"), AFTERNOON[1], zone)
    answered = moment_of(row.cell("answered"), None, zone)
    if due is None:
        _keep_told(row, "due")
    if answered is None:
        _keep_told(row, "answered")
    status = status_of(row.text("status"), has_agency=has_agency, was_answered=answered is not None)
    if status is None:
        row.keep("status")
        status = Status.REGISTERED
    closed = status == Status.CLOSED
    done = max(received, answered or received)
    return {
        "status": status,
        "due_at": due,
        "answered_at": done if closed and answered else None,
        "closed_at": done if closed else None,
        "close_reason": "answered" if closed else "",
    }


def _key(received: datetime, content: str, number: str, person: Facts) -> str:
    """Return what tells a row again, in whatever file and however formatted it comes back."""
    parts = [
        f"{received.timestamp():.0f}",
        content,
        number,
        person["name"],
        "".join(sign for sign in person["phone"] if sign.isdigit()),
        person["email"].lower(),
    ]
    words = "\x1f".join(" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
