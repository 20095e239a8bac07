"""Alarms as pages show them: the rule in words, the tries as a small story, when it rings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from langnghe.access.models import Officer
from langnghe.duty.labels import NOTICE_STATES, WAYS
from langnghe.duty.models import Alarm, Notice
from langnghe.duty.queries import open_alarms
from langnghe.duty.states import OPEN_ALARMS, NoticeState, Way
from langnghe.duty.wording import in_words

IN_BAR, IN_LIST = 1, 200
"""So many alarms stand in the bar; so many are read for it, and listed on their page."""

_ICONS = {
    Way.SCREEN: "device-desktop",
    Way.PUSH: "bell",
    Way.MAIL: "mail",
    Way.SMS: "message",
    Way.CALL: "phone",
}
_GOOD = frozenset({NoticeState.SENT, NoticeState.DELIVERED})
_BAD = frozenset({NoticeState.FAILED, NoticeState.KEPT})


@dataclass(frozen=True)
class ShownAlarm:
    """An alarm, its rule in words, and the name of the sound it makes on this screen."""

    alarm: Alarm
    rule: str
    words: str
    ring: str = ""
    is_mine: bool = False


@dataclass(frozen=True)
class ShownTry:
    """One try to reach one person by one way."""

    notice: Notice
    icon: str
    way: str
    state: str

    @property
    def is_good(self) -> bool:
        """Whether it went out."""
        return self.notice.state in _GOOD

    @property
    def is_bad(self) -> bool:
        """Whether nobody is reached by it."""
        return self.notice.state in _BAD


@dataclass
class ShownStep:
    """One rung of the ladder: when, whom, by which ways."""

    at: datetime
    people: dict[str, list[ShownTry]]


def shown(alarms: Iterable[Alarm]) -> list[ShownAlarm]:
    """Return alarms with what they say, in the language of the screen."""
    found = list(alarms)
    said = in_words(found, get_language() or "vi")
    return [
        ShownAlarm(alarm, rule, words) for alarm, (rule, words) in zip(found, said, strict=True)
    ]


def ringing(alarms: Iterable[Alarm], officer: Officer) -> list[ShownAlarm]:
    """Return alarms as the bar shows them: each rings once, and again when this officer is told."""
    found = shown(alarms)
    told = Notice.objects.filter(
        alarm__in=[each.alarm.pk for each in found], officer=officer, way=Way.SCREEN
    )
    steps: dict[int | None, int | None] = dict(told.order_by("step").values_list("alarm", "step"))
    return [
        replace(
            each,
            ring=f"{each.alarm.pk}-{steps.get(each.alarm.pk, '')}",
            is_mine=each.alarm.pk in steps,
        )
        for each in found
    ]


def bar_of(officer: Officer) -> dict[str, Any]:
    """Return what the bar over every page shows: the first alarm, all sounds, how many more."""
    alarms = ringing(open_alarms(officer)[:IN_LIST], officer)
    return {"alarms": alarms[:IN_BAR], "all": alarms, "more": max(0, len(alarms) - IN_BAR)}


def steps_of(alarm: Alarm) -> list[ShownStep]:
    """Return every try to reach somebody, rung by rung, person by person."""
    steps: dict[int, ShownStep] = {}
    notices = alarm.notices.exclude(step=None).select_related("officer")
    for notice in notices.order_by("step", "pk"):
        step = steps.setdefault(notice.step or 0, ShownStep(notice.created_at, {}))
        step.people.setdefault(str(notice.officer or notice.name), []).append(_try(notice))
    return list(steps.values())


def _try(notice: Notice) -> ShownTry:
    return ShownTry(
        notice,
        _ICONS[Way(notice.way)],
        str(WAYS[Way(notice.way)]),
        str(NOTICE_STATES[NoticeState(notice.state)]),
    )


def facts_of(alarm: Alarm) -> dict[str, Any]:
    """Return what the page of an alarm shows."""
    (said,) = shown([alarm])
    return {
        "alarm": alarm,
        "rule": said.rule,
        "words": said.words,
        "steps": steps_of(alarm),
        "is_open": alarm.state in OPEN_ALARMS,
    }
