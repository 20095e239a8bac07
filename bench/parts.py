"""The parts of a hotline that a benchmark starts by itself: a database, single processes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from langnghe.ops.postgres import Postgres
from tests.hotline import free_port, until

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "hotline@langnghe.example"


def fresh_home(folder: Path) -> dict[str, str]:
    """Make an empty home; return an environment in which the hotline lives there."""
    (folder / "static").mkdir(parents=True)
    for each in (folder, folder / "static"):
        each.chmod(0o755)  # as root, PostgreSQL runs as another user
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LANGNGHE_") and name != "DATABASE_URL"
    }
    return {
        **kept,
        "LANGNGHE_HOME": str(folder),
        "LANGNGHE_HTTP_PORT": str(free_port()),
        "LANGNGHE_SMTP_PORT": str(free_port()),
        "LANGNGHE_MAIL_ADDRESS": ADDRESS,
        "LANGNGHE_DEMO": "0",
        "LANGNGHE_LOG_LEVEL": "WARNING",
    }


@contextlib.contextmanager
def database() -> Iterator[Postgres]:
    """Run the embedded PostgreSQL of this process' home, ready for Django, with the profile."""
    from langnghe import settings
    from langnghe.ops import home
    from langnghe.ops.run import prepare

    cluster = home.embedded_database(settings.HOME)
    try:
        prepare(lambda _line: None)
        yield cluster
    finally:
        cluster.stop("immediate")


def server_pid(cluster: Postgres) -> int:
    """Return the process that all of PostgreSQL's others are children of."""
    return int((cluster.data / "postmaster.pid").read_text().split("\n")[0])


@contextlib.contextmanager
def process(name: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run one process of the hotline: `mail`, `work`, `web`."""
    from langnghe import settings

    with (settings.HOME / f"{name}.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "langnghe.ops", name],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
        )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def mail_door_is_open() -> None:
    """Wait until somebody answers at the mail door of this home."""
    from langnghe import settings

    address = (settings.SMTP_HOST, settings.SMTP_PORT)
    until(lambda: _greets(address), "the mail door is open")


def _greets(address: tuple[str, int]) -> bool:
    with socket.create_connection(address, timeout=2) as door:
        return door.recv(3) == b"220"


@contextlib.contextmanager
def mail_relay() -> Iterator[int]:
    """Run a relay that takes every mail and throws it away; yield its port."""
    port = free_port()
    sink = ["-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    running = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "aiosmtpd", *sink])
    try:
        until(lambda: _greets(("127.0.0.1", port)), "the relay answers")
        yield port
    finally:
        running.terminate()
        running.wait(20)


def told(*command: str, seconds: float = 900) -> str:
    """Run a Python module in a process of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=seconds,
    )
    return done.stdout
