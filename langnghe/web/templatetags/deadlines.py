"""What is owed for a submission or a case, with the rule that says so."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.deadlines.models import Obligation
from langnghe.deadlines.queries import more_time_of, obligations_of, office_calendar
from langnghe.deadlines.states import ObligationState
from langnghe.register import labels
from langnghe.register.models import Case, Submission
from langnghe.register.states import Kind, Sensitivity
from langnghe.web.clock import now
from langnghe.web.day_line import day_line

register = template.Library()


@register.filter
def said(text: str) -> str:
    """Say a text of ours in the language of the screen; a rule's own words stay as they are."""
    return _(text) if text else ""


@register.filter
def limit_words(obligation: Obligation) -> str:
    """Say how long something may take; "" for a moment that was given."""
    n = obligation.limit
    if n is None:
        return ""
    words = {
        "wd": ngettext("{n} working day", "{n} working days", n),
        "cd": ngettext("{n} day", "{n} days", n),
        "wh": ngettext("{n} working hour", "{n} working hours", n),
        "h": ngettext("{n} hour", "{n} hours", n),
    }
    return words[obligation.unit].format(n=n)


@register.inclusion_tag("deadlines/_owed.html", takes_context=True)
def owed_for(context: Context, subject: Submission | Case) -> dict[str, Any]:
    """Show what runs, each with its line of days; below it what ended."""
    at, calendar = now(), office_calendar()
    rows = list(obligations_of(subject))
    running = [each for each in rows if each.state == ObligationState.RUNNING]
    return {
        "running": [(each, day_line(each, calendar, at=at)) for each in running],
        "ended": [(each, each.is_late(at)) for each in rows if each.state == ObligationState.MET],
        "at": at,
        "extended": more_time_of(subject) if isinstance(subject, Submission) else [],
        "may_extend": _may_extend(context) and isinstance(subject, Submission),
    }


def _may_extend(context: Context) -> bool:
    officer = context.get("officer")
    return isinstance(officer, Officer) and (
        officer.may(Right.PREPARE) or officer.may(Right.DIRECT)
    )


@register.filter
def matter(owed: Obligation) -> str:
    """Say what an obligation is about; nothing of what is sensitive, as in every list."""
    subject = owed.submission or owed.case
    if subject is None or subject.sensitivity == Sensitivity.S2:
        return ""
    return subject.summary if isinstance(subject, Submission) else subject.title


@register.filter
def force_words(force: str) -> str:
    """Say how binding a rule is; words of another profile stay as they are."""
    known = {
        "statutory": _("by law"),
        "statutory (state)": _("by law, for state bodies"),
        "statutory (state bodies)": _("by law, for state bodies"),
        "statutory/TTHC": _("by law, an administrative procedure"),
        "party rule": _("by a rule of the Party"),
        "city rule (iHanoi)": _("by a rule of the city (iHanoi)"),
        "office default": _("the office's own"),
        "peer benchmark": _("what another city does"),
        "hard stop": _("nothing is done after it"),
    }
    return known.get(force, force)


@register.filter
def unlocalized(number: float) -> str:
    """Write a number for a picture: with a point in every language."""
    return f"{number:g}"


@register.filter
def rule_kind(kind: str) -> str:
    """Say for which submissions a rule is."""
    own = {
        "all": _("every submission"),
        "all_written": _("every written petition"),
        "pakn_qdhc": _("views on administrative rules"),
        "document": _("documents"),
        "data_subject": _("requests on personal data"),
    }
    return own.get(kind) or str(labels.KINDS.get(Kind(kind), kind))
