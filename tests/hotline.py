"""A whole hotline as the newcomer starts it: own home, own database, real processes."""

import fcntl
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
import weakref
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

import psycopg

from tests.inside import Inside, Questions

ROOT = Path(__file__).resolve().parent.parent
SHARED = "LANGNGHE_TESTS_HOME"
"""Where a run of the tests names the folder that all its workers share; elsewhere it is not set."""

PATIENCE_SECONDS = 180
ADDRESS = "hotline@langnghe.example"
_FIRST_START = """
from langnghe import settings
from langnghe.ops import home, run
home.check_folder(settings.HOME)
cluster = home.embedded_database(settings.HOME)
try:
    run.prepare(print)
finally:
    cluster.stop()
"""


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], Any], what: str, *, seconds: float = PATIENCE_SECONDS) -> Any:
    """Wait until something holds; fail with words when it never does."""
    end = time.monotonic() + seconds
    while (began := time.monotonic()) < end:
        try:
            found = holds()
        except (OSError, psycopg.Error):
            found = None
        if found:
            return found
        time.sleep(min(max(0.1, time.monotonic() - began), 1))  # a look may cost much
    raise AssertionError(f"it never came true: {what}")


def furnish(home: Path, environment: dict[str, str]) -> None:
    """Lay into an empty home what its first start would make: tables, profile, what was learnt.

    It is made once for a run of the tests, and copied; tests/ops/test_run.py starts from nothing.
    """
    shared = Path(os.environ[SHARED])
    model, half = shared / "furnished", shared / "furnishing"
    with (shared / "furnish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            half.mkdir()
            half.chmod(0o755)
            (shared / "models").mkdir(exist_ok=True)
            (half / "models").symlink_to(shared / "models")
            subprocess.run(
                [sys.executable, "-c", _FIRST_START],
                cwd=ROOT,
                env={**environment, "LANGNGHE_HOME": str(half)},
                check=True,
            )
            half.rename(model)
    subprocess.run(["cp", "-a", model / "postgres", home / "postgres"], check=True)
    subprocess.run(["cp", "-a", shared / "models", home / "models"], check=True)


class Hotline:
    """`langnghe run` in a folder of its own, with the options given."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home, self.options = home, options
        self.open_way()
        self.http_port, self.smtp_port = free_port(), free_port()
        self.url = f"http://localhost:{self.http_port}"
        self.log = home / "run.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.inside = Inside()
        self.questions = Questions()
        weakref.finalize(self, self.inside.end)
        weakref.finalize(self, self.questions.end)
        names = [name for name in os.environ if name.startswith("LANGNGHE_")]
        kept = {k: v for k, v in os.environ.items() if k not in {*names, "DATABASE_URL"}}
        self.environment = {
            **kept,
            "LANGNGHE_HOME": str(home),
            "LANGNGHE_HTTP_PORT": str(self.http_port),
            "LANGNGHE_SMTP_PORT": str(self.smtp_port),
            "LANGNGHE_MAIL_ADDRESS": ADDRESS,
            "LANGNGHE_DEMO": "0",
            "LANGNGHE_TRIAL_CALLS": "0",
            "PYTHONWARNINGS": "default",
        }

    def open_way(self) -> None:
        """Let the server's user reach the home: each new run of pytest closes its folders."""
        for folder in (self.home, *self.home.parents):
            if folder.stat().st_uid == os.getuid() and "pytest" in str(folder):
                folder.chmod(0o755)

    def start(self, *, from_nothing: bool = False) -> None:
        """Start everything and wait until it is ready; the first time in a furnished home."""
        self.open_way()
        is_new = not (self.home / "postgres").exists()
        if is_new and not from_nothing and SHARED in os.environ:
            furnish(self.home, self.environment)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "langnghe.ops", "run", *self.options],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        until(self.is_ready, f"the hotline is ready; see {self.log}")

    def is_ready(self) -> bool:
        """Tell whether pages are answered and mail is received."""
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(self.log.read_text()[-3000:])
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310
            healthy = answer.status == 200
        with socket.create_connection(("127.0.0.1", self.smtp_port), timeout=2):
            return bool(healthy)

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        self.inside.end()
        self.questions.end()
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(40)
            self.process = None

    def run(self, *command: str) -> str:
        """Run a command of the hotline and return what it said."""
        words = ["langnghe", *command]
        told = f"import sys\nsys.argv[:] = {words!r}\nfrom langnghe.ops.cli import main\nmain()\n"
        return self.inside.run(told, self.environment)

    def python(self, code: str) -> str:
        """Run a few lines inside the hotline's Django."""
        return self.inside.run(code, self.environment).strip()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the hotline's database."""
        conninfo = (self.home / "run" / "database_url").read_text().strip()
        return self.questions.ask(conninfo, sql)

    def count(self, what: str) -> int:
        """Count rows of a table, with an optional condition behind its name."""
        return int(self.query(f"SELECT count(*) FROM {what}")[0][0])  # noqa: S608

    def children(self, name: str) -> list[int]:
        """Return the processes that the supervisor started under a name."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    home = f"LANGNGHE_HOME={self.home}".encode()
                    ours = home in (entry / "environ").read_bytes().split(b"\0")
                except OSError:
                    continue
                said = [word for word in words if word]
                if ours and said[-1:] == [name.encode()] and b"langnghe.ops" in said:
                    found.append(int(entry.name))
        return found

    def kill(self, name: str) -> None:
        """Kill a process of the hotline without a word."""
        for pid in until(lambda: self.children(name), f"{name} runs"):
            os.kill(pid, signal.SIGKILL)

    def send(self, subject: str, text: str, sender: str = "mau@example.com", **headers: str) -> str:
        """Send a mail by SMTP; return the id it carries."""
        message = EmailMessage()
        message["From"] = f"Nguyễn Văn Mẫu <{sender}>"
        message["To"] = ADDRESS
        message["Subject"] = subject
        message["Message-ID"] = make_msgid(domain="example.com")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as server:
            server.send_message(message, sender, [ADDRESS])
        return str(message["Message-ID"])
