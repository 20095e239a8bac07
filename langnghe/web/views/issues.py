"""Issues: what is proposed, what lives, what ended; one issue, and what people decide about it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Case, Entry, Ward
from langnghe.triage.actions import issues as decide
from langnghe.triage.models import Issue, IssueRun
from langnghe.triage.states import IssueState
from langnghe.understanding.natures import LEAST_CASES, WINDOW
from langnghe.web import issue_shown as shown
from langnghe.web.clock import now
from langnghe.web.hot_pictures import WardMap, Week, map_of
from langnghe.web.numbers import number_in, numbers_in
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.shown import shown_entries

SHOWN_ENDED, SHOWN_PROPOSED = 60, 40
SHOWN_CASES, SHOWN_TOLD = 200, 8


def issues(request: HttpRequest) -> HttpResponse:
    """Show the issues that live, those proposed, those that ended."""
    officer = officer_of(request)
    require(officer, Right.READ)
    today = timezone.localtime(now()).date()
    visible = Issue.objects.visible_to(officer).select_related("topic", "joined_to")
    living = shown.rows_of(list(visible.filter(state=IssueState.LIVING)), officer, today)
    proposed = shown.rows_of(list(visible.filter(state=IssueState.PROPOSED)), officer, today)
    ended = visible.filter(state__in=(IssueState.CLOSED, IssueState.DECLINED))[:SHOWN_ENDED]
    proposed.sort(key=lambda row: (-row.cases, row.issue.pk))
    context = {
        "living": living,
        "proposed": proposed[:SHOWN_PROPOSED],
        "more_proposed": max(0, len(proposed) - SHOWN_PROPOSED),
        "ended": shown.rows_of(list(ended), officer, today),
        "last": IssueRun.objects.first(),
        "days": WINDOW.days,
        "least": LEAST_CASES,
    }
    return render(request, "issues/issues.html", context)


def found(request: HttpRequest, code: str) -> Issue:
    """Return the issue an address names, or answer 404."""
    visible = Issue.objects.visible_to(officer_of(request))
    return get_object_or_404(
        visible.select_related("topic", "joined_to", "decided_by"), code=code.upper()
    )


def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Show one issue: its curve, wards, voices, agencies, orders, results, cases, history."""
    return _page(request, found(request, code))


def _page(
    request: HttpRequest, subject: Issue, *, status: int = 200, **more: object
) -> HttpResponse:
    officer, at = officer_of(request), now()
    members = list(
        shown.members_seen([subject], officer)
        .select_related("case__ward", "case__topic")
        .order_by("-case__opened_at", "-case_id")
    )
    cases = [member.case for member in members if shown.counted(subject, member)]
    today = timezone.localtime(at).date()
    row = shown.rows_of([subject], officer, today)[0]
    agencies = shown.agencies_of(cases, at)
    entries = Entry.objects.filter(issue_steps__issue=subject).order_by("-at", "-pk")
    seen = Case.objects.visible_to(officer)
    history = entries.filter(case=None) | entries.filter(case__in=seen)
    others = Issue.objects.visible_to(officer).filter(
        state__in=(IssueState.LIVING, IssueState.PROPOSED)
    )
    context = {
        "issue": subject,
        "row": row,
        "summary": summary_of(row, agencies),
        "curve": shown.curve_of(shown.days_of(case.opened_at for case in cases), today),
        "map": _map(cases),
        "wards": _wards(cases),
        "quotes": shown.quotes_of(subject, cases, officer),
        "agencies": agencies,
        "orders": shown.orders_of(cases)[:SHOWN_TOLD],
        "results": shown.results_of(cases)[:SHOWN_TOLD],
        "members": [m for m in members if shown.counted(subject, m)][:SHOWN_CASES],
        "waiting": [m for m in members if not shown.counted(subject, m)],
        "entries": shown_entries(history.filter(case=None).distinct(), officer),
        "moves": shown_entries(history.exclude(case=None).distinct(), officer),
        "others": others.exclude(pk=subject.pk).order_by("-state", "name")[:SHOWN_CASES],
        **more,
    }
    return render(request, "issues/issue.html", context, status=status)


def summary_of(row: shown.IssueRow, agencies: Sequence[shown.AgencyRow]) -> str:
    """Say an issue in one line, as a briefing has it."""
    if not row.cases or row.first_at is None or row.last_at is None:
        return _("No case yet.")
    parts = [
        ngettext("{n} case", "{n} cases", row.cases).format(n=row.cases),
        ngettext("{n} voice", "{n} voices", row.voices).format(n=row.voices),
        ngettext("{n} person", "{n} people", row.people).format(n=row.people),
        ngettext("{n} ward", "{n} wards", row.wards).format(n=row.wards),
        _("from {first} to {last}").format(first=_day(row.first_at), last=_day(row.last_at)),
    ]
    has, late = sum(each.has for each in agencies), sum(each.late for each in agencies)
    done = sum(each.on_time + each.too_late for each in agencies)
    work = [
        ngettext("{n} with an agency", "{n} with agencies", has).format(n=has) if has else "",
        ngettext("{n} overdue", "{n} overdue", late).format(n=late) if late else "",
        ngettext("{n} with a result", "{n} with results", done).format(n=done) if done else "",
    ]
    return "; ".join(part for part in (", ".join(parts), ", ".join(filter(None, work))) if part)


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "d/m/Y")


def _wards(cases: Sequence[Case]) -> list[tuple[Ward | None, int]]:
    counts = Counter(case.ward for case in cases)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].sort_key if pair[0] else "~"))


def _map(cases: Sequence[Case]) -> WardMap | None:
    counts = Counter(case.ward.code for case in cases if case.ward)
    names = dict(Ward.objects.values_list("code", "short_name"))
    return map_of([Week(code, n, 0.0, is_hot=True) for code, n in counts.items()], names)


def _version(request: HttpRequest) -> int | None:
    return number_in(request.POST.get("version"))


def _case_id(request: HttpRequest) -> int:
    given = number_in(request.POST.get("case"))
    if given is None:
        raise Missing(request.POST.get("case"))
    return given


def _accept(request: HttpRequest, subject: Issue, by: Officer) -> str:
    name = request.POST.get("name", "")
    decide.accept_issue(subject.pk, name=name, by=by, at=now(), version=_version(request))
    return _("The issue lives. New cases of this nature will be proposed for it.")


def _rename(request: HttpRequest, subject: Issue, by: Officer) -> str:
    name = request.POST.get("name", "")
    decide.rename_issue(subject.pk, name=name, by=by, at=now(), version=_version(request))
    return _("Saved.")


def _decline(request: HttpRequest, subject: Issue, by: Officer) -> str:
    decide.decline_issue(subject.pk, note=request.POST.get("note", ""), by=by, at=now())
    return _("Declined. These cases are not proposed as an issue again.")


def _add(request: HttpRequest, subject: Issue, by: Officer) -> str:
    code = request.POST.get("case_code", "")
    try:
        decide.add_case(subject.pk, case_code=code, by=by, at=now())
    except Missing:
        raise UnknownCode(code) from None
    return _("{code} belongs to this issue.").format(code=code.upper())


def _remove(request: HttpRequest, subject: Issue, by: Officer) -> str:
    decide.remove_case(subject.pk, case_id=_case_id(request), by=by, at=now())
    return _("The case does not belong to this issue, and is not proposed for it again.")


def _split(request: HttpRequest, subject: Issue, by: Officer) -> str:
    chosen = numbers_in(request.POST.getlist("cases"))
    name = request.POST.get("name", "")
    other = decide.split_issue(subject.pk, case_ids=chosen, name=name, by=by, at=now())
    return _("The chosen cases are now issue {code}.").format(code=other.code)


def _join(request: HttpRequest, subject: Issue, by: Officer) -> str:
    other = request.POST.get("other", "")
    try:
        decide.join_issues(subject.pk, other_code=other, by=by, at=now())
    except Missing:
        raise UnknownCode(other) from None
    return _("{code} goes on inside this issue.").format(code=other.upper())


def _close(request: HttpRequest, subject: Issue, by: Officer) -> str:
    decide.close_issue(subject.pk, note=request.POST.get("note", ""), by=by, at=now())
    return _("The issue ended. No case is proposed for it any more.")


def _reopen(request: HttpRequest, subject: Issue, by: Officer) -> str:
    decide.reopen_issue(subject.pk, note=request.POST.get("note", ""), by=by, at=now())
    return _("The issue lives again.")


def _note(request: HttpRequest, subject: Issue, by: Officer) -> str:
    decide.note_issue(subject.pk, text=request.POST.get("text", ""), by=by, at=now())
    return _("The note is kept.")


class UnknownCode(Exception):
    """What was typed is no code of a case or issue that this officer may see."""


STEPS: dict[str, Callable[[HttpRequest, Issue, Officer], str]] = {
    "accept": _accept,
    "rename": _rename,
    "decline": _decline,
    "add": _add,
    "remove": _remove,
    "split": _split,
    "join": _join,
    "close": _close,
    "reopen": _reopen,
    "note": _note,
}
_LIVING, _PROPOSED = frozenset({IssueState.LIVING}), frozenset({IssueState.PROPOSED})
_POSSIBLE = {
    "accept": _PROPOSED,
    "decline": _PROPOSED,
    "split": _LIVING | _PROPOSED,
    "reopen": frozenset({IssueState.CLOSED, IssueState.DECLINED}),
}
"""Where an issue stands while the form of a step is on its page; else while it lives."""
_REFUSALS = (decide.NoName, decide.NoCases, decide.WrongIssueState, ChangedMeanwhile)


@require_POST
def step(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Take one of the steps of an issue, and say what came of it; keep what a refused one says."""
    if what not in STEPS:
        raise Http404
    subject, officer = found(request, code), officer_of(request)
    try:
        messages.success(request, STEPS[what](request, subject, officer))
    except UnknownCode:
        trouble = _("There is no such code among what you may see. Check it, then try again.")
        messages.error(request, trouble)
        return _refused(request, code, what)
    except _REFUSALS as refusal:
        messages.error(request, sentence_of(refusal) or "")
        return _refused(request, code, what)
    goes_back = what == "decline" and Issue.objects.filter(pk=subject.pk, state=IssueState.DECLINED)
    return redirect(reverse("issues") if goes_back else reverse("issue", args=[subject.code]))


def _refused(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Show the issue as it is now, the form of a refused step open, with what was typed."""
    subject, typed = found(request, code), request.POST
    words = [typed.get(name, "").strip() for name in ("name", "note", "text", "case_code")]
    is_gone = subject.state not in _POSSIBLE.get(what, _LIVING)
    return _page(
        request,
        subject,
        status=409,
        opened=what,
        typed=typed,
        chosen=numbers_in(typed.getlist("cases")),
        lost="\n".join(filter(None, words)) if is_gone else "",
    )
