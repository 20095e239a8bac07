"""The letters of the made-up year: the profile's texts, filled as the hotline fills them."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.register import rules
from langnghe.register.actions.history import Made
from langnghe.register.timeline import Event
from langnghe.reply import events as told
from langnghe.reply.letters import fill, html_of
from langnghe.reply.models import Outgoing
from langnghe.vietnamese.phones import say_digits

if TYPE_CHECKING:
    from langnghe.ops.demo.course import Course

_PURPOSES = {
    "acknowledgement": Outgoing.Purpose.ACKNOWLEDGEMENT,
    "first_notice": Outgoing.Purpose.NOTICE,
    "answer": Outgoing.Purpose.ANSWER,
}
_OWN = {"vi": "tổ trực", "en": "the duty team"}


def letter(course: "Course", code: str, by: Officer | None = None) -> Outgoing:
    """Write a letter; what only the stored submission knows is filled in by `finish`."""
    voice, language = course.voice, course.voice.language
    text = course.office.texts.get((code, language)) or course.office.texts[code, "vi"]
    agency = course.office.agencies[course.agency_id].name
    facts = {
        "name": voice.citizen.name or ("Ông/Bà" if language == "vi" else "Sir or Madam"),
        "summary": rules.summary_of(voice.text, voice.subject),
        "agency": _OWN[language] if voice.settle else agency,
        "due": f"{course.due:%d/%m/%Y}",
        "result": voice.result,
        "hotline": settings.PROFILE_FACTS.get("hotline_number", ""),
        "officer": by.full_name if by else "",
    }
    return Outgoing(
        purpose=_PURPOSES[code],
        to_address=voice.citizen.email,
        to_name=voice.citizen.name,
        subject=fill(text.subject, facts),
        text=fill(text.text, facts).strip(),
        state=Outgoing.State.KEPT,
        is_automatic=code == "acknowledgement",
        created_at=course.moment,
        created_by=by,
    )


def letter_fact(mail: Outgoing) -> Callable[[Made], Event]:
    """Return what the timeline says of a letter, once its code is known."""
    kind = told.Answered if mail.purpose == Outgoing.Purpose.ANSWER else told.Noticed
    return lambda made: kind(address=mail.to_address, text=with_code(mail.text, made))


def with_code(text: str, made: Made) -> str:
    """Fill in the code."""
    code = made.submission.code
    return fill(text, {"code": code, "code_spoken": say_digits(code, made.row.language)})


def finish(mail: Outgoing, made: Made, number: int) -> Outgoing:
    """Make a letter ready to be stored with its submission; `number` counts its letters."""
    mail.submission = made.submission
    mail.subject, mail.text = with_code(mail.subject, made), with_code(mail.text, made)
    code, domain = made.submission.code, settings.MAIL_ADDRESS.rpartition("@")[2] or "localhost"
    mail.html = html_of(mail.text, code=code, language=made.row.language)
    mail.once_key = f"demo:{code}:{number}"
    mail.message_id = f"{code.lower()}.{number}@{domain}"
    mail.in_reply_to = made.contact.message_id
    mail.refers_to = [made.contact.message_id] if made.contact.message_id else []
    return mail


def is_recent(mail: Outgoing, *, days: int, at: datetime) -> bool:
    """Tell whether a letter is of the last days, by the office's calendar."""
    return (timezone.localdate(at) - timezone.localdate(mail.created_at)).days <= days
