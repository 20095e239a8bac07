"""The addresses that django-helpdesk writes into its letters."""

from django.urls import include, path

urlpatterns = [path("helpdesk/", include("helpdesk.urls"))]
