"""What the profile knows, read once for all tests of understanding."""

import pytest

from langnghe import settings
from langnghe.understanding.knowledge import Knowledge, load_knowledge
from langnghe.understanding.starter import starter_models


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """Return the knowledge of the first day."""
    models = starter_models(settings.PROFILE, tmp_path_factory.mktemp("models"))
    return load_knowledge(settings.PROFILE, models)
