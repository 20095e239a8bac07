"""One answer to many voices: the common text, each letter before it goes, and how far it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.register.actions.desk import draft_of, drop_draft
from langnghe.reply.actions import batches as actions
from langnghe.reply.letters import html_of
from langnghe.reply.models import Batch, Share
from langnghe.reply.queries import progress_of, seen_batches, shares_page
from langnghe.web import batch_shown as shown
from langnghe.web.clock import now
from langnghe.web.forms.answers import BatchForm, ShareForm
from langnghe.web.framed import framed
from langnghe.web.refusals import sentence_of
from langnghe.web.shell import officer_of
from langnghe.web.views.issues import found as found_issue
from langnghe.web.views.work import found as found_case


def found(request: HttpRequest, batch_id: int) -> Batch:
    """Return the batch an address names, or answer 404."""
    officer = officer_of(request)
    require(officer, Right.REPLY)
    known = seen_batches(officer).select_related("case", "issue", "sent_by")
    return get_object_or_404(known, pk=batch_id)


def _share(request: HttpRequest, batch_id: int, submission_id: int) -> Share:
    rows = found(request, batch_id).shares.select_related(
        "batch", "submission__reporter", "submission__agency", "outgoing"
    )
    return get_object_or_404(rows, submission=submission_id)


@require_POST
def begin_for_case(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an answer, or a notice, to the voices of a case."""
    subject, is_final = found_case(request, code), request.POST.get("kind") != "notice"
    batch = actions.draft_for_case(subject.pk, is_final=is_final, by=officer_of(request), at=now())
    return redirect("batch", batch_id=batch.pk)


@require_POST
def begin_for_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an answer, or a notice, to the voices of an issue."""
    subject, is_final = found_issue(request, code), request.POST.get("kind") != "notice"
    batch = actions.draft_for_issue(subject.pk, is_final=is_final, by=officer_of(request), at=now())
    return redirect("batch", batch_id=batch.pk)


def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show the common text and the letters; while they go out, how far it is."""
    subject = found(request, batch_id)
    if request.headers.get("HX-Target") == "batch-progress":
        context = {"batch": subject, "progress": progress_of(subject)}
        return render(request, "answers/_progress.html", context)
    form = BatchForm.of(subject)
    return render(request, "answers/batch.html", _context(request, subject, form))


def _context(request: HttpRequest, subject: Batch, form: BatchForm) -> dict[str, object]:
    officer = officer_of(request)
    is_draft = subject.state == "draft"
    return {
        "batch": subject,
        "form": form,
        "progress": progress_of(subject),
        "page": shares_page(subject, after=request.GET.get("after", ""), officer=officer),
        "troubles": shown.troubles(subject, officer) if is_draft else [],
        "draft": draft_of(f"batch:{subject.pk}", officer) if is_draft else None,
    }


@require_POST
def save(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Keep the common text; with `send`, let the letters go out once nothing stands in the way."""
    subject, form, officer = found(request, batch_id), BatchForm(request.POST), officer_of(request)
    try:
        if form.is_valid():
            _save(subject, form, request)
            drop_draft(f"batch:{subject.pk}", by=officer)
            return redirect("batch", batch_id=batch_id)
    except shown.REFUSALS as refusal:
        form.add_error(None, sentence_of(refusal) or "")
        subject.refresh_from_db()
        form.go_on_from(subject.version)
    context = _context(request, subject, form)
    return render(request, "answers/batch.html", context, status=422)


def _save(subject: Batch, form: BatchForm, request: HttpRequest) -> None:
    officer, at = officer_of(request), now()
    changed = actions.change_batch(
        subject.pk, texts=form.texts, version=form.made_from, by=officer, at=at
    )
    if "send" not in request.POST:
        messages.success(request, _("Saved. Nothing was sent yet."))
        return
    allow = request.POST.getlist("allow")
    actions.send_batch(subject.pk, version=changed.version, allow=allow, by=officer, at=at)
    messages.success(request, _("The letters go out now, one by one. You may leave this page."))


@require_POST
def drop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give up a draft."""
    subject = found(request, batch_id)
    actions.drop_batch(subject.pk, by=officer_of(request), at=now())
    messages.success(request, _("Dropped. Nothing was sent."))
    return redirect(shown.back_of(subject))


def letter(request: HttpRequest, batch_id: int, submission_id: int) -> HttpResponse:
    """Show one letter before it goes, and what only this voice is told."""
    share = _share(request, batch_id, submission_id)
    draft = shown.draft_of(share, officer_of(request))
    context = {"share": share, "batch": share.batch, "letter": draft, "form": ShareForm.of(share)}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "answers/_letter.html" if part else "answers/letter.html", context)


def letter_html(request: HttpRequest, batch_id: int, submission_id: int) -> HttpResponse:
    """Give one letter as the citizen will see it, for the frame."""
    share = _share(request, batch_id, submission_id)
    if share.outgoing is not None:
        return framed(share.outgoing.html)
    voice, text = share.submission, shown.draft_of(share, officer_of(request)).text
    return framed(html_of(text or "…", code=voice.code, language=voice.language))


@require_POST
def change_share(request: HttpRequest, batch_id: int, submission_id: int) -> HttpResponse:
    """Keep what only this voice is told, and whether it is answered with the others."""
    share, form = _share(request, batch_id, submission_id), ShareForm(request.POST)
    if form.is_valid():
        actions.change_share(
            share.batch_id,
            submission_id,
            words=form.cleaned_data["words"],
            leave_out=form.cleaned_data["leave_out"],
            by=officer_of(request),
            at=now(),
        )
    return redirect(f"/answers/{batch_id}#voice-{submission_id}")
