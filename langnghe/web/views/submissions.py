"""A submission: its voice, its timeline, its facts, and the next step."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.actions import cases as case_actions
from langnghe.register.actions import submissions as actions
from langnghe.register.actions.desk import draft_of, drop_draft
from langnghe.register.actions.facts import IncompleteMatter
from langnghe.register.gates import ChangedMeanwhile
from langnghe.register.models import Submission
from langnghe.register.queries import (
    others_present,
    submission_by_code,
    submissions_of,
    timeline_of_submission,
)
from langnghe.triage.actions.decide import note_decision
from langnghe.web.agency_shown import page_of
from langnghe.web.clock import now
from langnghe.web.forms.registration import (
    RegistrationForm,
    checked_matters,
    matter_forms,
)
from langnghe.web.forms.work import (
    CallBackForm,
    CloseForm,
    NoteForm,
    ReasonForm,
    ReopenForm,
    SetAsideForm,
)
from langnghe.web.next_step import next_step
from langnghe.web.numbers import number_in
from langnghe.web.refusals import sentence_of
from langnghe.web.reopening import reopen_with_agency, reopening_form
from langnghe.web.shell import officer_of
from langnghe.web.shown import shown_contact, shown_entries
from langnghe.web.sounds import shown_sounds
from langnghe.web.triaged import prefilled, suggested_context


def found(request: HttpRequest, code: str) -> Submission:
    """Return the submission an address names, or answer 404."""
    visible = Submission.objects.visible_to(officer_of(request))
    return get_object_or_404(
        visible.select_related("reporter", "topic", "ward", "agency", "holder"), code=code.upper()
    )


def version_of(request: HttpRequest) -> int:
    """Read from which version a form was made; what is no number was never one."""
    return number_in(request.POST.get("version")) or 0


def submission(request: HttpRequest, code: str) -> HttpResponse:
    """Show a submission; htmx asks for the timeline alone."""
    subject = found(request, code)
    officer = officer_of(request)
    if not officer.may(Right.READ):
        return redirect(page_of(subject, officer))
    if request.headers.get("HX-Target") == "timeline":
        return render(request, "submissions/_timeline.html", _timeline(subject, officer))
    return render(request, "submissions/submission.html", page(subject, officer))


def _timeline(subject: Submission, officer: Officer) -> dict[str, Any]:
    entries = shown_entries(timeline_of_submission(subject), officer)
    return {"submission": subject, "entries": entries}


def page(subject: Submission, officer: Officer, **changed: Any) -> dict[str, Any]:
    """Collect what the page of a submission shows."""
    contacts = subject.contacts.order_by("received_at", "pk").prefetch_related("attachments")
    sender = subject.reporter.phone_key or subject.reporter.email
    earlier = [each for each in submissions_of(sender, officer)[:9] if each.pk != subject.pk]
    items = subject.items.select_related("case__topic", "case__ward", "case__lead_agency")
    return {
        **_timeline(subject, officer),
        "contacts": [shown_contact(each, shown_sounds(each, officer)) for each in contacts],
        "items": items.prefetch_related("case__assignments__agency", "case__assignments__evidence"),
        "earlier": earlier,
        "others": others_present(subject, officer, at=now()),
        **prefilled(subject),
        **suggested_context(subject, officer),
        "note_form": NoteForm(),
        "note_draft": draft_of(f"note:{subject.pk}", officer),
        "call_form": CallBackForm(),
        "close_form": CloseForm(),
        "reason_form": ReasonForm(),
        "reopen_form": reopening_form(subject),
        "set_aside_form": SetAsideForm(),
        "next_step": next_step(subject, officer),
        **changed,
    }


@require_POST
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Put a submission into the book, or correct it; a second save never overwrites the first."""
    subject, officer = found(request, code), officer_of(request)
    form, posted = RegistrationForm(request.POST), matter_forms(request.POST, officer)
    matters = checked_matters(posted)
    if form.is_valid() and matters is not None:
        try:
            version = version_of(request)
            actions.register_submission(
                subject.pk, form.registration(matters), by=officer, at=now(), version=version
            )
        except (ChangedMeanwhile, IncompleteMatter) as refusal:
            messages.error(request, sentence_of(refusal) or "")
            subject.refresh_from_db()
        else:
            subject.refresh_from_db()
            note_decision(subject, by=officer, at=now())
            drop_draft(f"register:{subject.pk}", by=officer)
            messages.success(request, _("{code} is in the book.").format(code=subject.code))
            return redirect("submission", code=subject.code)
    context = page(subject, officer, form=form, matters=posted, editing=True)
    return render(request, "submissions/submission.html", context, status=409)


@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Hold a submission."""
    actions.take_submission(found(request, code).pk, by=officer_of(request), at=now())
    return redirect("submission", code=code)


@require_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Write an internal note."""
    form, subject = NoteForm(request.POST), found(request, code)
    if form.is_valid():
        text = form.cleaned_data["text"]
        actions.write_note(subject.pk, text=text, by=officer_of(request), at=now())
        drop_draft(f"note:{subject.pk}", by=officer_of(request))
    else:
        messages.error(request, _("An empty note was not saved."))
    return redirect("submission", code=code)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """End the work on a submission."""
    form, subject = CloseForm(request.POST), found(request, code)
    if not form.is_valid():
        messages.error(request, _("Choose why the submission is closed."))
        return redirect("submission", code=code)
    actions.close_submission(
        subject.pk,
        reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
        by=officer_of(request),
        at=now(),
    )
    messages.success(request, _("{code} is closed.").format(code=subject.code))
    return redirect("submission", code=code)


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the work again, with the agency where asked; or decide that it stays closed."""
    form, subject = ReopenForm(request.POST), found(request, code)
    if not form.is_valid():
        messages.error(request, _("Say why in a few words; a deadline must lie in the future."))
        return redirect("submission", code=code)
    reason, officer = form.cleaned_data["reason"], officer_of(request)
    if "decline" in request.POST:
        actions.decline_reopen(subject.pk, reason=reason, by=officer, at=now())
    else:
        reopen_with_agency(subject.pk, reason=reason, due_at=form.due_at, by=officer, at=now())
    return redirect("submission", code=code)


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a submission is the same voice as another."""
    subject, officer = found(request, code), officer_of(request)
    other = submission_by_code(request.POST.get("code", ""), officer)
    if other is None or other.pk == subject.pk:
        messages.error(request, _("There is no other submission with this code."))
        return redirect("submission", code=code)
    joined = actions.join_submission(subject.pk, into_id=other.pk, by=officer, at=now())
    return redirect("submission", code=joined.code)


@require_POST
def set_aside(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a new submission is no matter for the hotline."""
    form, subject = SetAsideForm(request.POST), found(request, code)
    if not form.is_valid():
        messages.error(request, _("Choose why it is set aside."))
        return redirect("submission", code=code)
    reason = form.cleaned_data["reason"]
    actions.set_aside_submission(subject.pk, reason=reason, by=officer_of(request), at=now())
    messages.success(request, _("Set aside. It stays findable and can be put back."))
    return redirect("desk")


@require_POST
def put_back(request: HttpRequest, code: str) -> HttpResponse:
    """Put a submission that was set aside back among the new ones."""
    actions.put_back_submission(found(request, code).pk, by=officer_of(request), at=now())
    return redirect("submission", code=code)


@require_POST
def add_item(request: HttpRequest, code: str) -> HttpResponse:
    """Add a further matter to a submission that is in the book."""
    subject, officer = found(request, code), officer_of(request)
    matters = checked_matters(matter_forms(request.POST, officer))
    for matter in matters or ():
        case_actions.add_item(subject.pk, matter, by=officer, at=now())
    if not matters:
        messages.error(request, _("Say in a few words what the further matter is."))
    return redirect("submission", code=code)


@require_POST
def leave_case(request: HttpRequest, code: str, case_id: int) -> HttpResponse:
    """Take a submission out of a case."""
    subject = found(request, code)
    case_actions.leave_case(subject.pk, case_id=case_id, by=officer_of(request), at=now())
    return redirect("submission", code=code)
