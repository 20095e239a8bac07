"""What an agency is told of a case: what happened and where, in redacted words, never by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from langnghe.direction.models import Assignment
from langnghe.register.models import Contact
from langnghe.register.states import Sensitivity
from langnghe.understanding.quotes import quote_of

VOICES = 5
"""So many voices of a case are told in their own words."""


@dataclass(frozen=True)
class Told:
    """One assignment as its agency reads it; `voices` are quotes that name nobody."""

    assignment: Assignment
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
    voices = _voices({each.case_id for each in rows})
    return [
        Told(
            each,
            ", ".join(
                part
                for part in (each.case.place, each.case.ward.name if each.case.ward else "")
                if part
            ),
            [quote for quote, _people in voices.get(each.case_id, [])[:VOICES] if quote],
            sum(people for _quote, people in voices.get(each.case_id, [])),
        )
        for each in rows
    ]


def _voices(case_ids: set[int]) -> dict[int, list[tuple[str, int]]]:
    """Return quotes and numbers of people by case; one for each voice, its first words."""
    found: dict[int, list[tuple[str, int]]] = {}
    seen: set[tuple[int, int]] = set()
    contacts = Contact.objects.filter(submission__items__case__in=case_ids).order_by("received_at")
    for case_id, voice, text, name, reporter, people in contacts.values_list(
        "submission__items__case",
        "submission",
        "text",
        "sender_name",
        "submission__reporter__name",
        "submission__reporter__people",
    ):
        if (case_id, voice) in seen or case_id not in case_ids:
            continue
        seen.add((case_id, voice))
        quote = quote_of(text, (), names=[each for each in (name, reporter) if each])
        found.setdefault(case_id, []).append((quote, people))
    return found
