"""Starting the processes of a hotline side by side, and stopping them in order.

Each line a process writes is shown with its name. A process that ends is started again, after
a pause that doubles while it keeps failing: the worker ends by itself whenever the database
restarts, so an end without fault is no reason to leave it down.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from langnghe.children import ending_with
from langnghe.ops.fork import Fork, may_fork

PAUSES = (0.5, 1, 2, 5, 10, 30)
STEADY_SECONDS = 60
PATIENCE_SECONDS = 15
_COLOURS = (36, 32, 35, 33, 34)


@dataclass
class Process:
    """One process of the hotline: its name, its command, and how it fares."""

    name: str
    command: Sequence[str]
    main: Callable[[], object] | None = None
    """The same as the command, for a copy of this process that has all loaded already."""
    running: "subprocess.Popen[bytes] | Fork | None" = None
    started: float = 0
    failures: int = 0
    due: float = 0


@dataclass
class Supervisor:
    """Keeps processes running until it is told to stop."""

    processes: list[Process]
    say: Callable[[str, str], None]
    watch: Callable[[], None] = lambda: None
    stopping: threading.Event = field(default_factory=threading.Event)
    said: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self) -> None:
        """Start all, restart what ends, return when told to stop (SIGINT, SIGTERM)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            while not self.stopping.is_set():
                for process in self.processes:
                    self._tend(process)
                self.watch()
                self._hear(0.2)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask every process to end, wait, then end those that did not."""
        running = [process for process in self.processes if process.running]
        for process in running:
            _signal(process.running, signal.SIGTERM)
        end = time.monotonic() + PATIENCE_SECONDS
        for process in running:
            if process.running is None:
                continue
            while process.running.poll() is None and time.monotonic() < end:
                self._hear(0.05)
            if process.running.poll() is None:
                self.say(process.name, "did not end in time and was stopped hard")
                _signal(process.running, signal.SIGKILL)
                process.running.wait()
            process.running = None
        self._hear(0)

    def _tend(self, process: Process) -> None:
        now = time.monotonic()
        if process.running is None:
            if now >= process.due:
                self._start(process)
            return
        code = process.running.poll()
        if code is None:
            return
        process.running = None
        if now - process.started > STEADY_SECONDS:
            process.failures = 0
        pause = PAUSES[min(process.failures, len(PAUSES) - 1)]
        process.failures += 1
        process.due = now + pause
        self.say(process.name, f"ended ({_reason(code)}); starts again in {pause} s")

    def _start(self, process: Process) -> None:
        process.started = time.monotonic()
        if process.main is not None and may_fork():
            shown_as = [word for word in process.command if word != "-m"]  # there is little room
            process.running = Fork(process.main, shown_as)
        else:
            process.running = subprocess.Popen(
                process.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=ending_with(os.getpid()),  # noqa: PLW1509 (no locks taken)
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        if process.running.stdout is not None:
            said = _Said(process.name, process.running.stdout)
            self.said.register(said.pipe, selectors.EVENT_READ, said)

    def _hear(self, seconds: float) -> None:
        """Pass on what processes say, for so long if they say nothing; there are no threads."""
        if not self.said.get_map():
            self.stopping.wait(seconds)
        for key, _events in self.said.select(seconds):
            lines = key.data.read()
            if lines is None:
                self.said.unregister(key.fileobj)
                key.data.pipe.close()
            for line in lines or ():
                self.say(key.data.name, line)


@dataclass
class _Said:
    """What one process says, line by line."""

    name: str
    pipe: IO[bytes]
    rest: bytes = b""

    def read(self) -> list[str] | None:
        """Return the lines that are there now; None when there will be no more."""
        found = os.read(self.pipe.fileno(), 65_536)
        if not found and not self.rest:
            return None
        *lines, self.rest = (self.rest + (found or b"\n")).split(b"\n")
        return [line.decode("utf-8", "replace").rstrip() for line in lines]


def _signal(process: "subprocess.Popen[bytes] | Fork | None", number: signal.Signals) -> None:
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _reason(code: int) -> str:
    return f"code {code}" if code >= 0 else signal.Signals(-code).name


def speaker(names: Sequence[str]) -> Callable[[str, str], None]:
    """Return what writes `name │ line`, coloured on a terminal, one whole line at a time."""
    width = max(map(len, names), default=0)
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    lock = threading.Lock()

    def say(name: str, line: str) -> None:
        head = f"{name:<{width}} │"
        if coloured and name in names:
            head = f"\033[{_COLOURS[list(names).index(name) % len(_COLOURS)]}m{head}\033[0m"
        with lock:
            print(head, line, flush=True)

    return say
