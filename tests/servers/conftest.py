"""The servers, started once for all tests that can share them."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe.mail import fetcher
from tests.servers.dovecot import Dovecot
from tests.servers.fetching import Fetching
from tests.servers.postoffice import PostOffice, Town, post_office
from tests.servers.programs import own_port


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """Give a folder that servers reach under an account of their own.

    Not one of pytest's: each run that begins closes those of all others to other accounts.
    """
    folder = Path(tempfile.mkdtemp(prefix="langnghe-servers-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def dovecot(open_folder: Path) -> Iterator[Dovecot]:
    """Give one mailbox server for all; each test has a user of its own."""
    running = Dovecot(open_folder / "dovecot")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_dovecot(open_folder: Path, user: str) -> Iterator[Dovecot]:
    """Give a mailbox server that a test may kill."""
    running = Dovecot(open_folder / user)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the fetcher try again after moments instead of minutes."""
    monkeypatch.setattr(fetcher, "IDLE_SECONDS", 5)
    monkeypatch.setattr(fetcher, "SHORTEST_PAUSE", 0.1)
    monkeypatch.setattr(fetcher, "LONGEST_PAUSE", 0.4)


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """Give the name of a mailbox that no other test uses."""
    return str(request.node.originalname).removeprefix("test_")[:40] + "@langnghe.example"


@pytest.fixture
def fetching() -> Iterator[Fetching]:
    """Give a fetcher into the register; it ends with the test."""
    with Fetching() as running:
        yield running


@pytest.fixture(scope="session")
def postoffice(dovecot: Dovecot, open_folder: Path) -> Iterator[PostOffice]:
    """Give the city's mail server; citizens' maildirs are read through Dovecot."""
    smtp = own_port()
    town = Town(
        dovecot.mail,
        smtp={"langnghe.example": smtp, "far.example": smtp, "other.example": own_port()},
        lmtp={"by-lmtp.example": own_port()},
    )
    running = post_office(open_folder / "postoffice", town)
    running.start()
    yield running
    running.stop()
