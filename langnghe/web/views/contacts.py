"""A contact: read it as it was meant, decide what it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.line.actions.call_backs import note_try
from langnghe.register.actions import contacts as actions
from langnghe.register.models import Contact
from langnghe.register.queries import submission_by_code, submissions_of
from langnghe.register.rules import codes_in
from langnghe.web.clock import now
from langnghe.web.forms.work import CallBackForm, SetAsideForm
from langnghe.web.shell import officer_of
from langnghe.web.shown import shown_contact, shown_entries
from langnghe.web.sounds import shown_sounds


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show one arrival; a registered one leads to its submission."""
    officer = officer_of(request)
    found = get_object_or_404(Contact.objects.visible_to(officer), pk=contact_id)
    if found.submission is not None:
        return redirect(f"/submissions/{found.submission.code}#contact-{found.pk}")
    named = [submission_by_code(code, officer) for code in codes_in(found.subject + found.text)]
    candidates = [each for each in named if each] + list(
        submissions_of(found.sender_key, officer)[:8]
    )
    entries = found.entries.select_related("by").order_by("at", "id")
    context = {
        "contact": shown_contact(found, shown_sounds(found, officer)),
        "candidates": list(dict.fromkeys(candidates)),
        "entries": shown_entries(entries, officer),
        "set_aside_form": SetAsideForm(),
        "call_back_form": CallBackForm(),
    }
    return render(request, "contacts/contact.html", context)


@require_POST
def take(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Take a waiting contact."""
    actions.take_contact(contact_id, by=officer_of(request), at=now())
    return redirect("contact", contact_id=contact_id)


@require_POST
def open_submission(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Open a submission from a contact and go on to register it."""
    submission = actions.open_from_contact(contact_id, by=officer_of(request), at=now())
    return redirect("submission", code=submission.code)


@require_POST
def join(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Add a contact to the submission whose code is given."""
    officer = officer_of(request)
    submission = submission_by_code(request.POST.get("code", ""), officer)
    if submission is None:
        messages.error(request, _("There is no submission with this code. Check the six digits."))
        return redirect("contact", contact_id=contact_id)
    actions.join_contact(contact_id, submission_id=submission.pk, by=officer, at=now())
    return redirect("submission", code=submission.code)


@require_POST
def set_aside(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Decide that a contact is no submission."""
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why it is set aside."))
        return redirect("contact", contact_id=contact_id)
    reason = form.cleaned_data["reason"]
    actions.set_aside_contact(contact_id, reason=reason, by=officer_of(request), at=now())
    messages.success(request, _("Set aside. It stays findable and can be put back."))
    return redirect("desk")


@require_POST
def put_back(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Put a contact that was set aside back on the desk."""
    actions.put_back_contact(contact_id, by=officer_of(request), at=now())
    return redirect("contact", contact_id=contact_id)


@require_POST
def call_back(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Write down a try to call back."""
    form = CallBackForm(request.POST)
    if form.is_valid():
        note_try(
            contact_id,
            result=form.cleaned_data["result"],
            note=form.cleaned_data["text"],
            by=officer_of(request),
            at=now(),
        )
        messages.success(request, _("The call is on record."))
    else:
        messages.error(request, _("Choose how the call went."))
    return redirect("contact", contact_id=contact_id)
