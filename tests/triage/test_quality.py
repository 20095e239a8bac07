"""How good the suggestions were: shares by week and topic, what is mixed up, danger."""

from datetime import timedelta

import pytest

from langnghe.access.models import Officer
from langnghe.duty.actions.alarms import dismiss_alarm, raise_alarm
from langnghe.duty.states import AlarmKind
from langnghe.register.states import Urgency
from langnghe.triage import quality
from langnghe.triage.actions.decide import note_decision
from langnghe.triage.models import Suggestion
from tests import cast

pytestmark = pytest.mark.django_db
SINCE = cast.later(days=-30)


def confirm(by: Officer, *, days: float = 0, decided: str = "MT.01", **suggested: str) -> None:
    """Let an officer decide on one submission for which something was suggested."""
    submission = cast.registered(
        by,
        topic_id=cast.topic(decided).pk,
        urgency=Urgency(suggested.pop("decided_urgency", Urgency.K1)),
    )
    said = {"kind": "phan_anh", "topic": decided, "ward": "00004", "urgency": "K1"}
    Suggestion.objects.create(
        submission=submission,
        made_at=cast.later(),
        **{**said, "sensitivity": "S0", **suggested},
    )
    note_decision(submission, by=by, at=cast.later(days=days))


@pytest.fixture
def book() -> None:
    """Five decisions of two weeks."""
    officer = cast.officer()
    kind = cast.registered(officer).kind
    confirm(officer, kind=kind)
    confirm(officer, kind=kind, topic="MT.02")
    confirm(officer, kind=kind, topic="GT.01", ward="")
    confirm(officer, kind=kind, days=-7, topic="")
    confirm(officer, kind=kind, days=-7, urgency="K3")


@pytest.mark.usefixtures("book")
def test_each_field_is_counted_by_week() -> None:
    early, late = quality.by_week(SINCE)
    assert late.begins_on - early.begins_on == timedelta(days=7)
    assert early.begins_on.weekday() == 0
    assert (late.shares["topic"], late.shares[quality.GROUP]) == (
        quality.Share(1, 3),
        quality.Share(2, 3),
    )
    assert early.shares["urgency"] == quality.Share(1, 2)
    whole = quality.together([early, late])
    assert whole["ward"] == quality.Share(4, 5)
    assert whole["kind"].percent == 100
    assert quality.unsure(SINCE) == {
        "topic": 1, "kind": 0, "ward": 1, "urgency": 0, "sensitivity": 0,
    }  # fmt: skip


@pytest.mark.usefixtures("book")
def test_topics_and_what_is_mixed_up() -> None:
    (found,) = quality.by_topic(SINCE)
    assert (found.code, found.group, found.exact) == (
        "MT.01",
        quality.Share(3, 5),
        quality.Share(2, 5),
    )
    assert {(each.suggested, each.decided, each.times) for each in quality.mixed_up(SINCE)} == {
        ("GT", "Môi trường", 1),
        ("", "Môi trường", 1),
    }


@pytest.mark.usefixtures("book")
def test_danger_counts_what_was_missed_what_was_none_and_alarms_dismissed() -> None:
    officer = cast.officer()
    confirm(officer, decided_urgency="K3", urgency="K1")
    confirm(officer, decided_urgency="K3", urgency="K3")
    alarm = raise_alarm(AlarmKind.DANGER, key="danger:test", rule="fire", at=cast.later())
    assert alarm is not None
    dismiss_alarm(alarm.pk, reason="đốt lá", by=officer, at=cast.later(1))
    found = quality.danger(SINCE)
    assert found.recall == quality.Share(1, 2)
    assert found.false == quality.Share(1, 5)
    assert (found.alarms, found.dismissed) == (1, 1)


def test_nothing_confirmed_is_nothing_judged() -> None:
    assert quality.by_week(SINCE) == []
    assert quality.together([])["topic"].percent is None
    assert quality.danger(SINCE).recall.percent is None
