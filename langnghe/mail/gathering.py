"""Mails that arrive at the same time are accepted together: one commit for all of them."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

WRITERS = 3
"""Threads that accept: a large mail under way must not keep small ones waiting."""
MOST, MOST_BYTES = 32, 4 * 1024 * 1024


class Sized(Protocol):
    """What is gathered: it has bytes."""

    @property
    def raw(self) -> bytes: ...


Mail = TypeVar("Mail", bound=Sized)


@dataclass(frozen=True)
class _Waiting(Generic[Mail]):
    mail: Mail
    kept: "asyncio.Future[str]"


class Gathering(Generic[Mail]):
    """Accepts what waits, in order of arrival, as much at once as there is.

    `accept` returns a reference for each mail, in the same order, when all of them are durable;
    when it raises, each of them failed. Nobody waits for company: what is there goes.
    """

    def __init__(self, accept: Callable[[Sequence[Mail]], Sequence[str]]) -> None:
        self.accept = accept
        self._waiting: deque[_Waiting[Mail]] = deque()
        self._changed = threading.Condition()
        self._ending = False
        self._threads = [
            threading.Thread(target=self._work, name=f"accept-{number}", daemon=True)
            for number in range(WRITERS)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, mail: Mail) -> "asyncio.Future[str]":
        """Ask for a mail to be accepted; call it in the event loop that waits for the answer."""
        kept: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        with self._changed:
            self._waiting.append(_Waiting(mail, kept))
            self._changed.notify()
        return kept

    def end(self, seconds: float) -> None:
        """Accept what still waits, then end; wait so long at most."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        while batch := self._next():
            answers: list[str | Exception]
            try:
                answers = list(self.accept([each.mail for each in batch]))
            except Exception as failure:  # whatever it is, whoever waits must hear of it
                answers = [failure] * len(batch)
            loop = batch[0].kept.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, batch, answers)

    def _next(self) -> list[_Waiting[Mail]]:
        """Take what waits, in order; empty at the end."""
        with self._changed:
            while not self._waiting and not self._ending:
                self._changed.wait()
            batch: list[_Waiting[Mail]] = []
            size = 0
            while self._waiting and len(batch) < MOST:
                size += len(self._waiting[0].mail.raw)
                if batch and size > MOST_BYTES:
                    break
                batch.append(self._waiting.popleft())
            return batch


def _settle(batch: Sequence[_Waiting[Mail]], answers: Sequence[str | Exception]) -> None:
    for each, answer in zip(batch, answers, strict=True):
        if each.kept.done():
            continue
        if isinstance(answer, Exception):
            each.kept.set_exception(answer)
        else:
            each.kept.set_result(answer)
