"""In what two voices are said to be alike: a ward is not a place."""

import pytest
from django.utils.translation import override

from langnghe.triage.models import Likeness
from langnghe.web.alike import _parts


@pytest.mark.parametrize(
    ("said", "words", "steps"),
    [
        ({"ward": 1.0}, "cùng phường, xã", 2),
        ({"ward": 1.0, "place": 1.0}, "trùng", 5),
        ({"ward": 1.0, "names": 0.4}, "giống", 2),
        ({"ward": 1.0, "place": -2.2}, "nơi khác", 0),
        ({"ward": 1.0, "names": -0.4}, "cùng phường, xã", 2),
        ({"ward": -1.0}, "nơi khác", 0),
        ({}, "không rõ", 0),
    ],
)
def test_one_ward_alone_is_not_said_to_be_one_place(
    said: dict[str, float], words: str, steps: int
) -> None:
    with override("vi"):
        (place,) = [part for part in _parts(Likeness(parts=said)) if part.name == "Nơi xảy ra"]
    assert (place.words, place.steps) == (words, steps)


def test_how_many_others_there_are_is_a_count_and_no_bar() -> None:
    with override("vi"):
        *_bars, others = _parts(Likeness(parts={"others": 3.2}))
    assert (others.words, others.steps) == ("3 vụ khác", None)
