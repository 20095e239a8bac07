"""From the course of a made-up submission to the row that is loaded."""

from dataclasses import dataclass, replace
from datetime import datetime

from langnghe.ops.demo.course import Course
from langnghe.ops.demo.steps import Standing, standing
from langnghe.register.actions.history import PastSubmission
from langnghe.register.states import Channel, Kind, LegalForm, Sensitivity, Status

_FORMS = {Channel.MAIL: LegalForm.PLAIN_MAIL, Channel.CALL: LegalForm.TELEPHONE}


@dataclass
class Plan:
    """A row to load, and what belongs to it once it is stored."""

    row: PastSubmission
    standing: Standing


def plan_of(course: Course, key: str, *, at: datetime, event: str = "") -> Plan:
    """Say how a submission looks at a moment; `event` ties it to the case of others."""
    found = standing(course.steps, until=course.turns.until, at=at)
    voice, citizen = course.voice, course.voice.citizen
    row = PastSubmission(
        key=key,
        channel=voice.channel,
        received_at=course.begun,
        text=voice.text,
        subject=voice.subject,
        name=citizen.name,
        phone=citizen.phone,
        email=citizen.email,
        address=_address(course),
        reporter_kind=citizen.kind,
        people=citizen.people,
        legal_form=_FORMS[voice.channel],
        case_key=event,
        is_demo=True,
        language=voice.language,
        seconds=course.seconds,
        message_id=f"{key}@example.com" if voice.channel == Channel.MAIL else "",
        later=tuple(found.later),
        facts=tuple(found.facts),
        **found.row,
    )
    if row.status == Status.SET_ASIDE:
        row = replace(row, kind=Kind.SPAM)
    elif row.status != Status.NEW:
        row = _classified(row, course)
    return Plan(row, found)


def _classified(row: PastSubmission, course: Course) -> PastSubmission:
    """Say what an officer made of it when it was put into the book."""
    voice = course.voice
    return replace(
        row,
        kind=voice.kind,
        topic_id=course.office.topics[voice.topic],
        ward_id=course.office.wards.get(voice.ward or ""),
        place=voice.place,
        title=voice.title,
        urgency=voice.urgency,
        sensitivity=voice.sensitivity,
        asks_secrecy=voice.sensitivity == Sensitivity.S2,
    )


def _address(course: Course) -> str:
    home = course.office.places.get(course.voice.citizen.ward)
    return home.name if home and course.voice.citizen.name else ""
