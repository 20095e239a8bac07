"""How agencies do: received, in time, late, returned, days, redone. One question for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from langnghe.access.models import Agency
from langnghe.direction.models import Assignment
from langnghe.direction.states import LIVING, AssignmentState


@dataclass(frozen=True, kw_only=True)
class Record:
    """An agency's record; `days` from handing over to the result, None where there is none."""

    agency_id: int
    name: str = ""
    code: str = ""
    received: int = 0
    running: int = 0
    overdue: int = 0
    on_time: int = 0
    late: int = 0
    returned: int = 0
    redos: int = 0
    days: float | None = None
    content: float | None = None
    """How content citizens are, 1 to 5 on average; None where nobody said."""
    voted: int = 0

    @property
    def ended(self) -> int:
        """Results that came in."""
        return self.on_time + self.late

    @property
    def share_on_time(self) -> float | None:
        """Share of what ended or should have ended that was in time; None where nothing did."""
        whole = self.ended + self.overdue
        return self.on_time / whole if whole else None

    @property
    def percent(self) -> int | None:
        """The same in whole per cent, as it is shown."""
        share = self.share_on_time
        return None if share is None else round(100 * share)

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """Return (sort, start, width) of a bar of 100: in time, late, overdue now."""
        whole = self.ended + self.overdue
        found, start = [], 0.0
        for sort, count in (
            ("time", self.on_time),
            ("late-part", self.late),
            ("over", self.overdue),
        ):
            if count:
                width = 100 * count / whole
                found.append((sort, round(start, 2), round(width, 2)))
                start += width
        return found


def records(assignments: QuerySet[Assignment], *, at: datetime) -> list[Record]:
    """Return the record of each agency of these assignments, the best first.

    What the office took back does not count; a second result counts by its own deadline.
    """
    resulted = Q(
        resulted_at__isnull=False, state__in=(AssignmentState.RESULTED, AssignmentState.DONE)
    )
    in_time = Q(resulted_at__lte=F("due_at"))
    rows = (
        assignments.exclude(state=AssignmentState.WITHDRAWN)
        .order_by()
        .values("agency_id", "agency__name", "agency__code")
        .annotate(
            received=Count("pk"),
            running=Count("pk", filter=Q(state__in=LIVING)),
            overdue=Count("pk", filter=Q(state__in=LIVING, due_at__lt=at)),
            on_time=Count("pk", filter=resulted & in_time),
            late=Count("pk", filter=resulted & ~in_time),
            returned=Count("pk", filter=Q(state=AssignmentState.RETURNED)),
            redos=Sum("redos"),
            took=Avg(F("resulted_at") - F("sent_at"), filter=resulted),
        )
    )
    content = _content([row["agency_id"] for row in rows])
    found = [
        Record(
            agency_id=row["agency_id"],
            name=row["agency__name"],
            code=row["agency__code"],
            received=row["received"],
            running=row["running"],
            overdue=row["overdue"],
            on_time=row["on_time"],
            late=row["late"],
            returned=row["returned"],
            redos=row["redos"] or 0,
            days=row["took"].total_seconds() / 86400 if row["took"] else None,
            content=content[row["agency_id"]][0],
            voted=content[row["agency_id"]][1],
        )
        for row in rows
    ]
    return sorted(found, key=_rank)


def _content(agency_ids: Sequence[int]) -> dict[int, tuple[float | None, int]]:
    """Return how content citizens are with what agencies did, and how many said so."""
    rated = (
        Agency.objects.filter(pk__in=agency_ids)
        .order_by()
        .values_list("pk", Avg("satisfactions__score"), Count("satisfactions"))
    )
    return {pk: (average, count) for pk, average, count in rated}


def _rank(record: Record) -> tuple[float, int, str]:
    share = record.share_on_time
    return (-share if share is not None else 1.0, -record.received, record.name)


def record_of(found: Sequence[Record], agency_id: int | None) -> Record:
    """Return an agency's record, an empty one where it never had anything."""
    own = (each for each in found if each.agency_id == agency_id)
    return next(own, Record(agency_id=agency_id or 0))
