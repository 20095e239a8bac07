"""How soon an alarm is on a screen, and whether its ladder holds while processes are killed."""

import json
import os
import random
import select
import smtplib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench.figures import milliseconds, percentile
from bench.ladders import Found, climb_under_kills, courses, cron_mails
from bench.parts import ADDRESS, database, mail_door_is_open, process
from bench.result import Goal, Result
from tests.duty.letterbox import open_letterbox

EVENTS, ALARMS = 40, 500
_PEOPLE = (
    ("truc.mot", "duty_officer"),
    ("truc.hai", "duty_officer"),
    ("truong.ca", "shift_leader"),
    ("truc.lanh.dao", "office_leader"),
    ("thuong.truc", "standing_board"),
)
_DANGER = "Cháy lớn ở chung cư Hoa Sữa, nhiều người đang mắc kẹt, xin cứu gấp. Lần {number}."
_FIRST = 120.0
Words = Callable[[int], float]
"""Lets one event happen; returns when it was over (epoch)."""


def measure(*, quick: bool) -> Result:
    """Let events happen one by one, then let five hundred alarms climb under kills."""
    from langnghe import settings

    events, alarms = (8, 60) if quick else (EVENTS, ALARMS)
    to = [f"{name}@example.com" for name, _role in _PEOPLE]
    with open_letterbox(Path(settings.HOME), *to) as (box, relay), database():
        _cast()
        _use(relay)
        with process("mail"), process("work"):
            mail_door_is_open()
            _heard(_by_mail, -1)  # what is known is read for the first one
            by_mail = [_heard(_by_mail, number) for number in range(events)]
        by_words = [_heard(_by_words, number) for number in range(events)]
        box.mails.clear()
        _forget()
        found = climb_under_kills(alarms, box)
    return _result(by_mail, by_words, found, alarms)


def _cast() -> None:
    from langnghe.access.actions import Person, add_officer

    for name, role in _PEOPLE:
        person = Person(
            username=name, full_name=f"{name} (mẫu)", email=f"{name}@example.com",
            phone="0900 000 111",
        )  # fmt: skip
        add_officer(person, roles=[role], password="a made-up pass phrase", at=datetime.now(UTC))  # noqa: S106


def _use(relay: dict[str, object]) -> None:
    """Let every process of this run send through the letterbox."""
    from django.conf import settings

    settings.RELAY = relay
    os.environ["LANGNGHE_RELAY_HOST"] = str(relay["host"])
    os.environ["LANGNGHE_RELAY_PORT"] = str(relay["port"])
    os.environ["LANGNGHE_RELAY_TLS"] = "none"


def _forget() -> None:
    """Take what was raised so far off the ladder."""
    from langnghe.duty.models import Alarm, Notice

    Alarm.objects.update(state="acknowledged", next_at=None)
    Notice.objects.filter(state="queued").update(state="dropped")


def _by_mail(number: int) -> float:
    """Hand in a mail of danger; its event is the 250."""
    from langnghe import settings

    raw = (
        f"From: mau.{number}@example.com\r\nTo: {ADDRESS}\r\nSubject: Khan cap {number}\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{_DANGER.format(number=number)}\r\n"
    )
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=30) as door:
        door.sendmail(f"mau.{number}@example.com", [ADDRESS], raw.encode())
        return time.time()


def _by_words(number: int) -> float:
    """Let words be read that an officer has typed; their event is that they came."""
    from langnghe.triage.actions.hear import hear_words

    began = time.time()
    hear_words(_DANGER.format(number=number), source=f"bench:{number}", at=datetime.now(UTC))
    return began


def _heard(event: Words, number: int) -> float:
    """Return seconds from an event until open screens are told of its first notice."""
    from langnghe import settings

    with psycopg.connect(settings.database_url(), autocommit=True) as ear:
        ear.execute("LISTEN langnghe_live")
        happened = event(number)
        end = time.monotonic() + _FIRST
        while time.monotonic() < end:
            select.select([ear.fileno()], [], [], 1)
            for said in ear.notifies(timeout=0):
                if json.loads(said.payload)["what"] == "duty.rung.danger":
                    return time.time() - happened
    raise TimeoutError(f"no alarm was heard of event {number}")


def _result(by_mail: list[float], by_words: list[float], found: Found, alarms: int) -> Result:
    dice = random.Random(3)  # noqa: S311 (moments between two rounds of a loop)
    cron = [dice.uniform(0, 60) for _each in range(1000)]
    lines = [
        ("a loop that looks each minute (baseline)", cron),
        ("a mail, from its 250", by_mail),
        ("words typed in a call", by_words),
    ]
    rows = [
        [name, milliseconds(percentile(each, 0.5)), milliseconds(percentile(each, 0.95))]
        for name, each in lines
    ]
    drawn = courses(alarms, random.Random(7))  # noqa: S311 (the same course as was climbed)
    plain = cron_mails(drawn, len(_PEOPLE))
    good = not found.lost and not found.told_after
    whole = found.taken + found.at_the_top == found.alarms
    return Result(
        name="alarms",
        title="Alarms: from the event to a screen, and up the ladder while processes are killed",
        sizes=f"{len(by_mail)} events each; {found.alarms} alarms in two simulated hours, "
        f"{found.kills} kills in {found.seconds:.0f} s",
        columns=["from the event to the first notice", "p50 ms", "p95 ms"],
        rows=rows,
        goals=[
            Goal(
                "every alarm is acknowledged or stands at the top",
                f"{found.taken} acknowledged, {found.at_the_top} at the top, of {found.alarms}",
                whole,
            ),
            Goal(
                "no rung that was due is lost, nothing is begun after the acknowledgement",
                f"{len(found.lost)} lost, {found.told_after} after, of {found.notices} notices",
                good,
            ),
        ],
        notes=[
            f"Mails: {found.mails} by the ladder; {plain} by a loop each minute that writes to all "
            f"five about each open alarm (computed from the same course of events).",
            f"A mail may go twice where a process dies between the relay's yes and our note: "
            f"{found.mails_twice} did.",
            "The clock of the ladder is simulated; rows, processes, kills and SMTP are real.",
        ],
    )
