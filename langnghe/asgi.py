"""Pages and live events in one ASGI application: `/live` streams, all else is Django."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")

from a2wsgi import WSGIMiddleware
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.http.cookie import parse_cookie  # noqa: TID251 (reads a request without Django)
from django.utils.crypto import constant_time_compare
from psycopg.conninfo import make_conninfo

from langnghe.live.hub import Hub, Receive, Scope, Send, answer, refuse
from langnghe.settings import database_url

pages = WSGIMiddleware(get_wsgi_application(), workers=10)  # type: ignore[arg-type]
hub = Hub(make_conninfo(database_url(), connect_timeout=3))


def signed_in(scope: Scope) -> bool:
    """Tell whether a request carries the session of an officer."""
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    key = parse_cookie("; ".join(given)).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    close_old_connections()
    try:
        return _is_officers(SessionStore(key))
    finally:
        close_old_connections()


def _is_officers(session: SessionStore) -> bool:
    """Tell whether a session's officer may still sign in, with the password it began with."""
    officer = (
        get_user_model().objects.filter(pk=session.get(SESSION_KEY, 0), is_active=True).first()
    )
    if officer is None:
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), officer.get_session_auth_hash())


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        hub.start()
        if await sync_to_async(signed_in, thread_sensitive=False)(scope):
            await answer(hub, receive, send)
        else:
            await refuse(send, 403)
    else:
        await pages(scope, *_as_coroutines(receive, send))  # type: ignore[arg-type]


def _as_coroutines(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Wrap what the server gives: the bridge to WSGI takes coroutines, not futures."""

    async def receive_one() -> dict[str, Any]:
        return await receive()

    async def send_one(message: dict[str, Any]) -> None:
        await send(message)

    return receive_one, send_one


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
