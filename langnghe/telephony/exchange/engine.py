"""The exchange on this machine: its folder, its secret, its configuration, its process.

Asterisk comes from a folder of its own (`scripts/exchange`). As root it runs as another user.
"""

import contextlib
import fcntl
import os
import pwd
import resource
import secrets
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from langnghe.children import ending_with, put_first
from langnghe.telephony.exchange.plan import Plan
from langnghe.telephony.exchange.rendering import configuration

_SIOCGIFADDR = 0x8915
_FOLDERS = (
    "etc",
    "lib/keys",
    "cache",
    "run",
    "log/cdr-custom",
    "spool/tmp",
    "data/agi-bin",
    "sounds",
)
_OPEN_FILES = 65_536


class NotStarted(Exception):
    """The exchange could not be prepared or started; the message says why and what to do."""


def new_secret(file: Path) -> str:
    """Return the secret of the exchange's manager, made at the first start."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            os.link(
                fresh, file
            )  # another process of the same start may be first: its secret counts
        fresh.unlink()
    return file.read_text(encoding="utf-8").strip()


def own_addresses() -> tuple[str, ...]:
    """Return this machine's IPv4 addresses besides loopback: browsers beside us need one."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _number, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                name_field = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, name_field)
                found.append(socket.inet_ntoa(answer[20:24]))
    return tuple(address for address in found if not address.startswith("127."))


def modules_of(program: Path) -> Path:
    """Return the folder of Asterisk's modules below its program's folder. Raises NotStarted."""
    for found in (program / "usr" / "lib").glob("**/asterisk/modules/res_pjsip.so"):
        return found.parent
    raise NotStarted(
        f"There is no exchange in {program}: run scripts/exchange, or name another folder with "
        "LANGNGHE_EXCHANGE_PROGRAM."
    )


def write_files(files: Mapping[str, str], folder: Path) -> bool:
    """Write a configuration into a folder; tell whether it changed. Secrets stay private."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = False
    for name, text in files.items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        fresh = path.with_suffix(".coming")
        fresh.touch(mode=0o600)
        fresh.write_text(text, encoding="utf-8")
        fresh.rename(path)
        changed = True
    return changed


def _owner(names: Sequence[str] = ("asterisk", "nobody")) -> pwd.struct_passwd | None:
    """Return as whom the exchange runs when we are root; None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in names:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotStarted("As root, the exchange needs a user to run as: create one named asterisk.")


@dataclass
class Engine:
    """An exchange in `plan.run`, run from `program` (the folder that `scripts/exchange` fills)."""

    program: Path
    plan: Plan
    process: "subprocess.Popen[bytes] | None" = None
    owner: pwd.struct_passwd | None = field(default_factory=_owner)

    def prepare(self) -> bool:
        """Make the folder, certificate and configuration; tell whether these changed.

        Raises NotStarted.
        """
        modules = modules_of(self.program)
        self.plan = replace(self.plan, modules=modules)
        run = self.plan.run
        for name in _FOLDERS:
            (run / name).mkdir(parents=True, exist_ok=True)
        (self.plan.spool / "recordings").mkdir(parents=True, exist_ok=True)
        for name in ("documentation", "rest-api"):
            _point(run / "data" / name, self.program / "usr" / "share" / "asterisk" / name)
        _point(run / "data" / "sounds", self.plan.sounds)
        self._make_certificate()
        changed = write_files(configuration(self.plan), run / "etc")
        self._hand_over()
        return changed

    def command(self) -> list[str]:
        """Return how the exchange is started in the foreground."""
        settings = self.plan.run / "etc" / "asterisk.conf"
        return [str(self.program / "bin" / "asterisk"), "-f", "-C", str(settings)]

    def become(self) -> NoReturn:
        """Turn this very process into the exchange: who watches us, watches it.

        Raises NotStarted.
        """
        end_with_parent = ending_with(os.getppid())
        self._check_reachable()
        _raise_limits()
        put_first(os.getpgrp())
        if self.owner is not None:
            os.setgroups([])
            os.setgid(self.owner.pw_gid)
            os.setuid(self.owner.pw_uid)
        end_with_parent()
        os.chdir("/")
        os.execve(self.command()[0], self.command(), _environment())  # noqa: S606 (our own program)

    def start(self, *, patience: float = 20) -> None:
        """Start the exchange as a child and wait until it answers. Raises NotStarted."""
        self._check_reachable()
        log = self.plan.run / "log" / "start.log"
        with log.open("ab") as said:
            self.process = subprocess.Popen(  # noqa: S603 (our own program)
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=ending_with(os.getpid()),  # noqa: PLW1509 (no locks taken)
                cwd="/",
                env=_environment(),
                **self._as_owner(),
            )
        put_first(self.process.pid)
        end = time.monotonic() + patience
        while not self.is_answering():
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
                raise NotStarted(f"The exchange did not start. The end of {log} says:\n{tail}")
            time.sleep(0.05)

    def pid(self) -> int | None:
        """Return the number of the exchange's process; None where none lives."""
        with contextlib.suppress(OSError, ValueError):
            found = int((self.plan.run / "run" / "asterisk.pid").read_text())
            words = Path(f"/proc/{found}/cmdline").read_bytes()
            state = Path(f"/proc/{found}/stat").read_text().rsplit(")", 1)[1].split()[0]
            if state != "Z" and str(self.plan.run / "etc").encode() in words:
                return found
        return None

    def is_running(self) -> bool:
        """Tell whether the exchange's process lives."""
        return self.pid() is not None

    def is_answering(self) -> bool:
        """Tell whether the exchange has loaded everything and takes questions."""
        try:
            with socket.create_connection(("127.0.0.1", self.plan.ports.http), timeout=1):
                pass
        except OSError:
            return False
        return self.is_running() and self._is_booted()

    def _is_booted(self) -> bool:
        """Ask Asterisk itself; its listening port is open before its modules are ready."""
        asked = subprocess.run(  # noqa: S603 (our own program)
            [*self.command()[:1], *self.command()[2:], "-rx", "core waitfullybooted"],
            capture_output=True,
            check=False,
            cwd="/",
            env=_environment(),
            **self._as_owner(),
        )
        return b"fully booted" in asked.stdout

    def stop(self, *, patience: float = 10) -> None:
        """End the exchange; calls on it end, too."""
        number = self.pid()
        if number is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGTERM)
            end = time.monotonic() + patience
            while self.is_running() and time.monotonic() < end:
                time.sleep(0.05)
        self.kill()

    def kill(self) -> None:
        """End the exchange without a word, as a loss of power would."""
        number = self.pid()
        if number is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process.wait()
            self.process = None

    def _make_certificate(self) -> None:
        """Make a certificate that nobody vouches for; the office may put its own in its place."""
        certificate, key = (self.plan.run / "etc" / f"exchange.{end}" for end in ("crt", "key"))
        if certificate.exists() and key.exists():
            return
        wanted = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        wanted += ["-days", "3650", "-subj", "/CN=localhost", "-keyout", str(key)]
        wanted += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", str(certificate)]
        settings = self.plan.run / "etc" / "openssl.cnf"
        settings.write_text("[req]\ndistinguished_name=name\n[name]\n", encoding="utf-8")
        made = subprocess.run(  # noqa: S603 (our own program)
            [
                str(self.program / "bin" / "openssl"),
                "req",
                "-x509",
                "-config",
                str(settings),
                *wanted,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise NotStarted(f"The exchange's certificate could not be made: {made.stderr[-300:]}")
        key.chmod(0o600)

    def _hand_over(self) -> None:
        """Give the exchange's folders to the user it runs as."""
        if self.owner is None:
            return
        for folder in (self.plan.run, self.plan.spool):
            for path in (folder, *folder.rglob("*")):
                if not path.is_symlink() and path.stat().st_uid != self.owner.pw_uid:
                    os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _check_reachable(self) -> None:
        """Raise NotStarted where the user that the exchange runs as cannot start it."""
        try:
            tried = subprocess.run(  # noqa: S603 (our own program)
                [self.command()[0], "-V"],
                capture_output=True,
                check=False,
                cwd="/",
                env=_environment(),
                **self._as_owner(),
            )
            works = tried.returncode == 0
        except OSError:
            works = False
        if not works:
            user = self.owner.pw_name if self.owner else "this user"
            raise NotStarted(
                f"The user {user} cannot run the exchange in {self.program}: let others enter the "
                "folders above it, or put it elsewhere with LANGNGHE_EXCHANGE_PROGRAM."
            )

    def _as_owner(self) -> dict[str, Any]:
        if self.owner is None:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}


def _raise_limits() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}


def _point(link: Path, to: Path) -> None:
    if link.is_symlink() and Path(os.readlink(link)) == to:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(to)
