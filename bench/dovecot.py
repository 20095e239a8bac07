"""A real IMAP server for a benchmark: Dovecot, one folder, any user, one password."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from imapclient import IMAPClient

from bench.parts import ROOT
from tests.hotline import free_port, until

PASSWORD = "made-up-password"  # noqa: S105 (of a server that lives for minutes)
OWNER = os.geteuid() or 65_534
"""Whose the mailboxes are; Dovecot serves none of root's, so nobody's then."""
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/boxes/%n
mail_fsync = optimized
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
mail_uid = {owner}
mail_gid = {owner}
service imap-login {{
  chroot =
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
  args = uid={owner} gid={owner} home={folder}/boxes/%n
}}
"""


class Dovecot:
    """A running server; mailboxes are maildirs that the benchmark fills."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def fill(self, user: str, mails: list[bytes]) -> None:
        """Lay mails into a user's mailbox, in order, all at once for who looks."""
        box = self.folder / "boxes" / user
        for name in ("tmp", "new", "cur"):
            (box / name).mkdir(parents=True, exist_ok=True)
        before = len(list((box / "new").iterdir())) + len(list((box / "cur").iterdir()))
        self._give(box)
        names = [f"{1_700_000_000 + before + place}.M1P1.bench" for place in range(len(mails))]
        for name, raw in zip(names, mails, strict=True):
            (box / "tmp" / name).write_bytes(raw.replace(b"\r\n", b"\n"))
            (box / "tmp" / name).chmod(0o666)
        for name in names:
            (box / "tmp" / name).rename(box / "new" / name)

    def _give(self, box: Path) -> None:
        if os.geteuid() != OWNER:
            for each in (box.parent, box, *box.iterdir()):
                os.chown(each, OWNER, OWNER)

    def answers(self) -> bool:
        """Tell whether a user can sign in."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=5) as server:
            server.login("nobody", PASSWORD)
        return True


def _program() -> str:
    found = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin:{ROOT}/.tools/bin")
    assert found, "Dovecot is missing: run scripts/tools"
    return found


@contextlib.contextmanager
def dovecot(folder: Path) -> Iterator[Dovecot]:
    """Run Dovecot in a folder until the block ends."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    server = Dovecot(folder)
    root = os.geteuid() == 0
    (folder / "dovecot.conf").write_text(
        _CONFIG.format(
            folder=folder,
            port=server.port,
            password=PASSWORD,
            owner=OWNER,
            user="dovecot" if root else os.environ.get("USER", "nobody"),
            group="dovecot" if root else os.environ.get("USER", "nogroup"),
        )
    )
    running = subprocess.Popen([_program(), "-F", "-c", str(folder / "dovecot.conf")])
    try:
        until(server.answers, f"the mail server answers; see {folder / 'dovecot.log'}")
        yield server
    finally:
        running.terminate()
        running.wait(20)
