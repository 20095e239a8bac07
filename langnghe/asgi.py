"""Pages, live events and browser telephones in one ASGI application.

`/live` streams, `/exchange/ws` carries SIP, all else is Django.
"""

import os
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")

from a2wsgi import WSGIMiddleware
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.http.cookie import parse_cookie  # noqa: TID251 (reads a request without Django)
from django.utils.crypto import constant_time_compare
from psycopg.conninfo import make_conninfo

from langnghe.live.hub import Hub, Receive, Scope, Send, answer, refuse
from langnghe.live.passage import carry
from langnghe.settings import database_url

pages = WSGIMiddleware(get_wsgi_application(), workers=10)  # type: ignore[arg-type]

from langnghe.access.models import Officer  # noqa: E402 (models, once Django is set up)
from langnghe.register.audience import Sees, sees_of  # noqa: E402

hub = Hub(make_conninfo(database_url(), connect_timeout=3))


EXCHANGE = f"ws://{settings.EXCHANGE_HOST}:{settings.EXCHANGE_HTTP_PORT}/ws"


def _header(scope: Scope, wanted: bytes) -> str:
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]
    return "; ".join(given)


def officer_of(scope: Scope) -> Officer | None:
    """Return the officer whose session a request carries."""
    key = parse_cookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    return _officer_of(SessionStore(key)) if key else None


def _officer_of(session: SessionStore) -> Officer | None:
    """Return a session's officer, who may still sign in with the password it began with."""
    officer = Officer.objects.filter(pk=session.get(SESSION_KEY, 0), is_active=True).first()
    if officer is None:
        return None
    known = session.get(HASH_SESSION_KEY, "")
    return officer if constant_time_compare(known, officer.get_session_auth_hash()) else None


def signed_in(scope: Scope) -> bool:
    """Tell whether a request carries the session of an officer."""
    close_old_connections()
    try:
        return officer_of(scope) is not None
    finally:
        close_old_connections()


def hears(scope: Scope) -> tuple[bool, Sees | None]:
    """Tell whether a request may hear live events, and which: None for all."""
    close_old_connections()
    try:
        officer = officer_of(scope)
        return officer is not None, sees_of(officer) if officer else None
    finally:
        close_old_connections()


def of_our_pages(scope: Scope) -> bool:
    """Tell whether a WebSocket was asked for by a page of ours: browsers send cookies anyway."""
    origin = _header(scope, b"origin")
    ours = {settings.BASE_URL, *settings.CSRF_TRUSTED_ORIGINS}
    return origin in ours or urlsplit(origin).netloc == _header(scope, b"host") != ""


async def _telephone(scope: Scope, receive: Receive, send: Send) -> None:
    """Carry a browser's telephone; other WebSockets, and those of strangers, are refused."""

    async def is_allowed() -> bool:
        return await sync_to_async(signed_in, thread_sensitive=False)(scope)

    if scope["path"] == "/exchange/ws" and of_our_pages(scope):
        await carry(EXCHANGE, receive, send, is_allowed=is_allowed)
    else:
        await send({"type": "websocket.close", "code": 1008})


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        hub.start()
        may_hear, sees = await sync_to_async(hears, thread_sensitive=False)(scope)
        if may_hear:
            await answer(hub, receive, send, sees=sees)
        else:
            await refuse(send, 403)
    elif scope["type"] == "websocket":
        await _telephone(scope, receive, send)
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
