"""Signing in and out, and choosing a language."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import choose_language
from langnghe.access.models import Officer

YEAR = 365 * 24 * 3600


class SignIn(views.LoginView):
    """Name and password; a wrong pair is refused without saying which of the two was wrong."""

    template_name = "ln/signin.html"
    redirect_authenticated_user = True


class SignOut(views.LogoutView):
    """End the session."""


def locked_out(request: HttpRequest, credentials: Any, *_args: Any) -> HttpResponse:
    """Answer after too many wrong passwords."""
    sentence = _("Too many wrong passwords. Wait 15 minutes, or ask the administrator.")
    return render(request, "ln/signin.html", {"locked": sentence}, status=429)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the screens and stay on the page."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, httponly=True, samesite="Lax"
        )
        if isinstance(request.user, Officer):
            choose_language(request.user.pk, language=chosen)
    return response
