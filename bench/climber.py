"""One process that climbs and sends by a simulated clock, until it is killed."""

import contextlib
import os
import time
from datetime import datetime
from pathlib import Path

AT_ONCE = 20
PAUSE_SECONDS = 0.02


def clock_file() -> Path:
    """Return where the simulated clock stands."""
    return Path(os.environ["LANGNGHE_HOME"]) / "clock"


def set_clock(at: datetime) -> None:
    """Put the simulated clock forward, whole or not at all."""
    coming = clock_file().with_suffix(".coming")
    coming.write_text(at.isoformat(), encoding="utf-8")
    coming.rename(clock_file())


def main() -> None:
    """Climb what is due, send what waits, for ever."""
    from langnghe.ops.run import set_up_django

    set_up_django()
    from langnghe.duty.actions.climb import climb_due
    from langnghe.duty.actions.notices import send_notice
    from langnghe.duty.models import Notice
    from langnghe.duty.states import NoticeState

    while True:
        with contextlib.suppress(FileNotFoundError):
            climb_due(at=datetime.fromisoformat(clock_file().read_text(encoding="utf-8")))
        waiting = Notice.objects.filter(state=NoticeState.QUEUED).order_by("?")
        for notice_id in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
            send_notice(notice_id)
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
