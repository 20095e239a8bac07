"""`langnghe triage` as an authority would try it on its own past."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from langnghe import settings
from langnghe.ops.home import CannotStart
from langnghe.ops.triage import (
    LINE_LIMIT,
    STDIN,
    BadLine,
    lines_of,
    read_row,
    run,
    suggest_for_file,
)
from tests.cast import NOON

REPORT = {
    "id": "a",
    "channel": "zalo",
    "received_at": "2026-09-14T06:12:00+07:00",
    "text": "Rác thải chất đống ở phố Hoa Sữa, phường Ba Đình, bốc mùi ba hôm nay.",
    "labels": {"kind": "phan_anh", "topics": ["MT.01"]},
}
Printed = list[dict[str, object]]


def written(tmp_path: Path, *lines: object, start: bytes = b"", end: bytes = b"\n") -> Path:
    """Return a file with these lines; objects become JSON."""
    said = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    path = tmp_path / "past.jsonl"
    path.write_bytes(start + end.join(line.encode() for line in said) + end)
    return path


def printed(capsys: pytest.CaptureFixture[str]) -> tuple[Printed, str]:
    """Return the objects that were printed, and what was said on the error output."""
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err


def test_each_line_becomes_an_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, REPORT, {**REPORT, "id": 7, "reporter": {"phone": "0900000001"}})
    assert suggest_for_file(path, is_scored=False, with_register=False) == 0
    (first, second), complaints = printed(capsys)
    assert complaints == ""
    assert first["id"] == "a"
    assert second["id"] == "7"
    assert second["same_event"] == ["a"]
    assert set(first) == {
        *("id", "kind", "topics", "ward", "ward_candidates", "urgency", "sensitivity"),
        *("same_event", "similar", "issue", "alarms", "confidence"),
    }
    assert first["topics"] == second["topics"]
    assert str(first["topics"][0]).startswith("MT.")  # type: ignore[index]
    assert first["ward"] == "00004"


def test_a_bad_line_becomes_an_object_and_a_sentence_and_a_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(
        tmp_path,
        "not JSON",
        [1, 2],
        {"id": "b", "received_at": "2026-09-14"},
        {**REPORT, "id": "c", "received_at": 1758000000},
        {**REPORT, "id": "d", "labels": {"dup_group": ["x"]}},
        '{"id": "e", "text": ' + "[" * 100_000,
        {**REPORT, "id": "x", "received_at": "0001-01-01T00:00:00+14:00"},
        {**REPORT, "id": "y", "received_at": "9999-12-31T23:59:59-12:00"},
        "",
        {**REPORT, "id": "f"},
    )
    assert suggest_for_file(path, is_scored=False, with_register=False) == 8
    objects, complaints = printed(capsys)
    assert [each["id"] for each in objects] == [None, None, "b", "c", "d", None, "x", "y", "f"]
    assert [each.get("line") for each in objects] == [1, 2, 3, 4, 5, 6, 7, 8, None]
    assert all(str(each["error"]) in complaints for each in objects[:-1])
    assert "2026-09-14T06:12:00+07:00" in str(objects[3]["error"])
    assert complaints.count("The other lines are read.") == 8


def test_windows_files_are_read_like_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, REPORT, {**REPORT, "id": "b"}, start=b"\xef\xbb\xbf", end=b"\r\n")
    assert suggest_for_file(path, is_scored=False, with_register=False) == 0
    assert [each["id"] for each in printed(capsys)[0]] == ["a", "b"]


def test_half_characters_and_a_million_of_them_change_nothing_but_themselves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(
        tmp_path,
        '{"id": "\\ud800", "text": "r\\ud83dác", "received_at": "2026-09-14"}',
        {**REPORT, "id": "long", "text": "a" * 1_000_000},
        {**REPORT, "id": "many", "text": "ngập nước 5 người 1. " * 48_000},
        {**REPORT, "id": "after"},
    )
    assert suggest_for_file(path, is_scored=False, with_register=False) == 0
    assert [each["id"] for each in printed(capsys)[0]] == ["?", "long", "many", "after"]


def test_a_line_that_never_ends_is_left_out_without_being_held() -> None:
    file = io.BytesIO(b"x" * (2 * LINE_LIMIT + 5) + b"\n" + b"short")
    (_one, refused), (number, short) = lines_of(file)
    assert isinstance(refused, BadLine)
    assert (number, short) == (2, "short")


def test_only_labels_that_are_there_are_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(
        tmp_path, {**REPORT, "labels": {"topics": "MT.01"}}, {**REPORT, "id": "b", "labels": None}
    )
    assert suggest_for_file(path, is_scored=True, with_register=False) == 0
    said = capsys.readouterr().out
    assert "topic, level 1" in said
    assert "of 1 " in said
    assert "kind" not in said


def test_a_file_without_labels_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, {**REPORT, "labels": {}})
    suggest_for_file(path, is_scored=True, with_register=False)
    assert "no line has labels" in capsys.readouterr().err


def test_labels_that_the_profile_does_not_know_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"kind": "phan_anh", "topics": ["MT.01", "R7"], "urgency": "cao", "ward_code": "00004"}
    path = written(tmp_path, {**REPORT, "labels": own}, {**REPORT, "labels": {"topics": ["R7"]}})
    assert suggest_for_file(path, is_scored=True, with_register=False) == 0
    assert "count as wrong: topics R7 (2), urgency cao (1)." in capsys.readouterr().err


def test_what_is_empty_is_no_label(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = {"kind": None, "urgency": "", "sensitivity": None, "topics": [""]}
    here = {"kind": "phan_anh", "ward_code": "00004"}
    path = written(
        tmp_path,
        {**REPORT, "labels": {**nothing, "ward_code": None}},
        {**REPORT, "id": "b", "labels": here},
    )
    assert suggest_for_file(path, is_scored=True, with_register=False) == 0
    said = capsys.readouterr().out
    figures = {line[:40].strip(): line.split()[-2] for line in said.splitlines()}
    assert (figures["kind"], figures["ward right"]) == ("1", "2")
    assert not {"urgency", "sensitivity", "topic, level 1"} & set(figures)


def test_ids_that_come_twice_and_lost_letters_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, REPORT, {**REPORT, "text": "R\ufffdc thải"}, {**REPORT, "id": "b"})
    assert suggest_for_file(path, is_scored=False, with_register=False) == 0
    complaints = capsys.readouterr().err
    assert "ids that several lines carry: a (2)." in complaints
    assert "lines with letters that are lost (\ufffd): 1." in complaints


def test_an_empty_file_is_not_passed_over_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert suggest_for_file(written(tmp_path, "", " "), is_scored=False, with_register=False) == 0
    assert "the input holds no line" in capsys.readouterr().err


def test_a_file_of_other_letters_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "past.jsonl"
    path.write_text(json.dumps(REPORT), encoding="utf-16")
    with pytest.raises(CannotStart, match="save it as UTF-8"):
        suggest_for_file(path, is_scored=False, with_register=False)


def test_no_input_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(CannotStart, match="no input to read"):
        suggest_for_file(STDIN, is_scored=False, with_register=False)


@pytest.mark.parametrize(
    "command",
    [
        ["triage", "past.jsonl"],
        ["triage", "past.jsonl", "--score"],
        ["deadlines", "--kind=khieu_nai", "--form=don_buu_chinh", "--received=2026-07-01"],
    ],
)
def test_a_full_disk_is_one_sentence(command: list[str], tmp_path: Path) -> None:
    written(tmp_path, REPORT)
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "langnghe.ops", *command],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert "No space left on device" in sentence


def test_a_home_that_takes_no_models_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(settings, "HOME", tmp_path / "file")
    with pytest.raises(CannotStart, match="LANGNGHE_HOME"):
        suggest_for_file(written(tmp_path, REPORT), is_scored=False, with_register=False)


def test_the_input_is_read_like_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with written(tmp_path, REPORT).open(encoding="utf-8") as said:
        monkeypatch.setattr("sys.stdin", said)
        assert suggest_for_file(STDIN, is_scored=False, with_register=False) == 0
    assert [each["id"] for each in printed(capsys)[0]] == ["a"]


def test_a_time_without_an_offset_is_the_office_s() -> None:
    row = read_row(json.dumps({**REPORT, "received_at": "2026-11-20T12:00"}), 1)
    assert row.received_at == NOON


def test_the_demonstration_reports_are_scored(capsys: pytest.CaptureFixture[str]) -> None:
    from langnghe.ops.triage import _fresh_reader

    out = io.StringIO()
    with (settings.PROFILE / "demo_reports.jsonl").open("rb") as file:
        assert run(file, _fresh_reader(), is_scored=True, out=out) == 0
    assert out.getvalue().count("of 45") >= 6
