"""Alarms on a simulated clock while the processes that climb and send are killed."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.climber import set_clock
from bench.parts import ROOT
from tests.duty.letterbox import Letterbox
from tests.hotline import until

BEGAN = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
STEP, RAISED_WITHIN, LASTS = timedelta(seconds=30), timedelta(hours=1), timedelta(hours=2)
CLIMBERS, KILL_EVERY = 3, 5.0
NEVER = 0.2
"""The share of alarms that nobody acknowledges: they must reach the top."""


@dataclass
class Course:
    """What one alarm is to go through: minutes from BEGAN; what was seen of it."""

    number: int
    raised_at: datetime
    taken_at: datetime | None
    alarm_id: int = 0
    taken_really_at: datetime | None = None


@dataclass
class Found:
    """What became of the alarms."""

    alarms: int = 0
    taken: int = 0
    at_the_top: int = 0
    lost: list[int] = field(default_factory=list)
    told_after: int = 0
    notices: int = 0
    mails: int = 0
    mails_twice: int = 0
    kills: int = 0
    seconds: float = 0


def courses(count: int, dice: random.Random) -> list[Course]:
    """Draw when each alarm is raised and when, if ever, somebody takes it."""
    drawn = []
    for number in range(count):
        raised_at = BEGAN + RAISED_WITHIN * dice.random()
        after = timedelta(
            minutes=dice.choice((0.4, 1.5, 3, 7, 12, 20, 40)) * dice.uniform(0.8, 1.2)
        )
        drawn.append(
            Course(number, raised_at, None if dice.random() < NEVER else raised_at + after)
        )
    return drawn


def climb_under_kills(count: int, box: Letterbox) -> Found:
    """Let the clock run for two hours while climbers die; then look at every row."""
    from langnghe.access.models import Officer

    dice = random.Random(7)  # noqa: S311 (a drawn course of events)
    drawn = courses(count, dice)
    taker = Officer.objects.get(username="truc.lanh.dao")
    began = time.monotonic()
    with _climbing(dice) as kills:
        at = BEGAN
        while at < BEGAN + LASTS:
            at += STEP
            _happen(drawn, taker, at)
            set_clock(at)
            until(lambda at=at: not _is_due(at), "what is due is told", seconds=120)
        until(_nothing_waits, "everything is sent", seconds=300)
    found = _look(drawn, box)
    found.kills, found.seconds = len(kills), time.monotonic() - began
    return found


def _happen(drawn: list[Course], taker: object, at: datetime) -> None:
    """Raise and take what comes in this step of the clock."""
    from langnghe.duty.actions.alarms import acknowledge_alarm, raise_alarm
    from langnghe.duty.states import AlarmKind

    for each in drawn:
        if not each.alarm_id and each.raised_at <= at:
            alarm = raise_alarm(
                AlarmKind.DANGER, key=f"bench:{each.number}", rule="fire", words="cháy",
                at=each.raised_at,
            )  # fmt: skip
            each.alarm_id = alarm.pk if alarm else 0
        if each.alarm_id and each.taken_at and each.taken_at <= at and not each.taken_really_at:
            acknowledge_alarm(each.alarm_id, by=taker, at=each.taken_at)  # type: ignore[arg-type]
            each.taken_really_at = datetime.now(UTC)


def _is_due(at: datetime) -> bool:
    from langnghe.duty.models import Alarm

    return Alarm.objects.filter(state="raised", next_at__lte=at).exists()


def _nothing_waits() -> bool:
    from langnghe.duty.actions.notices import sweep_notices
    from langnghe.duty.models import Notice
    from langnghe.duty.states import WAITING_NOTICES

    sweep_notices(int(time.time()) + 60)
    return not Notice.objects.filter(state__in=WAITING_NOTICES).exists()


@contextlib.contextmanager
def _climbing(dice: random.Random) -> Iterator[list[int]]:
    """Run climbers, kill one every few seconds and start another; yield the dead."""
    import threading

    over, dead = threading.Event(), list[int]()
    living = [_climber() for _each in range(CLIMBERS)]

    def run() -> None:
        while not over.wait(KILL_EVERY):
            place = dice.randrange(CLIMBERS)
            os.kill(living[place].pid, signal.SIGKILL)
            dead.append(living[place].wait())
            living[place] = _climber()

    killing = threading.Thread(target=run)
    killing.start()
    try:
        yield dead
    finally:
        over.set()
        killing.join()
        for each in living:
            each.kill()
            each.wait()


def _climber() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "bench.climber"], cwd=ROOT)


def _look(drawn: list[Course], box: Letterbox) -> Found:
    """Compare every alarm with its course: each rung that was due, none after it was taken."""
    from langnghe.duty.knowing import ladder_of
    from langnghe.duty.models import Alarm, Notice

    ladder, end = ladder_of("danger"), BEGAN + LASTS
    found = Found(
        alarms=len(drawn), notices=Notice.objects.filter(alarm__key__startswith="bench:").count()
    )
    for each in drawn:
        alarm = Alarm.objects.get(pk=each.alarm_id)
        until_then = each.taken_at or end
        due = {
            number
            for number, rung in enumerate(ladder.rungs)
            if each.raised_at + rung.after <= until_then - STEP
        }
        told = alarm.notices.exclude(step=None)
        if due - set(told.values_list("step", flat=True)):
            found.lost.append(each.number)
        found.taken += alarm.state == "acknowledged"
        found.at_the_top += alarm.state == "raised" and alarm.rung >= len(ladder.rungs)
        if each.taken_really_at:
            found.told_after += told.filter(claimed_at__gt=each.taken_really_at).count()
    mails = Counter(str(mail["Message-ID"]) for mail in box.mails)
    found.mails, found.mails_twice = len(mails), sum(mails.values()) - len(mails)
    return found


def cron_mails(drawn: list[Course], people: int) -> int:
    """Return how many mails a loop each minute sends that writes to everybody about each alarm."""
    mails = 0
    for each in drawn:
        end = each.taken_at or BEGAN + LASTS
        mails += people * max(1, int((end - each.raised_at) / timedelta(minutes=1)))
    return mails
