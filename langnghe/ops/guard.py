"""Whoever guesses names or passwords at the exchange is kept out by it, for a while.

The exchange tells each wrong name and password; from the fifth within a minute it is told to take
nothing from that address any longer. It needs no rights of the system, works for an exchange
elsewhere, and with this process dead, what was kept out stays out.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from langnghe.line.actions import bans
from langnghe.line.models import Ban
from langnghe.line.place import exchange_place
from langnghe.ops.home import CannotStart
from langnghe.telephony.exchange.strangers import Door, Knock, Network, read_knock
from langnghe.telephony.exchange.talk import Place, Refused, Talk, Unreachable
from langnghe.telephony.exchange.trunks import NoTrunks, read_trunks

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
LISTEN_SECONDS, TRY_AGAIN_EVERY = 2, 2.0


def guard_exchange(told: threading.Event) -> None:
    """Guard the exchange from when there is one until told to stop."""
    place = exchange_place()
    while place is None and not told.wait(TRY_AGAIN_EVERY):
        place = exchange_place()
    if place is not None:
        asyncio.run(Guard(place, told).run())


class Guard:
    """Hears strangers at one exchange and keeps out there whom the bans name."""

    def __init__(self, place: Place, told: threading.Event) -> None:
        self.place, self.told = place, told
        self.door = Door()
        self.kept_out: set[str] = set()
        self.unnoted: list[Knock] = []
        self.database = ThreadPoolExecutor(1, thread_name_prefix="guard")

    async def run(self) -> None:
        """Hear and act, and connect again, until told to stop."""
        while not self.told.is_set():
            try:
                async with Talk(self.place, hears="security") as talk:
                    await self._guard(talk)
            except (Unreachable, Refused) as failure:
                # That the exchange is away is told by who watches it.
                log = logger.warning if isinstance(failure, Refused) else logger.debug
                log("strangers are not kept out now: %s", failure)
                await asyncio.sleep(TRY_AGAIN_EVERY)
        self.database.shutdown(wait=False)

    async def _guard(self, talk: Talk) -> None:
        begun = -1
        while not self.told.is_set():
            if talk.beginnings != begun:
                begun = await self._begin(talk)
            for block in await talk.news(seconds=LISTEN_SECONDS):
                await self._hear(talk, read_knock(block))
            await self._note()
            await self._keep(talk)

    async def _begin(self, talk: Talk) -> int:
        """Begin with an exchange that may be a new one, or remember bans that are over."""
        self.door.spared = await self._in_thread(spared_networks) or ()
        await talk.act("Ping")
        begun = talk.beginnings
        self.kept_out = await self._in_database(_all_addresses) or set()
        for address in await self._in_database(_banned_now) or ():
            await talk.keep_out(address)
        await self._keep(talk)
        return begun

    async def _hear(self, talk: Talk, knock: Knock | None) -> None:
        if knock is None or not self.door.goes_too_far(knock, at=timezone.now()):
            return
        logger.warning("%s is kept out: %s as %r", knock.address, knock.event, knock.account)
        self.unnoted.append(knock)
        await talk.keep_out(knock.address)
        self.kept_out.add(knock.address)

    async def _note(self) -> None:
        while self.unnoted:
            knock = self.unnoted[0]
            if await self._in_database(lambda: bans.ban_address(knock, at=timezone.now())) is None:  # noqa: B023 (awaited here)
                return
            self.unnoted.pop(0)

    async def _keep(self, talk: Talk) -> None:
        """Keep out whom the bans name now, and nobody else."""
        wanted = await self._in_database(_banned_now)
        if wanted is None:
            return
        wanted |= {knock.address for knock in self.unnoted}
        for address in wanted - self.kept_out:
            await talk.keep_out(address)
        for address in self.kept_out - wanted:
            await talk.let_in(address)
        self.kept_out = wanted

    async def _in_thread(self, act: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self.database, act)

    async def _in_database(self, act: Callable[[], Answer]) -> Answer | None:
        """Do something with the database in its own thread; None while the database is away."""

        def carefully() -> Answer | None:
            close_old_connections()
            try:
                return act()
            except (OperationalError, InterfaceError):
                return None

        return await self._in_thread(carefully)


def _banned_now() -> set[str]:
    banned = Ban.objects.filter(ends_at__gt=timezone.now())
    return set(banned.values_list("address", flat=True))


def _all_addresses() -> set[str]:
    return set(Ban.objects.values_list("address", flat=True))


def spared_networks() -> tuple[Network, ...]:
    """Return whose addresses are never kept out: by the settings, and the trunks'."""
    try:
        hosts = [trunk.host for trunk in read_trunks(Path(settings.TRUNKS))]
    except (NoTrunks, OSError):
        hosts = []
    found: list[Network] = [*settings.NEVER_BANNED]
    for host in filter(None, hosts):
        try:
            known = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
        except OSError:
            logger.warning("the trunk at %s has no address now", host)
            continue
        found += [ip_network(each[4][0]) for each in known]
    return tuple(found)


def told_bans() -> str:
    """Return the bans in force as lines, newest first."""
    lines = [
        f"{ban.address}  until {timezone.localtime(ban.ends_at):%Y-%m-%d %H:%M}  "
        f"{ban.event} as {ban.account!r}, ban {ban.times}"
        for ban in Ban.objects.filter(ends_at__gt=timezone.now())
    ]
    return "\n".join(lines) or "No address is kept out."


def unban(address: str) -> str:
    """Lift a ban; the exchange learns it within seconds. Raises CannotStart."""
    try:
        known = str(ip_address(address))
    except ValueError:
        raise CannotStart(f"{address} is no address.") from None
    if bans.lift_ban(known, at=timezone.now()):
        return f"{known} is let in again within seconds."
    return f"{known} is not kept out."
