"""Many citizens at once: one sipp that sends each one's voice by RTP, A-law as trunks do."""

import csv
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from tests.phone.callers.citizen import Say, Stay, Step, scenario_of
from tests.phone.callers.speech import CITIZEN, RATE, Sound, sound_of, speak
from tests.servers.programs import own_port, program

SOUND_PORT = 46_000
"""The first port of a crowd's sound: two for each."""
FRAME = RATE // 50
_QUIET = 200
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Voice:
    """Somebody who does not stop talking: a second of silence is a second lost."""

    sound: Sound
    alaw: Path


@dataclass(frozen=True)
class Caller:
    """Who calls, and for how long they stay once they are answered."""

    number: str
    seconds: float


@dataclass(frozen=True)
class Calls:
    """How a crowd's calls went, and how long each waited for the answer."""

    succeeded: int
    failed: int
    answered_after: list[float]


def voice_in(folder: Path, name: str = "citizen", text: str = CITIZEN) -> Voice:
    """Return a voice: speech without its pauses."""
    folder.mkdir(parents=True, exist_ok=True)
    spoken = sound_of(speak(folder, name, text))
    frames = spoken[: len(spoken) // FRAME * FRAME].reshape(-1, FRAME)
    sound = frames[np.abs(frames).max(axis=1) > _QUIET].reshape(-1)
    path = folder / f"{name}.al"
    soundfile.write(path, sound.astype("int16"), RATE, format="RAW", subtype="ALAW")
    return Voice(sound, path)


def numbers(count: int) -> list[str]:
    """Return made-up numbers; after a thousand they come again."""
    return [f"0900000{each % 1000:03}" for each in range(count)]


def scenario_with(voice: Voice, *steps: Step) -> str:
    """Return what each caller does: speak, do the steps, stay as long as their line says."""
    return scenario_of("[field0]", Say(voice.alaw, -1), *steps, Stay())


def call(folder: Path, port: int, callers: list[Caller], *, rate: int, scenario: str) -> Calls:
    """Let callers call an exchange's port, so many a second; return when the last has hung up."""
    folder.mkdir(parents=True)
    (folder / "crowd.xml").write_text(scenario)
    lines = [f"{each.number};{each.seconds * 1000:.0f}" for each in callers]
    (folder / "callers.csv").write_text("\n".join(["SEQUENTIAL", *lines, ""]))
    count = len(callers)
    seconds = count / rate + max(each.seconds for each in callers) + _PATIENCE_SECONDS
    order = [program("sipp"), f"127.0.0.1:{port}", "-sf", "crowd.xml", "-inf", "callers.csv"]
    order += ["-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", str(own_port())]
    order += [
        "-mp",
        str(SOUND_PORT if count > 1 else own_port()),
        "-m",
        str(count),
        "-l",
        str(count),
        "-r",
        str(rate),
    ]
    order += ["-nostdin", "-trace_err", "-trace_stat", "-stf", "counts.csv", "-fd", "1"]
    order += ["-trace_rtt", "-rtt_freq", "1", "-timeout", f"{seconds:.0f}s"]
    with (folder / "said").open("wb") as said:
        done = subprocess.run(
            order,
            check=False,
            cwd=folder,
            env=os.environ,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    return _read(folder, count, code=done.returncode)


def _read(folder: Path, count: int, *, code: int) -> Calls:
    with (folder / "counts.csv").open() as file:
        last = list(csv.DictReader(file, delimiter=";"))[-1]
    succeeded = int(last["SuccessfulCall(C)"])
    if code not in {0, 1, 97, 253}:  # all well, some failed, time over
        raise RuntimeError((folder / "said").read_text(errors="replace")[-2000:])
    waited = []
    for path in folder.glob("crowd_*_rtt.csv"):
        with path.open() as file:
            waited += [float(each["response_time_ms"]) / 1000
                       for each in csv.DictReader(file, delimiter=";")]  # fmt: skip
    return Calls(succeeded, count - succeeded, waited)
