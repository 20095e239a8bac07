"""The servers, started once for all tests that can share them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe.mail import fetcher
from tests.servers.dovecot import Dovecot
from tests.servers.fetching import Fetching
from tests.servers.postoffice import PostOffice, Town, post_office
from tests.servers.programs import own_port


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """Give one mailbox server for all; each test has a user of its own."""
    running = Dovecot(tmp_path_factory.mktemp("dovecot"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_dovecot(tmp_path: Path) -> Iterator[Dovecot]:
    """Give a mailbox server that a test may kill."""
    running = Dovecot(tmp_path / "dovecot")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the fetcher try again after moments instead of minutes."""
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
def postoffice(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    """Give the city's mail server; citizens' maildirs are read through Dovecot."""
    smtp = own_port()
    town = Town(
        dovecot.mail,
        smtp={"langnghe.example": smtp, "far.example": smtp, "other.example": own_port()},
        lmtp={"by-lmtp.example": own_port()},
    )
    running = post_office(tmp_path_factory.mktemp("postoffice"), town)
    running.start()
    yield running
    running.stop()
