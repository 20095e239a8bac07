"""Everything can be taken out: every form, whole, safe to open, as of one moment."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from langnghe.access.rules import RoleCode
from langnghe.ops.export import export
from langnghe.ops.home import CannotStart
from langnghe.register import exporting
from langnghe.register.exporting import all_of, rows_of, safe_cell, stream
from langnghe.register.models import Attachment, Submission
from tests import cast


def taken_out(what: str, folder: Path) -> list[dict[str, Any]]:
    file = folder / f"{what}.jsonl"
    export(what, "jsonl", file)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def a_registered_submission() -> Submission:
    submission = cast.registered(cast.officer(RoleCode.DUTY_OFFICER))
    contact = submission.contacts.get()
    for position, name in enumerate(("ảnh.jpg", "đơn.pdf")):
        Attachment.objects.create(
            contact=contact,
            position=position,
            name=name,
            content_type="image/jpeg",
            size=12,
            sha256="ab" * 32,
        )
    return submission


@pytest.mark.django_db(transaction=True)
def test_lines_tie_contacts_submissions_cases_and_timeline(tmp_path: Path) -> None:
    submission = a_registered_submission()
    (contact,) = taken_out("contacts", tmp_path)
    (told,) = taken_out("submissions", tmp_path)
    (case,) = taken_out("cases", tmp_path)
    timeline = taken_out("timeline", tmp_path)
    assert contact["submission"] == told["code"] == submission.code
    assert told["contacts"] == [contact["id"]]
    assert told["cases"] == [case["code"]]
    assert case["submissions"] == [submission.code]
    assert told["reporter"]["name"] == "Trần Thị Thí Dụ"
    assert [file["name"] for file in contact["attachments"]] == ["ảnh.jpg", "đơn.pdf"]
    assert contact["text"] == "Rác thải ở phố Hoa Sữa."
    moment = datetime.fromisoformat(contact["received_at"])
    assert moment == cast.NOON
    assert moment.tzinfo is not None
    assert [entry["link"] for entry in timeline] == sorted(entry["link"] for entry in timeline)
    assert all(len(entry["seal"]) == 64 and entry["sentence"] for entry in timeline)
    assert any("Vào sổ" in entry["sentence"] for entry in timeline)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", exporting.KINDS)
def test_a_sheet_has_a_row_for_each_line(what: str, tmp_path: Path) -> None:
    a_registered_submission()
    lines = taken_out(what, tmp_path)
    export(what, "csv", tmp_path / "out.csv")
    export(what, "xlsx", tmp_path / "out.xlsx")
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [list(row) for row in rows] == [list(line) for line in lines]
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.active is not None
    assert book.active.max_row == len(lines) + 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["out.csv", "out.xlsx", f"{what}.jsonl"]
    )


def test_what_looks_like_a_formula_stays_text() -> None:
    for sign in ("=", "+", "-", "@", "\t", "\r"):
        assert safe_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert safe_cell(-5) == -5
    assert safe_cell(["a"]) == '["a"]'
    sheet = load_workbook(io.BytesIO(b"".join(stream([{"text": '=HYPERLINK("x")'}], "xlsx"))))
    assert sheet.worksheets[0]["A2"].data_type == "s"


def test_a_workbook_takes_any_text_and_says_what_it_cut() -> None:
    long = "ă" * 40_000
    rows = [{"text": "a\x01\x0bb\ufffe"}, {"text": long}, {"text": "😀" * 30_000}]
    book = load_workbook(io.BytesIO(b"".join(stream(rows, "xlsx"))))
    cells = [str(row[0].value) for row in book.worksheets[0].iter_rows(min_row=2)]
    assert cells[0] == "ab"
    assert all(len(cell.encode("utf-16-le")) <= 2 * 32_767 for cell in cells)
    assert all(cell.endswith(exporting.CUT) for cell in cells[1:])
    assert long in b"".join(stream(rows, "csv")).decode("utf-8-sig")


def test_a_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SHEET_ROWS", 3)
    rows = [{"number": number} for number in range(7)]
    book = load_workbook(io.BytesIO(b"".join(stream(rows, "xlsx"))))
    found = [[row[0].value for row in sheet.iter_rows()] for sheet in book.worksheets]
    assert found == [["number", 0, 1, 2], ["number", 3, 4, 5], ["number", 6]]


@pytest.mark.django_db
@pytest.mark.parametrize("what", exporting.KINDS)
def test_more_rows_need_no_more_questions(what: str) -> None:
    by = cast.officer()
    cast.registered(by)
    with CaptureQueriesContext(
        connection,
    ) as one:
        list(rows_of(what, all_of(what)))
    for _each in range(4):
        cast.registered(by)
    with CaptureQueriesContext(connection) as five:
        list(rows_of(what, all_of(what)))
    assert len(five) == len(one)


@pytest.mark.django_db(transaction=True)
def test_a_wrong_word_or_place_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="contacts, submissions, cases, timeline"):
        export("people", "csv", None)
    with pytest.raises(CannotStart, match="jsonl, csv, xlsx"):
        export("cases", "pdf", None)
    with pytest.raises(CannotStart, match="cannot be written"):
        export("cases", "csv", tmp_path / "nowhere" / "cases.csv")


@pytest.mark.django_db(transaction=True)
def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    a_registered_submission()
    output = tmp_path / "cases.csv"
    output.mkdir()
    with pytest.raises(CannotStart):
        export("cases", "csv", output)
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]
