"""The peer's environment: made once by pip from locked hashes, kept beside the hotline's data."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.parts import ROOT
from langnghe.ops.postgres import Postgres

LOCK = ROOT / "requirements" / "bench.lock"
DATABASE = "helpdesk"


def environment() -> Path:
    """Return the peer's Python; install what is locked where it is not there yet."""
    key = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    folder = Path(os.environ["BENCH_KEPT"]) / f"helpdesk-{key}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        command = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, "--require-hashes", "-r", LOCK], check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"


@dataclass
class Peer:
    """django-helpdesk on the same PostgreSQL, in a database of its own."""

    cluster: Postgres
    files: Path
    relay_port: int

    def __post_init__(self) -> None:
        self.python = environment()
        self.cluster.create_database(DATABASE)

    def does(self, *words: str) -> dict[str, Any]:
        """Let it do something; return what it says (see `bench.peer.feed`)."""
        done = subprocess.run(
            [self.python, "-W", "ignore", "-m", "bench.peer.feed", *words],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "PEER_SOCKET": str(self.cluster.socket),
                "PEER_DATABASE": DATABASE,
                "PEER_FILES": str(self.files),
                "PEER_RELAY_PORT": str(self.relay_port),
            },
            stdout=subprocess.PIPE,
            stderr=(self.files.parent / "peer.log").open("ab"),
            check=True,
            timeout=1800,
        )
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found
