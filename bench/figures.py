"""Arithmetic of measurements: percentiles, medians, CPU of processes, numbers as words."""

import os
import statistics
from collections.abc import Sequence
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def milliseconds(seconds: float) -> str:
    """Say a time in milliseconds, with a digit more where it is short."""
    shown = seconds * 1000
    return f"{shown:.1f}" if shown < 100 else f"{shown:.0f}"


def times(ratio: float) -> str:
    """Say a ratio."""
    return f"{ratio:.2f}x" if ratio < 10 else f"{ratio:.0f}x"


def cpu_of(pids: Sequence[int]) -> float:
    """Return the CPU seconds that processes, their living and their ended children used."""
    return sum(_cpu(pid) + cpu_of(_children(pid)) for pid in pids)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) * TICK


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in listed.read_text().split()]
        except OSError:
            continue
    return found
