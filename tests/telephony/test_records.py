"""An exchange's book: torn, doubled, mixed up, rotated, cut, full of junk."""

import json
import os
import random
from pathlib import Path

import pytest

from langnghe.telephony import records
from langnghe.telephony.records import Batch, merge, read_lines

BEGIN = 1_795_000_000


def line(number: int = 1, **facts: object) -> dict[str, object]:
    start = BEGIN + number * 60
    return {
        "uniqueid": f"{start}.1",
        "src": "0900000123",
        "start": start,
        "end": start + 5,
        **facts,
    }


def write(path: Path, *lines: dict[str, object], end: str = "\n") -> Path:
    path.write_bytes("".join(json.dumps(each) + end for each in lines).encode())
    return path


def read_all(path: Path, offset: int = 0, mark: str = "") -> tuple[list[str], Batch]:
    """Read on and on as the filing does; return the ids that were read and the last batch."""
    found: list[str] = []
    while True:
        batch = read_lines(path, offset, mark)
        found += [str(each["uniqueid"]) for each in batch.records]
        if (batch.offset, batch.mark) == (offset, mark):
            return found, batch
        offset, mark = batch.offset, batch.mark


def ids(*numbers: int) -> list[str]:
    return [str(line(number)["uniqueid"]) for number in numbers]


def test_a_torn_last_line_waits_until_it_is_whole(tmp_path: Path) -> None:
    book = write(tmp_path / "calls.jsonl", line(1))
    with book.open("ab") as file:
        file.write(json.dumps(line(2)).encode()[:20])
    found, batch = read_all(book)
    assert found == ids(1)
    write(book, line(1), line(2))
    assert read_all(book, batch.offset, batch.mark)[0] == ids(2)


@pytest.mark.parametrize("end", ["\r\n", "\n\n", "\0\n"])
def test_other_line_ends_are_line_ends(tmp_path: Path, end: str) -> None:
    book = write(tmp_path / "calls.jsonl", line(1), line(2), end=end)
    found, batch = read_all(book)
    assert (found, batch.unreadable) == (ids(1, 2), [])


@pytest.mark.parametrize(
    "junk",
    [b"no json", b"[1]", b"1", b"null", b"{}", b'{"uniqueid": ""}', b'{"uniqueid": "x"}',
     b'{"uniqueid": "x", "start": "soon"}', b'{"uniqueid": "x", "start": NaN}', b"\xff\xfe\x00x",
     b'{"uniqueid": "x", "start": 1, "y": 1e999}', b"[" * 100_000, b'{"start": ' + b"9" * 5000,
     b'{"uniqueid": "x", "start": []}'],
    ids=lambda junk: junk[:14].decode("latin-1"),
)  # fmt: skip
def test_a_line_that_is_no_record_is_kept_and_the_next_is_read(tmp_path: Path, junk: bytes) -> None:
    book = tmp_path / "calls.jsonl"
    book.write_bytes(junk + b"\n" + json.dumps(line(1)).encode() + b"\n")
    batch = read_lines(book, 0, "")
    assert [each["uniqueid"] for each in batch.records] == ids(1)
    assert [each[:5] for each in batch.unreadable] == [junk[:5]]


def test_letters_that_cannot_be_kept_cost_the_letter_not_the_call(tmp_path: Path) -> None:
    book = tmp_path / "calls.jsonl"
    raw = json.dumps(line(1, name="XX")).encode()
    book.write_bytes(
        raw.replace(b"XX", b"\\u0000") + b"\n" + raw.replace(b"XX", b"\\ud800")
        + b"\n" + raw.replace(b"XX", b"\xe1\xba") + b"\n"
    )  # fmt: skip
    batch = read_lines(book, 0, "")
    names = [str(each["name"]) for each in batch.records]
    assert len(names) == 3
    assert not any("\0" in name for name in names)
    assert "".join(names).encode()


def test_a_book_without_line_ends_does_not_stop_the_reading(tmp_path: Path) -> None:
    book = tmp_path / "calls.jsonl"
    book.write_bytes(b"x" * 2_500_000 + b"\n" + json.dumps(line(1)).encode() + b"\n")
    assert read_all(book)[0] == ids(1)


def test_a_long_book_is_read_in_parts(tmp_path: Path) -> None:
    book = write(tmp_path / "calls.jsonl", *(line(number, x="y" * 3000) for number in range(700)))
    assert read_all(book)[0] == ids(*range(700))


def test_a_rotated_book_is_read_to_its_end_then_the_new_one(tmp_path: Path) -> None:
    book = write(tmp_path / "calls.jsonl", line(1))
    _found, batch = read_all(book)
    with book.open("ab") as file:
        file.write(json.dumps(line(2)).encode() + b"\n")
    book.rename(tmp_path / "calls.jsonl.1")
    write(book, line(3))
    assert read_all(book, batch.offset, batch.mark)[0] == ids(2, 3)


def test_a_book_that_was_cut_is_read_from_its_beginning(tmp_path: Path) -> None:
    book = write(tmp_path / "calls.jsonl", line(1), line(2))
    _found, batch = read_all(book)
    os.truncate(book, 0)
    with book.open("ab") as file:
        file.write(json.dumps(line(3)).encode() + b"\n")
    assert read_all(book, batch.offset, batch.mark)[0] == ids(3)


def test_a_book_that_was_cut_and_grew_longer_is_read_from_its_beginning(tmp_path: Path) -> None:
    book = write(tmp_path / "calls.jsonl", line(1))
    _found, batch = read_all(book)
    with book.open("r+b") as file:
        file.truncate()
        file.write(b"".join(json.dumps(line(n)).encode() + b"\n" for n in (7, 8, 9)))
    assert read_all(book, batch.offset, batch.mark)[0] == ids(7, 8, 9)


def test_a_book_that_is_away_keeps_the_place(tmp_path: Path) -> None:
    book = write(tmp_path / "calls.jsonl", line(1))
    _found, batch = read_all(book)
    book.unlink()
    assert read_lines(book, batch.offset, batch.mark) == Batch([], [], batch.offset, batch.mark)


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_plain_file_is_no_book(tmp_path: Path, kind: str) -> None:
    book = tmp_path / "calls.jsonl"
    if kind == "folder":
        book.mkdir()
    elif kind == "link":
        book.symlink_to(write(tmp_path / "elsewhere", line(1)))
    else:
        os.mkfifo(book)
    assert read_lines(book, 0, "").records == []


def test_lines_of_one_call_are_one_call_in_any_order() -> None:
    parts = [
        line(1, disposition="NO ANSWER", billsec=0),
        line(1, uniqueid="other.2", linkedid=ids(1)[0], disposition="ANSWERED", billsec=30,
             answer=BEGIN + 70, end=BEGIN + 100, recording="/var/spool/x/rec.wav"),
        line(1, disposition="NO ANSWER", billsec=0, end=BEGIN + 101),
        line(2),
    ]  # fmt: skip
    dice = random.Random(1)  # noqa: S311
    wanted = merge(parts)
    for _each in range(6):
        dice.shuffle(parts)
        assert merge([*parts, *parts]) == wanted
    call, other = wanted
    assert (call.unique_id, call.outcome, call.talked) == (ids(1)[0], records.ANSWERED, 30)
    assert call.recordings == ("rec.wav",)
    assert other.outcome == records.MISSED


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"end": BEGIN + 60 + 4}, records.MISSED),
        ({"end": BEGIN + 60 + 40}, records.ABANDONED),
        ({"disposition": "ANSWERED", "billsec": 9}, records.ANSWERED),
        ({"disposition": "ANSWERED", "billsec": 0}, records.MISSED),
        ({"disposition": "ANSWERED", "billsec": 9, "fallback": "1-msg.wav"}, records.VOICE_MESSAGE),
        ({"outcome": "abandoned"}, records.ABANDONED),
        ({"outcome": "invented"}, records.MISSED),
    ],
)
def test_how_a_call_went(facts: dict[str, object], outcome: str) -> None:
    assert merge([line(1, **facts)])[0].outcome == outcome


def test_an_anonymous_caller_has_no_number() -> None:
    assert merge([line(1, src=None)])[0].number == ""
    assert merge([line(1, src="anonymous")])[0].number == "anonymous"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.wav", "C:\\x\\..\\a.wav", "/etc/a.wav", "..", "x"]
)
def test_names_of_recordings_lead_nowhere(name: str) -> None:
    (call,) = merge([line(1, recording=name)])
    assert all("/" not in each and "\\" not in each and each != ".." for each in call.recordings)


def test_clocks_that_run_wild_are_believed_within_reason() -> None:
    (wild,) = merge([line(1, end=2**33 - 1, billsec=1e300)])
    assert 0 <= wild.seconds <= records.LONGEST
    (backwards,) = merge([line(1, end=BEGIN - 500)])
    assert backwards.seconds == 0
    (without,) = merge([line(1, start="", end=BEGIN)])
    assert without.started_at == without.ended_at
