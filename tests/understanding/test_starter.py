"""What is learned on the first day is kept whole, or learned again."""

from pathlib import Path

import numpy as np
import pytest

from langnghe.understanding import starter
from langnghe.understanding.learned import LinearModel


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stand in for the training; return a list that grows with each."""
    held: list[int] = []

    def train(_rows: object) -> dict[str, LinearModel]:
        held.append(1)
        one = np.ones(1, dtype=np.float32)
        model = LinearModel(("a", "b"), {"x": 0}, one, np.ones((1, 2), dtype=np.float32), one, 1.0)
        return {"kind": model}

    monkeypatch.setattr(starter, "train_fields", train)
    monkeypatch.setattr(starter, "read_lessons", lambda _folder: [{"text": "x"}])
    return held


@pytest.mark.parametrize("left", [0, 100, -1])
def test_a_file_that_the_power_cut_short_is_learned_anew(
    left: int, lessons: list[int], tmp_path: Path
) -> None:
    first = starter.starter_models(tmp_path, tmp_path)
    path = starter.starter_path(tmp_path, tmp_path)
    whole = path.read_bytes()
    assert starter.starter_models(tmp_path, tmp_path)["kind"].classes == first["kind"].classes
    assert len(lessons) == 1
    path.write_bytes(whole[:left])
    assert starter.starter_models(tmp_path, tmp_path)["kind"].classes == first["kind"].classes
    assert len(lessons) == 2
    assert path.read_bytes() == whole
    assert sorted(each.name for each in tmp_path.iterdir()) == [".training", path.name]
