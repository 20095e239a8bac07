"""Finding: from strict to loose until something is found; exact spelling first, then newest.

Documents hold each two neighbours as one word, too: few texts hold the pairs of a question even
where its words are in very many, so what stands side by side is found at once in any register.

Each read is made so that the planner cannot choose badly: documents of rare words are fetched
by the index of words first (a materialised step), those of common words by walking from the
newest back. Neither reads more than a few thousand documents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from langnghe.access.models import Officer
from langnghe.register.asking import Question, Step, Term, looser, read_question
from langnghe.register.lexicon import documents_with, near_words
from langnghe.register.models import Contact, SearchDocument, Submission

RANKED, RANKED_STRICTLY = 5_000, 1_000
"""So many hits are ranked by how they are written; of more, the newest come first.

Words that stand as they were typed need no ranking to be found; loose hits do.
"""

WALKED = 2_000
"""So many of the newest documents are looked through before the index of words is asked."""

MANY_WORDS, FEW = 4, 10
"""Of so many words with so few hits, what has all but one is shown below them."""

READ = 500
"""So many of the newest hits are looked at before all of them are."""

COMMON = 20
"""A question with so many hits among those is common: walking on is quicker than its index."""

WIDELY = 10_000
"""Words that stand in so many of the documents that were counted: the newest hold enough hits."""

ENOUGH = 100
"""With so many hits among the newest documents there are more than can be ranked."""

_HITS = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ (to_tsquery('simple', %(query)s) && %(pairs)s::tsquery)
    AND submission_id IS NOT NULL)
SELECT submission_id FROM hits LIMIT %(limit)s
"""
_CLOSE = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ %(close)s::tsquery AND submission_id IS NOT NULL)
SELECT submission_id FROM hits LIMIT %(limit)s
"""
_TOGETHER = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ to_tsquery('simple', %(query)s) AND submission_id IS NOT NULL),
read AS MATERIALIZED (SELECT submission_id FROM hits LIMIT %(read)s)
SELECT submission_id FROM read ORDER BY submission_id DESC LIMIT %(limit)s
"""
_CLOSENESS = """
SELECT submission_id,
       CASE WHEN %(loose)s THEN ts_rank_cd(words, to_tsquery('simple', %(query)s))
       ELSE (words @@ to_tsquery('simple', %(together)s))::int * 2
          + (words @@ to_tsquery('simple', %(exact)s))::int END
FROM register_searchdocument WHERE submission_id = ANY(%(ids)s)
"""
_NEWEST = """
WITH newest AS MATERIALIZED (
  SELECT submission_id, words FROM register_searchdocument
  WHERE received_at <= coalesce(%(until)s::timestamptz, 'infinity')
  ORDER BY received_at DESC LIMIT %(walked)s)
SELECT submission_id FROM newest
WHERE words @@ (to_tsquery('simple', %(query)s) && %(pairs)s::tsquery)
  AND submission_id IS NOT NULL
"""
_NEWEST_BY_INDEX = """
WITH hits AS MATERIALIZED (
  SELECT submission_id, received_at FROM register_searchdocument
  WHERE words @@ (to_tsquery('simple', %(query)s) && %(pairs)s::tsquery)
    AND submission_id IS NOT NULL
    AND received_at <= coalesce(%(until)s::timestamptz, 'infinity'))
SELECT submission_id FROM hits ORDER BY received_at DESC LIMIT %(read)s
"""
_BY_INDEX = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ (to_tsquery('simple', %s) && %s::tsquery) AND submission_id IS NOT NULL)
SELECT submission_id FROM hits
"""
_MEETS = "(words @@ (to_tsquery('simple', %s) && %s::tsquery)) IS TRUE"


@dataclass(frozen=True, slots=True)
class Found:
    """What a question came to for one officer.

    `closeness`: how well hits fit, by submission, more than 0 each. `is_many`: there are too many
    to rank; these come first and the others after them, the newest first.
    """

    question: Question
    closeness: dict[int, float]
    is_many: bool = False


def find(text: str, seen: QuerySet[Submission]) -> Found | None:
    """Look for a text, ever more loosely, until something stands among what may be `seen`.

    Returns None where there is nothing to look for, and the strictest question where nothing
    is found.
    """
    strict = read_question(text)
    if strict is None:
        return None
    few: dict[int, float] = {}
    for question in looser(strict, near_words):
        if question.step != Step.WORDS and (close := _side_by_side(question, seen)):
            return Found(question, _above(few, close))
        hits = _rankable(question)
        if hits is None:
            if few:
                return Found(strict, few)
            return Found(question, _first(strict, seen), is_many=True)
        visible = list(seen.order_by().filter(among(hits)).values_list("pk", flat=True))
        closeness = _closeness(question, visible)
        if few and closeness:
            return Found(question, _above(few, closeness))
        if closeness and not _may_have_slipped(question, len(closeness)):
            return Found(question, closeness)
        few = few or closeness
    return Found(strict, few)


def _above(few: dict[int, float], others: dict[int, float]) -> dict[int, float]:
    """Put a few hits above others."""
    above = max(others.values())
    return others | {pk: above + fit for pk, fit in few.items()}


def _first(strict: Question, seen: QuerySet[Submission]) -> dict[int, float]:
    """Return what stands side by side, from strict to loose, where hits are too many to rank."""
    found: dict[int, float] = {}
    for question in looser(strict, near_words):
        close = _side_by_side(question, seen)
        found = _above(found, close) if close else found
        if len(found) >= FEW:
            break
    return found


def _side_by_side(question: Question, seen: QuerySet[Submission]) -> dict[int, float]:
    """Return how well texts fit in which neighbours are neighbours; none where they are many.

    Of few words any text would do that holds two of them: then only all of them count.
    """
    if not question.close or (question.step != Step.WORDS and len(question.terms) < MANY_WORDS):
        return {}
    hits = _ids(_CLOSE, {"close": question.close, "limit": RANKED_STRICTLY + 1})
    if len(hits) > RANKED_STRICTLY:
        return {}
    return _closeness(
        question, list(seen.order_by().filter(among(hits)).values_list("pk", flat=True))
    )


def _rankable(question: Question) -> list[int] | None:
    """Return the hits of a question; None where they are too many to rank."""
    most = RANKED_STRICTLY if question.step == Step.WORDS else RANKED
    if _is_common(question) and len(newest_hits(question)) >= ENOUGH:
        return None
    values = {"query": question.query, "pairs": question.phrases, "limit": most + 1}
    hits = _ids(_HITS, values)
    return None if len(hits) > most else hits


def _is_common(question: Question) -> bool:
    """Tell whether every word stands in very many documents: reading all their hits takes long."""
    if question.step != Step.WORDS or any(term.is_fixed for term in question.terms):
        return False
    held = documents_with(way for term in question.terms for way in term.ways)
    return all(sum(held.get(way, 0) for way in term.ways) >= WIDELY for term in question.terms)


def _may_have_slipped(question: Question, found: int) -> bool:
    """Whether a slip that is a word itself may hide the right one: many words, few hits."""
    return question.step == Step.WORDS and len(question.terms) >= MANY_WORDS and found < FEW


def newest_together(words: Sequence[str], *, limit: int) -> list[int]:
    """Return the newest submissions that hold all of some folded words; RANKED of them are read."""
    query = Question(tuple(Term(word, (word,)) for word in words)).query
    if not query:
        return []
    return _ids(_TOGETHER, {"query": query, "read": RANKED, "limit": limit})


def _closeness(question: Question, ids: Sequence[int]) -> dict[int, float]:
    values: dict[str, Any] = {
        "loose": question.step != Step.WORDS,
        "query": question.query,
        "together": question.together,
        "exact": question.exact,
        "ids": list(ids),
    }
    if question.step == Step.WORDS and not (question.together or question.exact):
        return dict.fromkeys(ids, 1.0)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSENESS, values)
        return {row[0]: 1.0 + float(row[1]) for row in cursor.fetchall()}


def among(ids: Sequence[int]) -> Q:
    """Say, as a condition, that something is one of many: one parameter, however many they are."""
    return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(ids)]))


def newest_hits(question: Question, *, until: datetime | None = None) -> list[int]:
    """Return the hits among the WALKED newest documents, up to a moment if so asked."""
    return _newest(_NEWEST, question, until)


def newest_by_index(question: Question, *, until: datetime | None = None) -> list[int]:
    """Return the READ newest hits by the index of words, up to a moment if so asked."""
    return _newest(_NEWEST_BY_INDEX, question, until)


def _newest(order: str, question: Question, until: datetime | None) -> list[int]:
    values = {"until": until, "walked": WALKED, "read": READ}
    return _ids(order, {"query": question.query, "pairs": question.phrases, **values})


def _ids(order: str, values: Mapping[str, Any]) -> list[int]:
    """Return the submissions that a statement names."""
    with connection.cursor() as cursor:
        cursor.execute(order, values)
        return [row[0] for row in cursor.fetchall()]


def by_index(question: Question) -> Q:
    """Say, as a condition on submissions, that they meet a question: all hits are read first."""
    return Q(pk__in=RawSQL(_BY_INDEX, [question.query, question.phrases]))  # noqa: S611


def one_by_one(question: Question) -> Q:
    """Say the same for a common word: the documents are looked at in the order of the list."""
    return Q(Exists(_meeting(question).filter(submission=OuterRef("pk"))))


def _meeting(question: Question) -> QuerySet[SearchDocument]:
    """Return the documents that meet a question, without help of the index of words."""
    meets = RawSQL(_MEETS, [question.query, question.phrases], output_field=BooleanField())  # noqa: S611
    return SearchDocument.objects.annotate(meets=meets).filter(meets=True)


def matching(text: str) -> Q:
    """Say, as a condition on submissions, that every word of `text` stands in them."""
    question = read_question(text)
    return by_index(question) if question else Q(pk__in=[])


def lone_contacts(text: str, officer: Officer, *, limit: int = 10) -> list[Contact]:
    """Find contacts that belong to no submission (bounces, machines' mail, what was set aside)."""
    question = read_question(text)
    if question is None:
        return []
    hits = _meeting(question).filter(contact__isnull=False).values("contact_id")
    found = Contact.objects.visible_to(officer).filter(pk__in=hits)
    return list(found.order_by("-received_at")[:limit])
