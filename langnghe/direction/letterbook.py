"""The register of outgoing papers: what stands in it, found by number, words, agency, day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.letter_labels import LETTER_KINDS, LETTER_STATES, LETTER_WAYS
from langnghe.direction.letter_states import NOTICES, LetterKind, LetterState, SentBy
from langnghe.direction.models import Letter
from langnghe.vietnamese.fold import fold

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """Conditions on the book; what is empty or not understood does not count."""

    q: str = ""
    kind: str = ""
    state: str = ""
    agency: str = ""
    term: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """Read conditions as an address has them."""
        return cls(**{name: given.get(name, "").strip()[:200] for name in cls.__annotations__})


def letters_of(officer: Officer, asked: Asked) -> QuerySet[Letter]:
    """Return what an officer may see of the book, the newest first; cancelled numbers too."""
    found = Letter.objects.visible_to(officer)
    if asked.kind in LETTER_KINDS:
        found = found.filter(kind=asked.kind)
    if asked.state in LETTER_STATES:
        found = found.filter(state=asked.state)
    if asked.agency:
        found = found.filter(agency__code=asked.agency)
    if asked.term:
        found = found.filter(term=asked.term)
    if since := _moment(asked.since, time.min):
        found = found.filter(drafted_at__gte=since)
    if until := _moment(asked.until, time.max):
        found = found.filter(drafted_at__lte=until)
    for word in fold(asked.q).split():
        found = found.filter(Q(folded__contains=word))
    return found.order_by("-pk")


def _moment(day: str, at: time) -> datetime | None:
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(day), at))
    except ValueError:
        return None


def addressee_of(letter: Letter, officer: Officer) -> str:
    """Say to whom a letter goes; a citizen's name only to who may see who reported."""
    if letter.kind in NOTICES and not officer.may(Right.SEE_REPORTER):
        return letter.submission.code if letter.submission else ""
    return "; ".join(letter.addressees)


def rows_of(found: QuerySet[Letter], officer: Officer) -> Iterator[dict[str, Any]]:
    """Yield the book as plain rows, in the columns of a paper register."""
    about = found.select_related("case", "submission", "agency", "issued_by")
    for letter in about.iterator(500):
        yield {
            "number": letter.symbol if letter.number is not None else "",
            "term": letter.term,
            "date": letter.issued_on.isoformat() if letter.issued_on else "",
            "kind": str(LETTER_KINDS[LetterKind(letter.kind)]),
            "abstract": letter.abstract,
            "to": addressee_of(letter, officer),
            "case": letter.case.code if letter.case else "",
            "submission": letter.submission.code if letter.submission else "",
            "signed_by": letter.signer_name,
            "state": str(LETTER_STATES[LetterState(letter.state)]),
            "sent": timezone.localtime(letter.sent_at).isoformat() if letter.sent_at else "",
            "way": str(LETTER_WAYS[SentBy(letter.sent_by)]) if letter.sent_by else "",
            "cancelled_because": letter.cancel_reason,
            "pdf_sha256": letter.pdf_sha256,
        }
