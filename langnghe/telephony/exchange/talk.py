"""Talking with the exchange: events by WebSocket, what we ask of it by its manager over HTTP."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from langnghe.late import late

if TYPE_CHECKING:
    import aiohttp
else:
    aiohttp = late("aiohttp")

LONGEST_ANSWER_SECONDS, LONGEST_CONNECT_SECONDS = 8, 3
HEARTBEAT_SECONDS = 10
LARGEST_EVENT = 4 * 1024 * 1024
NOT_FOUND = 404
Block = dict[str, str]
"""One paragraph of the manager's answer: names and values as the exchange writes them."""


class Unreachable(Exception):
    """The exchange does not answer."""


class Refused(Exception):
    """The exchange answered that it will not do it, with its own words."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an exchange is spoken to, and with which secret."""

    name: str
    host: str
    port: int
    secret: str
    user: str = "hotline"
    application: str = "lang-nghe"

    @property
    def address(self) -> str:
        """Its address for HTTP."""
        return f"http://{self.host}:{self.port}"


class Talk:
    """One conversation with an exchange; open it with `async with`.

    `clock` is the exchange's own time when it answered last, to the second. `hears` names the
    manager's events that `news` tells. `beginnings` counts how often we had to sign in: each
    time more the exchange may be another one, that was started since.
    """

    def __init__(self, place: Place, *, hears: str = "off") -> None:
        self.place, self.hears, self.beginnings = place, hears, 0
        self._session: aiohttp.ClientSession | None = None
        self._known = False
        self.clock = datetime.now(UTC)

    async def __aenter__(self) -> Self:
        longest = aiohttp.ClientTimeout(
            total=LONGEST_ANSWER_SECONDS, connect=LONGEST_CONNECT_SECONDS
        )
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=longest
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> "aiohttp.ClientSession":
        """The open connection pool."""
        if self._session is None:
            raise RuntimeError("the talk is not open")
        return self._session

    @property
    def _headers(self) -> dict[str, str]:
        known = aiohttp.encode_basic_auth(self.place.user, self.place.secret)
        return {"Authorization": known}

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """Listen to every event of the exchange, from now on; ends when the exchange goes away.

        Raises Unreachable where it cannot be heard at all.
        """
        asked = {"app": self.place.application, "subscribeAll": "true"}
        try:
            socket = await self.session.ws_connect(
                f"{self.place.address}/ari/events",
                params=asked,
                headers=self._headers,
                heartbeat=HEARTBEAT_SECONDS,
                max_msg_size=LARGEST_EVENT,
            )
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            raise Unreachable(str(failure)) from None
        try:
            yield _events(socket)
        finally:
            await socket.close()

    async def endpoints(self) -> dict[str, bool]:
        """Return which telephones and trunks can be reached, by name."""
        try:
            async with self.session.get(
                f"{self.place.address}/ari/endpoints", headers=self._headers
            ) as answer:
                answer.raise_for_status()
                found = await answer.json()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as failure:
            raise Unreachable(str(failure)) from None
        return {str(each["resource"]): each.get("state") == "online" for each in found}

    async def act(self, action: str, **fields: str) -> list[Block]:
        """Ask the manager for something; return its answer, paragraph by paragraph.

        Raises Refused with the exchange's words, Unreachable.
        """
        if not self._known:
            await self._sign_in()
        blocks = await self._ask({"action": action, **fields})
        if _needs_sign_in(blocks):
            await self._sign_in()
            blocks = await self._ask({"action": action, **fields})
        if not blocks or blocks[0].get("Response") == "Error":
            raise Refused(blocks[0].get("Message", "") if blocks else "no answer")
        return blocks

    async def _sign_in(self) -> None:
        said = {"action": "Login", "username": self.place.user, "secret": self.place.secret}
        blocks = await self._ask({**said, "events": self.hears})
        if not blocks or blocks[0].get("Response") != "Success":
            raise Refused(blocks[0].get("Message", "") if blocks else "no answer")
        self._known = True
        self.beginnings += 1

    async def news(self, *, seconds: int) -> list[Block]:
        """Wait so long at most for events of the manager; raises as `act` does."""
        blocks = await self.act("WaitEvent", Timeout=str(seconds))
        return [block for block in blocks if "Event" in block]

    async def keep_out(self, address: str) -> None:
        """Take no SIP from an address any longer, calls that go on apart; may be repeated.

        Raises Refused where the exchange has no place for it (`sorcery.conf`), Unreachable.
        """
        said = {"fields": [{"attribute": "deny", "value": address}]}
        # What the exchange answers to this is no use: it cannot say the object back. So we look.
        await self._ari("PUT", _ban(address), said)
        if await self._ari("GET", _ban(address)) == NOT_FOUND:
            raise Refused(f"it does not keep {address} out: its sorcery.conf is not ours")

    async def let_in(self, address: str) -> None:
        """Take SIP from an address again; raises Unreachable."""
        await self._ari("DELETE", _ban(address))

    async def _ari(self, method: str, path: str, said: object = None) -> int:
        try:
            async with self.session.request(
                method, f"{self.place.address}/ari/{path}", json=said, headers=self._headers
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            raise Unreachable(str(failure)) from None

    async def _ask(self, said: dict[str, str]) -> list[Block]:
        try:
            async with self.session.get(f"{self.place.address}/rawman", params=said) as answer:
                self.clock = _clock(answer.headers.get("Date"))
                return blocks_of(await answer.text(errors="replace"))
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            raise Unreachable(str(failure)) from None


def _ban(address: str) -> str:
    """Return the path of what keeps an address out."""
    return f"asterisk/config/dynamic/res_pjsip/acl/ban-{address.replace(':', '-')}"


async def _events(socket: "aiohttp.ClientWebSocketResponse") -> AsyncIterator[dict[str, Any]]:
    async for message in socket:
        if message.type != aiohttp.WSMsgType.TEXT:
            continue
        with contextlib.suppress(ValueError):
            event = json.loads(message.data)
            if isinstance(event, dict):
                yield event


def _clock(date: str | None) -> datetime:
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _needs_sign_in(blocks: list[Block]) -> bool:
    first = blocks[0] if blocks else {}
    words = first.get("Message", "").lower()
    return first.get("Response") == "Error" and ("authent" in words or "permission" in words)


def blocks_of(text: str) -> list[Block]:
    """Read what the manager writes: `Name: value` lines in paragraphs."""
    blocks: list[Block] = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.partition(":") for line in paragraph.split("\n") if ":" in line]
        if lines:
            blocks.append({name.strip(): value.strip() for name, _colon, value in lines})
    return blocks


def events_of(blocks: list[Block], name: str) -> list[Block]:
    """Return the paragraphs of an answer that are events of this name."""
    return [block for block in blocks if block.get("Event") == name]


def ask(place: Place, action: str, **fields: str) -> list[Block]:
    """Ask the exchange once, from code that is not asynchronous. Raises as `Talk.act` does."""

    async def once() -> list[Block]:
        async with Talk(place) as talk:
            return await talk.act(action, **fields)

    return asyncio.run(once())
