"""Processes that we start and that must not outlive us."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
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
