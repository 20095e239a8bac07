"""Server-sent events to open screens: one LISTEN connection, a bounded queue per screen.

Only kinds and ids travel; a screen that fell behind or reconnects gets `resync` and asks anew.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

logger = logging.getLogger(__name__)

CHANNEL = "langnghe_live"
QUEUE = 64
HEARTBEAT_SECONDS = 15
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Sees = Callable[[str, str], bool]
"""Tells by kind and payload whether an event is for a screen; may ask the database."""
ASKERS = 2
"""Threads, and so connections, in which screens of narrow rights have it asked."""


class Hub:
    """Passes what PostgreSQL notifies to every screen of this process."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        self.screens: set[asyncio.Queue[tuple[str, str]]] = set()
        self.listening: asyncio.Task[None] | None = None
        self.number = 0
        self.askers = ThreadPoolExecutor(ASKERS, thread_name_prefix="live")

    def start(self) -> None:
        """Begin to listen, once; reconnects by itself."""
        if self.listening is None or self.listening.done():
            self.listening = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """End listening."""
        if self.listening is not None:
            self.listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.listening

    async def _listen(self) -> None:
        wait = 0.2
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self.conninfo, autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.spread("resync", "{}")
                    wait = 0.2
                    async for notice in connection.notifies():
                        self.spread(_kind(notice.payload), notice.payload)
            except psycopg.Error:
                logger.warning("live events: the database is away, trying again")
            await asyncio.sleep(wait)
            wait = min(wait * 2, 5)

    def spread(self, kind: str, data: str) -> None:
        """Give an event to every screen; one that is full starts over with `resync`."""
        self.number += 1
        for screen in list(self.screens):
            if screen.full():
                while not screen.empty():
                    screen.get_nowait()
                screen.put_nowait(("resync", "{}"))
            else:
                screen.put_nowait((kind, data))

    async def stream(self, sees: Sees | None = None) -> AsyncIterator[bytes]:
        """Yield the events that one screen sees as they come, with heartbeats between."""
        screen: asyncio.Queue[tuple[str, str]] = asyncio.Queue(QUEUE)
        self.screens.add(screen)
        try:
            yield b"retry: 2000\nevent: resync\ndata: {}\n\n"
            while True:
                try:
                    kind, data = await asyncio.wait_for(screen.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b"event: beat\ndata: {}\n\n"
                    continue
                if sees is not None and not await self._ask(sees, kind, data):
                    continue
                yield f"id: {self.number}\nevent: {kind}\ndata: {data}\n\n".encode()
        finally:
            self.screens.discard(screen)

    async def _ask(self, sees: Sees, kind: str, data: str) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self.askers, sees, kind, data)


def _kind(payload: str) -> str:
    try:
        kind = str(json.loads(payload)["kind"])
    except (ValueError, KeyError, TypeError):
        return "resync"
    return kind if kind.isidentifier() else "resync"


async def answer(hub: Hub, receive: Receive, send: Send, *, sees: Sees | None = None) -> None:
    """Answer one screen with what it sees until it goes away."""
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.create_task(_gone(receive))
    events = hub.stream(sees)
    try:
        while not gone.done():
            following = asyncio.ensure_future(anext(events))
            await asyncio.wait({following, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                following.cancel()
                with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                    await following
                return
            body = following.result()
            await send({"type": "http.response.body", "body": body, "more_body": True})
    finally:
        gone.cancel()
        await events.aclose()  # type: ignore[attr-defined]


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send: Send, status: int) -> None:
    """Answer a screen that is not signed in."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
