"""Keeping the queue of jobs healthy: what a killed worker left is taken up again.

So is what failed because the database went away, or let two that waited for each other go: every
job may be repeated, and most of them nobody would ask for a second time.
"""

import logging

from django.db import InterfaceError, OperationalError
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job

logger = logging.getLogger(__name__)
MOST_TRIES = 8
"""The last one after about eight minutes: a database that is away for longer ends the worker."""

_ITS_OWN = frozenset({"08", "40", "53", "55", "57"})
"""Classes of SQLSTATE: no connection, rolled back for others, no room, in use, shut down."""


@app.periodic(cron="*/15 * * * * *")
@app.task(queue="upkeep", name="intake.take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again the jobs of workers that stopped beating (killed, cut off)."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        logger.warning("job %s (%s) stalled: taken up again", job.id, job.task_name)
        await manager.retry_job(job)


class OnceMore(BaseRetryStrategy):
    """Repeats a job whose database was away, later and later; anything else ends as it ended.

    One that is asked for again and again (it has a queueing lock) needs no repeating.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Tell whether, and when, a job that failed is done again."""
        if job.queueing_lock or job.attempts >= MOST_TRIES or not was_away(exception):
            return None
        return RetryDecision(retry_in={"seconds": 2 ** (job.attempts + 1)})


def was_away(failure: BaseException) -> bool:
    """Tell whether the database failed, and not what it was asked: it was away, full, or busy."""
    away = (OperationalError, InterfaceError, ConnectorException)
    if not isinstance(failure, away) or isinstance(failure, UniqueViolation):
        return False
    cause: BaseException | None = failure
    while cause is not None and not getattr(cause, "sqlstate", None):
        cause = cause.__cause__
    return cause is None or cause.sqlstate[:2] in _ITS_OWN  # type: ignore[attr-defined]


def repeat_failed(jobs: App) -> None:
    """Let every task that has no way of its own be repeated where its database was away."""
    for task in jobs.tasks.values():
        task.retry_strategy = task.retry_strategy or OnceMore()
