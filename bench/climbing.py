"""Climbing: more and more calls on both sides by turns, until a recording is lost or cut."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.callers import Caller, Voice, call, numbers, scenario_with
from bench.exchanges import Side
from bench.recordings import Kept, fault_of, holds, kept

SAMPLES = 8


@dataclass(frozen=True)
class Step:
    """So many calls, so many a second, each for so long; `size` is what grows."""

    size: int
    calls: int
    rate: int
    seconds: float


@dataclass
class Climb:
    """How far a side came: the last step without a fault, its answers, and what ended it."""

    best: int = 0
    answered_after: list[float] = field(default_factory=list)
    trouble: str = ""


def climb(
    home: Path, sides: Mapping[str, Side], steps: Iterable[Step], voice: Voice
) -> dict[str, Climb]:
    """Climb with all sides by turns; one that failed once is out. No step is repeated."""
    climbs = {name: Climb() for name in sides}
    for step in steps:
        for name, side in sides.items():
            if climbs[name].trouble:
                continue
            folder = home / f"{name}-{step.calls}-{step.rate}"
            _try(folder, side, step, voice, climbs[name])
            print(f"  {name} {step}: {climbs[name].trouble or 'whole'}", flush=True)
            shutil.rmtree(folder)
    return climbs


def _try(folder: Path, side: Side, step: Step, voice: Voice, into: Climb) -> None:
    callers = [Caller(number, step.seconds) for number in numbers(step.calls)]
    try:
        side.start()
        with kept(side.recordings, folder / "kept") as recordings:
            done = call(
                folder / "crowd", side.sip, callers, rate=step.rate, scenario=scenario_with(voice)
            )
            side.settle(recordings)
        faults = [*side.faults(recordings), *_faults(recordings, step, voice)]
    finally:
        side.stop()
    if done.failed:
        faults.insert(0, f"{done.failed} calls failed")
    if faults:
        into.trouble = f"at {step.size}: {'; '.join(faults)}"
    else:
        into.best, into.answered_after = step.size, done.answered_after


def _faults(recordings: Kept, step: Step, voice: Voice) -> list[str]:
    """Say what the recordings lack: how many there are, of which length, with which words."""
    paths = list(recordings.paths().values())
    cut = [fault for path in paths if (fault := fault_of(path, step.seconds))]
    faults = []
    if len(paths) != step.calls:
        faults.append(f"{len(paths)} recordings of {step.calls} calls")
    if cut:
        faults.append(f"recordings cut: {len(cut)} of {len(paths)}, the first: {cut[0]}")
    samples = paths[:: max(1, len(paths) // SAMPLES)]
    if unlike := sum(not holds(path, voice) for path in samples):
        faults.append(f"of {len(samples)} samples {unlike} without the caller's first words")
    return faults
