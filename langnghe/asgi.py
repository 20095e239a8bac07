"""Pages and live events in one ASGI application: `/live` streams, all else is Django."""

import os
from http.cookies import SimpleCookie
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")

from a2wsgi import WSGIMiddleware
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from psycopg.conninfo import make_conninfo

from langnghe.live.hub import Hub, Receive, Scope, Send, answer, refuse
from langnghe.settings import database_url

pages = WSGIMiddleware(get_wsgi_application(), workers=10)  # type: ignore[arg-type]
hub = Hub(make_conninfo(database_url(), connect_timeout=3))


def signed_in(scope: Scope) -> bool:
    """Tell whether a request carries the session of an officer."""
    cookies = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            cookies.load(value.decode("latin-1"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return False
    close_old_connections()
    try:
        return SESSION_KEY in SessionStore(morsel.value)
    finally:
        close_old_connections()


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
