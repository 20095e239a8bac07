"""The browser's telephone on its way to the exchange: carried, guarded, never left open."""

import asyncio
from typing import Any

from aiohttp import WSMsgType, web

from langnghe import asgi
from langnghe.live.passage import PING, PONG, carry
from tests.hotline import free_port

Message = dict[str, Any]


class Browser:
    """One end of a WebSocket, as the server gives it to an application."""

    def __init__(self) -> None:
        self.says: asyncio.Queue[Message] = asyncio.Queue()
        self.hears: asyncio.Queue[Message] = asyncio.Queue()
        self.says.put_nowait({"type": "websocket.connect"})

    def say(self, text: str) -> None:
        """Send a message."""
        self.says.put_nowait({"type": "websocket.receive", "text": text})

    def leave(self) -> None:
        """Close the window."""
        self.says.put_nowait({"type": "websocket.disconnect", "code": 1001})

    async def hear(self) -> Message:
        """Wait for what comes next."""
        return await asyncio.wait_for(self.hears.get(), 10)


async def _answers(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(protocols=("sip",))
    await socket.prepare(request)
    async for message in socket:
        if message.type == WSMsgType.TEXT:
            await socket.send_str(f"exchange: {message.data}")
            if message.data == "go away":
                await socket.close()
    return socket


async def _exchange() -> tuple[web.AppRunner, str]:
    application = web.Application()
    application.router.add_get("/ws", _answers)
    runner, port = web.AppRunner(application), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner, f"ws://127.0.0.1:{port}/ws"


def _carried(browser: Browser, url: str, *, allowed: bool = True) -> "asyncio.Task[None]":
    async def is_allowed() -> bool:
        return allowed

    return asyncio.create_task(
        carry(url, browser.says.get, browser.hears.put, is_allowed=is_allowed)
    )


def test_words_go_both_ways_and_the_way_answers_for_itself() -> None:
    async def story() -> None:
        runner, url = await _exchange()
        browser = Browser()
        way = _carried(browser, url)
        assert await browser.hear() == {"type": "websocket.accept", "subprotocol": "sip"}
        browser.say("REGISTER")
        assert (await browser.hear())["text"] == "exchange: REGISTER"
        browser.say(PING)
        assert (await browser.hear())["text"] == PONG
        browser.leave()
        await asyncio.wait_for(way, 10)
        await runner.cleanup()

    asyncio.run(story())


def test_the_browser_is_told_when_the_exchange_goes_or_is_not_there() -> None:
    async def story() -> None:
        runner, url = await _exchange()
        browser = Browser()
        way = _carried(browser, url)
        await browser.hear()
        browser.say("go away")
        await browser.hear()
        assert (await browser.hear())["code"] == 1013
        await way
        await runner.cleanup()
        late = Browser()
        await _carried(late, url)
        assert [(await late.hear())["type"], (await late.hear())["code"]] == [
            "websocket.accept",
            1013,
        ]

    asyncio.run(story())


def test_a_message_beyond_measure_ends_the_way() -> None:
    async def story() -> None:
        runner, url = await _exchange()
        browser = Browser()
        way = _carried(browser, url)
        await browser.hear()
        browser.say("x" * 70_000)
        assert (await browser.hear())["code"] == 1009
        await way
        await runner.cleanup()

    asyncio.run(story())


def test_strangers_are_refused_before_anything_is_opened() -> None:
    async def story() -> None:
        browser = Browser()
        await _carried(browser, "ws://127.0.0.1:9/ws", allowed=False)
        assert await browser.hear() == {"type": "websocket.close", "code": 1008}

    asyncio.run(story())


def test_only_pages_of_ours_may_ask() -> None:
    def asked(**headers: str) -> bool:
        given = [(name.encode(), value.encode()) for name, value in headers.items()]
        return asgi.of_our_pages({"headers": given})

    assert asked(origin="https://hotline.example", host="hotline.example")
    assert not asked(origin="https://elsewhere.example", host="hotline.example")
    assert not asked(host="hotline.example")
    assert not asked(origin="null", host="hotline.example")
    assert not asked()
