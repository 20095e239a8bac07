"""A hotline beside the exchange of the tests."""

from pathlib import Path

from tests.hotline import Hotline
from tests.phone.room import Room


def enter_marks(hotline: Hotline) -> None:
    """Write on the timeline what officers did during calls, as the clock does every minute."""
    hotline.python(
        "import time\n"
        "from langnghe.line.actions.marks import enter_marks\n"
        "enter_marks(int(time.time()))\n"
    )


def watching(room: Room, home: Path) -> Hotline:
    """Return a hotline, not started, that watches the exchange of a room and files its calls."""
    home.mkdir()
    room.clear()
    hotline = Hotline(home)
    hotline.environment |= {
        "LANGNGHE_EXCHANGE_HTTP_PORT": str(room.plan.ports.http),
        "LANGNGHE_EXCHANGE_SECRET": room.plan.secret,
        "LANGNGHE_CALL_SPOOL": str(room.plan.spool.parent),
    }
    return hotline
