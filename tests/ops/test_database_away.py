"""The embedded database that does not come back at once."""

import errno
import os
from pathlib import Path

import pytest

from langnghe.ops.postgres import NotStarted, Postgres
from langnghe.ops.run import WATCH_SECONDS, _Keeper


def test_a_database_that_does_not_come_back_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cluster = Postgres(tmp_path)
    troubles = iter([OSError(errno.ENOSPC, "No space left on device"), NotStarted("half")])

    def start() -> None:
        raise next(troubles)

    monkeypatch.setattr(cluster, "start", start)
    keeper, told = _Keeper(cluster, 0.0), []
    keeper.said_ready = True
    for _each in range(2):
        keeper.looked = -WATCH_SECONDS
        keeper.look(lambda name, line: told.append(f"{name} {line}"))
    assert [line for line in told if "trying again" in line] == [
        "start PostgreSQL is not there; trying again. [Errno 28] No space left on device",
        "start PostgreSQL is not there; trying again. half",
    ]


def test_the_settings_of_a_database_are_not_written_again_for_nothing(tmp_path: Path) -> None:
    cluster = Postgres(tmp_path)
    cluster.data.mkdir(parents=True)
    (cluster.data / "postgresql.conf").touch()
    cluster._configure()
    (ours,) = cluster.data.glob("langnghe.conf")
    written = ours.read_text()
    os.utime(ours, (0, 0))
    cluster._configure()
    assert (ours.stat().st_mtime, ours.read_text()) == (0, written)
    ours.write_text("half")
    cluster._configure()
    assert ours.read_text() == written
