"""The supervisor's copies of itself: nothing of its own is theirs, and their ends are seen."""

import subprocess
import sys
from pathlib import Path

from tests.hotline import ROOT

_PROGRAM = """
import os, sys, threading, time
from langnghe.ops.supervisor import Process, Supervisor

mine = open(sys.argv[1], "w")
heard = []

def steady():
    import signal
    print("own session", os.getsid(0) == os.getpid())
    print("shown", open("/proc/self/cmdline").read().rstrip(chr(0)).split(chr(0))[-2:])
    print("inherited", [f for f in os.listdir("/proc/self/fd") if int(f) > 2 and reads(f)])
    threading.Thread(target=lambda: (time.sleep(0.3), print("its thread ended"))).start()
    signal.pause()

def reads(number):
    try:
        return os.readlink("/proc/self/fd/" + number) == sys.argv[1]
    except OSError:
        return False

def broken():
    sys.stdout.write("half a line")
    raise SystemExit(3)

def look():
    if sum("code 3" in line for line in heard) > 1 and "its thread ended" in heard:
        supervisor.stopping.set()

supervisor = Supervisor(
    [
        Process("steady", [sys.executable, "-m", "langnghe.ops", "steady"], main=steady),
        Process("broken", ["unused"], main=broken),
        Process("command", ["sh", "-c", "echo by its command; exec sleep 100"]),
    ],
    lambda _name, line: (heard.append(line), print(line, flush=True)),
    watch=look,
)
supervisor.run()
print("not closed", not mine.closed, "threads", threading.active_count())
"""


def test_copies_are_alone_heard_and_begun_again(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-c",
        _PROGRAM,
        str(tmp_path / "held"),
        "room for the words to be shown",
    ]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    said = done.stdout.splitlines()
    assert "own session True" in said
    assert "shown ['langnghe.ops', 'steady']" in said
    assert "inherited []" in said
    assert "by its command" in said
    assert said.count("half a line") >= 2, "what ended was begun again"
    assert said[-1] == "not closed True threads 1"
    assert done.stderr == ""
