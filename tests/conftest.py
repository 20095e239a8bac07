"""What every test gets: folders of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Give each test that touches the register its own store and spools."""
    if request.node.get_closest_marker("django_db") is None:
        return
    settings = request.getfixturevalue("settings")
    settings.ORIGINALS = tmp_path / "originals"
    settings.MAIL_SPOOL = tmp_path / "spool" / "mail"
    settings.CALL_SPOOL = tmp_path / "spool" / "calls"
    settings.JOURNAL = tmp_path / "journal"
