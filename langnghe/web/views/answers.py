"""Answering a citizen: by mail with a preview, or by telephone; and what has gone out."""

from uuid import uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.actions.desk import draft_of, drop_draft
from langnghe.register.models import Submission
from langnghe.reply import actions
from langnghe.reply.letters import Draft, UnknownTemplate, draft_from, html_of
from langnghe.reply.models import Outgoing, ReplyTemplate
from langnghe.web.clock import now
from langnghe.web.forms.work import AnswerForm, CallBackForm
from langnghe.web.framed import framed
from langnghe.web.numbers import number_in
from langnghe.web.shell import officer_of
from langnghe.web.views.submissions import found

USUAL = {"resulted": "answer", "forwarded": "first_notice"}


def reply(request: HttpRequest, code: str) -> HttpResponse:
    """Write an answer: choose a text, change it, see it as it will look, send it."""
    subject, officer = found(request, code), officer_of(request)
    require(officer, Right.REPLY)
    chosen = request.GET.get("template", USUAL.get(subject.status, "answer"))
    draft = _draft(chosen, subject, officer)
    initial = {"subject": draft.subject, "text": draft.text, "final": chosen == "answer"}
    context = {
        "submission": subject,
        "form": AnswerForm(initial=initial),
        "chosen": chosen,
        "templates": ReplyTemplate.objects.filter(language=subject.language),
        "once_key": uuid4().hex,
        "draft": draft_of(f"reply:{subject.pk}", officer),
    }
    return render(request, "answers/reply.html", context)


def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Give the letter as the citizen will see it, for the frame beside it; nothing is sent."""
    subject, officer = found(request, code), officer_of(request)
    require(officer, Right.REPLY)
    text = request.POST.get("text", "")
    if request.method == "GET":
        text = _draft(request.GET.get("template", "answer"), subject, officer).text
    return framed(html_of(text or "…", code=subject.code, language=subject.language))


def _draft(chosen: str, subject: Submission, officer: Officer) -> Draft:
    """Fill a template; where the profile lacks it the letter begins empty."""
    try:
        return draft_from(chosen, subject, officer=officer.full_name)
    except UnknownTemplate:
        return Draft(subject=f"[{subject.code}]", text="")


@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send the answer, once, however often the button is pressed."""
    subject, officer = found(request, code), officer_of(request)
    form = AnswerForm(request.POST)
    once_key = f"answer:{subject.pk}:{request.POST.get('once_key', '')[:64]}"
    if form.is_valid():
        try:
            actions.answer_by_mail(
                subject.pk,
                subject=form.cleaned_data["subject"],
                text=form.cleaned_data["text"],
                once_key=once_key,
                final=form.cleaned_data["final"],
                by=officer,
                at=now(),
            )
        except actions.NoAddress:
            form.add_error(None, _("There is no mail address: call the citizen back instead."))
        else:
            drop_draft(f"reply:{subject.pk}", by=officer)
            messages.success(request, _("The letter is in the outbox."))
            return redirect("submission", code=subject.code)
    context = {"submission": subject, "form": form, "once_key": request.POST.get("once_key", "")}
    context["templates"] = ReplyTemplate.objects.filter(language=subject.language)
    return render(request, "answers/reply.html", context, status=422)


@require_POST
def told_by_phone(request: HttpRequest, code: str) -> HttpResponse:
    """Record that the citizen was called."""
    subject, form = found(request, code), CallBackForm(request.POST)
    if form.is_valid():
        actions.record_call(
            subject.pk,
            result=form.cleaned_data["result"],
            text=form.cleaned_data["text"],
            by=officer_of(request),
            at=now(),
        )
        messages.success(request, _("The call is on record."))
    else:
        messages.error(request, _("Choose how the call went."))
    return redirect("submission", code=subject.code)


@require_POST
def tell(request: HttpRequest, code: str) -> HttpResponse:
    """Put the citizen, with these words, on the list to be told by telephone."""
    subject, form, officer = found(request, code), AnswerForm(request.POST), officer_of(request)
    if form.is_valid():
        said = form.cleaned_data
        actions.tell_by_phone(
            subject.pk, text=said["text"], is_final=said["final"], by=officer, at=now()
        )
        drop_draft(f"reply:{subject.pk}", by=officer)
        messages.success(request, _("The citizen is on the list to be told by telephone."))
        return redirect("submission", code=subject.code)
    context = {"submission": subject, "form": form, "once_key": request.POST.get("once_key", "")}
    context["templates"] = ReplyTemplate.objects.filter(language=subject.language)
    return render(request, "answers/reply.html", context, status=422)


@require_POST
def first_notice(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the citizen with one key that the matter was accepted, or passed on."""
    subject = found(request, code)
    way = actions.send_first_notice(subject.pk, by=officer_of(request), at=now())
    by_phone = _("The citizen is on the list to be told by telephone.")
    messages.success(request, by_phone if way == "phone" else _("The notice is in the outbox."))
    return redirect("submission", code=subject.code)


@require_POST
def rated(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what a citizen told an officer of the answer."""
    subject, score = found(request, code), request.POST.get("score", "")
    verdict = actions.Verdict(
        score=int(score) if score in set("12345") else 0, words=request.POST.get("words", "")
    )
    actions.rate_told(subject.pk, verdict, by=officer_of(request), at=now())
    messages.success(request, _("The rating is kept."))
    return redirect("submission", code=subject.code)


SENT_PAGE = 50


def sent(request: HttpRequest) -> HttpResponse:
    """Show what went out, newest first."""
    officer = officer_of(request)
    require(officer, Right.READ)
    visible = Submission.objects.visible_to(officer)
    mails = Outgoing.objects.filter(Q(submission__isnull=True) | Q(submission__in=visible))
    if before := request.GET.get("before"):
        mails = mails.filter(pk__lt=number_in(before) or 0)
    state = request.GET.get("state", "")
    if state in Outgoing.State.values:
        mails = mails.filter(state=state)
    page = list(mails.select_related("submission", "created_by").order_by("-pk")[: SENT_PAGE + 1])
    context = {
        "mails": page[:SENT_PAGE],
        "before": page[SENT_PAGE - 1].pk if len(page) > SENT_PAGE else None,
        "states": Outgoing.State.choices,
        "state": state,
    }
    return render(request, "answers/sent.html", context)


def _sent_mail(request: HttpRequest, outgoing_id: int) -> Outgoing:
    officer = officer_of(request)
    require(officer, Right.READ)
    visible = Submission.objects.visible_to(officer)
    mails = Outgoing.objects.filter(Q(submission__isnull=True) | Q(submission__in=visible))
    return get_object_or_404(mails.select_related("submission", "created_by"), pk=outgoing_id)


def sent_mail(request: HttpRequest, outgoing_id: int) -> HttpResponse:
    """Show one mail as the citizen got it."""
    return render(request, "answers/sent_mail.html", {"mail": _sent_mail(request, outgoing_id)})


def sent_html(request: HttpRequest, outgoing_id: int) -> HttpResponse:
    """Give the laid-out form of a mail, for a frame without scripts."""
    mail = _sent_mail(request, outgoing_id)
    return framed(mail.html)
