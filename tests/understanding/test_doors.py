"""Exact places below a street, as people write and say them."""

import pytest

from langnghe.understanding.doors import doors_in
from langnghe.understanding.words import read_words


@pytest.mark.parametrize(
    ("said", "doors"),
    [
        ("Bà ở số nhà 8 ngõ 29 phố Hoa Sữa", {"house:8", "alley:29"}),
        ("Ngõ một sáu lăm Hoa Sữa, cái nhà chín tầng", {"alley:165"}),
        ("ngõ hai mươi ba mất điện", {"alley:23"}),
        ("ngo 12 mat dien", {"alley:12"}),
        ("Rác ở thôn Sen, xã Đông Anh", {"hamlet:sen"}),
        ("Ông ở tổ dân phố số 4", {"cell:4"}),
        ("Thang máy tòa CT2 hỏng", {"block:ct2"}),
        ("Trường cấp hai thu tiền", {"school:2"}),
        ("Hầm chui dân sinh số 6 đại lộ Hoa Sữa ngập", {"tunnel:6"}),
        ("Hầm số 3 đầy nước", {"tunnel:3"}),
        ("Hầm 3 tầng đầy nước", set()),
        ("Làng tôi đóng góp một sổ tiền, ngỏ lời hỏi", set()),
        ("Xe buýt số 32 bỏ bến", set()),
        ("Ở ngõ sổ sách để bừa", set()),
    ],
)
def test_exact_places_are_read(said: str, doors: set[str]) -> None:
    assert doors_in(read_words(said)) == doors


def test_a_number_before_a_street_is_a_house() -> None:
    text = "Cây trước 17 Hoa Sữa sắp đổ"
    assert doors_in(read_words(text), {text.index("Hoa")}) == {"house:17"}
