"""The tables of the tests' databases: made by all migrations once, then copied for each worker."""

import fcntl
from pathlib import Path
from typing import IO

from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "first_tables"


class FirstTables:
    """A database with all tables, for every worker of a run; one at a time copies it."""

    def __init__(self, shared: Path) -> None:
        self.made = shared / f"{NAME}.made"
        self.lock = shared / f"{NAME}.lock"
        self.held: IO[str] | None = None

    def begin(self, connection: BaseDatabaseWrapper) -> None:
        """Wait for whoever makes them; where they are made, let the database to come be a copy."""
        self.held = self.lock.open("w")
        fcntl.flock(self.held, fcntl.LOCK_EX)
        if self.made.exists():
            connection.settings_dict["TEST"]["TEMPLATE"] = NAME

    def end(self, connection: BaseDatabaseWrapper) -> None:
        """Keep a copy of this worker's database if it is the first, and let the next one begin."""
        if not self.made.exists():
            ours = connection.settings_dict["NAME"]
            connection.close()
            with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
                cursor.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{ours}"')
            self.made.touch()
        assert self.held is not None
        self.held.close()
