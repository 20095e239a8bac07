"""What a person says of something unusual: takes care of it, explains it, mutes it for a while."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty.actions.alarms import acknowledge_alarm
from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmState
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.triage import events
from langnghe.triage.hot import Names
from langnghe.triage.models import Signal
from langnghe.triage.states import SignalState

LONGEST = timedelta(days=92)
"""Nothing is muted for longer: who asked for it would have forgotten."""


class NoExplanation(Exception):
    """An explanation, and a silence, need words: the next shift reads them."""


class NotWithinReach(Exception):
    """Something is muted until a day that comes, within three months."""


@transaction.atomic
def acknowledge_signal(signal_id: int, *, by: Officer, at: datetime) -> Signal:
    """Say that one takes care of it; its alarm is acknowledged with it. May be repeated."""
    signal = _lock(signal_id, by)
    if signal.state == SignalState.OPEN:
        _decide(signal, SignalState.ACKNOWLEDGED, by=by, at=at)
        timeline.record(events.SignalAcknowledged(what=Names().of(signal)), by=by, at=at)
    return signal


@transaction.atomic
def explain_signal(signal_id: int, *, note: str, by: Officer, at: datetime) -> Signal:
    """Write down why it is unusual; raises NoExplanation without words."""
    signal = _lock(signal_id, by)
    signal.note = _words(note)
    _decide(signal, SignalState.EXPLAINED, by=by, at=at)
    fact = events.SignalExplained(what=Names().of(signal), note=signal.note)
    timeline.record(fact, by=by, at=at)
    return signal


@transaction.atomic
def mute_signal(signal_id: int, *, until: date, note: str, by: Officer, at: datetime) -> Signal:
    """Let it call nobody up to a day, that day included, and say why.

    Raises NoExplanation, NotWithinReach.
    """
    signal = _lock(signal_id, by)
    today = timezone.localtime(at).date()
    if not today <= until <= today + LONGEST:
        raise NotWithinReach(until)
    signal.note, signal.until = _words(note), until
    _decide(signal, SignalState.MUTED, by=by, at=at)
    fact = events.SignalMuted(what=Names().of(signal), until=f"{until:%d/%m/%Y}", note=signal.note)
    timeline.record(fact, by=by, at=at)
    return signal


def _words(note: str) -> str:
    if not note.strip():
        raise NoExplanation
    return note.strip()[:2000]


def _lock(signal_id: int, by: Officer) -> Signal:
    require(by, Right.REGISTER)
    signal = Signal.objects.select_for_update().filter(pk=signal_id, ended_at=None).first()
    if signal is None:
        raise Missing(signal_id)
    return signal


def _decide(signal: Signal, state: SignalState, *, by: Officer, at: datetime) -> None:
    signal.state, signal.decided_by, signal.decided_at = state, by, at
    if state != SignalState.MUTED:
        signal.until = None
    signal.save()
    own = Alarm.objects.filter(state=AlarmState.RAISED, key__startswith=f"hot:{signal.pk}")
    for alarm in own:
        if alarm.key.split(":")[1] == str(signal.pk):
            acknowledge_alarm(alarm.pk, by=by, at=at)
    timeline.tell_screens("hot", signal.pk, what=f"triage.signal_{state}")
