"""The long-running processes: pages, jobs. (Mail and telephone have files of their own.)"""

import asyncio
import logging
import os
import signal
import sys
import threading

JOBS_AT_ONCE = 4


def serve_web(host: str, port: int, workers: int) -> None:
    """Serve pages and live events until told to stop."""
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
    ).serve()


def work(concurrency: int = JOBS_AT_ONCE) -> None:
    """Do jobs and keep the clock until told to stop, or until the database goes away."""
    from procrastinate.contrib.django import app

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

    async def run() -> None:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=8,
                delete_jobs="successful",
            )

    logging.getLogger(__name__).info("jobs are being done")
    asyncio.run(run())


def until_told() -> threading.Event:
    """Return an event that is set when this process is asked to end."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    return told


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
