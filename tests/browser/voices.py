"""Voices that a walk finds in the book, registered inside its hotline."""

from datetime import datetime

from langnghe.access.models import Officer
from langnghe.register.actions.facts import Matter, Registration, ReporterFacts
from langnghe.register.actions.submissions import open_submission, register_submission
from langnghe.register.models import Case, Contact, Topic
from langnghe.register.states import Channel, ContactState, Kind, LegalForm

NAME, PHONE = "Trần Thị Thí Dụ", "0900 000 012"


def case_of_a_call(
    key: str, *, said: str, title: str, ward_id: int, by: Officer, at: datetime
) -> Case:
    """Register an urgent call about a road; return its case."""
    contact = Contact.objects.create(
        channel=Channel.CALL, external_id=key, source="walk", received_at=at,
        state=ContactState.READ, sender_name=NAME, sender_key="+84900000012", sender_raw=PHONE,
        text=said,
    )  # fmt: skip
    voice = open_submission(contact, at=at)
    topic = Topic.objects.get(code="GT.01")
    matter = Matter(title=title, urgency="K2", topic_id=topic.pk, ward_id=ward_id)
    form = Registration(
        kind=Kind.REPORT,
        legal_form=LegalForm.TELEPHONE,
        reporter=ReporterFacts(name=NAME, phone=PHONE),
        matters=(matter,),
    )
    voice = register_submission(voice.pk, form, by=by, at=at, version=voice.version)
    return voice.items.get().case
