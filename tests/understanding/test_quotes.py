"""Quotes tell what is the matter and never who, where, which number."""

import pytest

from langnghe.understanding.quotes import quote_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Tôi là Nguyễn Văn Mẫu ở số 12 phố Hoa Sữa. Rác chất đống ba ngày nay, bốc mùi.",
            "Rác chất đống ba ngày nay, bốc mùi.",
        ),
        (
            "Đống rác trước cổng trường học cạnh chợ Giả Định đã ba tuần chưa ai dọn.",
            "Đống rác trước cổng trường học cạnh … đã ba tuần chưa ai dọn.",
        ),
        (
            "rác thải chất đống cả tuần nay mà chưa có xe nào đến chở đi",
            "rác thải chất đống cả tuần nay mà chưa có xe nào đến chở đi",
        ),
    ],
)
def test_the_telling_sentence_is_shown(text: str, shown: str) -> None:
    assert quote_of(text, ["rác"]) == shown


@pytest.mark.parametrize(
    "text",
    [
        "em là nguyễn thị thí dụ ở ngõ nhỏ, rác chất đống không ai dọn",
        "rác chất đống ở thôn minh họa mấy hôm nay rồi, mùi hôi lắm",
        "RÁC CHẤT ĐỐNG TRƯỚC NHÀ ÔNG TRẦN VĂN MẪU KHÔNG AI DỌN!!!",
        "Gọi 0900 000 012 gặp Mẫu, Thí Dụ, Giả Định để hỏi về rác.",
        "Rác.",
        "",
    ],
)
def test_what_might_name_somebody_is_not_shown(text: str) -> None:
    assert quote_of(text, ["rác"]) == ""


def test_the_reporter_is_left_out_however_the_name_is_written() -> None:
    said = quote_of("mong anh chị xem giúp mẫu đống rác này bao giờ dọn", ["rác"], names=["Mẫu"])
    assert "mẫu" not in said


def test_a_sentence_without_the_matter_is_no_quote() -> None:
    assert quote_of("Tôi đã phản ánh nơi khác mà không ai trả lời cả.", ["rác"]) == ""


def test_markup_and_addresses_of_mail_do_not_come_through() -> None:
    said = quote_of(
        "Rác nhiều quá, xin viết cho thi.du@example.com để biết thêm chi tiết.", ["rác"]
    )
    assert "example" not in said
