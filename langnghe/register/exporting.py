"""The register as plain rows, and rows as JSON lines, CSV or a workbook, in constant memory."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from langnghe.register.models import Attachment, Case, Contact, Entry, Item, Submission
from langnghe.register.timeline import sentence

Row = dict[str, Any]
FORMS = {
    "jsonl": "application/x-ndjson; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK = 1000
CELL_LIMIT, SHEET_ROWS = 32_000, 1_000_000
CUT = "… (cut; whole in JSON Lines)"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _when(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def contact_row(contact: Contact) -> Row:
    """Shape a contact; `attachments` and `submission` must be prefetched."""
    return {
        "id": contact.pk,
        "channel": contact.channel,
        "external_id": contact.external_id,
        "received_at": _when(contact.received_at),
        "from": contact.sender_key or contact.sender_raw,
        "from_name": contact.sender_name,
        "subject": contact.subject,
        "text": contact.text,
        "quoted": contact.quoted,
        "attachments": [
            {
                "name": file.name,
                "sha256": file.sha256,
                "size": file.size,
                "content_type": file.content_type,
            }
            for file in contact.attachments.all()
        ],
        "state": contact.state,
        "submission": contact.submission.code if contact.submission else None,
        "source": contact.source,
        "recorded_at": _when(contact.recorded_at),
        "outcome": contact.outcome or None,
        "seconds": contact.seconds,
        "message_id": contact.message_id or None,
        "nature": contact.nature,
        "notes": contact.notes,
        "original_sha256": contact.original_sha256 or None,
        "original_size": contact.original_size,
    }


def submission_row(submission: Submission) -> Row:
    """Shape a submission; reporter, items and contacts must be prefetched."""
    reporter = submission.reporter
    return {
        "code": submission.code,
        "kind": submission.kind,
        "legal_form": submission.legal_form,
        "topic": submission.topic.code if submission.topic else None,
        "ward": submission.ward.code if submission.ward else None,
        "urgency": submission.urgency,
        "sensitivity": submission.sensitivity,
        "status": submission.status,
        "cases": [item.case.code for item in submission.items.all()],
        "contacts": [contact.pk for contact in submission.contacts.all()],
        "received_at": _when(submission.received_at),
        "channel": submission.channel,
        "summary": submission.summary,
        "ward_name": submission.ward.name if submission.ward else None,
        "topic_name": submission.topic.name if submission.topic else None,
        "agency": submission.agency.code if submission.agency else None,
        "registered_at": _when(submission.registered_at),
        "due_at": _when(submission.due_at),
        "answered_at": _when(submission.answered_at),
        "closed_at": _when(submission.closed_at),
        "close_reason": submission.close_reason or None,
        "joined_to": submission.joined_to.code if submission.joined_to else None,
        "reporter": {
            "kind": reporter.kind,
            "name": reporter.name,
            "people": reporter.people,
            "phone": reporter.phone,
            "email": reporter.email,
        },
        "is_demo": submission.is_demo,
    }


def case_row(case: Case) -> Row:
    """Shape a case; items must be prefetched."""
    return {
        "code": case.code,
        "title": case.title,
        "status": case.status,
        "topic": case.topic.code if case.topic else None,
        "ward": case.ward.code if case.ward else None,
        "place": case.place,
        "latitude": case.latitude,
        "longitude": case.longitude,
        "urgency": case.urgency,
        "sensitivity": case.sensitivity,
        "lead_agency": case.lead_agency.code if case.lead_agency else None,
        "opened_at": _when(case.opened_at),
        "due_at": _when(case.due_at),
        "closed_at": _when(case.closed_at),
        "submissions": [item.submission.code for item in case.items.all()],
    }


def entry_row(entry: Entry) -> Row:
    """Shape an entry of the timeline, with its seal and its sentence."""
    return {
        "id": entry.pk,
        "link": entry.link,
        "seal": entry.seal,
        "kind": entry.kind,
        "at": _when(entry.at),
        "by": entry.by.username if entry.by else None,
        "submission": entry.submission.code if entry.submission else None,
        "case": entry.case.code if entry.case else None,
        "contact": entry.contact_id,
        "facts": entry.facts,
        "sentence": sentence(entry),
    }


def all_of(what: str) -> QuerySet[Any]:
    """Return everything of a kind: contacts, submissions, cases or timeline."""
    models: dict[str, Any] = {
        "contacts": Contact,
        "submissions": Submission,
        "cases": Case,
        "timeline": Entry,
    }
    return models[what].objects.order_by("pk")  # type: ignore[no-any-return]


_SHAPES: "dict[str, tuple[Callable[[Any], Row], tuple[str, ...], tuple[Prefetch[Any], ...]]]" = {
    "contacts": (
        contact_row,
        ("submission",),
        (Prefetch("attachments", Attachment.objects.order_by("position")),),
    ),
    "submissions": (
        submission_row,
        ("topic", "ward", "agency", "reporter", "joined_to"),
        (
            Prefetch("items", Item.objects.select_related("case").order_by("position", "pk")),
            Prefetch("contacts", Contact.objects.only("pk", "submission_id").order_by("pk")),
        ),
    ),
    "cases": (
        case_row,
        ("topic", "ward", "lead_agency"),
        (Prefetch("items", Item.objects.select_related("submission").order_by("pk")),),
    ),
    "timeline": (entry_row, ("by", "submission", "case"), ()),
}
KINDS = tuple(_SHAPES)


def rows_of(what: str, found: QuerySet[Any]) -> Iterator[Row]:
    """Yield what was found as rows, read in chunks; nothing is held back in memory."""
    shape, related, prefetches = _SHAPES[what]
    for each in found.select_related(*related).prefetch_related(*prefetches).iterator(CHUNK):
        yield shape(each)


def stream(rows: Iterable[Row], form: str) -> Iterator[bytes]:
    """Yield rows as a file of one of FORMS."""
    writers = {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}
    yield from writers[form](rows)


def _jsonl(rows: Iterable[Row]) -> Iterator[bytes]:
    for row in rows:
        yield (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _csv(rows: Iterable[Row]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows):
        out = io.StringIO()
        writer = csv.writer(out)
        if number == 0:
            writer.writerow(row)
        writer.writerow([safe_cell(value) for value in row.values()])
        yield out.getvalue().encode("utf-8", "replace")


def _xlsx(rows: Iterable[Row]) -> Iterator[bytes]:
    from openpyxl import Workbook  # it is large, and seldom asked for

    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for number, row in enumerate(rows):
        if number and number % SHEET_ROWS == 0:
            sheet = book.create_sheet(str(number // SHEET_ROWS + 1))
        if number % SHEET_ROWS == 0:
            sheet.append(list(row))
        sheet.append([_sheet_cell(value) for value in row.values()])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(64 * 1024):
            yield piece


def safe_cell(value: object) -> object:
    """Make a value safe for a spreadsheet: lists as JSON; what looks like a formula stays text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _sheet_cell(value: object) -> object:
    """Make a value fit into a cell of a workbook, which holds 32,767 UTF-16 units."""
    safe = safe_cell(value)
    if not isinstance(safe, str):
        return safe
    text = _CONTROL.sub("", safe)
    units = text[: CELL_LIMIT + 1].encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * CELL_LIMIT].decode("utf-16-le", "ignore") + CUT
