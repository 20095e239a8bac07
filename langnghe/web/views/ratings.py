"""Whether citizens are content: the page behind the link in an answer, and the figures."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.register.models import Entry
from langnghe.reply import actions, queries
from langnghe.reply.actions.rate import answer_of
from langnghe.reply.models import Outgoing, Satisfaction
from langnghe.web.clock import now
from langnghe.web.forms.answers import RatingForm
from langnghe.web.shell import officer_of

SPANS = (
    {"days": 30, "name": gettext_lazy("30 days")},
    {"days": 90, "name": gettext_lazy("90 days")},
    {"days": 365, "name": gettext_lazy("A year")},
)
LATELY = 20


@never_cache
@login_not_required
def rate(request: HttpRequest, key: str) -> HttpResponse:
    """Let the reader of an answer rate it: looking at the page says nothing, sending does.

    Mail scanners open links; they do not send forms.
    """
    try:
        answer = answer_of(key)
    except actions.NoSuchAnswer:
        return _quiet(render(request, "satisfaction/public.html", _gone(), status=404))
    language = answer.submission.language if answer.submission else "vi"
    with override(language):
        if request.method == "POST":
            return _quiet(_rated(request, answer))
        kept = Satisfaction.objects.filter(outgoing=answer).first()
        return _quiet(_asked(request, answer, _form_of(request, kept), kept=kept))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Keep the page out of every index, and its address out of the next page's log."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def _gone() -> dict[str, object]:
    told = _("This address leads to no answer. Check it, or answer the letter itself.")
    return {"told": told, "gone": True}


def _form_of(request: HttpRequest, kept: Satisfaction | None) -> RatingForm:
    chosen = request.GET.get("score", "")
    initial: dict[str, object] = {"score": chosen}
    if kept is not None:
        agreed = {True: "yes", False: "no"}.get(kept.agreed)  # type: ignore[arg-type]
        initial = {"score": chosen or kept.score, "agreed": agreed, "words": kept.words}
    return RatingForm(initial=initial)


def _asked(
    request: HttpRequest,
    answer: Outgoing,
    form: RatingForm,
    *,
    kept: Satisfaction | None = None,
    status: int = 200,
) -> HttpResponse:
    code = answer.submission.code if answer.submission else ""
    context = {"form": form, "kept": kept, "code": code}
    return render(request, "satisfaction/public.html", context, status=status)


def _rated(request: HttpRequest, answer: Outgoing) -> HttpResponse:
    form, at = RatingForm(request.POST), now()
    if not form.is_valid():
        return _asked(request, answer, form, status=422)
    said, status = form.cleaned_data, 200
    verdict = actions.Verdict(score=said["score"], agreed=said["agreed"], words=said["words"])
    try:
        actions.knock(request.META.get("REMOTE_ADDR", ""), at=at)
        actions.rate_by_link(answer.ask_key, verdict, at=at)
        told = _("Your opinion is kept. Who is not content is heard again by an officer.")
    except actions.RatedTooLate:
        told, status = _("The time to rate this answer is over. Answer the letter instead."), 410
    except actions.TooManyKnocks:
        told, status = _("Too many ratings came at once. Try again in ten minutes."), 429
    return render(request, "satisfaction/public.html", {"told": told}, status=status)


def figures(request: HttpRequest) -> HttpResponse:
    """Show how content citizens are: by agency, topic and month."""
    officer, at = officer_of(request), now()
    require(officer, Right.READ)
    days = next((s["days"] for s in SPANS if str(s["days"]) == request.GET.get("days")), 90)
    since = at - timedelta(days=int(str(days)))
    rows = queries.rated(since, at, officer)
    by_month = [
        queries.Content(**{**vars(each), "name": date_format(month, "m/Y")})
        for month, each in queries.by_month(rows)
    ]
    parts = [
        {"title": _("By agency"), "column": _("Agency"), "rows": queries.by_agency(rows)},
        {"title": _("By topic"), "column": _("Topic"), "rows": queries.by_topic(rows)[:20]},
        {"title": _("By month"), "column": _("Month"), "rows": by_month},
    ]
    lately = rows.select_related("submission", "agency").order_by("-at")[:LATELY]
    reopened = Entry.objects.filter(kind="submission.reopened", at__gte=since).count()
    context = {"spans": SPANS, "days": days, "whole": queries.whole(rows), "parts": parts}
    context |= {"lately": lately, "reopened": reopened}
    return render(request, "satisfaction/figures.html", context)
