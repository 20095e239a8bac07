"""A register with months of voices, written straight into the tables, for what counts days."""

from datetime import UTC, datetime, timedelta
from itertools import count

from langnghe.register.models import Reporter, Submission, Topic, Ward
from langnghe.register.states import Channel, Sensitivity, Status
from tests import cast

AT = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
"""Wednesday 25 November 2026, 18:00 in Hanoi."""
TOPICS = ("MT.01", "MT.02", "GT.01", "GT.02", "DN.01")
_numbers = count(1)


def wards(number: int = 12) -> list[Ward]:
    """Return wards on a line, about two kilometres apart."""
    found = []
    for place in range(number):
        ward = cast.ward(f"9{place:04d}", f"Phường Mẫu {place}")
        ward.latitude, ward.longitude = 21.0 + 0.018 * place, 105.8
        ward.save()
        found.append(ward)
    return found


def voices(
    many: int,
    *,
    ago: int = 0,
    topic: Topic | None = None,
    ward: Ward | None = None,
    sensitivity: Sensitivity = Sensitivity.S0,
    status: Status = Status.REGISTERED,
    kind: str = "phan_anh",
) -> list[Submission]:
    """Write voices of a day, `ago` days before AT."""
    received = AT - timedelta(days=ago, hours=3)
    reporters = Reporter.objects.bulk_create(Reporter() for _each in range(many))
    return Submission.objects.bulk_create(
        Submission(
            code=f"HN-26-{next(_numbers):06d}",
            received_at=received,
            created_at=received,
            channel=Channel.MAIL,
            status=status,
            kind=kind,
            summary="Ý kiến mẫu",
            reporter=reporter,
            topic=topic,
            ward=ward,
            sensitivity=sensitivity,
        )
        for reporter in reporters
    )


def months(days: int = 90, *, daily: int = 1) -> tuple[list[Topic], list[Ward]]:
    """Write an even stream: each day `daily` voices of each topic, the wards taking turns."""
    topics, places = [cast.topic(code, code) for code in TOPICS], wards()
    rows = []
    for ago in range(1, days + 1):
        for number, topic in enumerate(topics):
            rows += [(ago, topic, places[(ago + number + each) % 12]) for each in range(daily)]
    reporters = Reporter.objects.bulk_create(Reporter() for _row in rows)
    Submission.objects.bulk_create(
        Submission(
            code=f"HN-26-{next(_numbers):06d}",
            received_at=AT - timedelta(days=ago, hours=3),
            created_at=AT - timedelta(days=ago, hours=3),
            channel=Channel.MAIL,
            status=Status.CLOSED,
            reporter=reporter,
            topic=topic,
            ward=ward,
        )
        for (ago, topic, ward), reporter in zip(rows, reporters, strict=True)
    )
    return topics, places
