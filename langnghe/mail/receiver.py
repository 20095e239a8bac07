"""Receiving mail by SMTP or LMTP: 250 is said only when the mail is durable somewhere.

First choice is the database (the `accept` callback). Where it fails or is slow the mail goes to
the spool, fsynced, and a drainer brings it in later; where the spool is full too the sender is
told to try again. A mail may therefore be accepted twice: acceptance must be idempotent.
"""

import asyncio
import contextlib
import logging
import re
import socket
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from langnghe.mail.digest import delivery_digest
from langnghe.mail.gathering import Gathering
from langnghe.mail.journal import Acceptance, Journal
from langnghe.mail.spool import Spool, SpooledMail, SpoolFull

logger = logging.getLogger(__name__)

ACCEPT_SECONDS = 5
DRAIN_SECONDS = 1
DRAIN_FAILURES = 3
PATIENCE_SECONDS = 10
LINE_LIMIT = 4 * 1024 * 1024
LINE_TOO_LONG = (
    f"500 5.5.2 Co dong dai qua {LINE_LIMIT // 2**20} MiB. "
    "A line is too long: end lines with CR LF (RFC 5321), then send it again"
)


@dataclass(frozen=True)
class ReceivedMail:
    """A mail as it came. `received_at` is aware, in UTC; `client` is who handed it over."""

    raw: bytes
    mail_from: str
    rcpts: tuple[str, ...]
    received_at: datetime
    client: str

    @cached_property
    def digest(self) -> str:
        """The fingerprint by which the same mail is known again."""
        return delivery_digest(self.raw)


Accept = Callable[[ReceivedMail], str]
AcceptMany = Callable[[Sequence[ReceivedMail]], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where the receiver listens and for whom. `protocol` is `smtp` or `lmtp`."""

    host: str = "127.0.0.1"
    port: int = 2525
    addresses: frozenset[str] = frozenset()
    limit_bytes: int = 50 * 1024 * 1024
    protocol: str = "smtp"
    share_port: bool = False


def is_ours(address: str, addresses: frozenset[str]) -> bool:
    """Tell whether a recipient is one of ours, also as `name+anything@domain`."""
    user, _at, domain = address.strip().lower().rpartition("@")
    plain = f"{user.partition('+')[0]}@{domain}"
    domains = {each.rpartition("@")[2] for each in addresses}
    return plain in addresses or (plain.startswith("postmaster@") and domain in domains)


_PLAIN_ADDRESS = re.compile(
    r"<(?P<address>(?P<local>[A-Za-z0-9][A-Za-z0-9._+=-]*)@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)>"
    r" *(?P<rest>[\x20-\x7e]*)$"
)


class _Server(SMTP):
    """aiosmtpd's server with lines of any sane length and our words for what is too large."""

    line_length_limit = LINE_LIMIT

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Read a plain address at once; the library's grammar of headers takes what is left."""
        plain = _PLAIN_ADDRESS.match(arg)
        if plain is None or len(plain["local"]) > self.local_part_limit > 0:
            return super()._getaddr(arg)
        return plain["address"], plain["rest"]

    async def push(self, status: AnyStr) -> None:
        """Say in words what the library only numbers."""
        said = status if isinstance(status, str) else status.decode("ascii", "replace")
        if said.startswith("250-SIZE "):
            # With our number, servers before us refuse in their own words, not in ours.
            said = "250-SIZE"
        if said.startswith("552 "):
            said = too_large(self.data_size_limit or 0)
        if said.startswith("500 Line too long"):
            said = LINE_TOO_LONG
        await super().push(said)


class _LocalServer(LMTP, _Server):
    """The same for LMTP, where data is answered once for each recipient (RFC 2033)."""

    answers_due = 1
    data_begun = False

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (aiosmtpd's name)
        """Remember how many answers are due: the library gives one."""
        self.answers_due = len(self.envelope.rcpt_tos) if self.envelope else 1
        await super().smtp_DATA(arg)

    async def push(self, status: AnyStr) -> None:
        """Answer; after data as often as there are recipients."""
        times = self.answers_due if self.data_begun else 1
        self.data_begun = status[:3] in {"354", b"354"}
        for _each in range(times):
            await super().push(status)


def too_large(limit: int) -> str:
    """Return the refusal of a mail over the limit, for people to read."""
    mebibytes = limit // 2**20
    return (
        f"552 5.3.4 Thu qua lon, toi da {mebibytes} MiB. "
        f"This mail is too large: the limit is {mebibytes} MiB"
    )


@dataclass
class _Handler:
    door: Door
    accept: Accept
    gathering: Gathering[ReceivedMail]
    spool: Spool
    journal: Journal
    under_way: int = 0

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Let clients say several commands at once (RFC 2920): they are read line by line."""
        session.host_name = hostname
        return ["250-PIPELINING", *responses] if len(responses) > 1 else responses

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not is_ours(address, self.door.addresses):
            return "550 5.1.1 Khong co dia chi nay. There is no such address here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        mail = ReceivedMail(
            raw=bytes(envelope.original_content or b""),
            mail_from=_storable(envelope.mail_from or ""),
            rcpts=tuple(_storable(each) for each in envelope.rcpt_tos),
            received_at=datetime.now(UTC),
            client=str(session.peer[0]) if session.peer else "",
        )
        self.under_way += 1
        try:
            return await self._keep(mail)
        finally:
            self.under_way -= 1

    async def handle_exception(self, failure: Exception) -> str:
        """Whatever goes wrong here, the sender keeps the mail and tries again."""
        logger.error("a mail client could not be served", exc_info=failure)
        return "451 4.3.0 Xin gui lai sau. Trouble on our side, please try again later"

    async def _keep(self, mail: ReceivedMail) -> str:
        accepting = self.gathering.submit(mail)
        try:
            reference = await asyncio.wait_for(asyncio.shield(accepting), ACCEPT_SECONDS)
            self._note(mail, reference)
        except Exception as failure:
            accepting.add_done_callback(_forget)
            logger.warning("the database does not take mail now (%s): to the spool", _why(failure))
            try:
                loop = asyncio.get_running_loop()
                reference = await loop.run_in_executor(None, self._spool, mail)
            except (SpoolFull, OSError):
                logger.exception("the spool takes no mail: senders are asked to try again")
                return "452 4.3.1 Xin gui lai sau. No room now, please try again later"
        return f"250 2.0.0 Kept as {reference}"

    def _spool(self, mail: ReceivedMail) -> str:
        reference = f"SPOOL-{self.spool.put(mail.raw, envelope_of(mail))}"
        self._note(mail, reference)
        return reference

    def _note(self, mail: ReceivedMail, reference: str) -> None:
        try:
            self.journal.note(
                Acceptance(
                    at=mail.received_at,
                    reference=reference,
                    digest=mail.digest,
                    mail_from=mail.mail_from,
                    rcpt=",".join(mail.rcpts),
                    size=len(mail.raw),
                )
            )
        except OSError:
            logger.exception("the journal could not be written; the mail itself is kept")


def _storable(address: str) -> str:
    """Return an address without bytes that are no UTF-8: neither JSON nor a database takes them."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _forget(done: "asyncio.Future[str]") -> None:
    if not done.cancelled():
        done.exception()


def _why(failure: Exception) -> str:
    return "no answer in time" if isinstance(failure, TimeoutError) else type(failure).__name__


def envelope_of(mail: ReceivedMail) -> dict[str, Any]:
    """Return what the spool keeps of a mail besides its bytes."""
    return {
        "mail_from": mail.mail_from,
        "rcpts": list(mail.rcpts),
        "received_at": mail.received_at.isoformat(),
        "client": mail.client,
    }


def mail_of(raw: bytes, envelope: dict[str, Any]) -> ReceivedMail:
    """Return a spooled mail as it was received."""
    return ReceivedMail(
        raw=raw,
        mail_from=envelope["mail_from"],
        rcpts=tuple(envelope["rcpts"]),
        received_at=datetime.fromisoformat(envelope["received_at"]),
        client=envelope["client"],
    )


class Receiver:
    """Listens in a thread of its own; brings in what waits in the spool."""

    def __init__(
        self,
        door: Door,
        *,
        accept: Accept,
        accept_many: AcceptMany | None = None,
        spool: Spool,
        journal: Journal,
    ) -> None:
        """Prepare to receive; without `accept_many` mails are accepted one by one."""
        self.door = door
        gathering = Gathering(accept_many or (lambda mails: [accept(mail) for mail in mails]))
        self.handler = _Handler(door, accept, gathering, spool, journal)
        self.loop = asyncio.new_event_loop()
        self.stopping = threading.Event()
        self.stuck: set[str] = set()
        self.sessions: weakref.WeakSet[SMTP] = weakref.WeakSet()
        self.server: asyncio.Server | None = None
        self.port = door.port
        self._threads = [
            threading.Thread(target=self.loop.run_forever, name="smtp", daemon=True),
            threading.Thread(target=self._drain, name="drain", daemon=True),
        ]

    def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        listening = _listen(self.door)
        self.port = listening.getsockname()[1]
        self._threads[0].start()
        opening = asyncio.run_coroutine_threadsafe(self._open(listening), self.loop)
        self.server = opening.result(10)
        self._threads[1].start()

    async def _open(self, listening: socket.socket) -> asyncio.Server:
        return await self.loop.create_server(self._session, sock=listening, backlog=256)

    def _session(self) -> SMTP:
        kind = _LocalServer if self.door.protocol == "lmtp" else _Server
        session = kind(
            self.handler,
            data_size_limit=self.door.limit_bytes,
            enable_SMTPUTF8=True,
            ident="Lang Nghe",
            hostname="lang-nghe",
            timeout=300,
            loop=self.loop,
        )
        self.sessions.add(session)
        return session

    def stop(self) -> None:
        """Take no new mail, finish those under way, end."""
        self.stopping.set()
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(PATIENCE_SECONDS + 5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        self.handler.gathering.end(PATIENCE_SECONDS)
        self.loop.close()

    async def _close(self) -> None:
        if self.server is not None:
            for listening in self.server.sockets:
                self.loop.remove_reader(listening.fileno())
            # What was accepted a moment ago gets its session first: asyncio would leave it open
            # and without a greeting once the server is closed.
            await asyncio.sleep(0.01)
            self.server.close()
        for _each in range(int(PATIENCE_SECONDS / 0.05)):
            if not self.handler.under_way:
                break
            await asyncio.sleep(0.05)
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for session in self.sessions:  # one that had not begun when it was ended closes nothing
            if session.transport is not None:
                session.transport.close()
        await asyncio.sleep(0.01)
        await self.loop.shutdown_default_executor()

    def _drain(self) -> None:
        while not self.stopping.wait(DRAIN_SECONDS):
            with contextlib.suppress(Exception):
                self.drain()

    def drain(self) -> int:
        """Bring in what waits in the spool; return how many. Stops at the third failure.

        A mail that fails although others came in is set aside for a human. What failed is
        tried last the next time, so that no mail keeps others waiting.
        """
        count, failed = 0, []
        for spooled in self.handler.spool.waiting(last=self.stuck):
            if self._bring_in(spooled):
                count += 1
                continue
            failed.append(spooled)
            if len(failed) == DRAIN_FAILURES:
                break
        self.stuck = {spooled.path.name for spooled in failed}
        if count:
            logger.info("%s mails from the spool were brought in", count)
            for spooled in failed:
                if not self._bring_in(spooled):
                    logger.error("a mail of the spool cannot be taken: %s", spooled.path.name)
                    self.handler.spool.set_aside(spooled.path)
        return count

    def _bring_in(self, spooled: SpooledMail) -> bool:
        try:
            self.handler.accept(mail_of(spooled.raw, spooled.envelope))
        except Exception as failure:
            logger.warning("the spool must wait: %s", _why(failure))
            return False
        self.handler.spool.done(spooled.path)
        return True


def _listen(door: Door) -> socket.socket:
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    # Named TCP, or asyncio leaves Nagle's delay on and each answer may take 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if door.share_port:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listening.bind((door.host, door.port))
    except OSError:
        listening.close()
        raise
    return listening
