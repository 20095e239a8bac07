"""What an agency is told of a case: what happened and where, in redacted words, never by whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from langnghe.direction.models import Assignment
from langnghe.direction.speakers import known_of, protected_among
from langnghe.register.models import Case, Contact
from langnghe.register.states import Sensitivity
from langnghe.understanding.hiding import hide

VOICES = 5
"""So many voices of a case are told in their own words."""
LONGEST = 1500


@dataclass(frozen=True)
class Told:
    """One assignment as its agency reads it; `voices` are words that name nobody who spoke."""

    assignment: Assignment
    title: str
    place: str
    voices: Sequence[str]
    people: int

    @property
    def is_sensitive(self) -> bool:
        """Whether nothing of it may stand in a mail, a list or a notice."""
        return self.assignment.case.sensitivity == Sensitivity.S2


def told_of(assignments: Iterable[Assignment]) -> list[Told]:
    """Say assignments for their agencies, in a few queries however many there are."""
    rows = list(assignments)
    cases = {each.case_id: each.case for each in rows}
    known, guarded = known_of(cases.values()), protected_among(cases.values())
    voices = _voices(cases)
    told = []
    for each in rows:
        case, strict = each.case, each.case_id in guarded
        place = ", ".join(
            part for part in (case.place, case.ward.name if case.ward else "") if part
        )
        spoken = [text for text, _people in voices[case.pk][:VOICES]]
        told.append(
            Told(
                each,
                hide(case.title, known[case.pk], is_strict=strict).text,
                place,
                [hide(text, known[case.pk], is_strict=strict).text for text in spoken if text],
                sum(people for _text, people in voices[case.pk]),
            )
        )
    return told


def _voices(cases: dict[int, Case]) -> dict[int, list[tuple[str, int]]]:
    """Return the first words of each voice, and for how many people it speaks, by case."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    contacts = Contact.objects.filter(submission__items__case__in=cases).order_by("received_at")
    for case_id, voice, text, people in contacts.values_list(
        "submission__items__case", "submission", "text", "submission__reporter__people"
    ):
        if case_id in cases and (case_id, voice) not in seen:
            seen.add((case_id, voice))
            found[case_id].append((_shortened(text), people))
    return found


def _shortened(text: str) -> str:
    words = text.strip()
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
