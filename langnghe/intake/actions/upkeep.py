"""Keeping the queue of jobs healthy: what a killed worker left is taken up again."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)


@app.periodic(cron="*/15 * * * * *")
@app.task(queue="upkeep", name="intake.take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again the jobs of workers that stopped beating (killed, cut off)."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        logger.warning("job %s (%s) stalled: taken up again", job.id, job.task_name)
        await manager.retry_job(job)
