"""What the pick fields offer: topics, wards with their old names, agencies, cases."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control

from langnghe.access.actions import require
from langnghe.access.models import Agency
from langnghe.access.rules import Right
from langnghe.register.models import Topic, Ward
from langnghe.register.queries import cases_to_join
from langnghe.web.shell import officer_of
from langnghe.web.suggested import name_of


def _choices(rows: list[dict[str, object]]) -> JsonResponse:
    return JsonResponse({"choices": rows})


@cache_control(private=True, max_age=300)
def topics(request: HttpRequest) -> HttpResponse:
    """Give every topic of the second level, found by group name and keywords too."""
    found = Topic.objects.filter(parent__isnull=False, valid_to__isnull=True)
    return _choices(
        [
            {
                "value": topic.code,
                "label": f"{topic.code} · {name_of(topic)}",
                "hint": name_of(topic.parent) if topic.parent else "",
                "search": " ".join([topic.name, *topic.keywords]),
                "urgency": topic.default_urgency,
                "sensitivity": topic.default_sensitivity,
            }
            for topic in found.select_related("parent")
        ]
    )


@cache_control(private=True, max_age=300)
def wards(request: HttpRequest) -> HttpResponse:
    """Give every ward, found by the names of the old units it took over."""
    found = Ward.objects.filter(valid_to__isnull=True).prefetch_related("old_units")
    rows: list[dict[str, object]] = []
    for ward in found:
        old = [str(unit) for unit in ward.old_units.all()]
        rows.append(
            {
                "value": ward.code,
                "label": ward.name,
                "hint": ", ".join(unit.split(",")[0] for unit in old[:4]),
                "search": " ".join(old),
                "centre": None if ward.latitude is None else [ward.latitude, ward.longitude],
            }
        )
    return _choices(rows)


@cache_control(private=True, max_age=300)
def agencies(request: HttpRequest) -> HttpResponse:
    """Give every agency."""
    found = Agency.objects.filter(valid_to__isnull=True)
    return _choices(
        [
            {
                "value": agency.code,
                "label": name_of(agency),
                "hint": agency.short_name,
                "search": agency.name,
            }
            for agency in found
        ]
    )


def cases(request: HttpRequest) -> HttpResponse:
    """Give open cases that fit what was typed."""
    officer = officer_of(request)
    require(officer, Right.CLASSIFY)
    found = cases_to_join(request.GET.get("q", ""), officer)
    return _choices(
        [
            {
                "value": case.code,
                "label": f"{case.code} · {case.title[:120]}",
                "hint": " · ".join(
                    part
                    for part in (case.ward.short_name if case.ward else "", f"{case.voices}×")  # type: ignore[attr-defined]
                    if part
                ),
                "search": case.title,
            }
            for case in found
        ]
    )
