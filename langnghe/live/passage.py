"""The way of a browser's telephone to the exchange: SIP frames over our own port, nothing else.

The exchange's own WebSocket stays on loopback: no second port, no second certificate, and only
who is signed in reaches it. Sound does not pass here: it goes between browser and exchange.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from langnghe.late import late
from langnghe.live.hub import Receive, Send

if TYPE_CHECKING:
    import aiohttp
else:
    aiohttp = late("aiohttp")

logger = logging.getLogger(__name__)

LONGEST_BYTES = 64 * 1024
"""Of one SIP message, either way."""
PING, PONG = "\r\n\r\n", "\r\n"
"""Keep-alive of RFC 5626, 3.5.1: answered here, it tells the browser that the way is open."""
ASK_AGAIN_SECONDS = 60.0
FAR_BEAT_SECONDS = 20.0
TOO_LONG, NOT_ALLOWED, EXCHANGE_AWAY = 1009, 1008, 1013

IsAllowed = Callable[[], Awaitable[bool]]


async def carry(url: str, receive: Receive, send: Send, *, is_allowed: IsAllowed) -> None:
    """Carry SIP between one browser and the exchange at `url` until either goes away.

    `is_allowed` is asked at the start and every minute: who signs out loses the way.
    """
    await receive()
    if not await is_allowed():
        await send({"type": "websocket.close", "code": NOT_ALLOWED})
        return
    await send({"type": "websocket.accept", "subprotocol": "sip"})
    async with aiohttp.ClientSession() as session:
        try:
            far = await session.ws_connect(
                url, protocols=("sip",), heartbeat=FAR_BEAT_SECONDS, max_msg_size=LONGEST_BYTES
            )
        except (aiohttp.ClientError, OSError) as failure:
            logger.warning("a telephone was not connected: the exchange is away (%s)", failure)
            await send({"type": "websocket.close", "code": EXCHANGE_AWAY})
            return
        code = await _until_one_ends(
            _outward(receive, send, far), _inward(far, send), _guard(is_allowed)
        )
        await far.close()
    if code:
        with contextlib.suppress(RuntimeError):  # the browser went first
            await send({"type": "websocket.close", "code": code})


async def _until_one_ends(*ways: Awaitable[int]) -> int:
    """Run all; when the first ends, end the others and return what it said."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _outward(receive: Receive, send: Send, far: "aiohttp.ClientWebSocketResponse") -> int:
    """Pass on what the browser says; return 0 when it is gone."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return 0
        text = message.get("text")
        if text is None or len(text) > LONGEST_BYTES:
            return TOO_LONG
        if text == PING:
            await send({"type": "websocket.send", "text": PONG})
            continue
        try:
            await far.send_str(text)
        except (aiohttp.ClientError, OSError):
            return EXCHANGE_AWAY


async def _inward(far: "aiohttp.ClientWebSocketResponse", send: Send) -> int:
    """Pass on what the exchange says until it goes away."""
    async for message in far:
        words = message.data
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        await send({"type": "websocket.send", "text": text})
    return EXCHANGE_AWAY


async def _guard(is_allowed: IsAllowed) -> int:
    while await is_allowed():
        await asyncio.sleep(ASK_AGAIN_SECONDS)
    return NOT_ALLOWED
