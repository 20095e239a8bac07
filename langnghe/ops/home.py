"""The folder where a hotline keeps its data: its lock, its database, its first filling."""

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from langnghe.ops.postgres import Postgres

Say = Callable[[str], None]
SayAs = Callable[[str, str], None]
LEAST_FREE_BYTES = 300 * 1024 * 1024


class CannotStart(Exception):
    """Why the hotline cannot start, as one sentence that says what to do."""


def check_folder(home: Path) -> None:
    """Raise CannotStart unless the folder can be made, written, and has room."""
    try:
        (home / "static").mkdir(parents=True, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CannotStart(f"The disk that holds {home} is full: free some space.") from None
        raise CannotStart(
            f"The folder {home} cannot be written ({failure.strerror}). Choose another one with "
            "LANGNGHE_HOME."
        ) from None
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        raise CannotStart(
            f"The disk that holds {home} has only {free // 2**20} MiB left; at least "
            f"{LEAST_FREE_BYTES // 2**20} MiB are needed. Free some space, or choose another "
            "folder with LANGNGHE_HOME."
        )


def check_port(host: str, port: int, setting: str) -> None:
    """Raise CannotStart where another program listens on a port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            why = {
                errno.EADDRINUSE: "is used by another program",
                errno.EACCES: "may only be opened by root",
            }.get(failure.errno or 0, f"cannot be opened ({failure.strerror})")
            raise CannotStart(
                f"Port {port} on {host} {why}. Stop that program, or choose another port with "
                f"{setting}, for example {setting}={port + 1}."
            ) from None


def check_screens(static: Path) -> None:
    """Raise CannotStart unless the front end is built."""
    if not (static / "ln" / "app.js").exists():
        raise CannotStart("The screens are not built yet: run `make setup` (it needs Node 20).")


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold a home for one supervisor at a time. Raises CannotStart."""
    with (home / ".running").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"A hotline already runs on {home}. Stop it first, or choose another folder with "
                "LANGNGHE_HOME."
            ) from None
        yield


def embedded_database(home: Path) -> Postgres:
    """Start the embedded PostgreSQL of a home and note where it is. Raises NotStarted."""
    cluster = Postgres(home)
    cluster.start()
    cluster.create_database()
    note = home / "run" / "database_url"
    note.parent.mkdir(parents=True, exist_ok=True)
    fresh = note.with_suffix(".coming")
    fresh.write_text(cluster.url() + "\n", encoding="utf-8")
    fresh.rename(note)
    return cluster
