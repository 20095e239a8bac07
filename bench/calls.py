"""Calls at once and calls a second, beside Asterisk by itself; and calls while we are killed."""

import os
import time
from pathlib import Path

from bench.callers import voice_in
from bench.climbing import Climb, Step, climb
from bench.exchanges import Alone, Side, Whole
from bench.figures import milliseconds, percentile, times
from bench.killed import EVERY_SECONDS, Account, killed
from bench.recordings import GAPS, LONGER, MISSING, SHORTER
from bench.result import Goal, Result

RATIO = 0.8
AT_ONCE = (100, 200, 300, 400, 450, 500, 550, 600, 700, 800)
A_SECOND = tuple(range(20, 161, 20))
QUICK = 2
COMING, STAYING, SHORT, LONG_ENOUGH = 40, 15.0, 2.0, 15
Climbs = dict[str, Climb]


def at_once(size: int) -> Step:
    """Return a step in which all callers are there together for a while."""
    return Step(size, size, COMING, size / COMING + STAYING)


def a_second(size: int) -> Step:
    """Return a step of short calls that come so many a second."""
    return Step(size, size * LONG_ENOUGH, size, SHORT)


def measure(*, quick: bool) -> Result:
    """Climb with both sides by turns until each has failed, then call while we are killed."""
    home = Path(os.environ["LANGNGHE_HOME"])
    voice = voice_in(home / "voices")
    ours = Whole(home)
    sides: dict[str, Side] = {"alone": Alone(home / "alone"), "ours": ours}
    last = QUICK if quick else None
    held = climb(home, sides, [at_once(each) for each in AT_ONCE[:last]], voice)
    begun = climb(home, sides, [a_second(each) for each in A_SECOND[:last]], voice)
    account = killed(home, ours, 150 if quick else 1000, voice, since=time.time())
    return _result(held, begun, account)


def _result(held: Climbs, begun: Climbs, account: Account) -> Result:
    share = [each["ours"].best / max(1, each["alone"].best) for each in (held, begun)]
    return Result(
        name="calls",
        title="Calls answered and recorded",
        sizes=(
            f"at once {AT_ONCE[0]} and more, {COMING} coming a second, each for {STAYING:.0f} s "
            f"after the last came; a second {A_SECOND[0]} and more for {LONG_ENOUGH} s, each for "
            f"{SHORT:.0f} s; {account.calls:,} calls under kills"
        ),
        columns=["", "Asterisk alone (baseline)", "the whole hotline", "ratio"],
        rows=[
            _row("calls at once, every recording whole", held),
            _row("calls set up a second, every recording whole", begun),
            *_waits(begun),
            [f"killed every {EVERY_SECONDS} s: calls", "", f"{account.calls:,}", ""],
            ["  contacts", "", f"{account.contacts:,}", ""],
            ["  recordings of the right length", "", f"{account.whole:,}", ""],
            ["  second contacts or recordings", "", f"{account.double:,}", ""],
        ],
        goals=[
            _goal("of the calls at once that Asterisk alone holds", share[0]),
            _goal("of the calls a second that Asterisk alone sets up", share[1]),
            Goal(
                "under kills one contact and one whole recording of each call, none double",
                f"{account.contacts:,} contacts, {account.whole:,} recordings, {account.double} "
                f"double, {account.failed} calls failed, {account.kills} processes killed"
                + (f" ({account.trouble})" if account.trouble else ""),
                account.is_clean,
            ),
        ],
        notes=[*_ends("at once", held), *_ends("a second", begun), *_NOTES],
    )


_NOTES = (
    f"A recording is whole when it is at most {SHORTER:.1f} s shorter or {LONGER:.0f} s longer "
    f"than its caller stayed, lacks at most {MISSING:.1f} s and {GAPS:.0%} of the caller's sound, "
    "and holds the caller's words (samples); with us, the register must hold it, once, under its "
    "own digest.",
    "Asterisk alone is the same program with the same modules, recorder and sounds: it answers, "
    "records, greets and plays music. With us the callers are greeted, wait in the queue, and one "
    "officer answers; pages, worker, database and watcher run beside it.",
    "By turns, step by step, the other side stopped; a side that failed is out, no step is "
    "repeated. Callers (sipp, A-law) and exchange share the machine.",
)


def _row(words: str, climbs: Climbs) -> list[str]:
    alone, ours = climbs["alone"].best, climbs["ours"].best
    return [words, f"{alone:,}", f"{ours:,}", times(ours / max(1, alone))]


def _waits(climbs: Climbs) -> list[list[str]]:
    rows = []
    for name, share in (("p50", 0.5), ("p95", 0.95), ("longest", 1.0)):
        waits = [climbs[side].answered_after for side in ("alone", "ours")]
        found = [milliseconds(percentile(each, share)) if each else "" for each in waits]
        rows.append([f"  until the answer at that rate, {name} ms", *found, ""])
    return rows


def _goal(words: str, ratio: float) -> Goal:
    return Goal(f"at least {RATIO} {words}", times(ratio), ratio >= RATIO)


def _ends(words: str, climbs: Climbs) -> list[str]:
    """Say why each side came no further."""
    names = {"alone": "Asterisk alone", "ours": "The whole hotline"}
    return [
        f"{names[name]}, {words}, ended {climbed.trouble}."
        if climbed.trouble
        else f"{names[name]}, {words}: the last step was whole, too; it was not climbed further."
        for name, climbed in climbs.items()
    ]
