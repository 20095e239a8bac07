"""Finding: from strict to loose until something is found; exact spelling first, then newest.

Each read is made so that the planner cannot choose badly: documents of rare words are fetched
by the index of words first (a materialised step), those of common words by walking from the
newest back. Neither reads more than a few thousand documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from langnghe.access.models import Officer
from langnghe.register.asking import Question, Step, Term, looser, read_question
from langnghe.register.lexicon import near_words
from langnghe.register.models import Contact, SearchDocument, Submission

RANKED, RANKED_STRICTLY = 5_000, 1_000
"""So many hits are ranked by how they are written; of more, the newest come first.

Words that stand as they were typed need no ranking to be found; loose hits do.
"""

WALKED = 2_000
"""So many of the newest documents are looked through before the index of words is asked."""

MANY_WORDS, FEW = 4, 10
"""Of so many words with so few hits, what has all but one is shown below them."""

COMMON = 20
"""A question with so many hits among those is common: walking on is quicker than its index."""

_HITS = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ to_tsquery('simple', %(query)s) AND submission_id IS NOT NULL)
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
  WHERE received_at <= %(until)s ORDER BY received_at DESC LIMIT %(walked)s)
SELECT submission_id FROM newest
WHERE words @@ to_tsquery('simple', %(query)s) AND submission_id IS NOT NULL
"""
_BY_INDEX = """
WITH hits AS MATERIALIZED (
  SELECT submission_id FROM register_searchdocument
  WHERE words @@ to_tsquery('simple', %s) AND submission_id IS NOT NULL)
SELECT submission_id FROM hits
"""
_MEETS = "(words @@ to_tsquery('simple', %s)) IS TRUE"


@dataclass(frozen=True, slots=True)
class Found:
    """What a question came to for one officer.

    `closeness`: how well each hit fits, by submission; None where there are too many to rank.
    """

    question: Question
    closeness: dict[int, float] | None


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
        most = RANKED_STRICTLY if question.step == Step.WORDS else RANKED
        hits = hits_of(question.query, limit=most + 1)
        if len(hits) > most:
            return Found(strict, few) if few else Found(question, None)
        visible = list(seen.order_by().filter(among(hits)).values_list("pk", flat=True))
        closeness = _closeness(question, visible)
        if few and closeness:
            above = max(closeness.values()) + 1
            return Found(question, closeness | {pk: above + fit for pk, fit in few.items()})
        if closeness and not _may_have_slipped(question, len(closeness)):
            return Found(question, closeness)
        few = few or closeness
    return Found(strict, few)


def _may_have_slipped(question: Question, found: int) -> bool:
    """Whether a slip that is a word itself may hide the right one: many words, few hits."""
    return question.step == Step.WORDS and len(question.terms) >= MANY_WORDS and found < FEW


def hits_of(query: str, *, limit: int) -> list[int]:
    """Return the submissions that meet a query of `to_tsquery`, `limit` of them at most."""
    with connection.cursor() as cursor:
        cursor.execute(_HITS, {"query": query, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def newest_together(words: Sequence[str], *, limit: int) -> list[int]:
    """Return the newest submissions that hold all of some folded words; RANKED of them are read."""
    query = Question(tuple(Term(word, (word,)) for word in words)).query
    if not query:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, {"query": query, "read": RANKED, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _closeness(question: Question, ids: Sequence[int]) -> dict[int, float]:
    values: dict[str, Any] = {
        "loose": question.step != Step.WORDS,
        "query": question.query,
        "together": question.together,
        "exact": question.exact,
        "ids": list(ids),
    }
    if question.step == Step.WORDS and not (question.together or question.exact):
        return dict.fromkeys(ids, 0.0)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSENESS, values)
        return {row[0]: float(row[1]) for row in cursor.fetchall()}


def among(ids: Sequence[int]) -> Q:
    """Say, as a condition, that something is one of many: one parameter, however many they are."""
    return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(ids)]))


def newest_hits(question: Question, *, until: datetime) -> list[int]:
    """Return the hits among the WALKED newest documents up to a moment."""
    values: dict[str, Any] = {"query": question.query, "until": until, "walked": WALKED}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, values)
        return [row[0] for row in cursor.fetchall()]


def by_index(question: Question) -> Q:
    """Say, as a condition on submissions, that they meet a question: all hits are read first."""
    return Q(pk__in=RawSQL(_BY_INDEX, [question.query]))  # noqa: S611


def one_by_one(question: Question) -> Q:
    """Say the same for a common word: the documents are looked at in the order of the list."""
    return Q(Exists(_meeting(question).filter(submission=OuterRef("pk"))))


def _meeting(question: Question) -> QuerySet[SearchDocument]:
    """Return the documents that meet a question, without help of the index of words."""
    meets = RawSQL(_MEETS, [question.query], output_field=BooleanField())  # noqa: S611
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
