"""Orders: the list, one order, and each step; new ones on a case or an issue."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction.actions import (
    CaseEnded,
    NowhereToSend,
    ToDenounced,
    TransferredBefore,
    reports,
)
from langnghe.direction.actions import directives as orders
from langnghe.direction.actions.reach import waiting_cases
from langnghe.direction.briefs import usual_agency, usual_due
from langnghe.direction.models import Directive, DirectiveExtension, ReportFile
from langnghe.direction.orders import DeadlinePassed, NoWords
from langnghe.direction.queries import OrderCase, OrderRow, Progress, order_rows, progress_of
from langnghe.direction.states import (
    LIVING_ORDERS,
    DirectiveState,
    How,
    WrongDirectiveState,
)
from langnghe.register.gates import ChangedMeanwhile
from langnghe.register.models import Case, Entry
from langnghe.triage.models import Issue
from langnghe.triage.states import MemberState
from langnghe.web.clock import now
from langnghe.web.forms.orders import MoreTimeForm, OrderForm, ReportForm
from langnghe.web.numbers import number_in, page_in
from langnghe.web.order_shown import bars_of, case_rows, likely_agencies
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.shown import shown_entries
from langnghe.web.uploads import keep_uploads
from langnghe.web.views.files import answer_with
from langnghe.web.views.issues import found as found_issue
from langnghe.web.views.submissions import version_of
from langnghe.web.views.work import found as found_case

SHOWN, ENDED_SHOWN, CASES_SHOWN = 200, 40, 100


def directives(request: HttpRequest) -> HttpResponse:
    """Show the orders that are prepared, being carried out, ended lately."""
    officer, at = officer_of(request), now()
    visible = Directive.objects.visible_to(officer).select_related(
        "agency", "issue", "case", "given_by", "prepared_by", "acting_for"
    )
    running = visible.filter(state__in=LIVING_ORDERS).order_by("due_at")[:SHOWN]
    ended = visible.filter(state__in=(DirectiveState.DONE, DirectiveState.WITHDRAWN))
    rows = order_rows(running, officer, at=at)
    context = {
        "drafts": visible.filter(state=DirectiveState.DRAFT).order_by("prepared_at"),
        "late": [row for row in rows if _is_late(row, at)],
        "running": [row for row in rows if not _is_late(row, at)],
        "ended": order_rows(ended.order_by("-ended_at")[:ENDED_SHOWN], officer, at=at),
    }
    return render(request, "directives/directives.html", context)


def _is_late(row: OrderRow, at: datetime) -> bool:
    is_open = row.directive.state == DirectiveState.GIVEN
    return is_open and (row.directive.due_at < at or row.late > 0)


def found(request: HttpRequest, code: str) -> Directive:
    """Return the order an address names, or answer 404."""
    visible = Directive.objects.visible_to(officer_of(request))
    return get_object_or_404(
        visible.select_related(
            "agency", "reporter", "issue", "case", "given_by", "prepared_by", "acting_for"
        ),
        code=code.upper(),
    )


def directive(request: HttpRequest, code: str) -> HttpResponse:
    """Show one order: what was ordered, what was done, what is late."""
    return _page(request, found(request, code))


def _page(
    request: HttpRequest, subject: Directive, *, status: int = 200, **more: object
) -> HttpResponse:
    officer, at = officer_of(request), now()
    progress = progress_of(subject, officer, at=at)
    chosen = _chosen(request, progress)
    page = page_in(request.GET.get("page"))
    start = (page - 1) * CASES_SHOWN
    context = {
        "directive": subject,
        "co_agencies": subject.co_agencies.all(),
        "progress": progress,
        "bars": bars_of(progress),
        "rows": case_rows(chosen[start : start + CASES_SHOWN]),
        "show": request.GET.get("show", ""),
        "agency": request.GET.get("agency", ""),
        "hows": [how for how in How if progress.total.counts[how]],
        "page": page,
        "pages": max(1, -(-len(chosen) // CASES_SHOWN)),
        "found": len(chosen),
        "on_the_way": _on_the_way(subject),
        "reports": subject.reports.select_related("agency", "reported_by").prefetch_related(
            "files"
        ),
        "extensions": subject.extensions.select_related("agency", "asked_by", "decided_by"),
        "report_form": ReportForm(),
        "more_time_form": MoreTimeForm(),
        "entries": shown_entries(_history(subject, officer), officer),
        "is_ours": officer.agency_id is not None,
        **more,
    }
    return render(request, "directives/directive.html", context, status=status)


def _chosen(request: HttpRequest, progress: Progress) -> list[OrderCase]:
    show = request.GET.get("show", "")
    agency = number_in(request.GET.get("agency"))
    cases = list(progress.cases)
    if show in list(How):
        cases = [each for each in cases if each.how == show]
    if agency is not None:
        cases = [each for each in cases if each.agency_id == agency]
    return cases


def _on_the_way(subject: Directive) -> int:
    """Return how many cases a job is still to reach."""
    if subject.state not in LIVING_ORDERS or subject.reached_at is not None:
        return 0
    return waiting_cases(subject).count()


def _history(subject: Directive, officer: Officer) -> QuerySet[Entry]:
    """Return what happened to the order itself: its cases tell of themselves."""
    told = Entry.objects.filter(
        kind__startswith="directive.", facts__directive_code=subject.code
    ).exclude(kind__in=("directive.reached", "directive.left"))
    if subject.issue_id is not None:
        told = told.filter(issue_steps__issue=subject.issue_id)
    else:
        told = told.filter(case=subject.case_id)
    return told.select_related("by").order_by("at", "pk")


def on_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Write an order on a whole issue."""
    issue = found_issue(request, code)
    members = Case.objects.filter(issue_members__issue=issue, issue_members__state=MemberState.IN)
    seen = members.filter(pk__in=Case.objects.visible_to(officer_of(request)).values("pk"))
    return _new(request, issue=issue, cases=seen)


def on_case(request: HttpRequest, code: str) -> HttpResponse:
    """Write an order on one case."""
    case = found_case(request, code)
    return _new(request, case=case, cases=Case.objects.filter(pk=case.pk))


def _new(
    request: HttpRequest,
    *,
    cases: QuerySet[Case],
    issue: Issue | None = None,
    case: Case | None = None,
) -> HttpResponse:
    officer, at = officer_of(request), now()
    if not officer.may(Right.DIRECT):
        require(officer, Right.PREPARE)
    first = case or cases.order_by("-opened_at").first()
    form = OrderForm(request.POST or None, initial=_usual(first, at) if first else {})
    asks = False
    if request.method == "POST" and form.is_valid():
        try:
            return _written(request, form, issue=issue, case=case)
        except (ToDenounced, TransferredBefore, NowhereToSend, CaseEnded) as refusal:
            asks = isinstance(refusal, ToDenounced | TransferredBefore)
            messages.error(request, sentence_of(refusal) or "")
    context = {
        "form": form,
        "issue": issue,
        "case": case,
        "count": cases.count(),
        "likely": likely_agencies(cases) if issue else [],
        "chosen": request.POST.getlist("co_agencies"),
        "needs_override": asks,
        "typed": request.POST,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/new.html", context, status=status)


def _written(
    request: HttpRequest, form: OrderForm, *, issue: Issue | None, case: Case | None
) -> HttpResponse:
    officer, order = officer_of(request), form.order(override=request.POST.get("override", ""))
    about = {"issue_id": issue.pk if issue else None, "case_id": case.pk if case else None}
    is_given = "give" in request.POST and officer.may(Right.DIRECT)
    act = orders.order_at_once if is_given else orders.prepare_directive
    made = act(order, **about, by=officer, at=now())
    messages.success(request, _("Given.") if is_given else _("Prepared: a leader gives it."))
    return redirect("directive", code=made.code)


def _usual(case: Case, at: datetime) -> dict[str, object]:
    agency = usual_agency(case)
    return {"agency": agency.code if agency else "", "due_on": usual_due(case, at=at).date()}


class NotFilled(Exception):
    """A field is missing or wrong; `forms` say which."""

    def __init__(self, **forms: object) -> None:
        super().__init__()
        self.forms = forms


def _give(request: HttpRequest, subject: Directive, by: Officer) -> str:
    override = request.POST.get("override", "")
    orders.give_directive(
        subject.pk, override=override, version=version_of(request), by=by, at=now()
    )
    return _("Given.")


def _withdraw(request: HttpRequest, subject: Directive, by: Officer) -> str:
    reason = request.POST.get("reason", "")
    orders.withdraw_directive(subject.pk, reason=reason, by=by, at=now())
    return _("Withdrawn.")


def _finish(request: HttpRequest, subject: Directive, by: Officer) -> str:
    orders.finish_directive(subject.pk, note=request.POST.get("note", ""), by=by, at=now())
    return _("The order is carried out.")


def _reopen(request: HttpRequest, subject: Directive, by: Officer) -> str:
    orders.reopen_directive(subject.pk, reason=request.POST.get("reason", ""), by=by, at=now())
    return _("The order goes on.")


def _report(request: HttpRequest, subject: Directive, by: Officer) -> str:
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        raise NotFilled(report_form=form)
    said = form.cleaned_data
    reports.report_on_directive(
        subject.pk,
        text=said["text"],
        document=said["document"],
        files=keep_uploads(said["files"]),
        is_final=said["is_final"],
        agency_id=number_in(request.POST.get("agency")),
        by=by,
        at=now(),
    )
    return _("The report is on record.")


def _more_time(request: HttpRequest, subject: Directive, by: Officer) -> str:
    form = MoreTimeForm(request.POST)
    if not form.is_valid():
        raise NotFilled(more_time_form=form)
    reports.ask_more_time(
        subject.pk, wanted_at=form.due_at, reason=form.cleaned_data["reason"], by=by, at=now()
    )
    return _("Asked. The office decides.")


def _asked(request: HttpRequest, subject: Directive) -> DirectiveExtension:
    return get_object_or_404(subject.extensions, pk=number_in(request.POST.get("extension")) or 0)


def _grant(request: HttpRequest, subject: Directive, by: Officer) -> str:
    asked = _asked(request, subject)
    reports.grant_more_time(asked.pk, note=request.POST.get("note", ""), by=by, at=now())
    return _("More time is granted.")


def _refuse(request: HttpRequest, subject: Directive, by: Officer) -> str:
    asked = _asked(request, subject)
    reports.refuse_more_time(asked.pk, note=request.POST.get("note", ""), by=by, at=now())
    return _("No more time is given.")


STEPS: dict[str, Callable[[HttpRequest, Directive, Officer], str]] = {
    "give": _give,
    "withdraw": _withdraw,
    "finish": _finish,
    "reopen": _reopen,
    "report": _report,
    "more-time": _more_time,
    "grant": _grant,
    "refuse": _refuse,
}
_REFUSALS = (
    ChangedMeanwhile, NoWords, DeadlinePassed, WrongDirectiveState, ToDenounced,
    TransferredBefore, NowhereToSend, CaseEnded,
)  # fmt: skip


@require_POST
def step(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Take one of the steps of an order, and say what came of it."""
    if what not in STEPS:
        raise Http404
    subject = found(request, code)
    try:
        messages.success(request, STEPS[what](request, subject, officer_of(request)))
    except NotFilled as refusal:
        return _page(request, subject, status=422, opened=what, **refusal.forms)
    except _REFUSALS as refusal:
        messages.error(request, sentence_of(refusal) or "")
        return _page(request, found(request, code), status=409, opened=what, typed=request.POST)
    from_stack = request.POST.get("from") == "leader"
    return redirect(reverse("leader") if from_stack else reverse("directive", args=[code]))


def change(request: HttpRequest, code: str) -> HttpResponse:
    """Write an order that is not given yet anew; what was typed is kept where it is refused."""
    subject, by = found(request, code), officer_of(request)
    if request.method != "POST":
        chosen = [each.code for each in subject.co_agencies.all()]
        return _changing(request, subject, OrderForm.of(subject), chosen)
    form, status = OrderForm(request.POST), 422
    if form.is_valid():
        try:
            orders.change_directive(
                subject.pk, form.order(), version=version_of(request), by=by, at=now()
            )
        except (ChangedMeanwhile, WrongDirectiveState) as refusal:
            messages.error(request, sentence_of(refusal) or "")
            subject, status = found(request, code), 409
        else:
            messages.success(request, _("Saved."))
            return redirect("directive", code=subject.code)
    chosen = [code for code in request.POST.getlist("co_agencies") if code]
    return _changing(request, subject, form, chosen, status=status)


def _changing(
    request: HttpRequest,
    subject: Directive,
    form: OrderForm,
    chosen: list[str],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "directive": subject, "chosen": chosen, "count": 1}
    return render(request, "directives/new.html", context, status=status)


def report_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show or download a file of a report."""
    seen = Directive.objects.visible_to(officer_of(request))
    file = get_object_or_404(ReportFile.objects.filter(report__directive__in=seen), pk=file_id)
    download = "download" in request.GET
    return answer_with(
        request, file.sha256, name=file.name, content_type=file.content_type, download=download
    )
