"""Climbing the ladder of an alarm, rung by rung, until somebody acknowledges it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from langnghe.access.models import Officer
from langnghe.duty import carriers, events, wording
from langnghe.duty.actions.notices import FIRST, Message, tell
from langnghe.duty.knowing import ladder_of
from langnghe.duty.models import Alarm
from langnghe.duty.reaching import addresses_of, people_of
from langnghe.duty.rules import Ladder, Rung
from langnghe.duty.states import OPEN_ALARMS, AlarmState, Way
from langnghe.register import timeline


@transaction.atomic
def begin(alarm: Alarm, *, at: datetime) -> None:
    """Stand an alarm that was just raised on its ladder; the first rung is told at once."""
    alarm.next_at = ladder_of(alarm.kind).moment(0, raised_at=alarm.raised_at, at=at)
    _climb(alarm, at=at)


@transaction.atomic
def climb(alarm_id: int, *, at: datetime) -> bool:
    """Tell the rungs of an alarm that are due, each once, whoever else climbs. May be repeated."""
    due = Alarm.objects.filter(pk=alarm_id, state__in=OPEN_ALARMS, next_at__lte=at)
    alarm = due.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
    if alarm is None:
        return False
    _climb(alarm, at=at)
    return True


@app.task(queue="notices", name="duty.climb", retry=False)
def climb_later(alarm_id: int) -> None:
    """Climb at the very moment a rung is due."""
    climb(alarm_id, at=datetime.now(UTC))


@app.periodic(cron="*/15 * * * * *")
@app.task(queue="notices", name="duty.climb_all", queueing_lock="duty.climb_all")
def climb_all(timestamp: int) -> None:
    """Climb wherever a rung is due and its job was lost."""
    climb_due(at=datetime.fromtimestamp(timestamp, UTC))


def climb_due(*, at: datetime) -> int:
    """Tell every rung that is due; return of how many alarms. May be repeated."""
    due = Alarm.objects.filter(state__in=OPEN_ALARMS, next_at__lte=at).order_by("next_at", "pk")
    return sum(climb(alarm_id, at=at) for alarm_id in list(due.values_list("pk", flat=True)))


def _climb(alarm: Alarm, *, at: datetime) -> None:
    """Tell what is due; a rung that reaches nobody is not waited for."""
    ladder = ladder_of(alarm.kind)
    reached = True
    while alarm.next_at is not None and (alarm.next_at <= at or not reached):
        rung = ladder.rung(alarm.rung)
        if rung is None:
            _end_unanswered(alarm, at=at)
            break
        reached = _tell(alarm, ladder, rung, at=at) or alarm.rung >= len(ladder.rungs) - 1
        alarm.rung += 1
        alarm.next_at = ladder.moment(alarm.rung, raised_at=alarm.raised_at, at=at)
    alarm.save(update_fields=["rung", "next_at", "state", "ended_at"])
    if alarm.next_at is not None:
        soon = climb_later.configure(schedule_at=alarm.next_at, priority=FIRST)
        soon.defer(alarm_id=alarm.pk)
    timeline.tell_screens("alarm", alarm.pk, what=f"duty.rung.{alarm.kind}")


def _tell(alarm: Alarm, ladder: Ladder, rung: Rung, *, at: datetime) -> bool:
    """Tell everybody of a rung by every way of it; tell whether that is anybody."""
    again = alarm.rung >= len(ladder.rungs)
    ways = [each for each in rung.ways if not again or carriers.is_set_up(each)]
    people = people_of(alarm, rung.to, at=at)
    for officer in people:
        for message in _messages(alarm, officer, ways):
            key = f"alarm:{alarm.pk}:{alarm.rung}:{officer.pk}:{message.way}:{message.address}"
            tell(message, key=key, at=at, alarm=alarm, step=alarm.rung)
    if people and alarm.rung and alarm.submission is not None:
        with override("vi"):
            names = ", ".join(str(each) for each in people)
        fact = events.AlarmEscalated(rule=alarm.rule, officers=names)
        timeline.record(fact, submission=alarm.submission, at=at)
    return bool(people)


def _messages(alarm: Alarm, officer: Officer, ways: list[Way]) -> Iterator[Message]:
    head, text = wording.head_and_text(alarm, officer)
    for way in ways:
        said = text if way == Way.PUSH else f"{text}\n{wording.address_of(alarm)}"
        for address in addresses_of(officer, way):
            yield Message(
                way=way, address=address, subject=head, text=said, name=str(officer),
                officer=officer,
            )  # fmt: skip


def _end_unanswered(alarm: Alarm, *, at: datetime) -> None:
    """End a test that nobody acknowledged."""
    alarm.state, alarm.ended_at, alarm.next_at = AlarmState.UNANSWERED, at, None
