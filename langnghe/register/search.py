"""Finding: documents are written beside every change and read newest first.

Words are kept as written (weight A) and folded to bare Latin letters (weight B), so that
"rac thai" finds "rác thải" and exact spelling ranks first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from langnghe.register.models import Attachment, Contact, SearchDocument, Submission
from langnghe.vietnamese.fold import fold
from langnghe.vietnamese.phones import read_number

WORDS_LIMIT = 120_000
"""Characters of one document that are made findable; the rest is kept, not indexed."""

_WRITE = """
INSERT INTO register_searchdocument (submission_id, contact_id, received_at, words)
VALUES (%(submission)s, %(contact)s, %(received_at)s,
        setweight(to_tsvector('simple', %(exact)s), 'A')
        || setweight(to_tsvector('simple', %(folded)s), 'B'))
ON CONFLICT ({key}) DO UPDATE SET words = excluded.words, received_at = excluded.received_at
"""


def index_submission(submission: Submission) -> None:
    """Write the document of a submission from everything said and written about it."""
    parts = _own_words(submission)
    for item in submission.items.select_related("case", "case__ward", "case__topic"):
        case = item.case
        parts += [case.code, case.title, case.place, item.text]
        parts += [case.ward.name if case.ward else "", case.topic.name if case.topic else ""]
    for contact in submission.contacts.all():
        parts += _contact_words(contact)
    for entry in submission.entries.all():
        parts += [value for key, value in entry.facts.items() if key in _WRITTEN and value]
    _write("submission_id", submission.pk, submission.received_at, parts)
    SearchDocument.objects.filter(contact__submission=submission).delete()


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
    return [submission.code, submission.summary, *said]


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


def question(text: str) -> SearchQuery | None:
    """Turn what someone typed into a query: every word, the last one as a beginning.

    Text in double quotes is a phrase. Returns None when there is nothing to look for.
    """
    number = read_number(text)
    if number.e164:
        return SearchQuery(number.e164, config="simple", search_type="phrase")
    folded = fold(text)
    phrases = [part.strip() for part in folded.split('"')[1::2] if part.strip()]
    loose = " ".join(folded.split('"')[0::2]).split()
    query: SearchQuery | None = None
    for phrase in phrases:
        query = _both(query, SearchQuery(phrase, config="simple", search_type="phrase"))
    if loose:
        *whole, last = loose
        if whole:
            query = _both(query, SearchQuery(" ".join(whole), config="simple"))
        query = _both(query, _beginning(last))
    return query


def _beginning(word: str) -> SearchQuery:
    letters = "".join(c if c.isalnum() else " " for c in word).split()
    if not letters:
        return SearchQuery(word, config="simple")
    raw = " <-> ".join([*letters[:-1], f"{letters[-1]}:*"])
    if "@" in word or "." in word or "-" in word:
        return SearchQuery(word, config="simple") | SearchQuery(
            raw, config="simple", search_type="raw"
        )
    return SearchQuery(raw, config="simple", search_type="raw")


def _both(first: SearchQuery | None, second: SearchQuery) -> SearchQuery:
    return second if first is None else first & second


def documents(text: str) -> QuerySet[SearchDocument]:
    """Documents in which every word of `text` stands; none for an empty text."""
    query = question(text)
    if query is None:
        return SearchDocument.objects.none()
    return SearchDocument.objects.filter(words=query)


def matching(text: str) -> Q:
    """Say, as a condition on submissions, that every word of `text` stands in them."""
    return Q(pk__in=documents(text).filter(submission__isnull=False).values("submission_id"))
