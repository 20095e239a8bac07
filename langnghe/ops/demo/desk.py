"""The desk of today: scenes placed relative to now, so that it is alive at any hour.

New mails, a fire of this night, calls to return, work that is held, due, late, answered.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from langnghe.access.models import Officer
from langnghe.direction import events as work
from langnghe.ops.demo.course import Course
from langnghe.ops.demo.office import Office
from langnghe.ops.demo.people import Citizen, People
from langnghe.ops.demo.plans import Plan, plan_of
from langnghe.ops.demo.steps import Step, Turns
from langnghe.ops.demo.words import Row, voice_of
from langnghe.register import events as book
from langnghe.register.actions.history import PastFact
from langnghe.register.rules import RESULT_LIMITS
from langnghe.register.states import Channel, Urgency
from langnghe.reply import events as told
from langnghe.telephony.demo import drop_demo_call
from langnghe.workdays.due import due_at

EXCHANGE = "demo"
NIGHT_HOUR = 2
_OPENED, _BOOKED = told.Acknowledged.kind, book.SubmissionRegistered.kind
_ACCEPTED, _RESULTED, _ASKED = work.Accepted.kind, work.Resulted.kind, book.ReopenAsked.kind
CALLS = (
    ("answered", 14, "0900000011"),
    ("missed", 33, "0900000022"),
    ("voice_message", 71, "0900000033"),
    ("missed", 118, "0900000044"),
)
"""Kind, minutes ago, number of calls that wait in the exchange's spool."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One submission of today: what it is about, when it came, how far the work is."""

    topic: str
    begun: datetime
    channel: Channel = Channel.CALL
    language: str = "vi"
    turns: Turns = field(default_factory=Turns)
    holder: Officer | None = None
    held_since: datetime | None = None


class Desk:
    """Makes the scenes of the desk at a moment."""

    def __init__(self, patterns: list[Row], people: People, office: Office, at: datetime) -> None:
        self.patterns, self.people, self.office, self.at = patterns, people, office, at
        self.dice = random.Random(2025)  # noqa: S311 (made-up data)

    def plans(self) -> Iterator[Plan]:
        """Yield the submissions of the scenes."""
        scenes = (*self.new(), *self.held(), *self.with_agencies(), *self.to_answer())
        for number, scene in enumerate(scenes):
            yield self.plan(scene, f"desk-{number:02d}")

    def ago(self, minutes: float = 0, *, days: float = 0) -> datetime:
        """Return a moment before now."""
        return self.at - timedelta(minutes=minutes, days=days)

    def new(self) -> Iterator[Scene]:
        """Mails that nobody has opened yet."""
        turns, mail = Turns(until=_OPENED), Channel.MAIL
        yield Scene(topic="MT.01", begun=self.ago(7), channel=mail, turns=turns)
        yield Scene(topic="TT.03", begun=self.ago(46), channel=mail, language="en", turns=turns)
        yield Scene(topic="HT.02", begun=self.ago(95), channel=mail, turns=turns)

    def held(self) -> Iterator[Scene]:
        """What the first duty officer has in hand."""
        lan = self.office.officers["lan"]
        turns = Turns(until=_BOOKED, taken_by=lan)
        yield Scene(topic="GT.04", begun=self.ago(38), turns=turns)
        yield Scene(topic="XD.03", begun=self.ago(82), turns=turns)
        answering = Turns(until=_RESULTED, result_at=self.ago(150))
        begun = self.working_day(6)
        yield Scene(
            topic="HT.05", begun=begun, turns=answering, holder=lan, held_since=self.ago(65)
        )

    def with_agencies(self) -> Iterator[Scene]:
        """A fire of this night; cases due today; cases that are late."""
        turns = Turns(until=_ACCEPTED)
        night = self.at.replace(hour=NIGHT_HOUR, minute=20, second=0, microsecond=0)
        if self.at - night < timedelta(hours=1.5):
            night = self.ago(130)
        yield Scene(topic="PC.01", begun=night, turns=turns)
        today = self.at.date()
        for topic in ("GT.02", "HC.01", "MT.04"):
            yield Scene(topic=topic, begun=self.for_due(topic, today), turns=turns)
        for topic, days in (("TT.01", 1), ("HT.04", 2), ("DD.01", 4)):
            day = today - timedelta(days=days)
            yield Scene(topic=topic, begun=self.for_due(topic, day), turns=turns)

    def to_answer(self) -> Iterator[Scene]:
        """Results that citizens do not know yet; one citizen who is not content."""
        for topic, hours, channel in (
            ("GT.05", 3, Channel.CALL),
            ("NS.03", 9, Channel.MAIL),
            ("HC.03", 22, Channel.CALL),
        ):
            turns = Turns(until=_RESULTED, result_at=self.ago(hours * 60))
            yield Scene(topic=topic, begun=self.working_day(7), channel=channel, turns=turns)
        again = Turns(until=_ASKED, again="asks", again_at=self.ago(52))
        yield Scene(topic="DD.03", begun=self.ago(days=34), turns=again)

    def working_day(self, back: int) -> datetime:
        """Return a morning so many working days ago."""
        day = self.at
        while back:
            day -= timedelta(days=1)
            back -= self.office.calendar.is_working(day.date())
        return day.replace(hour=9, minute=self.dice.randint(5, 55))

    def for_due(self, topic: str, day: date) -> datetime:
        """Return when a case must have come to be due on a day, or on the last one before."""
        urgency = Urgency(self.pattern(topic, "vi").get("urgency", "K1"))
        for back in range(1, 60):
            begun = (self.at - timedelta(days=back)).replace(hour=9, minute=20 + back % 30)
            due = due_at(*RESULT_LIMITS[urgency], begun, self.office.calendar)
            if due.date() <= day:
                return begun
        raise LookupError(day)

    def pattern(self, topic: str, language: str) -> Row:
        """Return the first pattern of a topic in a language."""
        return next(
            each
            for each in self.patterns
            if each["topic"] == topic and each.get("language", "vi") == language
        )

    def plan(self, scene: Scene, key: str) -> Plan:
        """Let someone speak, and the office work as far as the scene says."""
        pattern = self.pattern(scene.topic, scene.language)
        citizen = self.citizen(scene)
        ward = self.office.places[citizen.ward or self.people.home()]
        voice = voice_of(pattern, citizen, ward, scene.channel, self.dice)
        course = Course(voice, scene.begun, self.office, self.dice)
        course.turns = scene.turns
        course.run()
        plan = plan_of(course, key, at=self.at)
        if scene.holder and scene.held_since:
            self.hand_to(plan, scene.holder, scene.held_since)
        return plan

    def citizen(self, scene: Scene) -> Citizen:
        """Return who speaks in a scene: someone who can be answered."""
        if scene.channel == Channel.MAIL:
            return self.people.newcomer(scene.language)
        citizen = self.people.speaker(scene.channel, "", "vi")
        return citizen if citizen.phone else _GIVEN

    def hand_to(self, plan: Plan, holder: Officer, since: datetime) -> None:
        """Let an officer take it in hand."""
        past = PastFact(at=since, fact=book.Taken(officer=holder.full_name), by_id=holder.pk)
        step = Step(at=since, kind=book.Taken.kind, past=past, changes={"holder_id": holder.pk})
        plan.standing.take(step)
        facts = tuple(plan.standing.facts)
        plan.row = replace(plan.row, holder_id=holder.pk, facts=facts)


_GIVEN = Citizen(name="Nguyễn Văn Mẫu", title="Ông", phone="0900000055", ward="00004")


def drop_calls(spool: Path, *, at: datetime) -> int:
    """Leave the calls that wait in the exchange's spool; return how many."""
    for kind, minutes, number in CALLS:
        ended = at - timedelta(minutes=minutes)
        drop_demo_call(spool / EXCHANGE, at=ended, kind=kind, number=number)
    return len(CALLS)
