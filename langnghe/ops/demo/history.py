"""About a year of made-up submissions: ordinary days, a few great events, the labelled reports.

10 to 15 a day, fewer at weekends, in two humps and monthly waves as hotlines see them.
Everything is invented; the generator is seeded, so that one moment always has the same year.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from langnghe.ops.demo.course import Course
from langnghe.ops.demo.events import event_plans, shared_plans
from langnghe.ops.demo.office import Office
from langnghe.ops.demo.people import People
from langnghe.ops.demo.plans import Plan, plan_of
from langnghe.ops.demo.words import Row, Voice, labelled_voice, voice_of
from langnghe.register.states import Channel

DAYS = 365
QUIET = timedelta(hours=4)
"""The last hours belong to the scenes of the desk, which hold at any time of day."""
_BY_MAIL = 0.19
_WAVES = (0.92, 0.72, 0.98, 0.95, 1.05, 1.12, 1.18, 1.12, 1.08, 1.02, 1.0, 0.94)
_HUMPS = ((0.46, 9.5, 1.5), (0.36, 15.4, 1.7), (0.13, 20.2, 1.3), (0.05, 27.0, 2.2))
"""Share, hour, spread: the morning, the afternoon, the evening, the night."""
_NIGHT_FACTOR = 5


@dataclass(frozen=True, kw_only=True)
class Stock:
    """What the profile gives to make a year of."""

    patterns: list[Row]
    events: list[Row]
    reports: list[Row]


class Year:
    """The year before a moment."""

    def __init__(self, stock: Stock, office: Office, *, at: datetime) -> None:
        self.stock, self.office, self.at = stock, office, at
        self.dice = random.Random(2016)  # noqa: S311 (made-up data)
        towns = [code for code, place in office.places.items() if place.is_town]
        self.people = People(self.dice, [*office.places, *towns])

    def plans(self) -> list[Plan]:
        """Return everything that was received, oldest first."""
        made = [*self.ordinary(), *self.labelled()]
        for event in self.stock.events:
            made += event_plans(event, self.people, self.office, self.dice, at=self.at)
        return sorted(made, key=lambda plan: (plan.row.received_at, plan.row.key))

    def ordinary(self) -> Iterator[Plan]:
        """Yield the ordinary days."""
        for ago in range(DAYS, -1, -1):
            day = self.at - timedelta(days=ago)
            for number, moment in enumerate(self.moments(day)):
                voice = self.speak(moment)
                course = Course(voice, moment, self.office, self.dice)
                course.run()
                if moment < self.at - QUIET:
                    yield plan_of(course, f"{day:%Y%m%d}-{number:03d}", at=self.at)

    def moments(self, day: datetime) -> list[datetime]:
        """Choose when people call on a day."""
        usual = (6, 9) if day.weekday() >= 5 else (10, 14)
        count = round(self.dice.randint(*usual) * _WAVES[day.month - 1])
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        found = []
        for _each in range(count):
            (_share, hour, spread), *_ = self.dice.choices(_HUMPS, [hump[0] for hump in _HUMPS])
            minutes = int(self.dice.gauss(hour, spread) * 60) % (24 * 60)
            found.append(midnight + timedelta(minutes=minutes, seconds=self.dice.randint(0, 59)))
        return sorted(found)

    def speak(self, moment: datetime) -> Voice:
        """Let someone say something that fits the month and the hour."""
        weights = [_weight(pattern, moment) for pattern in self.stock.patterns]
        pattern = self.dice.choices(self.stock.patterns, weights)[0]
        by_mail = self.dice.random() < _BY_MAIL
        channel = Channel(pattern.get("channel") or ("mail" if by_mail else "call"))
        if pattern.get("kind") == "spam" and "channel" not in pattern:
            channel = Channel.CALL
        who, language = pattern.get("who", ""), pattern.get("language", "vi")
        citizen = self.people.speaker(channel, who, language)
        ward = self.office.places[citizen.ward or self.people.home()]
        return voice_of(pattern, citizen, ward, channel, self.dice)

    def labelled(self) -> Iterator[Plan]:
        """Yield the labelled reports, once each, spread over the year at their own hours.

        Reports of one event keep their distance, and share a case.
        """
        groups: dict[str, list[Row]] = {}
        for report in sorted(self.stock.reports, key=lambda each: str(each["received_at"])):
            groups.setdefault(report["labels"]["dup_group"] or report["id"], []).append(report)
        for number, (group, reports) in enumerate(groups.items()):
            said = list(self._said(reports, days_ago=20 + (number * 37) % (DAYS - 40)))
            key = f"labelled-{group}"
            if len(said) > 1:
                yield from shared_plans(said, self.office, self.dice, key=key, at=self.at)
                continue
            ((voice, moment),) = said
            course = Course(voice, moment, self.office, self.dice)
            course.run()
            yield plan_of(course, key, at=self.at)

    def _said(self, reports: list[Row], *, days_ago: int) -> Iterator[tuple[Voice, datetime]]:
        day = self.at - timedelta(days=days_ago)
        first = _moment_of(reports[0], self.at)
        begun = first.replace(year=day.year, month=day.month, day=day.day)
        for report in reports:
            then = begun + (_moment_of(report, self.at) - first)
            yield labelled_voice(report, self.office.places), then


def _moment_of(report: Row, at: datetime) -> datetime:
    return datetime.fromisoformat(report["received_at"]).astimezone(at.tzinfo)


def _weight(pattern: dict[str, Any], moment: datetime) -> float:
    """Say how common a pattern is at a moment."""
    if moment.month not in pattern.get("months", range(1, 13)):
        return 0.0
    night = not 6 <= moment.hour < 19
    if pattern.get("hours") == "night":
        return float(pattern["weight"]) * (_NIGHT_FACTOR if night else 0.12)
    return float(pattern["weight"]) * (0.35 if night and pattern["place"] == "onestop" else 1.0)
