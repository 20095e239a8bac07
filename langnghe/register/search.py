"""What can be found: a document is written beside every change.

Words are kept as written (weight A) and folded to bare Latin letters (weight B), so that
"rac thai" finds "rác thải" and exact spelling ranks first; and each two folded neighbours as one
word ("_rac_thai"), so that what stands side by side is found at once. `finding` reads them.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from langnghe.register.asking import numbers_in
from langnghe.register.models import (
    Attachment,
    Contact,
    Entry,
    Item,
    SearchDocument,
    Submission,
)
from langnghe.vietnamese.fold import fold

WORDS_LIMIT = 120_000
"""Characters of one document that are made findable; the rest is kept, not indexed."""

_PIECES = re.compile(r"[@.\-+_]+")
"""An address is found by its parts, a code by its serial."""

_WRITE = """
INSERT INTO register_searchdocument (submission_id, contact_id, received_at, words)
VALUES (%(submission)s, %(contact)s, %(received_at)s,
        setweight(to_tsvector('simple', %(exact)s), 'A')
        || setweight(to_tsvector('simple', %(folded)s), 'B')
        || register_pairs(to_tsvector('simple', %(folded)s)))
ON CONFLICT ({key}) DO UPDATE SET words = excluded.words, received_at = excluded.received_at
"""


def index_submission(submission: Submission) -> None:
    """Write the document of a submission from everything said and written about it."""
    index_submissions([submission])


def index_submissions(submissions: Sequence[Submission]) -> None:
    """Do the same for several, in a few statements whatever their number."""
    voices = [submission.pk for submission in submissions]
    words: dict[int, list[str]] = {each.pk: _own_words(each) for each in submissions}
    items = Item.objects.filter(submission__in=voices).select_related("case__ward", "case__topic")
    for item in items:
        words[item.submission_id] += _case_words(item)
    for contact in Contact.objects.filter(submission__in=voices).prefetch_related("attachments"):
        names = [each.name for each in contact.attachments.all()]
        words[contact.submission_id or 0] += _said_words(contact, names)
    entries = Entry.objects.filter(submission__in=voices).order_by("id")
    for voice, facts in entries.values_list("submission_id", "facts"):
        written = [value for key, value in facts.items() if key in _WRITTEN and value]
        words[voice or 0] += written
    write_many([(each.pk, each.received_at, words[each.pk]) for each in submissions])
    SearchDocument.objects.filter(contact__submission__in=voices).delete()


def _case_words(item: Item) -> list[str]:
    case = item.case
    about = [case.ward.name if case.ward else "", case.topic.name if case.topic else ""]
    return [case.code, case.title, case.place, item.text, *about]


def index_opened(submission: Submission, contact: Contact) -> None:
    """Write the first document of a submission that holds one contact and nothing else yet.

    The same words as `index_submission` finds, without asking for what cannot be there.
    """
    index_many_opened([(submission, contact)])


def index_many_opened(opened: Sequence[tuple[Submission, Contact]]) -> None:
    """Do the same for many, each with its one contact."""
    rows = Attachment.objects.filter(contact__in=[contact.pk for _each, contact in opened])
    names: dict[int, list[str]] = {}
    for contact_id, name in rows.order_by("position").values_list("contact_id", "name"):
        names.setdefault(contact_id, []).append(name)
    write_many(
        [
            (
                submission.pk,
                submission.received_at,
                _own_words(submission) + _said_words(contact, names.get(contact.pk, [])),
            )
            for submission, contact in opened
        ]
    )


def _own_words(submission: Submission) -> list[str]:
    reporter = submission.reporter
    said = [reporter.name, reporter.phone, reporter.phone_key, reporter.email, reporter.address]
    pieces = [submission.code.replace("-", " "), _PIECES.sub(" ", reporter.email)]
    return [submission.code, *pieces, submission.summary, *said]


def index_contact(contact: Contact) -> None:
    """Write the document of a contact that belongs to no submission."""
    _write("contact_id", contact.pk, contact.received_at, _contact_words(contact))


_WRITTEN = frozenset({"text", "note", "result", "reason"})


def _contact_words(contact: Contact) -> list[str]:
    return _said_words(contact, contact.attachments.values_list("name", flat=True))


def _said_words(contact: Contact, names: Iterable[str]) -> list[str]:
    spoken = contact.sender_key.removeprefix("+84")
    return [
        contact.sender_name,
        contact.sender_key,
        f"0{spoken}" if spoken != contact.sender_key else "",
        contact.subject,
        contact.text,
        contact.quoted,
        contact.signature,
        _PIECES.sub(" ", contact.sender_key),
        *numbers_in(contact.text),
        *names,
    ]


def _write(key: str, identity: int, received_at: datetime, parts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(key=key), _values(key, identity, received_at, parts))


def write_many(rows: list[tuple[int, datetime, list[str]]]) -> None:
    """Write the documents of many submissions: (id, received_at, words) each."""
    values = [_values("submission_id", *row) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE.format(key="submission_id"), values)


def _values(key: str, identity: int, received_at: datetime, parts: list[str]) -> dict[str, Any]:
    text = "\n".join(part for part in parts if part)[:WORDS_LIMIT].replace("\x00", " ")
    return {
        "submission": identity if key == "submission_id" else None,
        "contact": identity if key == "contact_id" else None,
        "received_at": received_at,
        "exact": text.lower(),
        "folded": fold(text),
    }
