"""What every test gets: folders of its own, and the time that it takes."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from tests.first_tables import FirstTables
from tests.hotline import SHARED

settings.register_profile(
    "a busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("a busy machine")

# Made-up officers come by the thousand, and nobody guesses their passwords: hashing one as a
# hotline does takes a quarter of a second. It is the same way, with the least work.
Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
Argon2PasswordHasher.memory_cost = 64


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Give each test that touches the register its own store and spools."""
    if request.node.get_closest_marker("django_db") is None:
        return
    ours = request.getfixturevalue("settings")
    ours.ORIGINALS = tmp_path / "originals"
    ours.MAIL_SPOOL = tmp_path / "spool" / "mail"
    ours.CALL_SPOOL = tmp_path / "spool" / "calls"
    ours.JOURNAL = tmp_path / "journal"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave a worker's database behind: its server is thrown away with all that is in it."""
    return True


@pytest.fixture(scope="session")
def first_tables() -> FirstTables:
    """Give the tables that the first worker makes and the others copy."""
    return FirstTables(Path(os.environ[SHARED]))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, first_tables: FirstTables
) -> None:
    """Let this worker's database begin as a copy of the first one's, or be that first one."""
    first_tables.begin(connection)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, first_tables: FirstTables
) -> None:
    """Let the tests' own database be emptied between tests: elsewhere the timeline refuses it."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE register_entry DISABLE TRIGGER register_entry_never_emptied"
            )
        first_tables.end(connection)
