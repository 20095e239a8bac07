"""A process that begins as a copy of this one: what is loaded need not be loaded again.

Its memory is shared as long as nobody writes to it. Only a process with a single thread may be
copied; who has more starts a program anew.
"""

import contextlib
import ctypes
import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from langnghe.children import ending_with

_ARGUMENTS_BEGIN, _ARGUMENTS_END = 45, 46
"""Places in /proc/self/stat behind the name, see proc(5)."""


def may_fork() -> bool:
    """Tell whether this process may be copied: a copy has none of its threads, but their locks."""
    return threading.active_count() == 1


class Fork:
    """A running copy, with what the supervisor uses of `subprocess.Popen`.

    It gets a session of its own, a pipe for all it says, and ends with this process.
    """

    def __init__(self, main: Callable[[], object], shown_as: Sequence[str]) -> None:
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()
        ours, theirs = os.pipe()
        self.code: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _become(main, shown_as, theirs, parent)
        os.close(theirs)
        self.stdout = os.fdopen(ours, "rb")
        while self.poll() is None and os.getsid(self.pid) != self.pid:
            time.sleep(0.001)

    def poll(self) -> int | None:
        """Return its code if it has ended; a signal's number is negative."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(0.02)
        return code


def _become(
    main: Callable[[], object], shown_as: Sequence[str], said: int, parent: int
) -> NoReturn:
    """Be the copy: nothing of the parent's is touched, not even at the end."""
    code = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        ending_with(parent)()
        os.setsid()  # from now on the parent may signal us
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(said, 1)
        os.dup2(said, 2)
        for name in os.listdir("/proc/self/fd"):  # locks and pipes of the parent's
            if int(name) > 2:
                with contextlib.suppress(OSError):
                    os.close(int(name))
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(write_through=True)  # type: ignore[union-attr]
        _show_as(shown_as)
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 (as Python does)
        logging.shutdown()
        os._exit(code)


def _show_as(words: Sequence[str]) -> None:
    """Be listed with other words, where they have room in the place of ours (Linux)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        told = Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        begin, end = int(told[_ARGUMENTS_BEGIN]), int(told[_ARGUMENTS_END])
        listed = "\0".join(words).encode() + b"\0"
        if begin and len(listed) <= end - begin:
            ctypes.memmove(begin, listed.ljust(end - begin, b"\0"), end - begin)
