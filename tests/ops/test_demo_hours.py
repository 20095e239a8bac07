"""The desk of the demonstration is alive at any hour, and one moment has one year."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from langnghe.ops import filling
from langnghe.ops.demo import fill as demo
from langnghe.ops.demo.plans import Plan
from langnghe.register.states import Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY, SUNDAY, NEW_YEAR = date(2026, 11, 25), date(2026, 11, 22), date(2027, 1, 1)
OPEN = {Status.REGISTERED, Status.FORWARDED, Status.RESULTED}


@pytest.fixture
def _profile(db: None) -> None:
    filling.load_profile(settings.PROFILE, lambda _line: None)


def year_at(at: datetime) -> list[Plan]:
    return demo.plans_of(settings.PROFILE, demo.create_cast(), at=at)


@pytest.mark.usefixtures("_profile")
@pytest.mark.parametrize(
    ("day", "hour"),
    [(WEDNESDAY, 3), (WEDNESDAY, 12), (SUNDAY, 23), (NEW_YEAR, 9)],
)
def test_something_waits_in_every_queue(day: date, hour: int) -> None:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)
    plans = [plan.row for plan in year_at(at)]
    lan = demo.create_cast()["lan"].pk
    new = [row for row in plans if row.status == Status.NEW]
    working = [row for row in plans if row.status in OPEN]
    late = [row for row in working if row.due_at and row.due_at < at]
    today = [row for row in working if row.due_at and row.due_at.date() == day]
    assert 3 <= len(new) <= 6
    assert any(row.urgency == "K3" and row.status == Status.FORWARDED for row in working)
    assert 2 <= sum(row.holder_id == lan for row in working) <= 5
    assert len(late) >= 2
    assert len(late) + len(today) >= 5
    assert sum(row.status == Status.RESULTED for row in working) >= 3
    assert sum(row.asks_reopen_at is not None for row in plans) >= 1
    assert all(row.received_at < at for row in plans)


@pytest.mark.usefixtures("_profile")
def test_one_moment_has_one_year() -> None:
    at = datetime(2026, 11, 25, 6, tzinfo=HANOI)

    def told() -> list[tuple[object, ...]]:
        return [
            (row.key, row.received_at, row.text, row.title, row.status, row.phone, row.closed_at)
            for row in (plan.row for plan in year_at(at))
        ]

    assert told() == told()
