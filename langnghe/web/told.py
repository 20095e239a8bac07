"""What was done, told where it was asked: as JSON to a script, else as a message of a page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from langnghe.web.refusals import sentence_of

JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A sentence, where to go from here, and the address that takes it back (by POST)."""

    words: str
    go: str = "/"
    undo: str = ""


def telling(view: Callable[..., Told]) -> Callable[..., HttpResponse]:
    """Turn what a view tells into an answer; expected refusals are told the same way."""

    @wraps(view)
    def answer(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        by_script = request.headers.get("Accept") == JSON
        try:
            told = view(request, *given, **named)
        except Exception as refusal:
            words = sentence_of(refusal)
            if words is None or not by_script:
                raise
            return JsonResponse({"words": words}, status=409)
        if by_script:
            return JsonResponse({"words": told.words, "undo": told.undo})
        messages.success(request, told.words, extra_tags=told.undo)
        return redirect(told.go)

    return answer
