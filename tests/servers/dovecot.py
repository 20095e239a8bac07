"""A real Dovecot on a loopback port, without root's rights, in a folder of its own."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from langnghe.mail.fetcher import MailboxOptions
from tests.servers.programs import (
    ACCOUNT,
    GROUP,
    TOOLS,
    end,
    hand_over,
    own_port,
    program,
    start,
    wait_for_port,
)

PASSWORD = "made-up-for-tests"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
import_environment = TZ LD_LIBRARY_PATH
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{mail}/%u
mail_fsync = never
mailbox_idle_check_interval = 1 s
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail}/%u
}}
"""


def _name_of(number: int, book: str) -> str:
    for line in Path(book).read_text().splitlines():
        name, _word, own = line.split(":")[:3]
        if int(own) == number:
            return name
    raise AssertionError(f"{number} is not in {book}")


class Dovecot:
    """A mailbox server; whoever knows the password has a mailbox under any name."""

    def __init__(self, folder: Path, capability: str = "") -> None:
        self.folder, self.capability = folder, capability
        self.mail = folder / "mail"
        self.port = own_port()
        self.log = folder / "dovecot.log"
        self.process: subprocess.Popen[bytes] | None = None
        for each in (folder, folder / "run", self.mail):
            each.mkdir(exist_ok=True, parents=True)

    def start(self) -> None:
        """Start, and wait until it greets."""
        said = CONFIG.format(
            folder=self.folder,
            mail=self.mail,
            port=self.port,
            password=PASSWORD,
            uid=ACCOUNT,
            gid=GROUP,
            user=_name_of(ACCOUNT, "/etc/passwd"),
            group=_name_of(GROUP, "/etc/group"),
        )
        unpacked = TOOLS / "root" / "usr" / "lib" / "dovecot"
        if unpacked.exists():
            said += f"libexec_dir = {unpacked}\nmail_plugin_dir = {unpacked}/modules\n"
        if self.capability:
            said += f"imap_capability = {self.capability}\n"
        config = self.folder / "dovecot.conf"
        config.write_text(said)
        self.log.touch()
        hand_over(self.folder)
        self.process = start([program("dovecot"), "-F", "-c", str(config)], self.log)
        wait_for_port(self.port, self.process, self.log)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it and every session."""
        if self.process is not None:
            end(self.process, number)
            self.process = None

    def kill(self) -> None:
        """End it without a word."""
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder / "run")  # what a service's start script would clear away
        (self.folder / "run").mkdir()

    def options(self, user: str, **other: Any) -> MailboxOptions:
        """Return how the hotline reaches a mailbox."""
        given = {"host": "localhost", "port": self.port, "tls": "none", "password": PASSWORD}
        return MailboxOptions(user=user, **{**given, **other})

    @contextlib.contextmanager
    def session(self, user: str) -> Iterator[IMAPClient]:
        """Open a mailbox as its owner does in another mail program."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20) as server:
            server.login(user, PASSWORD)
            yield server

    def put(
        self, user: str, *mails: bytes, folder: str = "INBOX", flags: Any = (),
        arrived_at: datetime | None = None,
    ) -> None:  # fmt: skip
        """Lay mails into a mailbox; the server says that they came at an aware moment, else now."""
        with self.session(user) as server:
            for raw in mails:
                server.append(folder, raw, flags=flags, msg_time=arrived_at)

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Return what lies in a mailbox; what is deleted just now lies there no more."""
        with self.session(user) as server:
            server.select_folder(folder, readonly=True)
            uids = server.search("ALL")
            found = server.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        bodies = (found[uid].get(b"BODY[]") for uid in sorted(found))
        return [bytes(body) for body in bodies if body is not None]
