"""Addresses of the pages."""

from django.urls import path
from django.views.generic import TemplateView

from langnghe.web import health, signin

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("sign-in", signin.SignIn.as_view(), name="sign-in"),
    path("sign-out", signin.SignOut.as_view(), name="sign-out"),
    path("language", signin.language, name="language"),
    path("styleguide", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"),
]
