"""Drafts as they are typed, and who else has a submission open."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from langnghe.intake.actions.hear_call import hear_draft_soon
from langnghe.register.actions.desk import be_present, drop_draft, keep_draft, leave
from langnghe.register.queries import others_present
from langnghe.web.clock import now
from langnghe.web.shell import officer_of
from langnghe.web.views.submissions import found

DRAFT_LIMIT = 400_000
NUL = "\\u0000"


@require_http_methods(["PUT", "DELETE"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what was typed so far; an old save never beats a newer one."""
    officer = officer_of(request)
    if request.method == "DELETE":
        drop_draft(key, by=officer)
        return HttpResponse(status=204)
    try:
        said = json.loads(request.body)
        body = json.dumps(said["body"], ensure_ascii=False, allow_nan=False)
        body.encode()  # half of a surrogate pair is no text
        sequence = int(said["sequence"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return JsonResponse({"kept": False}, status=400)
    if not 0 <= sequence < 2**53 or NUL in body:
        return JsonResponse({"kept": False}, status=400)
    if len(body) > DRAFT_LIMIT:
        return JsonResponse({"kept": False}, status=413)
    at = now()
    newest = keep_draft(key[:120], body=body, sequence=sequence, by=officer, at=at)
    if newest:
        hear_draft_soon(key[:120], by=officer)
    clock = timezone.localtime(at).strftime("%H:%M:%S")
    return JsonResponse({"kept": True, "newest": newest, "at": clock})


@require_POST
def presence(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one has a submission open, and answer who else has."""
    subject, officer = found(request, code), officer_of(request)
    if request.POST.get("leaving") or request.GET.get("leaving"):
        leave(subject.pk, by=officer)
        return HttpResponse(status=204)
    at = now()
    be_present(subject.pk, by=officer, at=at)
    others = others_present(subject, officer, at=at)
    return render(request, "submissions/_presence.html", {"others": others})
