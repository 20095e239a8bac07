"""Calls while our program is killed again and again: what is in the register afterwards."""

import contextlib
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.callers import Caller, Voice, call, numbers, scenario_with
from bench.exchanges import Whole
from bench.recordings import Kept, digest, fault_of, kept

EVERY_SECONDS = 20
PROGRAM = ("phone", "web", "work", "mail")
"""All processes but the exchange itself and who starts them again."""
RATE, SHORTEST, LONGEST = 5, 4, 12
_BOOK = """
SELECT c.sender_raw, c.external_id, a.sha256
FROM register_contact c LEFT JOIN register_attachment a
  ON a.contact_id = c.id AND a.role = 'recording'
WHERE c.channel = 'call' AND c.source LIKE 'spool:%' AND c.received_at >= to_timestamp({since})
"""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What became of the calls. `whole`: one recording, of the right length, of the right call."""

    calls: int
    kills: int
    failed: int
    contacts: int
    whole: int
    double: int
    trouble: str

    @property
    def is_clean(self) -> bool:
        """Whether there is one contact, with one whole recording, of each call."""
        return (self.calls, self.calls, 0, 0) == (
            self.contacts, self.whole, self.double, self.failed,
        )  # fmt: skip


def killed(home: Path, side: Whole, count: int, voice: Voice, since: float) -> Account:
    """Let callers come while the program is killed every few seconds; read the register then."""
    seconds = [SHORTEST + each % (LONGEST - SHORTEST + 1) for each in range(count)]
    callers = [Caller(*each) for each in zip(numbers(count), seconds, strict=True)]
    side.start()
    try:
        with kept(side.recordings, home / "killed-kept") as recordings:
            with _killing(side) as kills:
                done = call(
                    home / "killed", side.sip, callers, rate=RATE, scenario=scenario_with(voice)
                )
            side.settle(recordings)
        rows = side.hotline.query(_BOOK.format(since=since))
    finally:
        side.stop()
    return _account(callers, rows, recordings, failed=done.failed, kills=len(kills))


@contextlib.contextmanager
def _killing(side: Whole) -> Iterator[list[int]]:
    """Kill whatever lives of the program every few seconds; yield the numbers of the dead."""
    dead, over = list[int](), threading.Event()

    def run() -> None:
        while not over.wait(EVERY_SECONDS):
            for name in PROGRAM:
                for pid in side.hotline.children(name):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        dead.append(pid)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield dead
    finally:
        over.set()
        thread.join()


def _account(
    callers: list[Caller], rows: list[tuple[str, ...]], recordings: Kept, *, failed: int, kills: int
) -> Account:
    contacts = {key: number for number, key, _sha256 in rows}
    wanted = {each.number: each.seconds for each in callers}
    sounds = Counter(number for number, _key, sha256 in rows if sha256)
    filed = {key.partition(":")[2]: (number, sha256) for number, key, sha256 in rows}
    faults = []
    for unique_id, path in recordings.paths().items():
        number, sha256 = filed.get(unique_id, ("", ""))
        if number not in wanted:
            faults.append(f"{unique_id} has no contact")
        elif sha256 != digest(path):
            faults.append(f"the recording of {unique_id} is not in the register")
        elif fault := fault_of(path, wanted[number]):
            faults.append(fault)
    return Account(
        calls=len(callers),
        kills=kills,
        failed=failed,
        contacts=len(contacts),
        whole=len(recordings.names) - len(faults),
        double=len(rows) - len(contacts) + sum(count - 1 for count in sounds.values()),
        trouble="; ".join(faults[:3]),
    )
