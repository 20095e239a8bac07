"""Where the mail servers' programs are, and as whom they run."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any

from tests.hotline import ROOT, until

TOOLS = ROOT / ".tools"
AS_ROOT = os.geteuid() == 0
ACCOUNT = 65534 if AS_ROOT else os.geteuid()
GROUP = 65534 if AS_ROOT else os.getegid()
"""Mail lies with this account; as root the servers that can do without root run as it, too."""


def program(name: str) -> str:
    """Return the path of a program, unpacked by `scripts/tools` or installed."""
    places = [str(TOOLS / "bin"), os.environ.get("PATH", ""), "/usr/sbin"]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        raise AssertionError(f"{name} is missing: run scripts/tools")
    return found


def hand_over(folder: Path) -> None:
    """Give a folder, with all that is in it, to the account."""
    if AS_ROOT:
        for each in (folder, *folder.rglob("*")):
            os.chown(each, ACCOUNT, GROUP)


def own_port() -> int:
    """Return an even port, free for TCP and UDP, that no client's connection is given by chance."""
    while True:
        port = secrets.choice(range(20000, 32000, 2))
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with socket.socket() as streams, datagrams, contextlib.suppress(OSError):
            streams.bind(("127.0.0.1", port))
            datagrams.bind(("127.0.0.1", port))
            return port


def start(command: list[str], log: Path, *, dropped: bool = True) -> "subprocess.Popen[bytes]":
    """Start a server in a session of its own; `dropped` runs it without root's rights."""
    other: dict[str, Any] = {}
    if AS_ROOT and dropped:
        other = {"user": ACCOUNT, "group": GROUP, "extra_groups": []}
    with log.open("ab") as said:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd="/",
            start_new_session=True,
            **other,
        )


def end(running: "subprocess.Popen[bytes]", number: int = signal.SIGTERM) -> None:
    """End a server with all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, number)
    running.wait(20)


def wait_for_port(port: int, running: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a server answers; show its log when it ended instead."""

    def answers() -> bool:
        if running.poll() is not None:
            raise AssertionError(log.read_text(errors="replace")[-3000:])
        with socket.create_connection(("127.0.0.1", port), timeout=2) as greeted:
            return bool(greeted.recv(1))

    until(answers, f"port {port} answers; see {log}", seconds=20)


def own_certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """Make a certificate that nobody vouches for; return certificate and key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    wanted = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"]
    wanted += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *wanted],
        check=True,
        capture_output=True,
    )
    key.chmod(0o644)
    return certificate, key
