"""A memo from its case: what, who says it, which law, what can be done, what is proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from langnghe.access.models import Agency
from langnghe.deadlines.actions.owe import Owed
from langnghe.deadlines.queries import obligations_of, office_calendar
from langnghe.direction.models import Memo
from langnghe.register import labels
from langnghe.register.models import Case, Contact, Submission
from langnghe.register.rules import RESULT_LIMITS
from langnghe.register.states import Urgency
from langnghe.understanding.quotes import quote_of
from langnghe.workdays.due import due_at

QUOTED, QUOTES = 30, 3
"""So many of the newest voices are read for quotes, and so many quotes are written down."""

LAWS = 4
_FALLBACK = (1, "wd")


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What a memo begins with; a specialist edits it."""

    summary: str
    voices: str
    law: str
    options: str
    proposal: str
    agency: Agency | None
    due_at: datetime


def decision_owed(memo: Memo) -> Owed:
    """Return by when a leader decides on a memo, and which rule says so."""
    rule = memo.rule
    limit, unit = (rule.limit, rule.unit) if rule and rule.limit else _FALLBACK
    with translation.override(settings.LANGUAGE_CODE):
        said = _("Leader's decision on memo {code}").format(code=memo.code)
    return Owed(
        event=said,
        basis=rule.basis if rule else "",
        limit=limit,
        unit=unit,
        holder=memo.leader,
    )


def usual_agency(case: Case) -> Agency | None:
    """Return the agency that has the case, else the usual one of its topic, else its ward's."""
    if case.lead_agency is not None:
        return case.lead_agency
    agency = case.topic.agencies.first() if case.topic else None
    if agency is None and case.ward is not None:
        prefix = settings.PROFILE_FACTS["ward_agency"]["prefix"]
        agency = Agency.objects.filter(code=f"{prefix}{case.ward.code}").first()
    return agency


def usual_due(case: Case, *, at: datetime) -> datetime:
    """Return by when the result of a case of this urgency is usually due."""
    limit, unit = RESULT_LIMITS[Urgency(case.urgency)]
    return due_at(limit, unit, at, office_calendar())


def brief_of(case: Case, *, at: datetime) -> Brief:
    """Write the first words of a memo, in the language of the office's papers."""
    voices = list(
        Submission.objects.filter(items__case=case).select_related("reporter").order_by("-pk")
    )
    agency, due = usual_agency(case), usual_due(case, at=at)
    with translation.override(settings.LANGUAGE_CODE):
        return Brief(
            summary=_summary(case, voices),
            voices=_voices(case, voices),
            law=_law(case),
            options=_options(agency),
            proposal=_proposal(agency, due),
            agency=agency,
            due_at=due,
        )


def _summary(case: Case, voices: Sequence[Submission]) -> str:
    where = ", ".join(part for part in (case.place, case.ward.name if case.ward else "") if part)
    first = min((voice.received_at for voice in voices), default=case.opened_at)
    people = sum(voice.reporter.people for voice in voices)
    heard = ngettext("{n} voice", "{n} voices", len(voices)).format(n=len(voices))
    spoken = ngettext("{n} person", "{n} people", people).format(n=people)
    levels = " · ".join(
        str(word)
        for word in (
            labels.URGENCIES[Urgency(case.urgency)],
            case.topic.name if case.topic else "",
        )
        if word
    )
    return "\n".join(
        (
            case.title,
            _("{where}; since {first}").format(
                where=where or _("place not known"), first=_said(first)
            ),
            _("{levels}; {heard}, {spoken}").format(levels=levels, heard=heard, spoken=spoken),
        )
    )


def _voices(case: Case, voices: Sequence[Submission]) -> str:
    """Return quotes without names, numbers and addresses; who asks for secrecy is not quoted."""
    open_ones = {
        voice.pk: voice.reporter.name
        for voice in voices[:QUOTED]
        if not voice.reporter.asks_secrecy
    }
    said = Contact.objects.filter(submission__in=open_ones).order_by("received_at", "pk")
    quotes: dict[str, None] = {}
    for submission_id, text in said.values_list("submission_id", "text"):
        quote = quote_of(text, (), names=[open_ones[submission_id]])
        if quote:
            quotes.setdefault(quote)
    return "\n".join(f"“{quote}”" for quote in list(quotes)[:QUOTES])


def _law(case: Case) -> str:
    """Say which rules run, the nearest first, each with its basis."""
    running = obligations_of(case).running()
    known = dict.fromkeys(f"{each.event}: {each.basis}" for each in running if each.basis)
    return "\n".join(list(known)[:LAWS])


def _options(agency: Agency | None) -> str:
    first = _("1. Forward to {agency} to handle and report.").format(agency=agency or "…")
    second = _("2. Order on the spot: who leads, who helps, by when, what is reported.")
    third = _("3. Ask for more before deciding.")
    return "\n".join((first, second, third))


def _proposal(agency: Agency | None, due: datetime) -> str:
    return _("Forward to {agency}; result reported by {due}.").format(
        agency=agency or "…", due=_said(due)
    )


def _said(at: datetime) -> str:
    return date_format(timezone.localtime(at), "H:i d/m/Y")
