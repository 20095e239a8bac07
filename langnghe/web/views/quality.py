"""How good the suggestions are: over time, by topic, what is mixed up; versions, and back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.triage import quality
from langnghe.triage.actions.learn import learn_soon, use_model
from langnghe.triage.models import Model, Suggestion
from langnghe.triage.states import ModelState
from langnghe.understanding.learning import LEAST
from langnghe.understanding.scoring import likely_range
from langnghe.understanding.starter import FIELDS as LEARNED_FIELDS
from langnghe.web.clock import now
from langnghe.web.shell import officer_of

PERIODS = {"12": 12, "26": 26, "52": 52}
WIDTH, HEIGHT, EDGE = 240, 72, 4
VERSIONS = 20
NAMES = {
    "group": gettext_lazy("Topic, first level"),
    "topic": gettext_lazy("Topic, second level"),
    "kind": gettext_lazy("Kind"),
    "ward": gettext_lazy("Ward"),
    "urgency": gettext_lazy("Urgency"),
    "sensitivity": gettext_lazy("Sensitivity"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A field's share by week as an SVG shows it: a line, a band that is likely, the last point."""

    line: str
    band: str
    last: tuple[float, float] | None


def suggestions(request: HttpRequest) -> HttpResponse:
    """Show how often officers decided as it was suggested."""
    officer = officer_of(request)
    require(officer, Right.READ)
    chosen = request.GET.get("weeks", "12")
    count = PERIODS.get(chosen, PERIODS["12"])
    at = timezone.localtime(now())
    since = quality.monday_before(at, count)
    weeks = quality.by_week(since)
    overall, unsure = quality.together(weeks), quality.unsure(since)
    context = {
        "periods": [(weeks_, weeks_ == count) for weeks_ in PERIODS.values()],
        "confirmed": overall["kind"].of,
        "fields": [
            {
                "name": NAMES[field],
                "share": overall[field],
                "unsure": unsure.get(field, 0),
                "curve": curve(weeks, field, since=since.date(), count=count),
            }
            for field in quality.FIELDS
        ],
        "weeks": [(week.begins_on, week.shares["kind"].of, _cells(week)) for week in weeks[::-1]],
        "names": list(NAMES.values()),
        "danger": quality.danger(since),
        "topics": quality.by_topic(since),
        "mixed_up": quality.mixed_up(since),
        "size": {"width": WIDTH, "height": HEIGHT, "middle": HEIGHT / 2},
        **_learning(officer, at=at),
    }
    return render(request, "quality/suggestions.html", context)


def _cells(week: quality.Week) -> list[quality.Share]:
    return [week.shares[field] for field in quality.FIELDS]


def curve(weeks: list[quality.Week], field: str, *, since: date, count: int) -> Curve:
    """Draw a field's weeks; its bottom is 0 %, its top 100 %."""
    points, low, high = [], [], []
    for week in weeks:
        share = week.shares[field]
        place = (week.begins_on - since).days / 7
        x = EDGE + place * (WIDTH - 2 * EDGE) / max(1, count - 1)
        bottom, top = likely_range(share.right, share.of)
        points.append((round(x, 1), _height(share.right / share.of)))
        low.append((round(x, 1), _height(bottom)))
        high.append((round(x, 1), _height(top)))
    band = [*high, *reversed(low)] if len(points) > 1 else []
    return Curve(_joined(points), _joined(band), points[-1] if points else None)


def _height(share: float) -> float:
    return round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)


def _joined(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _learning(officer: Officer, *, at: datetime) -> dict[str, Any]:
    decided = Suggestion.objects.filter(confirmed_at__isnull=False, confirmed_at__lte=at).count()
    return {
        "may_choose": officer.may(Right.BALANCE),
        "decided": decided,
        "least": LEAST,
        "versions": [_version(model) for model in Model.objects.all()[:VERSIONS]],
    }


def _version(model: Model) -> dict[str, Any]:
    verdicts = [model.scores.get(field) for field in LEARNED_FIELDS]
    return {
        "model": model,
        "verdicts": [
            {**verdict, "was": _percent(verdict["present"], verdict["of"]),
             "now": _percent(verdict["right"], verdict["of"])}
            if verdict else None
            for verdict in verdicts
        ],
        "held_back": max((verdict["of"] for verdict in verdicts if verdict), default=0),
        "may_be_used": bool(model.packed) and model.state != ModelState.LIVE,
    }  # fmt: skip


def _percent(right: int, of: int) -> float | None:
    return quality.Share(right, of).percent


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Learn now, in the background."""
    learn_soon(by=officer_of(request), at=now())
    messages.success(
        request, _("The machine is learning; this page shows the new version when it is done.")
    )
    return redirect("suggestions")


@require_POST
def use(request: HttpRequest, model_id: int) -> HttpResponse:
    """Let suggestions be made by a version from now on."""
    model = use_model(model_id, by=officer_of(request), at=now())
    said = (
        _("Version {n} is used, and stays until someone chooses the newest again.")
        if model.is_held
        else _("Version {n} is used from now on.")
    )
    messages.success(request, said.format(n=model.pk))
    return redirect("suggestions")
