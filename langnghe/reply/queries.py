"""What screens ask of answers; nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.models import Case, Submission
from langnghe.register.states import Sensitivity
from langnghe.reply.models import Batch, Satisfaction, Share, Telling
from langnghe.reply.rules import CONTENT, DISCONTENT
from langnghe.reply.states import ShareState, Way
from langnghe.triage.models import Issue

PAGE = 100


def seen_batches(officer: Officer) -> QuerySet[Batch]:
    """Answers to many that an officer may see: of cases and issues that they may."""
    cases = Case.objects.visible_to(officer).values("pk")
    issues = Issue.objects.visible_to(officer).values("pk")
    return Batch.objects.filter(Q(case__in=cases) | Q(issue__in=issues))


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an answer to many is: voices by state and, of those to be answered, by way."""

    waiting: int
    done: int
    passed: int
    left_out: int
    mail: int
    phone: int
    post: int

    @property
    def all(self) -> int:
        """How many are to be answered."""
        return self.waiting + self.done + self.passed

    @property
    def percent(self) -> int:
        """How much is done."""
        return round(100 * (self.done + self.passed) / self.all) if self.all else 100


def progress_of(batch: Batch) -> Progress:
    """Count the voices of a batch, in one query."""
    answered = ~Q(state=ShareState.LEFT_OUT)
    counts = batch.shares.aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in ShareState},
        **{
            way.value: Count("pk", filter=Q(way=way) & answered)
            for way in (Way.MAIL, Way.PHONE, Way.POST)
        },
    )
    return Progress(**counts)


@dataclass(frozen=True)
class SharesPage:
    """Some voices of a batch in order, and after which one the next page begins."""

    rows: list[Share]
    after: int | None


def shares_page(batch: Batch, *, after: str, officer: Officer) -> SharesPage:
    """Return a page of the voices that an officer may see."""
    seen = Submission.objects.visible_to(officer).values("pk")
    rows = batch.shares.filter(submission__in=seen).select_related("submission__reporter")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(submission__gt=int(after))
    page = list(rows.order_by("submission_id")[: PAGE + 1])
    more = len(page) > PAGE
    return SharesPage(page[:PAGE], page[PAGE - 1].submission_id if more else None)


def tellings(officer: Officer) -> QuerySet[Telling]:
    """Who is to be told by telephone, who is due first; only what the officer may see."""
    if not officer.may(Right.REPLY):
        return Telling.objects.none()
    seen = Submission.objects.visible_to(officer).values("pk")
    rows = Telling.objects.filter(done_at=None, submission__in=seen)
    return rows.select_related("submission__reporter", "holder").order_by("next_at", "pk")


@dataclass(frozen=True, kw_only=True)
class Content:
    """How content citizens are with some answers: votes, mean, and how many of whom."""

    name: str
    votes: int
    total: int
    content: int
    discontent: int
    code: str = ""

    @property
    def mean(self) -> float:
        """The mean score; 0 without votes."""
        return self.total / self.votes if self.votes else 0.0

    @property
    def percent(self) -> int:
        """How many in a hundred are content."""
        return round(100 * self.content / self.votes) if self.votes else 0


_COUNTS = {
    "votes": Count("pk"),
    "total": Sum("score"),
    "content": Count("pk", filter=Q(score__gte=CONTENT)),
    "discontent": Count("pk", filter=Q(score__lte=DISCONTENT)),
}


def rated(since: datetime, until: datetime, officer: Officer) -> QuerySet[Satisfaction]:
    """Ratings given in a span; those of sensitive matters only for who may see these."""
    rows = Satisfaction.objects.filter(at__gte=since, at__lt=until).order_by()
    if officer.may(Right.SEE_SENSITIVE):
        return rows
    return rows.exclude(submission__sensitivity=Sensitivity.S2)


def by_agency(rows: QuerySet[Satisfaction]) -> list[Content]:
    """Return how content citizens are with each agency's results, most votes first."""
    found = rows.exclude(agency=None).values(name=F("agency__name"), code=F("agency__code"))
    return _most_first(found)


def by_topic(rows: QuerySet[Satisfaction]) -> list[Content]:
    """Return how content citizens are by topic, most votes first."""
    return _most_first(
        rows.exclude(topic=None).values(name=F("topic__name"), code=F("topic__code"))
    )


def _most_first(found: QuerySet[Satisfaction, Any]) -> list[Content]:
    rows = found.annotate(**_COUNTS).order_by("-votes", "name")
    return [Content(**row) for row in rows]


def by_month(rows: QuerySet[Satisfaction]) -> Sequence[tuple[datetime, Content]]:
    """Return how content citizens are month by month, oldest first."""
    found = rows.annotate(month=TruncMonth("at")).values("month").annotate(**_COUNTS)
    return [(row.pop("month"), Content(name="", **row)) for row in found.order_by("month")]


def whole(rows: QuerySet[Satisfaction]) -> Content:
    """Return how content citizens are in all."""
    counts: dict[str, Any] = rows.aggregate(**_COUNTS)
    return Content(name="", **{**counts, "total": counts["total"] or 0})
