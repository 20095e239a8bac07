"""Cases and what is done with them: forward, result, redo; and the answer to each voice."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.direction import actions as direction
from langnghe.direction.models import Assignment
from langnghe.register.actions import cases as case_actions
from langnghe.register.gates import ChangedMeanwhile
from langnghe.register.models import Case, Submission
from langnghe.register.queries import timeline_of_case
from langnghe.register.states import Status
from langnghe.triage.actions.decide import note_decision
from langnghe.web.alike import crowd_of
from langnghe.web.clock import now
from langnghe.web.forms.agency import ExtendForm
from langnghe.web.forms.registration import MatterForm
from langnghe.web.forms.work import ForwardForm, ReasonForm, RedoForm, ResultForm
from langnghe.web.proposals import forward_defaults
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.shown import shown_entries
from langnghe.web.uploads import keep_uploads
from langnghe.web.views.submissions import version_of


def found(request: HttpRequest, code: str) -> Case:
    """Return the case an address names, or answer 404."""
    visible = Case.objects.visible_to(officer_of(request))
    return get_object_or_404(
        visible.select_related("topic", "ward", "lead_agency"), code=code.upper()
    )


def case(request: HttpRequest, code: str) -> HttpResponse:
    """Show a case: its voices, its agency, its timeline."""
    subject, officer = found(request, code), officer_of(request)
    if not officer.may(Right.READ):
        return _for_agency(subject, officer)
    voices = Submission.objects.visible_to(officer).filter(items__case=subject)
    context = {
        "case": subject,
        "voices": subject.items.filter(submission__in=voices)
        .select_related("submission")
        .order_by("submission_id"),
        "assignments": subject.assignments.select_related("agency").prefetch_related(
            "evidence", "extensions"
        ),
        "entries": shown_entries(timeline_of_case(subject), officer),
        "form": MatterForm.of(subject),
        "forward_form": ForwardForm(initial=forward_defaults(subject)),
        "result_form": ResultForm(),
        "reason_form": ReasonForm(),
        "officer": officer,
        "crowd": crowd_of(subject),
        "is_awaited": voices.filter(status=Status.RESULTED).exists(),
    }
    return render(request, "cases/case.html", context)


def _for_agency(subject: Case, officer: Officer) -> HttpResponse:
    """Lead a clerk to what the own agency reads of a case."""
    theirs = subject.assignments.filter(agency=officer.agency_id).order_by("-pk").first()
    if theirs is None:
        raise Http404
    return redirect("agency-assignment", assignment_id=theirs.pk)


@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what happened where, and how urgent it is."""
    subject, officer = found(request, code), officer_of(request)
    form = MatterForm(request.POST)
    form.officer = officer
    if form.is_valid():
        try:
            version = version_of(request)
            case_actions.change_case(
                subject.pk, form.matter(), by=officer, at=now(), version=version
            )
        except ChangedMeanwhile as refusal:
            messages.error(request, sentence_of(refusal) or "")
        else:
            for voice in Submission.objects.filter(items__case=subject):
                note_decision(voice, by=officer, at=now())
            messages.success(request, _("Saved."))
            return redirect(_back(request, subject))
    context = {"case": subject, "form": form, "typed": request.POST}
    return render(request, "cases/change.html", context, status=409)


@require_POST
def forward(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a case to an agency."""
    subject, form = found(request, code), ForwardForm(request.POST)
    if not form.is_valid():
        context = {"case": subject, "forward_form": form}
        return render(request, "cases/forward.html", context, status=422)
    direction.forward_case(
        subject.pk,
        agency_id=form.cleaned_data["agency"].pk,
        message=form.cleaned_data["message"],
        due_at=form.due_at,
        co_agencies=form.co_agency_ids,
        override=form.cleaned_data["override"],
        by=officer_of(request),
        at=now(),
    )
    messages.success(
        request, _("Forwarded to {agency}.").format(agency=form.cleaned_data["agency"])
    )
    return redirect(_back(request, subject))


def _back(request: HttpRequest, subject: Case) -> str:
    """Return to the submission from which an officer works on a case, else to the case.

    A clerk who gave a case back sees it no more: then to the desk.
    """
    if not Case.objects.visible_to(officer_of(request)).filter(pk=subject.pk).exists():
        return reverse("desk")
    code = request.POST.get("submission", "")
    if code and subject.items.filter(submission__code=code).exists():
        return f"/submissions/{code}"
    return f"/cases/{subject.code}"


def _assignment(request: HttpRequest, assignment_id: int) -> Assignment:
    visible = Case.objects.visible_to(officer_of(request))
    known = Assignment.objects.filter(case__in=visible).select_related("case", "agency")
    return get_object_or_404(known, pk=assignment_id)


@require_POST
def accept(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Record that the agency takes the case on."""
    assignment = _assignment(request, assignment_id)
    direction.accept_assignment(assignment_id, by=officer_of(request), at=now())
    return redirect(_back(request, assignment.case))


@require_POST
def give_back(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Record that the agency returned the case."""
    assignment, form = _assignment(request, assignment_id), ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        direction.return_assignment(assignment_id, reason=reason, by=officer_of(request), at=now())
    else:
        messages.error(request, _("Say why in a few words."))
    return redirect(_back(request, assignment.case))


@require_POST
def result(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Record what the agency reports, with its evidence."""
    assignment = _assignment(request, assignment_id)
    form = ResultForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"case": assignment.case, "assignment": assignment, "result_form": form}
        return render(request, "cases/result.html", context, status=422)
    direction.record_result(
        assignment_id,
        result=form.cleaned_data["result"],
        document=form.cleaned_data["document"],
        files=keep_uploads(form.cleaned_data["files"]),
        by=officer_of(request),
        at=now(),
    )
    messages.success(request, _("The result is on record."))
    return redirect(_back(request, assignment.case))


@require_POST
def enough(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Find a result enough."""
    assignment = _assignment(request, assignment_id)
    direction.find_enough(assignment_id, by=officer_of(request), at=now())
    return redirect(_back(request, assignment.case))


@require_POST
def show_reporter(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Let the agency see who reported, for a reason."""
    assignment, reason = _assignment(request, assignment_id), request.POST.get("reason", "")
    direction.show_reporter(assignment_id, reason=reason, by=officer_of(request), at=now())
    return redirect(_back(request, assignment.case))


@require_POST
def more_time(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask for more time in an agency's name, as it told the office."""
    assignment, form = _assignment(request, assignment_id), ExtendForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        direction.ask_extension(
            assignment_id, until=form.until, reason=reason, by=officer_of(request), at=now()
        )
    else:
        messages.error(request, _("Say until when and why."))
    return redirect(_back(request, assignment.case))


@require_POST
def redo(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Send a result back."""
    assignment, form = _assignment(request, assignment_id), RedoForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        direction.ask_redo(
            assignment_id, reason=reason, due_at=form.due_at, by=officer_of(request), at=now()
        )
    else:
        messages.error(request, _("Say what is missing and by when it should come."))
    return redirect(_back(request, assignment.case))


@require_POST
def settle(request: HttpRequest, code: str) -> HttpResponse:
    """Record that the office itself can answer."""
    subject, form = found(request, code), ReasonForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["reason"]
        direction.settle_without_agency(subject.pk, result=text, by=officer_of(request), at=now())
    else:
        messages.error(request, _("Say what the citizen can be told."))
    return redirect(_back(request, subject))
