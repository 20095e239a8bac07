"""What is hot: counted, found, kept as signals, told once, and decided by a person."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django import app

from langnghe.access.actions import NotAllowed
from langnghe.access.rules import RoleCode
from langnghe.duty.models import Alarm
from langnghe.duty.wording import in_words
from langnghe.register.gates import Missing
from langnghe.register.models import Entry
from langnghe.register.states import Sensitivity, Status
from langnghe.triage import hot
from langnghe.triage.actions.count_days import count_days, days_to_count
from langnghe.triage.actions.signals import (
    NoExplanation,
    NotWithinReach,
    acknowledge_signal,
    explain_signal,
    mute_signal,
)
from langnghe.triage.actions.watch import watch, watch_now
from langnghe.triage.models import DayCount, Signal, Suggestion
from langnghe.triage.states import SignalScope, SignalState
from tests import cast
from tests.triage.streams import AT, months, voices, wards

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def counts(scope: str) -> dict[str, int]:
    """Return today's counts of a kind."""
    return dict(DayCount.objects.filter(day=TODAY, scope=scope).values_list("key", "count"))


def signal(scope: SignalScope, key: str) -> Signal:
    """Return the living signal of a kind and code."""
    return Signal.objects.get(scope=scope, key=key, ended_at=None)


def test_voices_are_counted_by_what_was_decided_or_else_suggested() -> None:
    topic, ward = cast.topic("MT.01"), wards(2)[0]
    voices(3, topic=topic, ward=ward)
    (new,) = voices(1, status=Status.NEW)
    Suggestion.objects.create(submission=new, made_at=AT, topic="GT.02", ward=ward.code)
    voices(4, topic=topic, status=Status.SET_ASIDE)
    voices(4, topic=topic, kind="spam")
    (junk,) = voices(1, status=Status.NEW)
    Suggestion.objects.create(submission=junk, made_at=AT, kind="spam", topic="GT.02")
    count_days(begin=TODAY, end=TODAY)
    assert counts("all") == {"": 4}
    assert counts("group") == {"MT": 3, "GT": 1}
    assert counts("topic") == {"MT.01": 3, "GT.02": 1}
    assert counts("ward") == {ward.code: 4}
    assert counts("place") == {f"MT:{ward.code}": 3, f"GT:{ward.code}": 1}


def test_counting_again_counts_the_same_and_forgets_what_is_no_more() -> None:
    some = voices(3, topic=cast.topic("MT.01"))
    for _time in range(2):
        count_days(begin=TODAY, end=TODAY)
    assert counts("topic") == {"MT.01": 3}
    some[0].topic = cast.topic("MT.02")
    some[0].save()
    count_days(begin=TODAY, end=TODAY)
    assert counts("topic") == {"MT.01": 2, "MT.02": 1}


def test_days_are_the_citys() -> None:
    (late,) = voices(1)
    late.received_at = AT.replace(hour=17, minute=30)
    late.save()
    count_days(begin=TODAY, end=TODAY + timedelta(days=1))
    assert list(DayCount.objects.values_list("day", flat=True)) == [TODAY + timedelta(days=1)]


def test_all_is_counted_the_first_time_and_the_last_days_after_it() -> None:
    assert days_to_count(TODAY, history=500, anew=16)[0] == TODAY - timedelta(days=499)
    voices(1)
    count_days(begin=TODAY, end=TODAY)
    assert days_to_count(TODAY, history=500, anew=16) == (TODAY - timedelta(days=15), TODAY)


def test_nothing_is_hot_where_nothing_is() -> None:
    assert watch(at=AT) == []
    voices(50)
    assert watch(at=AT) == []


def test_an_even_stream_is_not_hot() -> None:
    months()
    assert watch(at=AT) == []
    assert not Alarm.objects.exists()


def test_an_outbreak_is_a_signal_and_calls_once() -> None:
    topics, places = months()
    voices(14, topic=topics[0], ward=places[3])
    for _time in range(3):
        watch(at=AT)
    found = signal(SignalScope.TOPIC, "MT.01")
    assert found.seen >= 14 > found.expected
    assert found.odds < 1e-4
    assert (found.since, found.day) == (TODAY, TODAY)
    assert found.facts["counts"][-1] == 14
    assert len(found.facts["days"]) == len(found.facts["high"]) == 28
    assert signal(SignalScope.WARD, places[3].code).odds < 1e-4
    cluster = Signal.objects.get(scope=SignalScope.CLUSTER, key__startswith="MT:")
    assert places[3].code in cluster.wards
    alarm = Alarm.objects.get(key=f"hot:{found.pk}")
    assert (alarm.rule, alarm.words) == ("topic:MT.01", "")
    ((rule, words),) = in_words([alarm], "en")
    assert (rule, words[:9]) == ("MT.01", "seen 14, ")
    ((_rule, words),) = in_words([alarm], "vi")
    assert words.startswith("thấy 14, ")
    alarm.facts, alarm.rule, alarm.words = {}, "Rác", "thấy 9, dự kiến 1,5"
    assert in_words([alarm], "en") == [("Rác", "thấy 9, dự kiến 1,5")]
    kept = Signal.objects.count()
    assert len({(each.scope, each.key) for each in Signal.objects.all()}) == kept


def test_one_cause_calls_once_however_many_ways_it_is_seen() -> None:
    topics, places = months()
    voices(20, topic=topics[0], ward=places[3])
    watch(at=AT)
    main = signal(SignalScope.TOPIC, "MT.01")
    others = Signal.objects.exclude(pk=main.pk).exclude(scope=SignalScope.EVERYTHING)
    assert {each.scope for each in others} >= {"group", "ward", "cluster"}
    assert {each.facts["told_by"] for each in others} == {main.pk}
    keys = Alarm.objects.exclude(key=f"hot:{main.pk}").values_list("key", flat=True)
    city = Signal.objects.filter(scope=SignalScope.EVERYTHING)
    assert set(keys) <= {f"hot:{each.pk}" for each in city}


def test_two_causes_call_twice() -> None:
    topics, places = months()
    voices(20, topic=topics[0], ward=places[1])
    voices(20, topic=topics[3], ward=places[9])
    watch(at=AT)
    mains = [each for each in Signal.objects.all() if each.facts["told_by"] is None]
    assert {each.key for each in mains} >= {"MT.01", "GT.02"}


def test_the_first_week_works() -> None:
    topics, places = months(5, daily=2)
    voices(30, topic=topics[0], ward=places[3])
    watch(at=AT)
    assert signal(SignalScope.TOPIC, "MT.01").method == "young"


def test_a_storm_over_the_city_is_one_signal_and_lights_no_ward() -> None:
    topics, places = months(daily=3)
    for topic in topics:
        for ward in places:
            voices(30, topic=topic, ward=ward)
    watch(at=AT)
    assert signal(SignalScope.EVERYTHING, "").seen >= 1800
    assert not Signal.objects.filter(scope__in=(SignalScope.WARD, SignalScope.CLUSTER)).exists()


def test_what_is_usual_for_a_day_has_ended_and_may_begin_again() -> None:
    topics, places = months()
    many = voices(14, topic=topics[0], ward=places[3])
    watch(at=AT)
    first = signal(SignalScope.TOPIC, "MT.01")
    for each in many:
        each.status = Status.SET_ASIDE
        each.save()
    watch(at=AT + timedelta(hours=2))
    assert signal(SignalScope.TOPIC, "MT.01") == first
    watch(at=AT + timedelta(hours=25))
    first.refresh_from_db()
    assert first.ended_at == AT + timedelta(hours=25)
    for each in many:
        each.status = Status.REGISTERED
        each.save()
    watch(at=AT + timedelta(hours=26))
    assert signal(SignalScope.TOPIC, "MT.01") != first


def test_a_person_takes_care_explains_and_mutes() -> None:
    topics, places = months()
    voices(14, topic=topics[0], ward=places[3])
    watch(at=AT)
    found, leader = signal(SignalScope.TOPIC, "MT.01"), cast.officer(RoleCode.SHIFT_LEADER)
    acknowledge_signal(found.pk, by=leader, at=AT)
    assert Alarm.objects.get(key=f"hot:{found.pk}").state == "acknowledged"
    with pytest.raises(NoExplanation):
        explain_signal(found.pk, note="  ", by=leader, at=AT)
    explain_signal(found.pk, note="Xe rác hỏng hai ngày.", by=leader, at=AT)
    with pytest.raises(NotWithinReach):
        mute_signal(found.pk, until=TODAY - timedelta(days=1), note="x", by=leader, at=AT)
    with pytest.raises(NotWithinReach):
        mute_signal(found.pk, until=TODAY + timedelta(days=400), note="x", by=leader, at=AT)
    until = TODAY + timedelta(days=2)
    mute_signal(found.pk, until=until, note="Chờ xe mới.", by=leader, at=AT)
    watch(at=AT)
    found.refresh_from_db()
    assert (found.state, found.until, found.note) == (SignalState.MUTED, until, "Chờ xe mới.")
    assert Alarm.objects.filter(key__startswith=f"hot:{found.pk}").count() == 1
    told = Entry.objects.filter(kind__startswith="triage.signal_").values_list("kind", flat=True)
    assert len(told) == 3


def test_when_the_silence_is_over_it_calls_again() -> None:
    topics, places = months()
    voices(14, topic=topics[0], ward=places[3])
    watch(at=AT)
    found, leader = signal(SignalScope.TOPIC, "MT.01"), cast.officer(RoleCode.SHIFT_LEADER)
    mute_signal(found.pk, until=TODAY, note="Đã biết.", by=leader, at=AT)
    tomorrow = AT + timedelta(days=1)
    voices(14, ago=-1, topic=topics[0], ward=places[3])
    watch(at=tomorrow)
    found.refresh_from_db()
    assert found.state == SignalState.OPEN
    assert Alarm.objects.filter(key__startswith=f"hot:{found.pk}").count() == 2


def test_others_may_not_decide() -> None:
    topics, places = months()
    voices(14, topic=topics[0], ward=places[3])
    watch(at=AT)
    found = signal(SignalScope.TOPIC, "MT.01")
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    with pytest.raises(NotAllowed):
        acknowledge_signal(found.pk, by=clerk, at=AT)
    with pytest.raises(Missing):
        acknowledge_signal(found.pk + 99, by=cast.officer(), at=AT)


def test_sensitive_voices_count_but_are_not_shown_to_those_who_may_not_see_them() -> None:
    topics, places = months()
    voices(9, topic=topics[0], ward=places[3], sensitivity=Sensitivity.S2)
    voices(5, topic=topics[0], ward=places[3])
    watch(at=AT)
    found = signal(SignalScope.TOPIC, "MT.01")
    assert found.facts["counts"][-1] == 14
    seen = hot.behind(found, cast.officer())
    assert (seen.count, seen.hidden) == (5, 9)
    assert all(each.sensitivity == Sensitivity.S0 for each in seen.newest)
    assert hot.behind(found, cast.officer(RoleCode.SHIFT_LEADER)).count == 14


def test_the_voices_behind_a_signal_are_those_that_were_counted() -> None:
    topics, places = months()
    voices(14, topic=topics[0], ward=places[3])
    (new,) = voices(1, status=Status.NEW)
    Suggestion.objects.create(submission=new, made_at=AT, topic="MT.01", ward=places[3].code)
    voices(2, topic=topics[0], ward=places[3], kind="spam")
    watch(at=AT)
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    for each in Signal.objects.filter(ended_at=None):
        assert hot.behind(each, leader).count == each.seen, each


def test_the_worker_looks_every_quarter_of_an_hour() -> None:
    assert "triage.watch" in app.tasks
    topics, places = months()
    voices(14, topic=topics[0], ward=places[3])
    watch_now(timestamp=int(AT.timestamp()))
    assert signal(SignalScope.TOPIC, "MT.01").last_at == AT
