"""What a letter is summed up by: neither whom it greets nor how it takes leave."""

import pytest

from langnghe.register.gist import gist_of
from langnghe.register.rules import summary_of

SAID = "Đèn ở ngõ 5 phố Hoa Sữa tắt 5 ngày nay, tối om."


@pytest.mark.parametrize(
    "letter",
    [
        f"Kính gửi Văn phòng Thành ủy,\n\n{SAID}\n\nXin cảm ơn.\nMai Văn Tưởng",
        f"Kính gửi:\n- UBND phường Phương Liệt\n- Công an phường Phương Liệt\n{SAID}\nTrân trọng!",
        f"Chào anh chị,\n{SAID}\n\nTrân trọng cảm ơn,\nMai Văn Tưởng\n0900 000 012",
        f"Kinh gui duong day nong,\n\n{SAID}\nTran trong,",
        f"Kính gửi đường dây nóng, {SAID}\n\nTôi xin chân thành cảm ơn các anh chị!",
        f"Dear hotline,\n\n{SAID}\n\nBest regards,\nJohn Sample",
    ],
)
def test_greeting_and_farewell_are_left_out(letter: str) -> None:
    assert gist_of(letter) == SAID
    assert summary_of(letter, "Mất điện") == f"Mất điện. {SAID}"


@pytest.mark.parametrize(
    "letter",
    [
        SAID,
        "Cảm ơn tổ trực đã dọn cây gãy ngay trong đêm.\nBà con rất vui.",
        "Gửi đơn từ tháng 3, đến nay chưa ai trả lời.\nTôi phải chờ đến bao giờ?",
        "Chào bán hàng rong trước cổng trường, tắc cả ngõ.",
        "Kính gửi Văn phòng,",
        "Xin cảm ơn.",
        "",
    ],
)
def test_what_says_something_stays(letter: str) -> None:
    assert gist_of(letter) == letter


def test_thanks_in_the_middle_end_nothing() -> None:
    letter = "Nước bẩn.\nXin cảm ơn.\n" + "\n".join(
        f"Nhà số {number} cũng vậy." for number in range(9)
    )
    assert gist_of(letter) == letter
