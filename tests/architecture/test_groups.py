"""Tests that share servers stay in one process when a run has several."""

import pytest


@pytest.mark.xdist_group("together")
def test_groups_are_seen(request: pytest.FixtureRequest) -> None:
    several = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@together") == several
