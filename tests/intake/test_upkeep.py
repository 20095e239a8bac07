"""A job that lost its database is done again; one that failed otherwise is not."""

import pytest
from django.db import DataError, InterfaceError, OperationalError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job
from psycopg.errors import ProgramLimitExceeded

from langnghe.intake.actions.upkeep import MOST_TRIES, OnceMore, repeat_failed


def job(*, attempts: int = 0, queueing_lock: str | None = None) -> Job:
    return Job(
        id=1, queue="mail", lock=None, queueing_lock=queueing_lock, task_name="x",
        attempts=attempts,
    )  # fmt: skip


@pytest.mark.parametrize("failure", [OperationalError, InterfaceError, ConnectorException])
def test_a_job_whose_database_was_away_is_done_again(failure: type[Exception]) -> None:
    again = OnceMore().get_retry_decision
    assert again(exception=failure(), job=job())
    assert again(exception=failure(), job=job(attempts=MOST_TRIES - 1))
    assert not again(exception=failure(), job=job(attempts=MOST_TRIES))
    assert not again(exception=failure(), job=job(queueing_lock="once"))


def test_what_failed_otherwise_is_not() -> None:
    taken = UniqueViolation(constraint_name="x", queueing_lock=None)
    too_much = OperationalError()
    too_much.__cause__ = ProgramLimitExceeded()
    for failure in (DataError(), ValueError(), taken, too_much):
        assert not OnceMore().get_retry_decision(exception=failure, job=job())


def test_the_worker_repeats_every_task_that_says_nothing_else() -> None:
    ways = {name: task.retry_strategy for name, task in app.tasks.items()}
    try:
        repeat_failed(app)
        assert all(task.retry_strategy for task in app.tasks.values())
        kept = app.tasks["intake.keep_recording"].retry_strategy
        assert kept is ways["intake.keep_recording"]
        assert isinstance(app.tasks["intake.write_to_agency"].retry_strategy, OnceMore)
    finally:
        for name, task in app.tasks.items():
            task.retry_strategy = ways[name]
