"""The process of the telephone: files finished calls, and watches the exchange while it lives.

The exchange needs neither: with this process dead, callers are greeted, answered and recorded as
ever. What it does not see then, it reads anew when it comes back.
"""

import asyncio
import contextlib
import logging
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from langnghe.intake.actions.file_calls import file_calls
from langnghe.line.actions import alarm_calls, calls, duty, watch
from langnghe.line.models import Telephone
from langnghe.line.place import exchange_place
from langnghe.ops.guard import guard_exchange
from langnghe.ops.processes import until_told
from langnghe.telephony.exchange import alarm_call, members, recorder
from langnghe.telephony.exchange.conversation import together_with
from langnghe.telephony.exchange.line import LineState
from langnghe.telephony.exchange.signals import (
    AlarmHeard,
    Gathered,
    Held,
    Reached,
    Signal,
    read_event,
)
from langnghe.telephony.exchange.talk import Place, Refused, Talk, Unreachable, events_of
from langnghe.telephony.exchange.trunks import NoTrunks, read_trunks

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

FILE_EVERY, LOOK_FOR_EXCHANGE_EVERY, KEEP_EVERY, LOOK_AROUND_EVERY = 1.0, 2.0, 1.0, 5.0
GATHER, GATHER_MORE, GATHER_MOST = 0.03, 0.01, 0.5
"""Seconds: signals of one moment are written together; more of them when many calls change."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 5.0


def serve_phone() -> None:
    """File calls as they come and watch the exchange, until told to stop."""
    told = until_told()
    spool = Path(settings.CALL_SPOOL)
    spool.mkdir(parents=True, exist_ok=True)
    watching = threading.Thread(target=watch_exchange, args=(told,), name="watcher", daemon=True)
    watching.start()
    guarding = threading.Thread(target=guard_exchange, args=(told,), name="guard", daemon=True)
    guarding.start()
    logger.info("filing calls from %s", spool)
    while not told.wait(FILE_EVERY):
        close_old_connections()
        try:
            if count := file_calls(spool, at=timezone.now()):
                logger.info("filed %s calls and recordings", count)
        except Exception:
            logger.exception("calls could not be filed now; they stay in the spool")
            told.wait(5)
    watching.join(5)
    guarding.join(5)


def watch_exchange(told: threading.Event) -> None:
    """Watch the exchange from when there is one until told to stop."""
    place = exchange_place()
    while place is None and not told.wait(LOOK_FOR_EXCHANGE_EVERY):
        place = exchange_place()
    if place is not None:
        asyncio.run(Watcher(place, Path(settings.CALL_SPOOL), told).run())


class Watcher:
    """Hears what happens on one exchange and keeps the line's tables true."""

    def __init__(self, place: Place, spool: Path, told: threading.Event) -> None:
        self.place, self.spool, self.told = place, spool, told
        self.state = LineState()
        self.changed: set[str] = set()
        self.news = asyncio.Event()
        self.look_around = asyncio.Event()
        self.said_gone = False
        self.renewing: set[asyncio.Task[None]] = set()
        self.trunks = _trunk_names()
        self.database = ThreadPoolExecutor(1, thread_name_prefix="watcher")

    async def run(self) -> None:
        """Connect, follow, and connect again, until told to stop."""
        wait = FIRST_WAIT
        while not self.told.is_set():
            try:
                async with Talk(self.place) as talk, talk.listening() as events:
                    await self._read_anew(talk)
                    logger.info("the exchange %s is watched", self.place.name)
                    wait, self.said_gone = FIRST_WAIT, False
                    await self._follow(talk, events)
            except (Unreachable, Refused) as failure:
                self._say_gone(failure)
            if not self.told.is_set():
                await self._note(is_there=False)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        self.database.shutdown(wait=False)

    def _say_gone(self, failure: Exception) -> None:
        if not self.said_gone:
            logger.warning(
                "the exchange %s does not answer (%s); trying again", self.place.name, failure
            )
        self.said_gone = True

    async def _read_anew(self, talk: Talk) -> None:
        """Take over what goes on now: calls, members, trunks."""
        found = events_of(await talk.act("CoreShowChannels"), "CoreShowChannel")
        self.changed |= self.state.read_anew(found, at=talk.clock)
        await self._write_calls()
        alive = [each.id for each in self.state.calls.values() if each.ended_at is None]
        await self._in_database(
            lambda: calls.end_others(self.place.name, alive=alive, at=talk.clock)
        )
        await self._keep_members(talk)
        await self._look_around(talk)

    async def _follow(self, talk: Talk, events: AsyncIterator[dict[str, Any]]) -> None:
        """Do everything side by side until one of it ends: the exchange went, or we are told."""
        work = (
            self._hear(talk, events),
            self._write(),
            self._keep(talk),
            self._until_told(),
        )
        tasks = [asyncio.create_task(each) for each in work]
        done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for task in done:
            task.result()

    async def _until_told(self) -> None:
        while not self.told.is_set():
            await asyncio.sleep(0.2)

    async def _hear(self, talk: Talk, events: AsyncIterator[dict[str, Any]]) -> None:
        async for event in events:
            signal = read_event(event)
            if isinstance(signal, Signal):
                if self.state.apply(signal):
                    self.changed.add(signal.call)
                    self.news.set()
            elif isinstance(signal, Gathered) and (handed := self.state.gather(signal)):
                self.changed |= handed
                self.news.set()
            elif isinstance(signal, Reached) and self.state.reach(signal):
                self.look_around.set()
            elif isinstance(signal, AlarmHeard):
                await self._note_alarm(talk, signal)
            elif isinstance(signal, Held):
                task = asyncio.create_task(self._renew_recorder(talk, signal.channel))
                self.renewing.add(task)
                task.add_done_callback(self.renewing.discard)

    async def _note_alarm(self, talk: Talk, heard: AlarmHeard) -> None:
        if heard.is_taken:
            await self._take_alarms(talk)
            return
        await self._in_database(
            lambda: alarm_calls.note_lifted(heard.notice, at=timezone.now()),
        )

    async def _take_alarms(self, talk: Talk) -> None:
        """Take the alarms whose key was pressed, also those pressed while we were away."""
        try:
            found = alarm_call.taken(await talk.act("DBGetTree", Family=alarm_call.FAMILY))
        except Refused:
            return  # nobody pressed anything
        for notice in found:
            if await self._in_database(_take, notice):
                await talk.act("DBDel", Family=alarm_call.FAMILY, Key=str(notice))

    async def _renew_recorder(self, talk: Talk, channel: str) -> None:
        """Let the recording go on whoever speaks next with whom this officer lets wait."""
        try:
            together = together_with(channel, await talk.act("CoreShowChannels"))
            await recorder.renew(talk, together)
        except (Refused, Unreachable) as failure:
            logger.warning("the recorder was not made anew at %s: %s", channel, failure)

    async def _write(self) -> None:
        while True:
            await self.news.wait()
            self.news.clear()
            many = len(self.changed)
            if not await self._write_calls():
                await asyncio.sleep(1)
                self.news.set()
            await asyncio.sleep(min(GATHER + many * GATHER_MORE, GATHER_MOST))

    async def _write_calls(self) -> bool:
        ids, self.changed = self.changed, set()
        found = [self.state.calls[each] for each in ids if each in self.state.calls]
        if found and await self._in_database(calls.note_calls, self.place.name, found) is None:
            self.changed |= ids
            return False
        return True

    async def _keep(self, talk: Talk) -> None:
        looked = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.look_around.wait(), KEEP_EVERY)
            await self._keep_members(talk)
            if self.look_around.is_set() or time.monotonic() - looked > LOOK_AROUND_EVERY:
                self.look_around.clear()
                looked = time.monotonic()
                await self._look_around(talk)

    async def _keep_members(self, talk: Talk) -> None:
        """Let the exchange ring whoever is signed on, and nobody else."""
        found = members.members_of(await talk.act("QueueStatus", Queue=members.QUEUE))
        wanted = await self._in_database(_wanted, found)
        if wanted is None:
            return
        for action, fields in members.orders(wanted, found):
            try:
                await talk.act(action, **fields)
            except Refused as refusal:
                if action != "DBDel":
                    logger.warning("the exchange refused %s: %s", action, refusal)

    async def _look_around(self, talk: Talk) -> None:
        endpoints = await talk.endpoints()
        signed_in = events_of(
            await talk.act("PJSIPShowRegistrationsOutbound"), "OutboundRegistrationDetail"
        )
        away = {each.get("ObjectName") for each in signed_in if each.get("Status") != "Registered"}
        reached = {name: there and name not in away for name, there in endpoints.items()}
        await self._note(is_there=True, endpoints=reached)
        await self._take_alarms(talk)
        self.state.forget(at=talk.clock)
        await self._in_database(lambda: calls.drop_filed(at=timezone.now()))

    async def _note(self, *, is_there: bool, endpoints: dict[str, bool] | None = None) -> None:
        free = shutil.disk_usage(self.spool).free

        def note() -> bool:
            found = endpoints or {}
            ours = Telephone.objects.filter(name__in=found).values_list("name", flat=True)
            seen = watch.Seen(
                is_there=is_there,
                trunks={name: found.get(name, False) for name in self.trunks},
                telephones={name: found[name] for name in ours},
                free_bytes=free,
            )
            watch.note_exchange(self.place.name, seen, at=timezone.now())
            return True

        await self._in_database(note)

    async def _in_database(self, act: Callable[..., Answer], *given: object) -> Answer | None:
        """Do something with the database in its own thread; None while the database is away."""

        def carefully() -> Answer | None:
            close_old_connections()
            try:
                return act(*given)
            except (OperationalError, InterfaceError) as failure:
                logger.warning("the line is not noted, the database is away: %s", failure)
                return None

        return await asyncio.get_running_loop().run_in_executor(self.database, carefully)


def _take(notice: int) -> bool:
    alarm_calls.take_by_key(notice, at=timezone.now())
    return True


def _trunk_names() -> list[str]:
    """Return the trunks that the settings name; a fault in their file is the exchange's to tell."""
    try:
        return [trunk.name for trunk in read_trunks(Path(settings.TRUNKS))]
    except (NoTrunks, OSError):
        return []


def _wanted(found: dict[str, members.Member]) -> dict[str, members.Wanted]:
    """Note who did not lift, then say whom to ring."""
    at = timezone.now()
    duty.end_silences(at=at)
    for member in found.values():
        if member.is_silent:
            telephone = members.telephone_at(member.interface)
            duty.note_silence(telephone, at=member.paused_at or at)
    return {
        interface: members.Wanted(
            interface=interface,
            name=on.officer.username,
            number=on.telephone.number,
            pause_reason=on.pause_reason,
            is_silent=on.silent_at is not None,
        )
        for interface, on in watch.wanted_members().items()
    }
