"""Reading a mailbox that already exists: by IMAP, with IDLE or polling, as long as it takes.

Mails are taken one by one, in order of their UID; the cursor moves only after a mail is durable.
A new UIDVALIDITY starts from the beginning: taking a mail twice is one contact. Nothing on the
server is changed unless deleting is asked for. A mail that fails again and again while others
can be taken is passed by: the hourly balance names it.
"""

import contextlib
import logging
import random
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, Protocol

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

logger = logging.getLogger(__name__)

FIRST_IDLE_SECONDS, IDLE_SECONDS = 1, 60
"""So long a server is believed that nothing came; then we look, whatever it says.

What comes just while IDLE begins may be told together with its beginning, and stays unheard: so
the first wait after mails, when more are likely, is short.
"""
TIMEOUT_SECONDS = 60
SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
AT_ONCE, AT_ONCE_BYTES = 25, 8 * 1024 * 1024
"""Mails taken in one go where nothing is the matter with them."""
TRIES = 3
CONNECTED = "connected"
_TROUBLES = (IMAPClientError, OSError, ssl.SSLError, EOFError)


@dataclass(frozen=True, kw_only=True)
class MailboxOptions:
    """A mailbox and how to reach it. `tls`: `tls`, `starttls` or `none`.

    `ca` is a file with the certificate of the authority to trust besides the system's own.
    """

    host: str
    port: int = 993
    user: str = ""
    password: str = ""
    tls: str = "tls"
    folder: str = "INBOX"
    delete: bool = False
    poll_seconds: int = 60
    ca: str = ""

    @property
    def name(self) -> str:
        """The mailbox as the register calls it."""
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass(frozen=True, kw_only=True)
class FetchedMail:
    """A mail with the place it was taken from."""

    raw: bytes
    uid: int
    uid_validity: int
    internal_date: datetime
    mailbox: str


@dataclass(frozen=True, kw_only=True)
class CensusEntry:
    """A mail that lies in the mailbox, as the server counts it."""

    uid: int
    uid_validity: int
    internal_date: datetime
    size: int


class Cursor(Protocol):
    """Remembers how far a mailbox was read."""

    def load(self) -> tuple[int, int]: ...
    def save(self, uid_validity: int, last_uid: int) -> None: ...
    def report(self, state: str) -> None: ...


class NotTaken(Exception):
    """A mail was fetched and could not be kept: the trouble is on our side."""


class Fetcher:
    """Takes new mails from one mailbox until told to stop."""

    def __init__(
        self,
        options: MailboxOptions,
        *,
        cursor: Cursor,
        accept: Callable[[FetchedMail], object],
        accept_many: Callable[[Sequence[FetchedMail]], object] | None = None,
    ) -> None:
        """Prepare to fetch; without `accept_many` mails are taken one by one."""
        self.options, self.cursor = options, cursor
        self.accept, self.accept_many = accept, accept_many
        self.pause = SHORTEST_PAUSE
        self.failing = _Failing()
        self.alone_up_to = (0, 0)

    def run(self, stop: threading.Event) -> None:
        """Fetch, wait, fetch again; after trouble try later, and later still (up to 5 min)."""
        while not stop.is_set():
            try:
                with connected(self.options) as server:
                    self._report(CONNECTED)
                    self._stay(server, stop)
            except _TROUBLES as failure:
                trouble = trouble_of(failure, self.options)
                logger.warning("%s: %s; again in %.0f s", self.options.name, trouble, self.pause)
                self._rest(stop, trouble)
            except Exception:  # of ours: the register, the cursor
                logger.exception("mailbox %s: accepting failed", self.options.name)
                self._rest(stop, "a mail could not be taken into the register")

    def _rest(self, stop: threading.Event, state: str) -> None:
        self._report(state)
        stop.wait(self.pause * random.uniform(0.8, 1.2))  # noqa: S311 (jitter)
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _report(self, state: str) -> None:
        with contextlib.suppress(Exception):  # only a note; the database may be away
            self.cursor.report(state)

    def _stay(self, server: IMAPClient, stop: threading.Event) -> None:
        idles = b"IDLE" in server.capabilities()
        idle_seconds = FIRST_IDLE_SECONDS
        while not stop.is_set():
            if self.fetch_new(server):
                idle_seconds = FIRST_IDLE_SECONDS
            self.pause = SHORTEST_PAUSE
            if stop.is_set():
                return
            if idles:
                _idle(server, stop, idle_seconds)
                idle_seconds = IDLE_SECONDS
            else:
                stop.wait(self.options.poll_seconds)
                server.noop()

    def fetch_new(self, server: IMAPClient) -> int:
        """Take every mail above the cursor; return how many."""
        chosen = server.select_folder(self.options.folder, readonly=not self.options.delete)
        validity = int(chosen[b"UIDVALIDITY"])
        known_validity, last = self.cursor.load()
        if known_validity != validity:
            last = 0
            self.cursor.save(validity, 0)
        new = sorted(uid for uid in server.search(["UID", f"{last + 1}:*"]) if uid > last)
        left = new
        while left:
            taken = self._take_several(server, validity, left[:AT_ONCE])
            if not taken:
                self._take_or_pass_by(server, validity, left[0], later=left[1:])
            left = left[taken or 1 :]
        return len(new)

    def _take_several(self, server: IMAPClient, validity: int, uids: list[int]) -> int:
        """Take some mails in one go; return how many, 0 where they must be taken one by one.

        After trouble of any kind that is so up to the last of them: one may be its cause.
        """
        if self.accept_many is None or len(uids) < 2 or (validity, uids[0]) <= self.alone_up_to:
            return 0
        sizes = server.fetch(uids, ["RFC822.SIZE"])
        total = list(accumulate(int(sizes.get(uid, {}).get(b"RFC822.SIZE", 0)) for uid in uids))
        chosen = uids[: sum(size <= AT_ONCE_BYTES for size in total)]
        if len(chosen) < 2:
            return 0
        before, self.alone_up_to = self.alone_up_to, (validity, chosen[-1])
        try:
            mails = _fetch_several(server, chosen, validity, self.options.name)
            self.accept_many(mails)
        except (IMAPClientAbortError, OSError, EOFError):
            raise  # the connection is gone
        except Exception:  # one of them, or the register: taken alone, each says what it is
            logger.warning("mailbox %s: mails cannot be taken together", self.options.name)
            return 0
        self.alone_up_to = before
        self._delete(server, [mail.uid for mail in mails])
        self.cursor.save(validity, chosen[-1])
        return len(chosen)

    def _take_or_pass_by(
        self, server: IMAPClient, validity: int, uid: int, *, later: list[int]
    ) -> None:
        """Take one mail and move the cursor. Raises what hinders it; the cursor then stays.

        Where a mail failed TRIES times, a later one is tried first: if that can be taken, the
        trouble is this mail's own, and one more failure moves the cursor past it.
        """
        failing = self.failing.at(validity, uid)
        try:
            if failing.tries >= TRIES and later and not failing.others_work:
                self._take(server, later[(failing.tries - TRIES) % len(later)], validity)
                failing.others_work = True
            self._take(server, uid, validity)
        except Exception:
            failing.tries += 1
            if failing.others_work:
                logger.exception("mailbox %s: mail %s is passed by", self.options.name, uid)
                self.cursor.save(validity, uid)
            raise
        self.cursor.save(validity, uid)

    def _take(self, server: IMAPClient, uid: int, validity: int) -> None:
        """Take one mail. Raises what `accept` raises: then the cursor stays where it is."""
        mail = _fetch(server, uid, validity, self.options.name)
        if mail is None:
            return  # expunged meanwhile by somebody else
        try:
            self.accept(mail)
        except Exception as failure:
            raise NotTaken(f"mail {uid}: {failure}") from failure
        self._delete(server, [uid])

    def _delete(self, server: IMAPClient, uids: list[int]) -> None:
        """Delete what is durable here, where that is asked for."""
        if self.options.delete and uids:
            server.delete_messages(uids)
            if b"UIDPLUS" in server.capabilities():
                server.uid_expunge(uids)
            # Without UIDPLUS, EXPUNGE would take what others marked too: the mark must do.


@dataclass
class _Failing:
    """The mail that is being tried, and how often it failed."""

    place: tuple[int, int] = (0, 0)
    tries: int = 0
    others_work: bool = False

    def at(self, validity: int, uid: int) -> "_Failing":
        if self.place != (validity, uid):
            self.place, self.tries, self.others_work = (validity, uid), 0, False
        return self


def trouble_of(failure: Exception, options: MailboxOptions) -> str:
    """Say in one sentence why a mailbox cannot be read."""
    place = f"{options.host}:{options.port}"
    if isinstance(failure, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted ({failure.verify_message}); see LANGNGHE_IMAP_CA"
    if isinstance(failure, LoginError) and not isinstance(
        failure.__context__, IMAPClientAbortError
    ):
        return f"the server does not let {options.user} in ({_words(failure)})"
    if isinstance(failure, (LoginError, IMAPClientAbortError)):
        return f"the server broke off the connection ({place})"
    if isinstance(failure, IMAPClientError):
        return f"the server says: {_words(failure)}"
    if isinstance(failure, TimeoutError):
        return f"the server gives no answer ({place})"
    said = failure.strerror if isinstance(failure, OSError) and failure.strerror else failure
    return f"the server cannot be reached ({place}: {said})"


def _words(failure: Exception) -> str:
    """Return what the server said, without Python's marks and IMAP's codes."""
    said = re.sub(r"""^b?(['"])(.*)\1$""", r"\2", str(failure))
    return re.sub(r"^\[[A-Z-]+\] ", "", said).rstrip(".")


@contextlib.contextmanager
def connected(options: MailboxOptions) -> Iterator[IMAPClient]:
    """Sign in to a mailbox; the connection is closed afterwards."""
    context = _trusting(options.ca) if options.tls != "none" else None
    server = IMAPClient(
        options.host,
        options.port,
        ssl=options.tls == "tls",
        ssl_context=context if options.tls == "tls" else None,
        timeout=TIMEOUT_SECONDS,
    )
    try:
        if options.tls == "starttls":
            server.starttls(context)
        server.login(options.user, options.password)
        yield server
    finally:
        try:
            server.logout()
        except _TROUBLES:
            with contextlib.suppress(*_TROUBLES):
                server.shutdown()


def _trusting(ca: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca:
        context.load_verify_locations(ca)
    return context


def _idle(server: IMAPClient, stop: threading.Event, seconds: int) -> None:
    server.idle()
    try:
        for _each in range(seconds):
            if stop.is_set() or server.idle_check(timeout=1):
                break
    finally:
        server.idle_done()


def _fetch(server: IMAPClient, uid: int, validity: int, mailbox: str) -> FetchedMail | None:
    found = _fetch_several(server, [uid], validity, mailbox)
    return found[0] if found else None


def _fetch_several(
    server: IMAPClient, uids: list[int], validity: int, mailbox: str
) -> list[FetchedMail]:
    """Fetch mails in order of their UID; what was expunged meanwhile is left out."""
    answers: dict[int, dict[bytes, Any]] = server.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
    return [
        FetchedMail(
            raw=bytes(answers[uid][b"BODY[]"]),
            uid=uid,
            uid_validity=validity,
            internal_date=_aware(answers[uid].get(b"INTERNALDATE")),
            mailbox=mailbox,
        )
        for uid in uids
        if answers.get(uid, {}).get(b"BODY[]") is not None
    ]


def _aware(moment: datetime | None) -> datetime:
    if moment is None:
        return datetime.now(UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.astimezone().astimezone(UTC)


def census(options: MailboxOptions, begin: datetime, end: datetime) -> list[CensusEntry]:
    """List the mails that the server says it took from one aware moment until before another.

    A server is asked by days of its own time zone, so more is asked for than is listed.
    """
    since = begin.astimezone(UTC).date() - timedelta(days=1)
    before = end.astimezone(UTC).date() + timedelta(days=2)
    with connected(options) as server:
        chosen = server.select_folder(options.folder, readonly=True)
        validity = int(chosen[b"UIDVALIDITY"])
        uids = server.search(["SINCE", since, "BEFORE", before])
        facts = server.fetch(uids, ["INTERNALDATE", "RFC822.SIZE"]) if uids else {}
    counted = [
        CensusEntry(
            uid=uid,
            uid_validity=validity,
            internal_date=_aware(each.get(b"INTERNALDATE")),
            size=int(each.get(b"RFC822.SIZE", 0)),
        )
        for uid, each in sorted(facts.items())
    ]
    return [each for each in counted if begin <= each.internal_date < end]


def fetch_one(options: MailboxOptions, uid_validity: int, uid: int) -> FetchedMail | None:
    """Fetch one mail again; None where it is gone or the mailbox was made anew."""
    with connected(options) as server:
        chosen = server.select_folder(options.folder, readonly=True)
        if int(chosen[b"UIDVALIDITY"]) != uid_validity:
            return None
        return _fetch(server, uid, uid_validity, options.name)
