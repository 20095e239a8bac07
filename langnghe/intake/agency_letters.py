"""The words of mails to agencies: plain and HTML of equal content, in Vietnamese."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from langnghe.direction.models import Directive
from langnghe.direction.told import Told, told_of
from langnghe.intake.dispatches import page_address
from langnghe.intake.models import Dispatch, Tiding
from langnghe.reply.letters import Draft, html_of

LANGUAGE = "vi"
SHOWN = 30
"""So many cases stand in one mail; the page shows all."""


@dataclass(frozen=True)
class _Shown(Told):
    why: str = ""


def letter_about(dispatch: Dispatch, tidings: Sequence[Tiding]) -> Draft:
    """Write what an agency is to be told, in one mail however many cases it is about."""
    about = {each.assignment_id: each for each in tidings}
    told = told_of([each.assignment for each in about.values()])
    with override(LANGUAGE):
        shown = [
            _Shown(each.assignment, each.title, each.place, each.voices, each.people, why)
            for each in told[:SHOWN]
            for why in [_why(about[each.assignment.pk])]
        ]
        text = render_to_string(
            "intake/agency_letter.txt",
            {
                "agency": dispatch.agency,
                "opening": _opening(list(about.values())),
                "shown": shown,
                "more": max(0, len(told) - SHOWN),
                "orders": _orders_of(told),
                "page": page_address(dispatch.token),
                "token": dispatch.token,
                "signature": settings.PROFILE_FACTS.get("sender_name", "Lắng Nghe"),
            },
        )
        return Draft(subject=_subject(told, list(about.values())), text=tidy(text))


def _orders_of(told: Sequence[Told]) -> list[Directive]:
    """Return the orders that hold for more than one of these cases."""
    held = Counter(each.assignment.directive_id for each in told)
    wide = [pk for pk, count in held.items() if pk is not None and count > 1]
    return list(Directive.objects.filter(pk__in=wide).order_by("pk"))


def html_for(draft: Draft, code: str) -> str:
    """Lay the same words out as a letter."""
    return html_of(draft.text, code=code, language=LANGUAGE)


def tidy(text: str) -> str:
    """Leave no more than one empty line between parts."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _opening(tidings: Sequence[Tiding]) -> str:
    kinds = {each.about for each in tidings}
    if kinds == {Tiding.About.REDO}:
        return _("We ask you to do more, for the reasons given.")
    if kinds == {Tiding.About.EXTENDED}:
        return _("You have more time, as you asked.")
    if kinds == {Tiding.About.REFUSED}:
        return _("More time cannot be given; the deadline stands.")
    return ngettext(
        "We hand you {n} case to take on and to deal with, and ask for your result.",
        "We hand you {n} cases to take on and to deal with, and ask for your results.",
        len(tidings),
    ).format(n=len(tidings))


def _why(tiding: Tiding) -> str:
    facts = tiding.entry.facts
    if tiding.about == Tiding.About.REDO:
        return _("What is missing: {why}").format(why=facts.get("reason", ""))
    if tiding.about == Tiding.About.EXTENDED:
        return _("More time was given.")
    if tiding.about == Tiding.About.REFUSED:
        return _("More time was not given. {why}").format(why=facts.get("text", "")).strip()
    return ""


def _subject(told: Sequence[Told], tidings: Sequence[Tiding]) -> str:
    first = told[0]
    code = first.assignment.case.code
    what = {
        Tiding.About.SENT: _("to be taken on and dealt with"),
        Tiding.About.REDO: _("more to be done"),
        Tiding.About.EXTENDED: _("more time given"),
        Tiding.About.REFUSED: _("no more time"),
    }[Tiding.About(tidings[0].about)]
    if len(told) > 1:
        return _("[{code}] and {n} more: {what}").format(code=code, n=len(told) - 1, what=what)
    title = "" if first.is_sensitive else f" · {first.title[:120]}"
    return f"[{code}] {what[:1].upper()}{what[1:]}{title}"
