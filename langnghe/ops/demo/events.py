"""One event, many voices: they share a case, and the case goes one way for all of them."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from langnghe.direction import events as work
from langnghe.ops.demo.course import Course
from langnghe.ops.demo.office import Office
from langnghe.ops.demo.people import People
from langnghe.ops.demo.plans import Plan, plan_of
from langnghe.ops.demo.steps import Step, Turns
from langnghe.ops.demo.words import Place, Row, Voice, cut, voice_of
from langnghe.register import events as book
from langnghe.register.states import CaseStatus, Channel, Status

_CASE_STEPS = frozenset({work.Forwarded.kind, work.Accepted.kind, work.Resulted.kind})


class Follower(Course):
    """The course of a further voice: its case goes the way of the first one's."""

    def __init__(self, voice: Voice, begun: datetime, lead: Course, dice: random.Random) -> None:
        super().__init__(voice, begun, lead.office, dice)
        self.turns, self.lead = Turns(), lead

    def direct(self) -> None:
        """Follow the steps of the case; those of before apply at once."""
        for step in self.lead.steps:
            if step.kind in _CASE_STEPS:
                self.moment = max(step.at, self.moment)
                self.steps.append(Step(at=self.moment, kind=step.kind, changes=step.changes))


def shared_plans(
    said: Iterable[tuple[Voice, datetime]],
    office: Office,
    dice: random.Random,
    *,
    key: str,
    at: datetime,
) -> list[Plan]:
    """Plan the voices of one event, in the order in which they came."""
    lead: Course | None = None
    courses: list[Course] = []
    for voice, moment in sorted(said, key=lambda each: each[1]):
        if lead is None:
            lead = course = Course(voice, moment, office, dice)
            course.turns = Turns()
        else:
            course = Follower(voice, moment, lead, dice)
        course.run()
        if moment < at:
            courses.append(course)
    _close_with_the_last(courses, at=at)
    plans = [
        plan_of(course, f"{key}-{number:03d}", at=at, event=key)
        for number, course in enumerate(courses)
    ]
    return _with_case(plans)


def _close_with_the_last(courses: list[Course], *, at: datetime) -> None:
    """Let the case be closed once, with its last voice."""
    closed = book.CaseClosed.kind
    ends = [step.at for course in courses for step in course.steps if step.kind == closed]
    last = max(ends, default=at)
    for course in courses:
        course.steps = [s for s in course.steps if s.kind != closed or s.at == last]


def _with_case(plans: list[Plan]) -> list[Plan]:
    """Say on the first row, which opens the case, where the case stands."""
    if not plans:
        return plans
    first = plans[0].row
    ended = [plan.row.closed_at for plan in plans if plan.row.closed_at]
    state: CaseStatus | None = None
    closed_at: datetime | None = None
    if len(ended) == len(plans):
        state, closed_at = CaseStatus.CLOSED, max(ended)
    elif first.status == Status.CLOSED:
        state = CaseStatus.RESULTED
    plans[0].row = replace(first, case_status=state, case_closed_at=closed_at)
    return plans


def event_plans(
    event: Row, people: People, office: Office, dice: random.Random, *, at: datetime
) -> list[Plan]:
    """Plan one of the profile's events, on its day of the year before `at`, or days `ago`."""
    begun = _begin(event, at)
    wards = nearest(office.places, event["ward"], event["spread"])
    pattern = {**event, "place": event["places"]}
    said = []
    for number in range(event["count"]):
        moment = begun + timedelta(minutes=int(dice.expovariate(1 / 80)) + number)
        channel = Channel.MAIL if dice.random() < 0.2 else Channel.CALL
        citizen = people.speaker(channel, "", "vi")
        ward = wards[0] if number == 0 else dice.choice(wards)
        voice = voice_of(pattern, citizen, ward, channel, dice)
        said.append((replace(voice, title=cut(event["title"])), moment))
    return shared_plans(said, office, dice, key=f"event-{event.get('day', 'now')}", at=at)


def _begin(event: Row, at: datetime) -> datetime:
    """Return the last such day of the year that is a fortnight past, or the day so long `ago`."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if "ago" in event:
        return today - timedelta(days=event["ago"]) + timedelta(hours=event["hour"])
    month, number = (int(part) for part in event["day"].split("-"))
    midnight = today.replace(month=month, day=number)
    if midnight > at - timedelta(days=14):
        midnight = midnight.replace(year=at.year - 1)
    return midnight + timedelta(hours=event["hour"])


def nearest(places: dict[str, Place], code: str, count: int) -> list[Place]:
    """Return a ward and those around it, nearest first."""
    middle = places[code]

    def distance(place: Place) -> float:
        north = place.latitude - middle.latitude
        return north**2 + (place.longitude - middle.longitude) ** 2

    return sorted(places.values(), key=distance)[:count]
