"""What is understood of a call while it is typed: nothing is stored, nothing is decided."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.models import Case
from langnghe.triage.actions.compare import most_alike
from langnghe.triage.knowing import knowledge_at_hand, rarity, say_rule
from langnghe.triage.models import Suggestion
from langnghe.understanding.alike import SHOW_AT
from langnghe.understanding.finding import Understanding, as_facts
from langnghe.understanding.reading import understand
from langnghe.understanding.trace import trace_of
from langnghe.understanding.words import read_words
from langnghe.web.clock import now
from langnghe.web.shell import officer_of
from langnghe.web.suggested import Choice, chips_of

SHORTEST, LONGEST, CASES = 8, 60_000, 3
_OF_THE_MATTER = ("topic", "ward", "urgency", "sensitivity")


@dataclass(frozen=True, kw_only=True)
class Fill:
    """A chip of the call form: which field of the form it fills, and with what."""

    field: str
    name: str
    value: str
    words: str
    sure: str
    sure_words: str
    rule: str


@require_POST
def understood(request: HttpRequest) -> HttpResponse:
    """Say what the words typed so far may be."""
    officer = officer_of(request)
    require(officer, Right.REGISTER)
    text = request.POST.get("text", "")[:LONGEST]
    if len(text.strip()) < SHORTEST:
        return HttpResponse("")
    known = knowledge_at_hand()
    if known is None:
        return HttpResponse(status=202)  # being read: the screen asks again
    found = understand(text, known, channel="call")
    rules = [each.rule for each in found.alarms]
    language = get_language() or "vi"
    context = {
        "fills": _fills(found),
        "asked": _asked(found),
        "danger": [say_rule(rule, language) for rule in rules if ":" not in rule],
        "cases": _cases(text, found, officer),
    }
    return render(request, "calls/_understood.html", context)


def _suggestion(found: Understanding) -> Suggestion:
    return Suggestion(
        topic=found.topics[0].value if found.topics else "",
        ward=found.ward.value if found.ward else "",
        facts=as_facts(found),
    )


def _fills(found: Understanding) -> list[Fill]:
    return [
        Fill(
            field=f"m0-{chip.field}" if chip.field in _OF_THE_MATTER else chip.field,
            name=chip.name,
            value=chip.value,
            words=chip.words,
            sure=chip.sure,
            sure_words=chip.sure_words,
            rule=chip.rule,
        )
        for chip in chips_of(_suggestion(found))
        if chip.value
    ]


def _asked(found: Understanding) -> tuple[Choice, ...]:
    """Return the wards to ask about, where several may be meant."""
    chips = {chip.field: chip for chip in chips_of(_suggestion(found))}
    return () if chips["ward"].value else chips["ward"].choices


def _cases(text: str, found: Understanding, officer: Officer) -> list[Case]:
    """Return open cases that may be what the caller tells of."""
    trace = trace_of(read_words(text), found, rarity(), received_at=now())
    alike = [pk for pk, likeness in most_alike(trace) if likeness.odds >= SHOW_AT]
    cases = Case.objects.visible_to(officer).open()
    rows = cases.filter(items__submission__in=alike).select_related("ward").distinct()
    best = {
        row["pk"]: alike.index(row["items__submission"])
        for row in rows.order_by().values("pk", "items__submission")
        if row["items__submission"] in alike
    }
    return sorted(rows, key=lambda case: best.get(case.pk, len(alike)))[:CASES]
