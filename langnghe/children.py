"""Processes that we start: they must not outlive us, and some are in a hurry."""

import contextlib
import ctypes
import os
import signal
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_FIRST = -10
_prctl = ctypes.CDLL(None).prctl


def ending_with(parent: int, number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return what a child of `parent` calls, to get a signal when the thread that started it ends.

    For `preexec_fn`: it takes no locks. A later change of user undoes it.
    """

    def begin() -> None:
        _prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it was gone before we asked
            os.kill(os.getpid(), number)

    return begin


def put_first(group: int) -> None:
    """Let a process group be served before others, where we may (as root): sound cannot wait.

    Linux weighs sessions against each other by a value of their own.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PGRP, group, _FIRST)
    with contextlib.suppress(OSError):
        Path(f"/proc/{group}/autogroup").write_text(str(_FIRST), encoding="ascii")
