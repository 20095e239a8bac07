"""What agencies say in their mails, in every way they say it; in doubt nothing."""

from datetime import date

import pytest

from langnghe.intake.agency_words import Said, Say, read_answer

TODAY = date(2026, 11, 20)
DAY = date(2026, 12, 15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("TIẾP NHẬN", Said(Say.ACCEPT)),
        ("tiep nhan", Said(Say.ACCEPT)),
        ("Kính gửi Văn phòng,\n\nĐã tiếp nhận.\n\nTrân trọng", Said(Say.ACCEPT)),
        ("Accepted", Said(Say.ACCEPT)),
        ("- Chúng tôi xin tiếp nhận và xử lý", Said(Say.ACCEPT)),
        (
            "TIẾP NHẬN\nCán bộ phụ trách: Trần Văn Ví Dụ, 0900 000 011",
            Said(Say.ACCEPT, handler="Trần Văn Ví Dụ", phone="0900 000 011"),
        ),
        ("TRẢ LẠI: không thuộc địa bàn", Said(Say.RETURN, "không thuộc địa bàn")),
        ("Tra lai - khong thuoc dia ban", Said(Say.RETURN, "khong thuoc dia ban")),
        ("Return: not our ward", Said(Say.RETURN, "not our ward")),
        ("GIA HẠN đến 15/12/2026: chờ vật tư", Said(Say.EXTEND, "chờ vật tư", until=DAY)),
        ("gia han den 15.12: cho vat tu", Said(Say.EXTEND, "cho vat tu", until=DAY)),
        ("Gia hạn đến ngày 15 tháng 12 năm 2026, chờ vật tư",
         Said(Say.EXTEND, "chờ vật tư", until=DAY)),
        ("Extend until 2026-12-15: waiting for parts",
         Said(Say.EXTEND, "waiting for parts", until=DAY)),
        ("KẾT QUẢ: Đã vá mặt đường.\nẢnh kèm theo.\n\nTrân trọng,\nPhòng Mẫu",
         Said(Say.RESULT, "Đã vá mặt đường.\nẢnh kèm theo.")),
        ("Kết quả:\nTiếp nhận ngày 1, đã vá ngày 2.",
         Said(Say.RESULT, "Tiếp nhận ngày 1, đã vá ngày 2.")),
        ("BÁO CÁO CHUNG: đã dọn cả tuyến", Said(Say.REPORT, "đã dọn cả tuyến")),
        ("Báo cáo kết quả: đã dọn", Said(Say.RESULT, "đã dọn")),
        ("CD-26-000003: bao cao chung: da rao",
         Said(Say.REPORT, "da rao", ("CD-26-000003",))),
        ("Report for the whole: cleaned", Said(Say.REPORT, "cleaned")),
        ("TẤT CẢ: TIẾP NHẬN", Said(Say.ACCEPT, is_for_all=True)),
        ("VV-26-000012, VV-26-000013: KẾT QUẢ: đã dọn",
         Said(Say.RESULT, "đã dọn", ("VV-26-000012", "VV-26-000013"))),
    ],
)  # fmt: skip
def test_it_is_understood(text: str, said: Said) -> None:
    (read,) = read_answer(text, today=TODAY)
    assert read == said
    assert read.is_whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Không tiếp nhận",
        "Tiếp nhận nhưng chưa xử lý được",
        "Tiếp nhận và trả lại cho phường khác",
        "Chúng tôi đang xem xét.",
        "Cảm ơn Văn phòng",
    ],
)
def test_in_doubt_nothing_was_said(text: str) -> None:
    assert read_answer(text, today=TODAY) == []


@pytest.mark.parametrize("text", ["TRẢ LẠI", "GIA HẠN: chờ vật tư", "GIA HẠN đến 31/02/2027: x",
                                  "KẾT QUẢ:", "gia hạn đến 15/12/2026"])  # fmt: skip
def test_what_must_be_said_is_missing(text: str) -> None:
    (read,) = read_answer(text, today=TODAY)
    assert not read.is_whole


def test_cases_are_told_apart_line_by_line() -> None:
    text = (
        "VV-26-000001: TIẾP NHẬN\n2. VV-26-000002: TRẢ LẠI: sai địa bàn\n"
        "vv 26 000003 - GIA HẠN đến 15/12/2026: chờ vật tư"
    )
    read = read_answer(text, today=TODAY)
    assert [(each.what, each.codes) for each in read] == [
        (Say.ACCEPT, ("VV-26-000001",)),
        (Say.RETURN, ("VV-26-000002",)),
        (Say.EXTEND, ("VV-26-000003",)),
    ]
    assert [each.words for each in read] == ["", "sai địa bàn", "chờ vật tư"]
