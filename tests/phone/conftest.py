"""A real exchange, real callers with real sound, real telephones."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.hotline import Hotline
from tests.phone.callers.speech import CITIZEN, COLLEAGUE, OFFICER, as_alaw, speak
from tests.phone.room import LIMITS, Room
from tests.phone.watching import watching

HERE = Path(__file__).parent
expect.set_options(timeout=60_000)


@pytest.hookimpl(tryfirst=True)
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
    """Give one exchange, with a spool of its own, for all tests of a file (`ROOM_LIMITS`)."""
    limits = getattr(request.module, "ROOM_LIMITS", LIMITS)
    room = Room(phone_folder / str(request.node.path.stem), limits)
    room.start()
    yield room
    room.stop()


@pytest.fixture(scope="module")
def surroundings() -> dict[str, str]:
    """Give the settings of the hotline that a file of tests wants besides."""
    return {}


@pytest.fixture(scope="module")
def office(
    running_room: Room,
    phone_folder: Path,
    surroundings: dict[str, str],
    request: pytest.FixtureRequest,
) -> Iterator[Hotline]:
    """Give a hotline that watches the exchange, with the officers of a file's `CAST`."""
    hotline = watching(running_room, phone_folder / f"{request.node.path.stem}-office")
    hotline.environment |= surroundings
    hotline.start()
    hotline.python(request.module.CAST)
    yield hotline
    hotline.stop()
    running_room.clear()


@pytest.fixture
def room(running_room: Room) -> Iterator[Room]:
    """Give the exchange with nobody on it."""
    running_room.clear()
    yield running_room
    running_room.clear()
