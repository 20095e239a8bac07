"""The steps an agency takes, signed in or by the page of a mail: the same forms for both."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from langnghe.direction import actions
from langnghe.direction.actions import AskedAlready, NoMoreTime, TooLong
from langnghe.direction.actions.reports import report_on_directive
from langnghe.direction.gates import Actor
from langnghe.direction.labels import WHY_LEFT
from langnghe.direction.models import Assignment, Directive, JointStep
from langnghe.direction.orders import NoWords
from langnghe.direction.queries import orders_among
from langnghe.direction.states import LIVING, AssignmentState, IllegalStep, WrongDirectiveState
from langnghe.direction.told import told_of
from langnghe.web.clock import now
from langnghe.web.forms.agency import AcceptForm, ExtendForm, ResultForm, ReturnForm
from langnghe.web.forms.orders import ReportForm
from langnghe.web.joint_shown import progress_of
from langnghe.web.numbers import numbers_in
from langnghe.web.refusals import sentence_of
from langnghe.web.uploads import keep_uploads

STOP_ASKING = 286
"""The answer to which htmx ends its asking again and again."""


@dataclass(frozen=True)
class Door:
    """Who came in by which address, and the assignments they may act on."""

    by: Actor
    assignments: QuerySet[Assignment]
    home: str
    base: str
    frame: str

    @property
    def orders(self) -> QuerySet[Directive]:
        """The orders these assignments are held by, on which can be reported as a whole."""
        return orders_among(self.assignments)

    @property
    def joint_steps(self) -> QuerySet[JointStep]:
        """The steps that were taken for many of these assignments at once."""
        theirs = JointStep.objects.filter(cases__assignment__in=self.assignments.values("pk"))
        return theirs.distinct()


def _accept(assignment_id: int, form: forms.Form, by: Actor) -> None:
    said = form.cleaned_data
    actions.accept_assignment(
        assignment_id, handler=said["handler"], phone=said["phone"], by=by, at=now()
    )


def _handler(assignment_id: int, form: forms.Form, by: Actor) -> None:
    said = form.cleaned_data
    actions.name_handler(
        assignment_id, handler=said["handler"], phone=said["phone"], by=by, at=now()
    )


def _return(assignment_id: int, form: forms.Form, by: Actor) -> None:
    actions.return_assignment(assignment_id, reason=form.cleaned_data["reason"], by=by, at=now())


def _extend(assignment_id: int, form: forms.Form, by: Actor) -> None:
    if isinstance(form, ExtendForm):
        reason = form.cleaned_data["reason"]
        actions.ask_extension(assignment_id, until=form.until, reason=reason, by=by, at=now())


def _result(assignment_id: int, form: forms.Form, by: Actor) -> None:
    said = form.cleaned_data
    actions.record_result(
        assignment_id,
        result=said["result"],
        document=said["document"],
        files=keep_uploads(said["files"]),
        by=by,
        at=now(),
    )


@dataclass(frozen=True)
class Step:
    """One step: its words, its form, what it does, and from where it leads."""

    name: object
    button: object
    icon: str
    form: type[forms.Form]
    take: Callable[[int, forms.Form, Actor], None]
    said: object
    key: str
    states: frozenset[str]


_ALIVE = frozenset({AssignmentState.SENT, AssignmentState.ACCEPTED, AssignmentState.REDO})
STEPS = {
    "accept": Step(
        pgettext_lazy("agency", "Accept"), gettext_lazy("We take it on"), "check", AcceptForm,
        _accept, gettext_lazy("Accepted."), "a", frozenset({AssignmentState.SENT}),
    ),
    "result": Step(
        gettext_lazy("Report the result"), gettext_lazy("Report the result"), "checkbox",
        ResultForm, _result, gettext_lazy("Reported. The office reviews it."), "k", _ALIVE,
    ),
    "extend": Step(
        gettext_lazy("Ask for more time"), gettext_lazy("Ask for more time"), "clock", ExtendForm,
        _extend, gettext_lazy("Asked. The office decides and writes to you."), "g", _ALIVE,
    ),
    "return": Step(
        gettext_lazy("Give it back"), gettext_lazy("Give it back"), "arrow-back-up", ReturnForm,
        _return, gettext_lazy("Given back."), "t", _ALIVE,
    ),
    "handler": Step(
        gettext_lazy("Who deals with it"), gettext_lazy("Save"), "user", AcceptForm, _handler,
        gettext_lazy("Saved."), "c", frozenset({AssignmentState.ACCEPTED, AssignmentState.REDO}),
    ),
}  # fmt: skip
Found = tuple[str, Step]


def steps_of(assignment: Assignment) -> list[Found]:
    """Return the steps that are possible where an assignment stands, the likeliest first."""
    return [(code, step) for code, step in STEPS.items() if assignment.state in step.states]


def assignment_page(request: HttpRequest, door: Door, assignment_id: int) -> HttpResponse:
    """Show one assignment, redacted; that it was opened is the receipt of delivery."""
    assignment = get_object_or_404(door.assignments, pk=assignment_id)
    (told,) = told_of([assignment])
    context = {
        "door": door,
        "told": told,
        "assignment": assignment,
        "steps": steps_of(assignment),
        "extensions": assignment.extensions.all(),
        "evidence": assignment.evidence.all(),
        "reporters": _reporters(assignment),
    }
    return render(request, "agency/assignment.html", context)


def _reporters(assignment: Assignment) -> list[object]:
    """Return who reported, where an officer granted it: never who denounces or asks secrecy."""
    if not assignment.shows_reporter:
        return []
    voices = assignment.case.submissions.exclude(kind="to_cao").select_related("reporter")
    return [each.reporter for each in voices.exclude(reporter__asks_secrecy=True)]


def step_page(request: HttpRequest, door: Door, assignment_id: int, what: str) -> HttpResponse:
    """Show the form of a step, or take the step; what was typed is kept where it is refused."""
    assignment = get_object_or_404(door.assignments, pk=assignment_id)
    step = STEPS.get(what)
    if step is None:
        raise Http404
    is_posted = request.method == "POST"
    form = step.form(
        request.POST if is_posted else None,
        request.FILES if is_posted else None,
        initial=_known(assignment),
    )
    if form.is_valid() and _taken(request, door, form, step, assignment):
        return redirect(door.home)
    (told,) = told_of([assignment])
    context = {"door": door, "told": told, "assignment": assignment, "step": step, "form": form}
    status = 422 if is_posted else 200
    return render(request, "agency/step.html", {**context, "what": what}, status=status)


def _known(assignment: Assignment) -> dict[str, str]:
    return {"handler": assignment.handler, "phone": assignment.handler_phone}


def _taken(
    request: HttpRequest, door: Door, form: forms.Form, step: Step, assignment: Assignment
) -> bool:
    try:
        step.take(assignment.pk, form, door.by)
    except (IllegalStep, AskedAlready, NoMoreTime, TooLong) as refusal:
        form.add_error(None, sentence_of(refusal) or "")
        return False
    messages.success(request, f"{assignment.case.code}: {step.said}")
    return True


def several(request: HttpRequest, door: Door) -> HttpResponse:
    """Take one step for the chosen assignments: accept them, or report one result for all.

    Few are accepted at once, many by a job while its page shows how far it is.
    """
    chosen = door.assignments.filter(pk__in=numbers_in(request.POST.getlist("chosen")))
    ids = list(chosen.values_list("pk", flat=True))
    if not ids:
        messages.error(request, _("Choose the cases first."))
        return redirect(door.home)
    if request.POST.get("what") != "accept":
        return _joint_result(request, door, chosen)
    if len(ids) > actions.AT_ONCE:
        joint = actions.accept_jointly(ids, by=door.by, at=now())
        return redirect(f"{door.base}/results/{joint.pk}")
    outcome = actions.accept_several(ids, by=door.by, at=now())
    messages.success(request, _("Done for {n} case(s).").format(n=len(outcome.done)))
    for why, n in Counter(outcome.left.values()).items():
        left = _("{n} case(s) left as they are: {why}.")
        messages.warning(request, left.format(n=n, why=WHY_LEFT[why]))
    return redirect(door.home)


def _joint_result(request: HttpRequest, door: Door, chosen: QuerySet[Assignment]) -> HttpResponse:
    """Ask for the result of the chosen cases, or keep it and show how far a job has written it."""
    form = ResultForm(request.POST, request.FILES) if "result" in request.POST else ResultForm()
    if not form.is_valid():
        return _ask_result(request, door, form, chosen)
    said = form.cleaned_data
    joint = actions.tell_joint_result(
        chosen.values_list("pk", flat=True),
        result=said["result"],
        document=said["document"],
        files=keep_uploads(said["files"]),
        by=door.by,
        at=now(),
    )
    return redirect(f"{door.base}/results/{joint.pk}")


def order_page(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """Show an order and take one report for all that the agency has under it."""
    order = get_object_or_404(door.orders, code=code.upper())
    is_posted = request.method == "POST"
    form = ReportForm(
        request.POST if is_posted else None,
        request.FILES if is_posted else None,
        initial={"is_final": True},
    )
    if form.is_valid() and _reported(request, door, form, order):
        return redirect(door.home)
    has = door.assignments.filter(directive=order, state__in=LIVING).count()
    context = {"door": door, "order": order, "form": form, "has": has}
    return render(request, "agency/order.html", context, status=422 if is_posted else 200)


def _reported(request: HttpRequest, door: Door, form: ReportForm, order: Directive) -> bool:
    said = form.cleaned_data
    try:
        report_on_directive(
            order.pk,
            text=said["text"],
            document=said["document"],
            files=keep_uploads(said["files"]),
            is_final=said["is_final"],
            by=door.by,
            at=now(),
        )
    except (NoWords, WrongDirectiveState) as refusal:
        form.add_error(None, sentence_of(refusal) or "")
        return False
    messages.success(request, f"{order.code}: {_('Reported. The office reviews it.')}")
    return True


def joint_page(request: HttpRequest, door: Door, joint_id: int) -> HttpResponse:
    """Show how far one step for many cases is taken, and what was left, with the reason."""
    joint = get_object_or_404(door.joint_steps, pk=joint_id)
    progress = progress_of(joint)
    context = {"door": door, "joint": joint, "progress": progress}
    if request.headers.get("HX-Target") == "joint-progress":
        status = 200 if progress.waiting else STOP_ASKING
        return render(request, "agency/_joint.html", context, status=status)
    answer = render(request, "agency/joint.html", context)
    if progress.waiting and door.frame == "ln/plain.html":
        answer["Refresh"] = "3"
    return answer


def _ask_result(
    request: HttpRequest, door: Door, form: ResultForm, chosen: QuerySet[Assignment]
) -> HttpResponse:
    context = {"door": door, "form": form, "rows": told_of(chosen)}
    return render(request, "agency/several.html", context, status=422 if form.is_bound else 200)
