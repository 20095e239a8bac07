"""No database and no room on the disk: the sender keeps the mail, and tries again."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe.mail.spool import Spool
from tests.hotline import ADDRESS, ROOT, until
from tests.servers.door import post
from tests.servers.fetching import letter
from tests.servers.postoffice import PostOffice
from tests.servers.programs import end, wait_for_port

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]


@pytest.fixture
def mailroom(postoffice: PostOffice, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `langnghe mail` with a database that is nowhere."""
    port = postoffice.town.smtp["langnghe.example"]
    environment = {
        **{name: value for name, value in os.environ.items() if "LANGNGHE" not in name},
        "LANGNGHE_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
        "LANGNGHE_SMTP_PORT": str(port),
        "LANGNGHE_MAIL_ADDRESS": ADDRESS,
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "langnghe.ops", "mail"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for_port(port, running, tmp_path / "secret_key")
        yield running
    finally:
        end(running)


def test_the_sender_keeps_what_we_have_no_room_for(
    mailroom: "subprocess.Popen[bytes]", postoffice: PostOffice, tmp_path: Path
) -> None:
    spool = Spool(tmp_path / "spool" / "mail")
    _soft, hard = resource.prlimit(mailroom.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(mailroom.pid, resource.RLIMIT_FSIZE, (100, hard))
    post(postoffice.port, letter("no room"))
    until(lambda: postoffice.heard("452 4.3.1 Xin gui lai sau"), "it is asked to try again")
    assert postoffice.waiting() == 1
    assert not list(spool.waiting())

    resource.prlimit(mailroom.pid, resource.RLIMIT_FSIZE, (hard, hard))
    postoffice.settle()
    (kept,) = spool.waiting()
    assert b"Subject: no room" in kept.raw
    assert not list(spool.folder.glob(".*")), "nothing half is left"
