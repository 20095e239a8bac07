"""Voices that wait and tell of one event, as their page shows them: who begins, who joins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langnghe.access.models import Officer
from langnghe.register.models import Case, Submission
from langnghe.triage.gatherings import AT_ONCE, Gathering, Waiting, gatherings
from langnghe.triage.models import Suggestion
from langnghe.web.alike import VERY_LIKELY, say_odds
from langnghe.web.suggested import Chip, chips_of, chips_of_rows

SHOWN = 20
"""So many events are shown on one page; the next ones come when these are done."""

_ASKED = ("topic", "ward", "urgency")
"""What may be changed for the case that a leading voice begins."""

_ON_ROWS = ("urgency", "ward")


@dataclass(frozen=True, kw_only=True)
class ShownVoice:
    """One voice that waits; `key` ticks it. `is_in`: it is ticked at first, being very likely."""

    submission: Submission
    chips: tuple[Chip, ...]
    odds_words: str
    key: str
    is_in: bool
    is_several: bool


@dataclass(frozen=True, kw_only=True)
class ShownGathering:
    """One event: its leading voice, what is suggested for the case, those that go with it.

    `more` voices wait besides; they are shown when these are in the book. `count`: all of them.
    """

    lead: ShownVoice
    chips: tuple[Chip, ...]
    others: tuple[ShownVoice, ...]
    more: int
    count: int
    case: Case | None


@dataclass(frozen=True, kw_only=True)
class GatherPage:
    """The events that are shown, how many more there are, and how many voices wait in all."""

    shown: list[ShownGathering]
    more: int
    voices: int


def gather_page(officer: Officer) -> GatherPage:
    """Collect what waits and can be gathered, danger first."""
    found = gatherings(officer)
    return GatherPage(
        shown=_shown(found[:SHOWN]),
        more=max(0, len(found) - SHOWN),
        voices=sum(len(each.voices) for each in found),
    )


def _shown(found: Sequence[Gathering]) -> list[ShownGathering]:
    ids = [voice.submission_id for each in found for voice in each.voices[:AT_ONCE]]
    submissions = Submission.objects.in_bulk(ids)
    leads = Suggestion.objects.in_bulk([each.lead.submission_id for each in found])
    cases = Case.objects.select_related("ward").in_bulk(
        [each.case_id for each in found if each.case_id]
    )
    chips = chips_of_rows(ids)
    return [
        ShownGathering(
            lead=_voice(each.lead, 0, submissions, chips),
            chips=tuple(
                chip
                for chip in chips_of(leads[each.lead.submission_id])
                if chip.field in _ASKED
            ),
            others=tuple(
                _voice(voice, number, submissions, chips)
                for number, voice in enumerate(each.voices[1:AT_ONCE], 1)
            ),
            more=max(0, len(each.voices) - AT_ONCE),
            count=len(each.voices),
            case=cases.get(each.case_id or 0),
        )
        for each in found
    ]  # fmt: skip


def _voice(
    voice: Waiting,
    number: int,
    submissions: Mapping[int, Submission],
    chips: Mapping[int, list[Chip]],
) -> ShownVoice:
    said = chips.get(voice.submission_id, [])
    return ShownVoice(
        submission=submissions[voice.submission_id],
        chips=tuple(chip for chip in said if chip.field in _ON_ROWS),
        odds_words=say_odds(voice.odds) if voice.odds else "",
        key=str(number) if 0 < number < 10 else "",
        is_in=not voice.is_several and (not voice.odds or voice.odds >= VERY_LIKELY),
        is_several=voice.is_several,
    )
