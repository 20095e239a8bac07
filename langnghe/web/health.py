"""Whether all is ready, for supervisors and load balancers."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 once the database answers and its tables are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM register_topic)")
        (loaded,) = cursor.fetchone()
    if not loaded:
        return HttpResponse(
            "the profile is not loaded yet\n", status=503, content_type="text/plain"
        )
    return HttpResponse("ready\n", content_type="text/plain")
