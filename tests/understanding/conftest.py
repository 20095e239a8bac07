"""What the profile knows, read once for all tests of understanding."""

import pytest

from langnghe import settings
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.starter import starter_models


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return the knowledge of the first day; its models are trained once for a run of the tests."""
    models = starter_models(settings.PROFILE, settings.HOME / "models")
    return load_knowledge(settings.PROFILE, models)
