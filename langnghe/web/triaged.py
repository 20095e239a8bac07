"""What triage has to say beside a submission: its chips, its marked words, what is alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.actions.facts import Matter
from langnghe.register.models import Contact, Submission, Topic, Ward
from langnghe.register.states import ReporterKind
from langnghe.triage.actions.decide import FIELDS, matters_of
from langnghe.triage.models import Suggestion
from langnghe.web.alike import alike_of, repeats_of
from langnghe.web.forms.registration import MatterForm, RegistrationForm
from langnghe.web.marked import MarkedText, marked_text
from langnghe.web.suggested import Chip, Names, chips_of, suggestion_of


def suggested_context(
    submission: Submission, officer: Officer, *, limit: int | None = None
) -> dict[str, Any]:
    """Collect it for a page; `limit` is how many characters a preview shows."""
    suggestion = suggestion_of(submission)
    joins = officer.may(Right.CLASSIFY) and submission.status not in {"joined", "set_aside"}
    return {
        "suggestion": suggestion,
        "chips": chips_of(suggestion) if suggestion else [],
        "matters_found": _matters(suggestion) if suggestion else [],
        "marked": _marked(suggestion, limit) if suggestion else None,
        "alike": alike_of(submission, officer) if joins else [],
        "repeats": repeats_of(submission, officer),
    }


def _marked(suggestion: Suggestion, limit: int | None) -> MarkedText | None:
    contact = Contact.objects.filter(pk=suggestion.facts.get("contact")).first()
    if contact is None:
        return None
    return marked_text(suggestion.facts, contact.subject, contact.text, limit=limit)


def _matters(suggestion: Suggestion) -> list[tuple[str, str]]:
    """Return the first words and the topic of each of several matters."""
    names = Names.of([suggestion])
    return [
        (piece["words"], names.say("topic", piece["topic"]))
        for piece in suggestion.facts.get("pieces", ())
    ]


def prefilled(submission: Submission) -> dict[str, Any]:
    """Return the forms of a new submission, filled in as it is suggested and marked so."""
    form, suggestion = RegistrationForm.of(submission), suggestion_of(submission)
    if suggestion is None:
        return {"form": form, "matters": [MatterForm(prefix="m0")]}
    chips = {chip.field: chip for chip in chips_of(suggestion)}
    if chips["kind"].value:
        form.initial["kind"] = chips["kind"].value
        form.suggested = {"kind": chips["kind"].sure_words}
    people = int(suggestion.facts.get("people", 1))
    if people > 1:
        form.initial.update(people=people, reporter_kind=ReporterKind.GROUP)
        form.suggested = {**form.suggested, "people": str(_("from the words"))}
    values = {name: chips[name].value for name in FIELDS}
    found = matters_of(submission, suggestion, values)
    return {
        "form": form,
        "matters": [
            _matter_form(number, matter, chips if len(found) == 1 else {})
            for number, matter in enumerate(found)
        ],
    }


def _matter_form(number: int, matter: Matter, chips: Mapping[str, Chip]) -> MatterForm:
    topic = Topic.objects.filter(pk__in=[matter.topic_id or 0]).first()
    ward = Ward.objects.filter(pk__in=[matter.ward_id or 0]).first()
    initial = {
        "title": matter.title,
        "topic": topic.code if topic else "",
        "ward": ward.code if ward else "",
        "place": matter.place,
        "urgency": matter.urgency,
        "sensitivity": matter.sensitivity,
    }
    form = MatterForm(prefix=f"m{number}", initial=initial)
    form.suggested = {
        name: chips[name].sure_words if name in chips else str(_("perhaps"))
        for name in ("topic", "ward", "urgency", "sensitivity")
        if initial[name]
    }
    return form
