"""The long-running processes: pages, jobs. (Mail and telephone have files of their own.)"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from langnghe.children import ending_with
from langnghe.ops import home

JOBS_AT_ONCE = 4
STOP_SECONDS = 20
"""Who was told to end and has not by then is ended: the database may be gone for good."""


def serve_web(host: str, port: int, workers: int) -> None:
    """Serve pages and live events until told to stop. Raises CannotStart where the port is taken.

    Granian itself would share it with another hotline, and each page would be of either.
    """
    home.check_port(host, port, "LANGNGHE_HTTP_PORT")
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("LANGNGHE_DB_POOL", "1")
    Granian(
        "langnghe.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=True,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve(target_loader=partial(_pages, os.getpid()), wrap_loader=False)


def _pages(parent: int) -> Callable[..., Any]:
    """Return the application, in a process that answers pages and ends with its `parent`."""
    # Until Granian sets its own, a worker has its parent's handlers, which would end nothing.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    ending_with(parent, signal.SIGKILL)()
    from langnghe.asgi import application

    return application


def work(concurrency: int = JOBS_AT_ONCE) -> None:
    """Do jobs and keep the clock until told to stop, or until the database goes away."""
    from procrastinate.contrib.django import app

    from langnghe.intake.actions import upkeep

    upkeep.repeat_failed(app)
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

    async def do_jobs() -> None:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=8,
                delete_jobs="successful",
                install_signal_handlers=False,
            )

    async def run() -> None:
        doing = asyncio.create_task(do_jobs())
        loop = doing.get_loop()
        when_told(lambda: loop.call_soon_threadsafe(doing.cancel))
        with contextlib.suppress(asyncio.CancelledError):
            await doing

    logging.getLogger(__name__).info("jobs are being done")
    asyncio.run(run())


def until_told() -> threading.Event:
    """Return an event that is set when this process is asked to end."""
    told = threading.Event()
    when_told(told.set)
    return told


def when_told(stop: Callable[[], object]) -> None:
    """Call `stop` when this process is asked to end; end it hard where that takes too long."""

    def end(*_: object) -> None:
        signal.alarm(STOP_SECONDS)  # nobody waits for us where our supervisor is gone
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def commands(*, mail: bool, phone: bool, exchange: bool = False) -> dict[str, list[str]]:
    """Return the command of each process that the supervisor starts, by name."""
    wanted = [
        *(["exchange"] if exchange else []),
        "web",
        "work",
        *(["mail"] if mail else []),
        *(["phone"] if phone else []),
    ]
    return {name: [sys.executable, "-m", "langnghe.ops", name] for name in wanted}
