"""An old log book, however it was kept, comes in once and loses nothing."""

import csv
import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from langnghe.ops.home import CannotStart
from langnghe.ops.logbook.bring_in import Choices, import_logbook
from langnghe.ops.logbook.columns import find_columns, guess
from langnghe.ops.logbook.values import channel_of, kind_of, moment_of, phone_of, status_of
from langnghe.register.models import Case, Contact, OldUnit, Submission
from langnghe.register.states import Channel, Kind, Status
from tests import cast

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def cells(line: str) -> list[Any]:
    return list(line.split("|"))


HEADINGS = cells(
    "STT|Ngày, giờ nhận|Họ và tên người phản ánh|Số điện thoại|Địa chỉ email|Địa chỉ|"
    "Nội dung phản ánh|Lĩnh vực|Phường/xã|Hình thức tiếp nhận|Loại đơn|Cơ quan xử lý|"
    "Thời hạn xử lý|Kết quả xử lý|Tình trạng|Ghi chú|Mã số|Cán bộ trực|Ngày trả lời"
)
FIRST = cells(
    "1|05/03/2024 14:30|Nguyễn Văn Mẫu|900000123||ngõ 1|Rác ở phố Hoa Sữa|"
    "RÁC THẢI, VỆ SINH MÔI TRƯỜNG|P. Láng Hạ|Điện thoại|Phản ánh|Sở Xây Dựng|15/03/2024|"
    "Đã dọn|Đã trả lời|gọi hai lần|77|Lan|14/03/2024"
)
SECOND = cells(
    "2|06/03/2024|Ẩn danh|||| Tố cáo thu tiền sai|Chuyện lạ|Đâu đó|Bồ câu|Tố cáo|"
    "Hội nào đó|sớm|||||Hoa|"
)
NO_DAY: list[Any] = ["3", "hôm nọ", "", "", "", "", "Nói gì đó", "+1+1"]
NO_CONTENT: list[Any] = ["4", "07/03/2024"]


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["SỔ ĐƯỜNG DÂY NÓNG"], [], HEADINGS, [f"({n})" for n in range(1, 20)], *rows]:
        sheet.append(row)
    book.save(path)
    return path


def text_file(path: Path, rows: list[list[Any]], *, encoding: str, delimiter: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([HEADINGS, *rows])
    return path


@pytest.fixture
def _city(db: None) -> None:
    cast.agency()
    cast.topic()
    ward = cast.ward("00199", "Phường Láng")
    OldUnit.objects.create(
        ward=ward,
        name="Phường Láng Hạ",
        district="Quận Đống Đa",
        folded="phuong lang ha quan dong da",
        whole=False,
        main_part=True,
    )


def test_headings_are_understood() -> None:
    assert list(guess([str(each) for each in HEADINGS]).items()) == [
        ("ordinal", 0), ("received", 1), ("name", 2), ("phone", 3), ("email", 4), ("address", 5),
        ("content", 6), ("topic", 7), ("ward", 8), ("channel", 9), ("kind", 10), ("agency", 11),
        ("due", 12), ("result", 13), ("status", 14), ("notes", 15), ("number", 16),
        ("answered", 18),
    ]  # fmt: skip


def test_headings_of_two_rows_belong_together() -> None:
    rows: list[list[Any]] = [
        ["Sổ"],
        ["Ngày", "Công dân", None, "Nội dung"],
        [None, "Họ tên", "Điện thoại", None],
        ["05/03/2024", "Mẫu", "0900000001", "Rác"],
    ]
    found = find_columns(rows)
    assert found is not None
    assert found.places == {"received": 0, "name": 1, "phone": 2, "content": 3}
    assert found.first_row == 3


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("05/03/2024 14:30", None),
        ("5-3-24 14h30", None),
        ("14 giờ 30 phút, ngày 5.3.2024", None),
        ("Ngày 05 tháng 03 năm 2024, 14:30", None),
        ("05/03/2024 02:30:11 CH", None),
        ("2024-03-05T07:30:00Z", None),
        ("2024/03/05 14:30:00", None),
        (45356.604166667, None),
        (datetime(2024, 3, 5, 14, 29, 59, 999_999), None),  # noqa: DTZ001
        ("05/03/2024", "14g30"),
        ("05/03/2024", time(14, 30)),
    ],
)
def test_a_moment_is_read_as_it_was_written(cell: object, hour: object) -> None:
    assert moment_of(cell, hour, ZONE) == datetime(2024, 3, 5, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["", "hôm nọ", "31/02/2024", "03/25/2024", 2, 0.5, True])
def test_what_is_no_day_is_none(cell: object) -> None:
    assert moment_of(cell, None, ZONE) is None


def test_words_for_status_kind_and_channel() -> None:
    def status(text: str, *, has_agency: bool = True) -> Status | None:
        return status_of(text, has_agency=has_agency, was_answered=False)

    assert status("Đã chuyển, đã trả lời") == Status.CLOSED
    assert status("Chưa trả lời") == Status.REGISTERED
    assert status("Đang xử lý") == Status.FORWARDED
    assert status("Đang xử lý", has_agency=False) == Status.REGISTERED
    assert status("") == Status.REGISTERED
    assert status("Lưu") is None
    assert kind_of("Đơn tố cáo") == Kind.DENUNCIATION
    assert channel_of("Đường dây nóng") == Channel.CALL
    assert channel_of("Đơn trực tiếp") == Channel.VISIT
    assert phone_of("900000123") == "0900000123"


@pytest.mark.usefixtures("_city")
def test_a_row_becomes_a_submission_with_its_case(tmp_path: Path) -> None:
    import_logbook(workbook(tmp_path / "so.xlsx", [FIRST]), Choices(yes=True))
    submission = Submission.objects.get()
    case = Case.objects.get()
    text = submission.contacts.get().text
    assert submission.code.startswith("HN-24-")
    assert (submission.status, submission.close_reason) == (Status.CLOSED, "answered")
    assert submission.due_at == datetime(2024, 3, 15, 10, 30, tzinfo=UTC)
    assert submission.answered_at == datetime(2024, 3, 13, 17, 0, tzinfo=UTC)
    assert submission.reporter.phone_key == "+84900000123"
    assert (case.topic, case.lead_agency) == (cast.topic(), cast.agency())
    assert case.ward is not None
    assert case.ward.name == "Phường Láng"
    assert case.title == "Rác ở phố Hoa Sữa"
    assert text.startswith("Rác ở phố Hoa Sữa\n\n")
    for kept in ("Phường/xã: P. Láng Hạ", "Kết quả xử lý: Đã dọn", "Cán bộ trực: Lan", "Mã số: 77"):
        assert kept in text
    assert "Lĩnh vực" not in text


@pytest.mark.usefixtures("_city")
def test_what_is_not_understood_stays_in_the_text(tmp_path: Path) -> None:
    import_logbook(workbook(tmp_path / "so.xlsx", [SECOND]), Choices(yes=True))
    submission = Submission.objects.get()
    text = submission.contacts.get().text
    assert (submission.kind, submission.sensitivity) == (Kind.DENUNCIATION, "S2")
    assert submission.reporter.kind == "anonymous"
    for word in ("Chuyện lạ", "Đâu đó", "Bồ câu", "Hội nào đó", "sớm", "Hoa"):
        assert word in text


@pytest.mark.usefixtures("_city")
def test_the_same_book_twice_adds_nothing(tmp_path: Path) -> None:
    rows = [FIRST, SECOND, SECOND]
    import_logbook(workbook(tmp_path / "so.xlsx", rows), Choices(yes=True))
    again = text_file(tmp_path / "khác.csv", rows, encoding="utf-16", delimiter=";")
    import_logbook(again, Choices(yes=True))
    assert Contact.objects.count() == Submission.objects.count() == 3
    grown = [*rows, [*FIRST[:6], "Đèn hỏng"]]
    tabs = text_file(tmp_path / "lớn.csv", grown, encoding="utf-8-sig", delimiter="\t")
    import_logbook(tabs, Choices(yes=True))
    assert Submission.objects.count() == 4


@pytest.mark.usefixtures("_city")
def test_rows_that_do_not_fit_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.csv"
    path = workbook(tmp_path / "so.xlsx", [FIRST, NO_DAY, NO_CONTENT])
    import_logbook(path, Choices(dry_run=True, report=report))
    told = list(csv.reader(report.read_text(encoding="utf-8-sig").splitlines()))
    assert [row[1:3] for row in told[1:]] == [
        ["6", "the day 'hôm nọ' is not understood"],
        ["7", "no content"],
    ]
    assert "'+1+1" in told[1]
    said = capsys.readouterr().out
    assert "row 7: no content" in said
    assert "1 rows are new, 0 known already, 2 do not fit." in said
    assert not Contact.objects.exists()


@pytest.mark.usefixtures("_city")
def test_nothing_is_imported_unasked(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="--yes"):
        import_logbook(workbook(tmp_path / "so.xlsx", [FIRST]), Choices())
    assert not Contact.objects.exists()


@pytest.mark.usefixtures("_city")
def test_a_mapping_tells_columns_by_heading_or_letter(tmp_path: Path) -> None:
    book = tmp_path / "so.csv"
    book.write_text("Lúc nào,Chuyện gì,Ai\n05/03/2024,Rác đầy ngõ,Mẫu\n", encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    told = {"received": "A", "content": "Chuyện gì", "name": "C"}
    mapping.write_text(json.dumps(told), encoding="utf-8")
    import_logbook(book, Choices(mapping=mapping, yes=True))
    contact = Contact.objects.get()
    assert (contact.text, contact.sender_name) == ("Rác đầy ngõ", "Mẫu")


@pytest.mark.usefixtures("_city")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("so.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "save it as .xlsx"),
        ("so.xlsx", b"PK\x03\x04 not really", "not a workbook"),
        ("so.csv", "Một,hai\n1,2\n".encode(), "--mapping"),
        ("so.csv", b"", "--mapping"),
    ],
)
def test_what_is_no_log_book_is_one_sentence(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CannotStart, match=sentence):
        import_logbook(tmp_path / name, Choices(yes=True))
