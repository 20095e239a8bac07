"""The register of outgoing papers (sổ văn bản đi): find, print, take out."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from langnghe.access.actions import require
from langnghe.access.models import Agency
from langnghe.access.rules import Right
from langnghe.direction.actions.letters import WRITERS
from langnghe.direction.letter_labels import LETTER_KINDS, LETTER_STATES
from langnghe.direction.letterbook import PAGE, Asked, addressee_of, letters_of, rows_of
from langnghe.direction.office import office
from langnghe.register import exporting
from langnghe.web.clock import now
from langnghe.web.forms.letters import RemindForm
from langnghe.web.numbers import number_in
from langnghe.web.shell import officer_of


def letters(request: HttpRequest) -> HttpResponse:
    """Show the book, the newest first."""
    officer, asked = officer_of(request), Asked.of(request.GET.dict())
    require(officer, Right.READ)
    before = number_in(request.GET.get("before"))
    found = letters_of(officer, asked).select_related("case", "submission", "agency")
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found[: PAGE + 1])
    in_a_week = (now() + timedelta(days=7)).date()
    context = {
        "rows": [(letter, addressee_of(letter, officer)) for letter in page[:PAGE]],
        "before": page[PAGE - 1].pk if len(page) > PAGE else None,
        "asked": asked,
        "query": urlencode({name: value for name, value in vars(asked).items() if value}),
        "kinds": list(LETTER_KINDS.items()),
        "states": list(LETTER_STATES.items()),
        "terms": [code for _since, code in office().terms],
        "agency": Agency.objects.filter(code=asked.agency).first() if asked.agency else None,
        "may_remind": any(officer.may(right) for right in WRITERS),
        "remind_form": RemindForm(initial={"due_on": in_a_week}),
    }
    return render(request, "letters/letters.html", context)


def export(request: HttpRequest) -> StreamingHttpResponse:
    """Stream what the book shows as a workbook or another file."""
    officer, asked = officer_of(request), Asked.of(request.GET.dict())
    require(officer, Right.EXPORT)
    form = request.GET.get("format", "xlsx")
    form = form if form in exporting.FORMS else "xlsx"
    pieces = exporting.stream(rows_of(letters_of(officer, asked), officer), form)
    response = StreamingHttpResponse(pieces, content_type=exporting.FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="letters.{form}"'
    return response
