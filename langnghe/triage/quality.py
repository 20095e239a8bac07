"""How good the suggestions were: what officers decided beside what was suggested. Only counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import TruncWeek

from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmKind, AlarmState
from langnghe.register.models import Topic
from langnghe.triage.models import Suggestion

GROUP = "group"
"""The first level of the topic, judged beside the topic itself."""

FIELDS = (GROUP, "topic", "kind", "ward", "urgency", "sensitivity")
MIXED_UP = 12


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None where there was nothing to judge."""
        return 100 * self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Week:
    """What was confirmed in the week that begins on a Monday."""

    begins_on: date
    shares: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class TopicQuality:
    """One decided topic: how often its group, how often itself was suggested."""

    code: str
    name: str
    group: Share
    exact: Share


@dataclass(frozen=True, slots=True)
class MixedUp:
    """A group that was suggested where another was decided; no group where it was not sure."""

    suggested: str
    decided: str
    times: int


@dataclass(frozen=True, slots=True)
class Danger:
    """K3 as it was suggested and decided, and what became of alarms of danger."""

    recall: Share
    false: Share
    alarms: int
    dismissed: int


def confirmed(since: datetime) -> QuerySet[Any, Any]:
    """Suggestions that an officer confirmed since then, with the groups of topics."""
    return Suggestion.objects.filter(confirmed_at__gte=since).annotate(
        said=Func(
            F("topic"), Value("."), Value(1), function="split_part", output_field=CharField()
        ),
        meant=Func(
            F("submission__topic__code"), Value("."), Value(1),
            function="split_part", output_field=CharField(),
        ),
    )  # fmt: skip


def _is_right(field: str) -> Q:
    """Say when an officer left a field as it was suggested."""
    if field == GROUP:
        return Q(said=F("meant")) | ~Q(changed__contains=["topic"])
    return ~Q(changed__contains=[field])


def _counts() -> dict[str, Any]:
    return {f"{field}_right": Count("pk", filter=_is_right(field)) for field in FIELDS}


def by_week(since: datetime) -> list[Week]:
    """Return the weeks in which something was confirmed, oldest first."""
    rows = (
        confirmed(since)
        .annotate(week=TruncWeek("confirmed_at"))
        .values("week")
        .annotate(of=Count("pk"), **_counts())
        .order_by("week")
    )
    return [
        Week(
            row["week"].date(),
            {field: Share(row[f"{field}_right"], row["of"]) for field in FIELDS},
        )
        for row in rows
    ]


def together(weeks: Sequence[Week]) -> dict[str, Share]:
    """Return each field's share over all weeks."""
    return {
        field: Share(
            sum(week.shares[field].right for week in weeks),
            sum(week.shares[field].of for week in weeks),
        )
        for field in FIELDS
    }


def unsure(since: datetime) -> dict[str, int]:
    """Return for each field how often nothing was suggested, for it was not sure."""
    fields = [field for field in FIELDS if field != GROUP]
    counts = {field: Count("pk", filter=Q(**{field: ""})) for field in fields}
    found = confirmed(since).aggregate(
        **{f"{field}_unsure": count for field, count in counts.items()}
    )
    return {field: found[f"{field}_unsure"] for field in fields}


def by_topic(since: datetime) -> list[TopicQuality]:
    """Return the topics that were decided, most often decided first."""
    rows = (
        confirmed(since)
        .filter(submission__topic__isnull=False)
        .values("submission__topic__code", "submission__topic__name")
        .annotate(
            of=Count("pk"),
            exact=Count("pk", filter=_is_right("topic")),
            near=Count("pk", filter=_is_right(GROUP)),
        )
        .order_by("-of", "submission__topic__code")
    )
    return [
        TopicQuality(
            row["submission__topic__code"],
            row["submission__topic__name"],
            Share(row["near"], row["of"]),
            Share(row["exact"], row["of"]),
        )
        for row in rows
    ]


def mixed_up(since: datetime) -> list[MixedUp]:
    """Return the groups that are most often taken for one another."""
    rows = (
        confirmed(since)
        .filter(submission__topic__isnull=False)
        .exclude(_is_right(GROUP))
        .values("said", "meant")
        .annotate(times=Count("pk"))
        .order_by("-times", "said", "meant")[:MIXED_UP]
    )
    names = dict(Topic.objects.filter(parent=None).values_list("code", "name"))
    return [
        MixedUp(
            names.get(row["said"], row["said"]),
            names.get(row["meant"], row["meant"]),
            row["times"],
        )
        for row in rows
    ]


def danger(since: datetime) -> Danger:
    """Return how much danger to life was recognised, and how often it was none."""
    found = confirmed(since).aggregate(
        k3=Count("pk", filter=Q(submission__urgency="K3")),
        hit=Count("pk", filter=Q(submission__urgency="K3", urgency="K3")),
        others=Count("pk", filter=~Q(submission__urgency="K3")),
        false=Count("pk", filter=~Q(submission__urgency="K3") & Q(urgency="K3")),
    )
    alarms = Alarm.objects.filter(kind=AlarmKind.DANGER, raised_at__gte=since)
    return Danger(
        Share(found["hit"], found["k3"]),
        Share(found["false"], found["others"]),
        alarms.count(),
        alarms.filter(state=AlarmState.DISMISSED).count(),
    )


def monday_before(at: datetime, weeks: int) -> datetime:
    """Return the midnight that begins the Monday `weeks` - 1 weeks before this week's."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday(), weeks=weeks - 1)
