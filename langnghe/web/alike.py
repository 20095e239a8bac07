"""Voices that may tell of the same event, as screens show them: which, why, what to press."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from langnghe.access.models import Officer
from langnghe.register.models import Case, Item, Submission
from langnghe.triage.models import Likeness, Suggestion
from langnghe.triage.states import LikenessState

SHOWN = 8
_IN_ONE_WARD = 2
"""Steps of the bar where only the ward is the same: a ward has thousands of houses."""

VERY_LIKELY = 0.8
"""Odds from which two voices are said to be very likely the same event."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that speaks for one event, as a bar of so many steps; a count has no bar: None."""

    name: str
    words: str
    steps: int | None


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Another voice, with its case where it has one; `key` joins it."""

    key: str
    likeness: Likeness
    other: Submission
    case: Case | None
    voices: int
    parts: tuple[Part, ...]

    @property
    def odds_words(self) -> str:
        """How likely it is the same event, in words."""
        return say_odds(self.likeness.odds)

    @property
    def percent(self) -> int:
        """How likely it is the same event."""
        return round(100 * self.likeness.odds)


def say_odds(odds: float) -> str:
    """Say how likely it is that two voices tell of the same event."""
    if odds >= VERY_LIKELY:
        return str(_("very likely the same"))
    return str(_("perhaps the same") if odds >= 0.5 else _("similar"))


def alike_of(submission: Submission, officer: Officer) -> list[Alike]:
    """Return what may be the same event, best first, one line a case; only what may be seen."""
    seen = Submission.objects.visible_to(officer)
    ties = Q(submission=submission, other__in=seen) | Q(other=submission, submission__in=seen)
    likenesses = (
        Likeness.objects.filter(ties, state=LikenessState.PROPOSED)
        .exclude(submission__status__in=("joined", "set_aside"))
        .exclude(other__status__in=("joined", "set_aside"))
        .select_related("submission__ward", "other__ward")
        .order_by("-odds")[: SHOWN * 3]
    )
    own = set(submission.items.values_list("case_id", flat=True))
    found: list[Alike] = []
    for likeness in likenesses:
        other = likeness.other if likeness.submission_id == submission.pk else likeness.submission
        case = _case_of(other, officer)
        known = {each.case.pk for each in found if each.case} | own
        if (case is None or case.pk not in known) and len(found) < SHOWN:
            found.append(_shown(len(found) + 1, likeness, other, case))
    return found


def _case_of(other: Submission, officer: Officer) -> Case | None:
    cases = Case.objects.visible_to(officer).filter(items__submission=other)
    return cases.open().order_by("items__position").first()


def _shown(number: int, likeness: Likeness, other: Submission, case: Case | None) -> Alike:
    return Alike(
        key=str(number),
        likeness=likeness,
        other=other,
        case=case,
        voices=case.items.count() if case else 1,
        parts=tuple(_parts(likeness)),
    )


def _parts(likeness: Likeness) -> Iterable[Part]:
    said = likeness.parts
    hours = float(said.get("hours", 0.0))
    yield Part(name=_("Words"), words=_share(said.get("text", 0.0)), steps=_steps(said, "text"))
    yield Part(name=_("Topic"), words=_share(said.get("topic", 0.0)), steps=_steps(said, "topic"))
    thing = said.get("thing", 0.0)
    what = _("something else") if thing < 0 else _share(thing)
    yield Part(name=_("About"), words=what, steps=_steps(said, "thing"))
    yield _where(said)
    yield Part(name=_("Time"), words=_apart(hours), steps=max(0, 5 - int(hours // 24)))
    others = round(said.get("others", 0.0))
    if others:
        words = ngettext("{n} other event", "{n} other events", others).format(n=others)
        yield Part(name=_("Of this sort here, these days"), words=words, steps=None)


def _where(said: dict[str, float]) -> Part:
    """Say how far both are in one place; where both tell only their ward, that it is this alone."""
    exact = said.get("place", 0.0) or max(said.get("names", 0.0), 0.0)  # other names deny no place
    ward = said.get("ward", 0.0)
    if ward > 0 and not exact:
        return Part(name=_("Place"), words=str(_("the same ward")), steps=_IN_ONE_WARD)
    place = exact or ward
    words = _("elsewhere") if place < 0 else _share(place)
    return Part(name=_("Place"), words=str(words), steps=max(0, min(5, round(5 * place))))


def _steps(said: dict[str, float], name: str) -> int:
    return max(0, min(5, round(5 * said.get(name, 0.0))))


def _share(value: float) -> str:
    if value <= 0.05:
        return str(_("unknown"))
    return str(_("the same") if value >= 0.7 else _("alike") if value >= 0.35 else _("a little"))


def _apart(hours: float) -> str:
    if hours < 1:
        return str(_("within the hour"))
    if hours < 48:
        return ngettext("{n} hour apart", "{n} hours apart", round(hours)).format(n=round(hours))
    days = round(hours / 24)
    return ngettext("{n} day apart", "{n} days apart", days).format(n=days)


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """Whether others sent the same letter, and whether the same person has spoken before."""

    senders: int
    """How many people sent this same text, this one counted; 1 where nobody else did."""
    times: int
    """Which time the same person speaks of it; 1 for the first."""
    said_times: int
    """How often the text itself says that it was told before."""
    offices: int
    """To how many offices the same letter went, by its own words or its addresses."""


def repeats_of(submission: Submission, officer: Officer) -> Repeats:
    """Count copies and repeats of a submission among what the officer may see."""
    seen = Submission.objects.visible_to(officer)
    likenesses = Likeness.objects.filter(submission=submission, other__in=seen)
    copies = likenesses.filter(is_copy=True, is_repeat=False)
    suggestion = Suggestion.objects.filter(pk=submission.pk).values_list("facts", flat=True).first()
    return Repeats(
        senders=1 + copies.values("other__reporter").distinct().count(),
        times=1 + likenesses.filter(is_repeat=True, odds__gte=0.2).count(),
        said_times=int((suggestion or {}).get("repeats", 0)),
        offices=max(int((suggestion or {}).get("offices", 1)), _addressed(submission)),
    )


def _addressed(submission: Submission) -> int:
    """Count the addresses a mail was sent to, ours among them."""
    facts = submission.contacts.order_by("received_at").values_list("facts", flat=True).first()
    return len({*(facts or {}).get("to", ()), *(facts or {}).get("cc", ())})


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many voices a case has, and how many people speak with them."""

    voices: int
    people: int


def crowd_of(case: Case) -> Crowd:
    """Count a case's voices and people; who speaks twice is one person."""
    rows = Item.objects.filter(case=case).values_list(
        "submission__reporter__phone_key",
        "submission__reporter__email",
        "submission__reporter__people",
        "submission_id",
    )
    voices = sorted((phone or email or f"-{pk}", people) for phone, email, people, pk in rows)
    people = sum(
        max(count for _who, count in group) for _key, group in groupby(voices, key=lambda v: v[0])
    )
    return Crowd(voices=len(voices), people=people)
