"""A real exchange, real callers with real sound, real telephones."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phone.callers.speech import CITIZEN, COLLEAGUE, OFFICER, as_alaw, speak
from tests.phone.room import Room

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the telephone tests of a file in one worker: they share one exchange."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.phone)
            item.add_marker(pytest.mark.xdist_group(f"phone-{item.path.stem}"))


@pytest.fixture(scope="session")
def phone_folder() -> Iterator[Path]:
    """Give a folder that the exchange reaches under an account of its own."""
    folder = Path(tempfile.mkdtemp(prefix="langnghe-phone-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def voices(phone_folder: Path) -> dict[str, Path]:
    """Give what is said: WAV by who says it, and A-law for citizens (`citizen.al`)."""
    folder = phone_folder / "voices"
    folder.mkdir()
    texts = {"citizen": CITIZEN, "officer": OFFICER, "colleague": COLLEAGUE}
    spoken = {name: speak(folder, name, text) for name, text in texts.items()}
    return {**spoken, "citizen.al": as_alaw(spoken["citizen"])}


@pytest.fixture(scope="module")
def running_room(phone_folder: Path, request: pytest.FixtureRequest) -> Iterator[Room]:
    """Give one exchange, with a spool of its own, for all tests of a file."""
    room = Room(phone_folder / str(request.node.path.stem))
    room.start()
    yield room
    room.stop()


@pytest.fixture
def room(running_room: Room) -> Iterator[Room]:
    """Give the exchange with nobody on it."""
    running_room.clear()
    yield running_room
    running_room.clear()
