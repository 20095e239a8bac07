"""Where each page lives."""

from django.urls import include, path

urlpatterns = [path("", include("langnghe.web.urls"))]

handler404 = "langnghe.web.refusals.missing"
handler500 = "langnghe.web.refusals.fault"
