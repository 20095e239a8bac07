"""Where a photograph was taken: real files with and without the camera's notes."""

from pathlib import Path

import pytest
from PIL import Image

from langnghe.originals.photos import Taken, where_taken


def photo(
    path: Path, place: dict[int, object] | None = None, taken: str = "2026:09:14 06:05:00"
) -> Path:
    notes = Image.Exif()
    if place is not None:
        notes.get_ifd(0x8825).update(place)
    notes.get_ifd(0x8769)[0x9003] = taken
    Image.new("RGB", (32, 24), "gray").save(path, exif=notes)
    return path


HANOI = {1: "N", 2: (21.0, 1.0, 30.0), 3: "E", 4: (105.0, 51.0, 0.0)}


def test_a_photograph_says_where_and_when_it_was_taken(tmp_path: Path) -> None:
    assert where_taken(photo(tmp_path / "a.jpg", HANOI)) == Taken(
        21.025, 105.85, "2026-09-14T06:05:00"
    )


@pytest.mark.parametrize(
    "place",
    [
        None,
        {},
        {1: "N", 2: (99.0, 0.0, 0.0), 3: "E", 4: (105.0, 0.0, 0.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (21.0, 1.0, 30.0)},
    ],
    ids=["no notes", "empty notes", "no latitude", "nowhere", "half a place"],
)
def test_notes_that_say_no_place_are_no_place(
    tmp_path: Path, place: dict[int, object] | None
) -> None:
    found = where_taken(photo(tmp_path / "a.jpg", place))
    assert found is None or found.point is None


def test_what_is_no_photograph_takes_place_nowhere(tmp_path: Path) -> None:
    broken = tmp_path / "b.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe1\xff\xffExif\x00\x00" + b"\x00" * 500)
    assert where_taken(broken) is None
    assert where_taken(tmp_path / "missing.jpg") is None


def test_a_camera_without_a_clock_still_says_where(tmp_path: Path) -> None:
    found = where_taken(photo(tmp_path / "a.jpg", HANOI, taken="not a time"))
    assert found is not None
    assert found.at == ""
