"""What every test gets: folders of its own, and the time that it takes."""

from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

settings.register_profile(
    "a busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("a busy machine")


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
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tests' own database be emptied between tests: elsewhere the timeline refuses it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE register_entry DISABLE TRIGGER register_entry_never_emptied")
