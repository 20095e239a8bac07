"""To how many offices a letter goes, by its own words."""

import pytest

from langnghe.understanding.matters import count_offices


@pytest.mark.parametrize(
    ("text", "offices"),
    [
        ("Kính gửi: UBND phường; Công an phường; Thành ủy; Báo Ví Dụ\nTôi là Mẫu.", 4),
        ("Đồng kính gửi 14 cơ quan theo danh sách cuối đơn.", 14),
        ("Kính gửi:\n- Thành ủy\n- UBND thành phố\n- Quốc hội\nTôi là Mẫu.", 3),
        ("Kính gửi Thành ủy, tôi có việc; xin nói.", 1),
        ("Kính gửi: Văn phòng Thành ủy\n\nBan quản trị xin báo cáo.", 1),
    ],
)
def test_a_letter_says_to_how_many_offices_it_goes(text: str, offices: int) -> None:
    assert count_offices(text) == offices
