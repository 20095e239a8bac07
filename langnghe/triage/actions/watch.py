"""The watch: every quarter of an hour it is looked for what is unusual, and somebody is called."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from langnghe.deadlines.queries import office_calendar
from langnghe.duty.actions.alarms import raise_alarm
from langnghe.duty.states import AlarmKind
from langnghe.late import late
from langnghe.register.timeline import tell_screens
from langnghe.triage import hot
from langnghe.triage.actions.count_days import count_days, days_to_count
from langnghe.triage.models import Signal
from langnghe.triage.states import SignalScope, SignalState
from langnghe.understanding.lookout import CLUSTER, Found, look

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")

ALARM_AT = 1e-4
"""Odds of chance from which the shift leader is called."""
ANEW, ANEW_AT_NIGHT = 16, 120
"""Days counted anew each time, and each night: officers decide later what a voice is about."""
NIGHT = 2
MOSTLY = 0.6
"""A signal is told by another one that has so many of its voices."""
_SAY_MOST = (
    SignalScope.EVERYTHING,
    SignalScope.ISSUE,
    SignalScope.TOPIC,
    SignalScope.CLUSTER,
    SignalScope.GROUP,
    SignalScope.WARD,
    SignalScope.AGENCY,
)
OVER_AFTER = timedelta(hours=24)
"""A signal that was not found for so long has ended."""


@app.periodic(cron="*/15 * * * *")
@app.task(queue="upkeep", name="triage.watch", queueing_lock="triage.watch")
def watch_now(timestamp: int) -> None:
    """Look for what is unusual."""
    watch(at=datetime.fromtimestamp(timestamp, UTC))


def watch(*, at: datetime) -> list[Signal]:
    """Count, look, and keep what is unusual as signals. May be repeated; returns those living."""
    local = timezone.localtime(at)
    at_night = local.hour == NIGHT and local.minute < 15
    anew = ANEW_AT_NIGHT if at_night else ANEW
    begin, end = days_to_count(local.date(), history=hot.HISTORY, anew=anew)
    count_days(begin=begin, end=end)
    counted = hot.counted_until(at)
    seed = int(local.date().strftime("%Y%m%d"))
    found = look(counted, office_calendar(), hot.circles(), np.random.default_rng(seed))
    return keep_signals(found, counted.days, at=at)


@transaction.atomic
def keep_signals(found: Sequence[Found], days: Sequence[date], *, at: datetime) -> list[Signal]:
    """Keep what was found: new signals begin, known ones go on, others end. May be repeated."""
    living = {
        (each.scope, each.key): each
        for each in Signal.objects.select_for_update().filter(ended_at=None)
    }
    going: list[Signal] = []
    for each in found:
        signal = _known(each, living) or Signal(scope=each.scope, key=each.key, found_at=at)
        living.pop((signal.scope, signal.key), None)
        going.append(_kept(signal, each, days, at=at))
    going += [each for each in living.values() if not _end(each, at=at)]
    _fold(going)
    for signal in going:
        _call(signal, at=at)
    tell_screens("hot", 0, what="triage.hot")
    return going


def _fold(going: Sequence[Signal]) -> None:
    """Let a signal be told by another one where most of its voices are also that one's.

    A burst pipe makes a topic, its group, an agency and some wards unusual at once: one of them
    calls and stands on the board, the others are named beside it. The whole city tells of none.
    """
    first: list[tuple[Signal, set[int]]] = []
    for signal in sorted(going, key=_telling):
        voices = set(hot.voices_of(signal).values_list("pk", flat=True))
        told_by = next(
            (
                main.pk
                for main, theirs in first
                if voices and len(voices & theirs) >= MOSTLY * len(voices)
            ),
            None,
        )
        if told_by is None and signal.scope != SignalScope.EVERYTHING:
            first.append((signal, voices))
        signal.facts["told_by"] = None if signal.scope == SignalScope.EVERYTHING else told_by
        signal.save(update_fields=["facts"])


def _telling(signal: Signal) -> tuple[float, int, float]:
    """Order by odds as far as they say anything, then by what says most of the cause."""
    return max(signal.odds, 1e-6), _SAY_MOST.index(SignalScope(signal.scope)), signal.odds


def _known(found: Found, living: dict[tuple[str, str], Signal]) -> Signal | None:
    """Return the living signal this is; a cluster may have moved its middle, or grown."""
    if found.scope != CLUSTER or (found.scope, found.key) in living:
        return living.get((found.scope, found.key))
    group = found.key.partition(":")[0]
    for (scope, key), signal in living.items():
        if scope == CLUSTER and key.partition(":")[0] == group and {*signal.wards} & {*found.wards}:
            return signal
    return None


def _kept(signal: Signal, found: Found, days: Sequence[date], *, at: datetime) -> Signal:
    began = signal.since if signal.pk else found.since
    signal.since, signal.day, signal.last_at = min(began, found.since), days[-1], at
    signal.method, signal.odds = found.method, found.odds
    signal.seen, signal.expected = found.seen, round(found.expected, 2)
    signal.wards = list(found.wards)
    signal.facts = {
        "from": found.since.isoformat(),
        "days": [day.isoformat() for day in days[-len(found.counts) :]],
        "counts": list(found.counts),
        "mean": list(found.mean),
        "low": list(found.low),
        "high": list(found.high),
        "ears": found.ears,
        "told_by": None,
    }
    if signal.until is not None and not hot.is_muted(signal, days[-1]):
        signal.state = SignalState.OPEN if signal.state == SignalState.MUTED else signal.state
    signal.save()
    return signal


def _end(signal: Signal, *, at: datetime) -> bool:
    """End a signal that has been usual for a day; one that is muted waits until it is not."""
    if at - signal.last_at < OVER_AFTER:
        return False
    if hot.is_muted(signal, timezone.localtime(at).date()):
        return False
    signal.ended_at = at
    signal.save(update_fields=["ended_at"])
    return True


def _call(signal: Signal, *, at: datetime) -> None:
    """Call the shift leader once for each signal, and once more when its silence is over."""
    quiet = signal.state != SignalState.OPEN or signal.last_at < at or signal.facts["told_by"]
    if quiet or signal.odds > ALARM_AT:
        return
    again = f":{signal.until.isoformat()}" if signal.until else ""
    raise_alarm(
        AlarmKind.HOT, key=f"hot:{signal.pk}{again}", rule=f"{signal.scope}:{signal.key}",
        words=hot.facts_of(signal), at=at,
    )  # fmt: skip
