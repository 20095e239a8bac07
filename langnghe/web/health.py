"""Whether all is ready, for supervisors and load balancers."""

import logging
import socket
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 1.0


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 once everything is ready, else 503 and one line for each part that is not.

    The worker and the mail door are asked only where all processes run side by side
    (`langnghe run`): behind a load balancer a page server must not fall out with them.
    """
    lacking = list(_lacking())
    said = "".join(f"{each}\n" for each in lacking) or "ready\n"
    return HttpResponse(said, status=503 if lacking else 200, content_type="text/plain")


def _lacking() -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_LOADED)
            loaded, working = cursor.fetchone()
    except DatabaseError as failure:
        logger.warning("not ready: the database does not answer (%s)", failure)
        yield "the database does not answer"
        return
    if not loaded:
        yield "the profile is not loaded yet"
    if settings.SIDE_BY_SIDE and not working:
        yield "nobody does the jobs yet"
    if settings.SIDE_BY_SIDE and not _mail_is_received():
        yield "mail is not received yet"


_LOADED = """
SELECT EXISTS (SELECT 1 FROM register_topic),
       EXISTS (SELECT 1 FROM procrastinate_workers
               WHERE last_heartbeat > now() - interval '60 seconds')
"""


def _mail_is_received() -> bool:
    """Look whether the mail door greets."""
    try:
        door = (settings.SMTP_HOST, settings.SMTP_PORT)
        with socket.create_connection(door, timeout=PATIENCE_SECONDS) as talk:
            return talk.recv(3) == b"220"
    except OSError:
        return False
