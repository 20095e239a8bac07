"""The register: find, filter, keep a filter by name, take out what was found."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.duty.labels import ALARM_STATES
from langnghe.register import exporting, listing
from langnghe.register.actions.desk import drop_view, save_view
from langnghe.register.actions.views import see_news
from langnghe.register.listing import CHOICES, Filter
from langnghe.register.models import SavedView, Topic, ViewHit, Ward
from langnghe.register.queries import lone_contacts, news_of, submission_by_code
from langnghe.register.rules import codes_in
from langnghe.web.clock import now
from langnghe.web.excerpts import excerpts_of, how_found
from langnghe.web.register_shown import lines_of
from langnghe.web.shell import officer_of

NAMES = {
    "q": gettext_lazy("Words"),
    "status": gettext_lazy("Status"),
    "kind": gettext_lazy("Kind"),
    "urgency": gettext_lazy("Urgency"),
    "sensitivity": gettext_lazy("Sensitivity"),
    "channel": gettext_lazy("Channel"),
    "topic": gettext_lazy("Topic"),
    "ward": gettext_lazy("Ward"),
    "agency": gettext_lazy("Agency"),
    "since": gettext_lazy("From"),
    "until": gettext_lazy("Until"),
    "work": gettext_lazy("Work"),
    "language": gettext_lazy("Language"),
    "holds": gettext_lazy("Comes with"),
    "case": gettext_lazy("Case"),
    "issue": gettext_lazy("Issue"),
    "suggested": gettext_lazy("Suggestion"),
    "alarm": gettext_lazy("Alarm"),
}
NEWS_SHOWN = 99
MORE = set(NAMES) - {"q", "status", "urgency", "work"}
"""Conditions that stand behind "More conditions"."""

HOLDS = {"files": gettext_lazy("Files"), "recording": pgettext_lazy("search", "A recording")}
SUGGESTED = {
    "open": gettext_lazy("Not confirmed yet"),
    "changed": gettext_lazy("Decided otherwise"),
}
ALARMS = {"any": gettext_lazy("Any alarm"), **{str(k): name for k, name in ALARM_STATES.items()}}
WORK = {
    "open": gettext_lazy("Still open"),
    "late": gettext_lazy("Overdue"),
    "mine": gettext_lazy("Mine"),
    "reopen": gettext_lazy("Wrote again"),
}


def register(request: HttpRequest) -> HttpResponse:
    """Show what was found; a code that was typed whole opens its submission."""
    officer = officer_of(request)
    require(officer, Right.READ)
    wanted = listing.read_filter(request.GET.dict())
    text = wanted.values.get("q", "")
    if len(wanted.values) == 1 and codes_in(text) and len(text) < 20:
        exact = submission_by_code(text, officer)
        if exact is not None:
            return redirect("submission", exact.code)
    page = listing.page_for(wanted, officer, at=now(), after=request.GET.get("after", ""))
    pieces = excerpts_of(page.rows, page.found.question, officer) if page.found else []
    context = {
        "filter": wanted,
        "page": page,
        "lines": lines_of(page.rows, pieces),
        "conditions": _conditions(wanted),
        "choices": {name: list(values.items()) for name, values in CHOICES.items()},
        "work_choices": list(WORK.items()),
        "names": NAMES,
        "chosen": _chosen(wanted),
        "groups": Topic.objects.filter(parent__isnull=True),
        "views": _views(officer),
        "lone": lone_contacts(text, officer) if text else [],
        "how": how_found(page.found),
        "more_open": any(name in wanted.values for name in MORE),
        "suggested_choices": list(SUGGESTED.items()),
        "alarm_choices": list(ALARMS.items()),
        "holds_choices": list(HOLDS.items()),
    }
    return render(request, "register/register.html", context)


def _views(officer: Officer) -> list[SavedView]:
    shared = Q(owner=officer) | Q(is_shared=True)
    return list(SavedView.objects.filter(shared).select_related("owner"))


def _conditions(wanted: Filter) -> list[dict[str, str]]:
    """Say each condition in words, with the address that takes it away."""
    return [
        {"name": str(NAMES[name]), "value": _said(name, value), "without": wanted.without(name)}
        for name, value in wanted.values.items()
    ]


def _said(name: str, value: str) -> str:
    if name in CHOICES:
        return str(CHOICES[name][value])
    named = {"work": WORK, "holds": HOLDS, "suggested": SUGGESTED, "alarm": ALARMS}.get(name)
    if named is not None:
        return str(named[value])
    if name in {"since", "until"}:
        return "/".join(reversed(value.split("-")))
    model = {"topic": Topic, "ward": Ward, "agency": Agency}.get(name)
    found = model.objects.filter(code=value).first() if model else None  # type: ignore[attr-defined]
    return found.name if found else value


def _chosen(wanted: Filter) -> dict[str, str]:
    """Return names of the chosen topic, ward and agency, for the pick fields."""
    names = ("topic", "ward", "agency")
    return {name: _said(name, wanted.values[name]) for name in names if name in wanted.values}


@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the list by name."""
    officer = officer_of(request)
    require(officer, Right.READ)
    wanted = listing.read_filter(dict(_pairs(request.POST.get("query", ""))))
    name = request.POST.get("name", "").strip()
    if not name:
        messages.error(request, _("Give the view a name."))
    else:
        save_view(
            name,
            query=wanted.query,
            is_shared=request.POST.get("shared") == "on",
            tells=request.POST.get("tells") == "on",
            by=officer,
            at=now(),
        )
        messages.success(request, _("Kept as “{name}”.").format(name=name))
    return HttpResponseRedirect(f"{reverse('register')}?{wanted.query}")


def _pairs(query: str) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return parse_qsl(query)


@require_POST
def forget_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one of one's own views."""
    drop_view(view_id, by=officer_of(request))
    return redirect("register")


def news(request: HttpRequest) -> HttpResponse:
    """Show what one's views told of and one has not seen; htmx asks for their number alone."""
    officer = officer_of(request)
    require(officer, Right.READ)
    hits = news_of(officer)
    if request.headers.get("HX-Target") == "news":
        return render(request, "register/_news.html", {"news_count": _count(hits)})
    shown = hits.select_related(
        "view", "submission__topic", "submission__ward", "submission__reporter"
    )
    tells = SavedView.objects.filter(owner=officer, tells_since__isnull=False)
    return render(
        request, "register/news.html", {"hits": list(shown[:NEWS_SHOWN]), "tells": list(tells)}
    )


def _count(hits: QuerySet[ViewHit]) -> int:
    return hits.order_by()[: NEWS_SHOWN + 1].count()


@require_POST
def news_seen(request: HttpRequest) -> HttpResponse:
    """Say that all of it has been seen."""
    see_news(by=officer_of(request), at=now())
    return redirect("news")


def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream what the list shows as a file."""
    officer = officer_of(request)
    require(officer, Right.EXPORT)
    form = request.GET.get("format", "csv")
    if form not in exporting.FORMS:
        form = "csv"
    wanted = listing.read_filter(request.GET.dict())
    found = listing.submissions(wanted, officer, at=now())
    pieces = exporting.stream(exporting.rows_of("submissions", found), form)
    response = StreamingHttpResponse(pieces, content_type=exporting.FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="submissions.{form}"'
    return response
