"""Raising alarms and ending them: once for each cause, never in silence."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.duty import events
from langnghe.duty.actions.climb import begin
from langnghe.duty.actions.quiet import fall_quiet
from langnghe.duty.models import Alarm
from langnghe.duty.states import AlarmKind, AlarmState
from langnghe.register import timeline
from langnghe.register.gates import Missing
from langnghe.register.models import Submission


@transaction.atomic
def raise_alarm(
    kind: AlarmKind,
    *,
    key: str,
    rule: str,
    at: datetime,
    words: str | Mapping[str, str | int | float] = "",
    submission: Submission | None = None,
    only_for: Officer | None = None,
) -> Alarm | None:
    """Call for a person; return None where this cause has called already. May be repeated.

    `words` are shown as they are; facts in their place are worded when the alarm is shown.
    Whom it reaches first is told at once; the ladder is climbed until somebody acknowledges.
    """
    alarm, is_new = Alarm.objects.get_or_create(
        key=key[:120],
        defaults={
            "kind": kind,
            "rule": rule[:120],
            "words": words[:300] if isinstance(words, str) else "",
            "facts": {} if isinstance(words, str) else dict(words),
            "submission": submission,
            "only_for": only_for,
            "raised_at": at,
        },
    )
    if not is_new:
        return None
    if submission is not None:
        fact = events.AlarmRaised(rule=alarm.rule, words=alarm.words)
        timeline.record(fact, submission=submission, at=at)
    timeline.tell_screens("alarm", alarm.pk, what=f"duty.{kind}")
    begin(alarm, at=at)
    return alarm


@transaction.atomic
def adopt_alarm(key: str, submission: Submission, *, at: datetime) -> bool:
    """Tie an alarm to the submission that came of its cause; tell whether there is one."""
    alarm = Alarm.objects.select_for_update(no_key=True, of=("self",)).filter(key=key[:120]).first()
    if alarm is None:
        return False
    if alarm.submission_id is None:
        alarm.submission = submission
        alarm.save(update_fields=["submission"])
        fact = events.AlarmRaised(rule=alarm.rule, words=alarm.words)
        timeline.record(fact, submission=submission, at=at)
        timeline.tell_screens("alarm", alarm.pk, what="duty.adopted")
    return True


@transaction.atomic
def acknowledge_alarm(alarm_id: int, *, by: Officer, at: datetime) -> Alarm:
    """Say that one takes care of it; an alarm that has ended stays as it is."""
    return _end(alarm_id, AlarmState.ACKNOWLEDGED, reason="", by=by, at=at)


class NoReason(Exception):
    """A false alarm is dismissed with a reason: it counts."""


@transaction.atomic
def dismiss_alarm(alarm_id: int, *, reason: str, by: Officer, at: datetime) -> Alarm:
    """Say that an alarm was false, and why; raises NoReason without one."""
    if not reason.strip():
        raise NoReason
    return _end(alarm_id, AlarmState.DISMISSED, reason=reason.strip(), by=by, at=at)


def _end(alarm_id: int, state: AlarmState, *, reason: str, by: Officer, at: datetime) -> Alarm:
    require(by, Right.READ)
    alarm = (
        Alarm.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .filter(pk=alarm_id)
        .first()
    )
    if alarm is None:
        raise Missing(alarm_id)
    if alarm.state != AlarmState.RAISED:
        return alarm
    alarm.state, alarm.reason = state, reason[:300]
    alarm.ended_at, alarm.ended_by, alarm.next_at = at, by, None
    alarm.save()
    fall_quiet(alarm, at=at)
    if alarm.submission is not None:
        fact: timeline.Event = events.AlarmAcknowledged(rule=alarm.rule)
        if state == AlarmState.DISMISSED:
            fact = events.AlarmDismissed(rule=alarm.rule, note=alarm.reason)
        timeline.record(fact, submission=alarm.submission, by=by, at=at)
    timeline.tell_screens("alarm", alarm.pk, what=f"duty.{state}")
    return alarm
