"""Processes that we start and that must not outlive us."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to send this process a signal when the thread that started it is gone.

    For `preexec_fn`: it is one call and takes no locks.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
