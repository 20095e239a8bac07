"""The page of a mail to an agency: opened by its token, used only with a code mailed there.

Whoever a mail was forwarded to can open the address; they can neither read nor do anything.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.direction import actions
from langnghe.direction.gates import Correspondent
from langnghe.direction.models import Assignment
from langnghe.direction.told import told_of
from langnghe.intake.actions.agency_codes import TooManyCodes, WrongCode, check_code, send_code
from langnghe.intake.models import Dispatch
from langnghe.web import agency_shown, agency_steps
from langnghe.web.agency_steps import Door
from langnghe.web.clock import now

OPEN_FOR = timedelta(hours=8)


class NoSuchMail(Exception):
    """No mail has this token, or it may no longer be answered."""


def _dispatch(token: str) -> Dispatch:
    """Find the mail of a token that may still be answered; raises NoSuchMail, whatever is wrong."""
    known = Dispatch.objects.select_related("agency", "outgoing")
    found = known.filter(token=token.lower(), expires_at__gt=now()).first()
    if found is None or found.outgoing is None:
        raise NoSuchMail
    return found


def _cookie(dispatch: Dispatch) -> str:
    return f"langnghe_agency_{dispatch.pk}"


def _is_open(request: HttpRequest, dispatch: Dispatch) -> bool:
    said = request.get_signed_cookie(
        _cookie(dispatch), default="", salt=dispatch.token, max_age=OPEN_FOR
    )
    return said == dispatch.token


def _door(dispatch: Dispatch) -> Door:
    to = dispatch.outgoing.to_address if dispatch.outgoing else ""
    theirs = Assignment.objects.filter(dispatches=dispatch, agency=dispatch.agency)
    base = f"/a/{dispatch.token}"
    by = Correspondent(dispatch.agency_id, to)
    return Door(by, agency_shown.desk_of(theirs), base, base, "ln/plain.html")


View = Callable[..., HttpResponse]


def addressed(view: View) -> View:
    """Let a view be used by the address of a mail; unlisted, never told where one came from."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **more: object) -> HttpResponse:
        try:
            answer = view(request, _dispatch(token), **more)
        except NoSuchMail:
            answer = render(request, "agency/ended.html", status=404)
        answer["X-Robots-Tag"] = "noindex"
        answer["Cache-Control"] = "private, no-store"
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return login_not_required(guarded)


def opened(view: View) -> View:
    """Let a view be used only after the code."""

    @wraps(view)
    def guarded(request: HttpRequest, dispatch: Dispatch, **more: object) -> HttpResponse:
        if not _is_open(request, dispatch):
            return _ask_code(request, dispatch)
        return view(request, _door(dispatch), **more)

    return addressed(guarded)


def _ask_code(request: HttpRequest, dispatch: Dispatch, *, status: int = 200) -> HttpResponse:
    user, _at, domain = (dispatch.outgoing.to_address if dispatch.outgoing else "").partition("@")
    context = {
        "base": f"/a/{dispatch.token}",
        "agency": dispatch.agency,
        "address": f"{user[:1]}•••@{domain}",
        "was_sent": bool(dispatch.code_hash),
    }
    return render(request, "agency/code.html", context, status=status)


@opened
def home(request: HttpRequest, door: Door) -> HttpResponse:
    """Show the cases of a mail."""
    rows = told_of(door.assignments.order_by("due_at", "pk"))
    return render(request, "agency/mail.html", {"door": door, "rows": rows})


@opened
def assignment(request: HttpRequest, door: Door, assignment_id: int) -> HttpResponse:
    """Show one case of a mail."""
    if door.assignments.filter(pk=assignment_id).exists() and isinstance(door.by, Correspondent):
        actions.note_delivered(assignment_id, how=door.by.address, by=door.by, at=now())
    return agency_steps.assignment_page(request, door, assignment_id)


@opened
def step(request: HttpRequest, door: Door, assignment_id: int, what: str) -> HttpResponse:
    """Take a step, after its form."""
    return agency_steps.step_page(request, door, assignment_id, what)


@opened
def several(request: HttpRequest, door: Door) -> HttpResponse:
    """Take a step for several cases of a mail."""
    if request.method != "POST":
        return redirect(door.home)
    return agency_steps.several(request, door)


@opened
def order(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """Take one report for all that the agency has under an order."""
    return agency_steps.order_page(request, door, code)


@opened
def joint(request: HttpRequest, door: Door, joint_id: int) -> HttpResponse:
    """Show how far one step for many cases of a mail is taken."""
    return agency_steps.joint_page(request, door, joint_id)


@require_POST
@addressed
def send(request: HttpRequest, dispatch: Dispatch) -> HttpResponse:
    """Mail a code to the agency."""
    try:
        send_code(dispatch.pk, at=now())
        messages.success(
            request, _("The code is on its way. Look into the mailbox of your agency.")
        )
    except TooManyCodes:
        messages.error(
            request, _("A code was sent just now, or too often. Wait a minute, or answer by mail.")
        )
    return redirect(reverse("agency-mail", args=[dispatch.token]))


@require_POST
@addressed
def check(request: HttpRequest, dispatch: Dispatch) -> HttpResponse:
    """Take the code, and open the page in this browser for a working day."""
    try:
        check_code(dispatch.pk, request.POST.get("code", ""), at=now())
    except WrongCode:
        messages.error(request, _("This is not the code, or it is too old. Ask for a new one."))
        return _ask_code(request, dispatch, status=422)
    answer = redirect(reverse("agency-mail", args=[dispatch.token]))
    answer.set_signed_cookie(
        _cookie(dispatch),
        dispatch.token,
        salt=dispatch.token,
        max_age=OPEN_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer
