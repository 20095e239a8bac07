"""Why a row of the register was found: its words, marked, of what this officer may read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models.functions import Left

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.asking import Question, Step
from langnghe.register.excerpts import READ, Piece, excerpt
from langnghe.register.finding import Found
from langnghe.register.lexicon import written_of
from langnghe.register.models import Contact, Submission

SAME, BEFORE_IT = 30, 90
"""Characters by which a stretch is known as the summary's; of the summary before another one."""


def excerpts_of(
    rows: Sequence[Submission], question: Question, officer: Officer
) -> list[list[Piece]]:
    """Return of each row the stretch of its words that shows why it was found."""
    said = _said([row.pk for row in rows], officer)
    may_see = officer.may(Right.SEE_REPORTER)
    return [
        _with_summary(row, excerpt(_texts(row, said[row.pk], may_see=may_see), question))
        for row in rows
    ]


def _texts(row: Submission, said: Sequence[str], *, may_see: bool) -> Iterator[str]:
    yield row.summary
    yield from said
    if may_see:
        yield _who(row)


def _with_summary(row: Submission, pieces: list[Piece]) -> list[Piece]:
    """Say what it is about, before a stretch that does not."""
    shown = "".join(piece.text for piece in pieces).strip("…")
    if shown[:SAME] in row.summary or not row.summary:
        return pieces
    return [Piece(f"{row.summary[:BEFORE_IT]} — ", is_hit=False), *pieces]


def _said(ids: Sequence[int], officer: Officer) -> dict[int, list[str]]:
    contacts = Contact.objects.visible_to(officer).filter(submission__in=ids)
    said: dict[int, list[str]] = defaultdict(list)
    begun = contacts.order_by("received_at").annotate(begun=Left("text", READ))
    for submission_id, subject, text in begun.values_list("submission_id", "subject", "begun"):
        if submission_id is not None:
            said[submission_id].append(f"{subject}. {text}" if subject else text)
    return said


def _who(row: Submission) -> str:
    reporter = row.reporter
    parts = (reporter.name, reporter.phone, reporter.email, reporter.address)
    return " · ".join(part for part in parts if part)


def how_found(found: Found | None) -> dict[str, object]:
    """Say what was looked for beside what was typed, and whether it was found only nearly."""
    if found is None:
        return {}
    question = found.question
    written = written_of(tuple(near for _typed, others in question.mended for near in others))
    meant = [
        (term.typed, term.ways[1])
        for term in question.terms
        if not term.is_fixed and len(term.ways) > 1 and term.ways[1] != term.typed.lower()
    ]
    mended = [
        (typed, ", ".join(written.get(near, near) for near in others))
        for typed, others in question.mended
    ]
    is_mended = {typed for typed, _others in mended}
    return {
        "meant": [pair for pair in meant if pair[0] not in is_mended],
        "mended": mended,
        "all_but_one": question.step == Step.ALL_BUT_ONE,
    }
