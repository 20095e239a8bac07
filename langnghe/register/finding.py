"""Finding: from strict to loose until something is found; exact spelling first, then newest.

Documents hold each two neighbours as one word, too: few texts hold the pairs of a question even
where its words are in very many, so what stands side by side is found at once in any register.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from langnghe.register import statements
from langnghe.register.asking import Question, Step, Term, looser, read_question
from langnghe.register.lexicon import alike_words, documents_with, near_words
from langnghe.register.models import SearchDocument, Submission

RANKED, RANKED_STRICTLY = 5_000, 1_000
"""So many hits are ranked by how they are written; of more, the newest come first.

Words that stand as they were typed need no ranking to be found; loose hits do.
"""

WALKED, FARTHEST = 2_000, 4
"""So many of the newest documents are looked through before the index of words is asked.

So many times as many beyond them where a page of hits is likely to stand there.
"""

MANY_WORDS, FEW = 4, 10
"""Of so many words with so few hits, what has all but one is shown below them."""

BELOW = 500
"""So many are ranked below texts in which the words stand as they were typed; of more, none."""

IN_PLACE = 3.0
"""So well, at least, fits a text in which the words stand one after the other."""

READ = 500
"""So many of the newest hits are looked at before all of them are."""

COMMON = 20
"""A question with so many hits among those is common: walking on is quicker than its index."""

WIDELY = 10_000
"""Words that stand in so many of the documents that were counted: the newest hold enough hits."""

ENOUGH = 100
"""With so many hits among the newest documents there are more than can be ranked."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question came to for one officer.

    `closeness`: how well hits fit, by submission, more than 0 each. `is_many`: there are too many
    to rank; these come first and the others after them, the newest first. `newest`: the newest of
    many, where they were read. `walked`: those among the WALKED newest documents, likewise.
    """

    question: Question
    closeness: dict[int, float]
    is_many: bool = False
    newest: Sequence[int] = ()
    walked: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class _Hits:
    """The hits of a question; of too many to rank the newest, or none where they were not read.

    `walked`: of too many, those among the WALKED newest documents, where these were read.
    """

    ids: Sequence[int]
    are_many: bool = False
    walked: Sequence[int] = ()


def find(text: str, seen: QuerySet[Submission]) -> Found | None:
    """Look for a text, ever more loosely, until something stands among what may be `seen`.

    Returns None where there is nothing to look for, and the strictest question where nothing
    is found.
    """
    strict = read_question(text)
    if strict is None:
        return None
    hits = _rankable(strict, RANKED_STRICTLY)
    ranked = {} if hits.are_many else _fitting(strict, hits.ids, seen)
    if ranked and not _may_have_slipped(strict, ranked):
        return Found(strict, ranked)
    looks = list(looser(strict, near_words, alike_words))
    if hits.are_many:
        beside = _beside([strict, *looks], seen, most=BELOW)
        first = _stacked(beside.ranked, beside.apart)
        return Found(strict, first, is_many=True, newest=hits.ids, walked=hits.walked)
    in_place, scattered = _parted(ranked)
    is_there = bool(in_place)
    beside = _beside(looks, seen, is_there=is_there)
    found = Found(beside.question or strict, _stacked(in_place, beside.ranked, scattered))
    if beside.is_meant or len(found.closeness) >= FEW:
        return found
    most = BELOW if is_there else RANKED
    return _filled(found, looks, beside.apart, seen, most=most)


def _filled(
    found: Found,
    looks: Sequence[Question],
    apart: dict[int, float],
    seen: QuerySet[Submission],
    *,
    most: int,
) -> Found:
    """Put below a few hits what is found by looking more loosely: so many at `most`."""
    for question in looks:
        if question.step == Step.ALL_BUT_ONE and apart:
            return Found(question, _stacked(found.closeness, apart))
        hits = _rankable(question, most)
        if hits.are_many:
            return found if found.closeness else Found(question, {}, is_many=True)
        if closeness := _fitting(question, hits.ids, seen, is_apart=True):
            is_loosest = found.question.step == Step.ALL_BUT_ONE
            loosest = found.question if is_loosest else question
            return Found(loosest, _stacked(found.closeness, closeness))
    return found


def _stacked(*levels: dict[int, float]) -> dict[int, float]:
    """Put hits above others: each of a level above all of those that follow."""
    stacked: dict[int, float] = {}
    for level in reversed(levels):
        above = max(stacked.values(), default=0.0)
        stacked |= {pk: above + fit for pk, fit in level.items()}
    return stacked


def _parted(ranked: dict[int, float]) -> tuple[dict[int, float], dict[int, float]]:
    """Take apart the hits in which the words stand one after the other, and the others."""
    in_place = {pk: fit for pk, fit in ranked.items() if fit >= IN_PLACE}
    return in_place, {pk: fit for pk, fit in ranked.items() if pk not in in_place}


@dataclass(frozen=True, slots=True)
class _Beside:
    """In which texts neighbours are neighbours, and how loosely had to be looked.

    `apart`: some of them are neighbours, but not all words stand in their places. `is_meant`: the
    words stand there with slips mended; nothing looser is needed.
    """

    question: Question | None = None
    ranked: dict[int, float] = field(default_factory=dict)
    apart: dict[int, float] = field(default_factory=dict)
    is_meant: bool = False


def _beside(
    looks: Sequence[Question],
    seen: QuerySet[Submission],
    *,
    is_there: bool = False,
    most: int = RANKED,
) -> _Beside:
    """Look for what stands side by side, ever more loosely, until something does.

    Of few words any text would do that holds two of them: then only all of them count. Where
    the words as typed stand side by side in very many texts, nothing of it helps. `is_there`
    says that they do in some.
    """
    beside = _Beside()
    for question in looks:
        if question.step != Step.WORDS and len(question.terms) < MANY_WORDS:
            break
        if question.step == Step.ALL_BUT_ONE:
            most = BELOW if is_there else most
            return _but_for_one(question, beside.ranked, seen, is_there=is_there, most=most)
        hits = _close(question.close, RANKED_STRICTLY)
        if hits is None and question.step == Step.WORDS:
            break
        if here := _fitting(question, hits or [], seen):
            is_there = True
            beside = _Beside(question, here, is_meant=question.step == Step.NEAR)
            if beside.is_meant:
                break
    return beside


def _but_for_one(
    question: Question,
    above: dict[int, float],
    seen: QuerySet[Submission],
    *,
    is_there: bool,
    most: int,
) -> _Beside:
    """Look for texts in which all words but one stand in their places.

    First for those with a word in its place that it may be a slip of, unless what was typed is
    there; then for any.
    """
    if not is_there:
        slips = [hit for way in question.slips for hit in _close(way, RANKED_STRICTLY) or ()]
        if meant := _parted(_fitting(question, slips, seen))[0]:
            return _Beside(question, meant, is_meant=True)
    hits = _close(question.close, most) or []
    in_place, apart = _parted(_fitting(question, hits, seen))
    if len(above) + len(in_place) >= FEW or len(hits) > RANKED_STRICTLY:
        apart = {}
    return _Beside(question if in_place else None, _stacked(above, in_place), apart)


def _close(close: str, most: int) -> list[int] | None:
    """Return the texts that hold neighbours side by side; None where they are too many."""
    hits = _ids(statements.CLOSE, {"close": close, "limit": most + 1}) if close else []
    return None if len(hits) > most else hits


def _rankable(question: Question, most: int) -> _Hits:
    """Return the hits of a question, unless they are too many to rank."""
    is_common = _is_common(question)
    walked = newest_hits(question) if is_common else []
    is_likely = COMMON <= len(walked) < ENOUGH and _expected(question) > 2 * most
    if is_likely or len(walked) >= ENOUGH:
        return _Hits((), are_many=True, walked=walked)
    if is_common and len(walked) < COMMON:
        hits = _read(statements.NEWEST_BY_INDEX, question, most)
        return _Hits(hits, are_many=len(hits) > most)
    hits = _read(statements.HITS, question, most)
    return _Hits((), are_many=True, walked=walked) if len(hits) > most else _Hits(hits)


def _read(order: str, question: Question, most: int) -> list[int]:
    """Read the hits of a question: one more than `most`, so that more can be told."""
    values = {"query": question.query, "pairs": question.phrases, "until": None}
    return _ids(order, {**values, "limit": most + 1, "read": most + 1})


def _is_common(question: Question) -> bool:
    """Tell whether every word stands in very many documents: reading all their hits takes long."""
    if question.step != Step.WORDS or any(term.is_fixed for term in question.terms):
        return False
    held = documents_with(way for term in question.terms for way in term.ways)
    return all(sum(held.get(way, 0) for way in term.ways) >= WIDELY for term in question.terms)


def _expected(question: Question) -> int:
    """Return how many hits the planner expects, by how often each word stands in documents."""
    with connection.cursor() as cursor:
        cursor.execute(statements.EXPECTED, {"query": question.query, "pairs": question.phrases})
        plan = cursor.fetchone()[0]
    rows: int = (plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]["Plan Rows"]
    return rows


def _may_have_slipped(question: Question, ranked: dict[int, float]) -> bool:
    """Whether a slip that is a word itself may hide the right one: many words, few hits.

    Or none in which they stand one after the other: then they may stand there by chance.
    """
    if question.step != Step.WORDS or len(question.terms) < MANY_WORDS:
        return False
    return len(ranked) < FEW or not _parted(ranked)[0]


def newest_together(words: Sequence[str], *, limit: int) -> list[int]:
    """Return the newest submissions that hold all of some folded words; RANKED of them are read."""
    query = Question(tuple(Term(word, (word,)) for word in words)).query
    if not query:
        return []
    return _ids(statements.TOGETHER, {"query": query, "read": RANKED, "limit": limit})


def _fitting(
    question: Question,
    hits: Sequence[int],
    seen: QuerySet[Submission],
    *,
    is_apart: bool = False,
) -> dict[int, float]:
    """Return how well those of the hits fit that may be seen.

    `is_apart`: what stands in its place was found before, and is not looked for.
    """
    if not hits:
        return {}
    visible = list(seen.order_by().filter(among(hits)).values_list("pk", flat=True))
    return _closeness(question, visible, "" if is_apart else question.together)


def _closeness(question: Question, ids: Sequence[int], together: str) -> dict[int, float]:
    values: dict[str, Any] = {
        "loose": question.step != Step.WORDS,
        "query": question.query,
        "together": together,
        "exact": question.exact,
        "ids": list(ids),
    }
    if question.step == Step.WORDS and not (together or question.exact):
        return dict.fromkeys(ids, 1.0)
    with connection.cursor() as cursor:
        cursor.execute(statements.CLOSENESS, values)
        return {row[0]: 1.0 + float(row[1]) for row in cursor.fetchall()}


def among(ids: Sequence[int]) -> Q:
    """Say, as a condition, that something is one of many: one parameter, however many they are."""
    return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(ids)]))


def newest_hits(question: Question, *, until: datetime | None = None) -> list[int]:
    """Return the hits among the WALKED newest documents, up to a moment if so asked."""
    return _newest(statements.NEWEST, question, until, beyond=0, walked=WALKED)


def newest_beyond(question: Question, share: float, *, until: datetime) -> list[int]:
    """Return the hits beyond those documents, where `share` of what is wanted stood among them.

    So far as twice the rest is likely to stand there; none where that is too far.
    """
    times = math.ceil(2 * (1 - share) / share) if share else FARTHEST + 1
    if times > FARTHEST:
        return []
    return _newest(statements.NEWEST, question, until, beyond=WALKED, walked=times * WALKED)


def newest_by_index(question: Question, *, until: datetime | None = None) -> list[int]:
    """Return the READ newest hits by the index of words, up to a moment if so asked."""
    return _newest(statements.NEWEST_BY_INDEX, question, until, read=READ)


def _newest(order: str, question: Question, until: datetime | None, **sizes: int) -> list[int]:
    values = {"query": question.query, "pairs": question.phrases, "until": until}
    return _ids(order, {**values, **sizes})


def _ids(order: str, values: Mapping[str, Any]) -> list[int]:
    """Return the submissions that a statement names."""
    with connection.cursor() as cursor:
        cursor.execute(order, values)
        return [row[0] for row in cursor.fetchall()]


def by_index(question: Question) -> Q:
    """Say, as a condition on submissions, that they meet a question: all hits are read first."""
    return Q(pk__in=RawSQL(statements.BY_INDEX, [question.query, question.phrases]))  # noqa: S611


def as_listed(found: Found) -> Q:
    """Say, as a condition on submissions, that a list of what was found shows them."""
    ranked = list(found.closeness)
    if not found.is_many:
        return among(ranked)
    values = [found.question.query, found.question.phrases, ranked]
    return Q(pk__in=RawSQL(statements.BY_INDEX + statements.AND_THESE, values))  # noqa: S611


def one_by_one(question: Question) -> Q:
    """Say the same for a common word: the documents are looked at in the order of the list."""
    return Q(Exists(meeting(question).filter(submission=OuterRef("pk"))))


def meeting(question: Question) -> QuerySet[SearchDocument]:
    """Return the documents that meet a question, without help of the index of words."""
    asked = [question.query, question.phrases]
    meets = RawSQL(statements.MEETS, asked, output_field=BooleanField())  # noqa: S611
    return SearchDocument.objects.annotate(meets=meets).filter(meets=True)


def matching(text: str) -> Q:
    """Say, as a condition on submissions, that every word of `text` stands in them."""
    question = read_question(text)
    return by_index(question) if question else Q(pk__in=[])
