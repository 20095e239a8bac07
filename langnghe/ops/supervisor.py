"""Starting the processes of a hotline side by side, and stopping them in order.

Each line a process writes is shown with its name. A process that ends is started again, after
a pause that doubles while it keeps failing: the worker ends by itself whenever the database
restarts, so an end without fault is no reason to leave it down.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from langnghe.children import ending_with

PAUSES = (0.5, 1, 2, 5, 10, 30)
STEADY_SECONDS = 60
PATIENCE_SECONDS = 15
_COLOURS = (36, 32, 35, 33, 34)


@dataclass
class Process:
    """One process of the hotline: its name, its command, and how it fares."""

    name: str
    command: Sequence[str]
    running: "subprocess.Popen[bytes] | None" = None
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

    def run(self) -> None:
        """Start all, restart what ends, return when told to stop (SIGINT, SIGTERM)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            while not self.stopping.is_set():
                for process in self.processes:
                    self._tend(process)
                self.watch()
                self.stopping.wait(0.2)
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
            try:
                process.running.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(process.name, "did not end in time and was stopped hard")
                _signal(process.running, signal.SIGKILL)
                process.running.wait()
            process.running = None

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
            reader = threading.Thread(
                target=self._read, args=(process.name, process.running.stdout), daemon=True
            )
            reader.start()

    def _read(self, name: str, lines: IO[bytes]) -> None:
        with lines, contextlib.suppress(ValueError):
            for line in lines:
                self.say(name, line.decode("utf-8", "replace").rstrip())


def _signal(process: "subprocess.Popen[bytes] | None", number: signal.Signals) -> None:
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
