"""Numbers in every way of writing them that was met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.vietnamese.phones import NumberKind, grouped, read_number, say_digits, spoken


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("04.32818818", "+842432818818"),
        ("(024) 3281 8818", "+842432818818"),
        ("024-3281-8818", "+842432818818"),
        ("02432818818 máy lẻ 12", "+842432818818"),
        ("0236 382 1234", "+842363821234"),
        ("080 48123", "+848048123"),
        ("069 123456", "+8469123456"),
        ("+84 (0)24 3281 8818", "+842432818818"),
    ],
)
def test_fixed_numbers(raw: str, e164: str) -> None:
    number = read_number(raw)
    assert (number.raw, number.e164, number.kind) == (raw, e164, NumberKind.FIXED)


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("0168 123 4567", "+84381234567"),
        ("0129 1234567", "+84821234567"),
        ("0120.123.4567", "+84701234567"),
        ("0199 123 4567", "+84591234567"),
        ("84900000001", "+84900000001"),
        ("0084 900 000 001", "+84900000001"),
        ("+84 900-000-001", "+84900000001"),
        ("+84 0900 000 001", "+84900000001"),
        ("84 0900 000 001", "+84900000001"),
        ("0900 000 001", "+84900000001"),
        ("0900.000.999", "+84900000999"),
        ("900000001", "+84900000001"),
        ("０９００ ０００ ００１", "+84900000001"),
        ("ĐT: 0900 000 001", "+84900000001"),
        ("sip:+84900000001@trunk.example.vn;user=phone", "+84900000001"),
        ('"Lan" <sip:0900000001@10.0.0.1>', "+84900000001"),
        ("tel:+84-900-000-001", "+84900000001"),
        ("0900\u200b000\u200b001", "+84900000001"),
        ("0841234567", "+84841234567"),
    ],
)
def test_mobiles(raw: str, e164: str) -> None:
    number = read_number(raw)
    assert (number.e164, number.kind) == (e164, NumberKind.MOBILE)


@pytest.mark.parametrize("raw", ["113", "114", "115", "111", "1022", "0236.1022", "024 1022"])
def test_short_codes_have_no_international_form(raw: str) -> None:
    assert read_number(raw) == type(read_number(raw))(raw, None, NumberKind.SHORT)


@pytest.mark.parametrize("raw", ["1900 6868", "1800.1096", "19001234 56", "+84 1900 6868"])
def test_service_numbers(raw: str) -> None:
    assert read_number(raw).kind == NumberKind.SERVICE
    assert read_number(raw).e164 is None


@pytest.mark.parametrize(
    "raw",
    ["anonymous", "Anonymous", "unavailable", "", "  ", "<unknown>", "ẩn số", "Private",
     "sip:anonymous@anonymous.invalid"],
)  # fmt: skip
def test_hidden_numbers(raw: str) -> None:
    assert read_number(raw).kind == NumberKind.HIDDEN
    assert read_number(raw).e164 is None


@pytest.mark.parametrize(
    ("raw", "e164"), [("+44 20 7946 0000", "+442079460000"), ("0081 3 1234 5678", "+81312345678")]
)
def test_foreign_numbers(raw: str, e164: str) -> None:
    assert (read_number(raw).e164, read_number(raw).kind) == (e164, NumberKind.FOREIGN)


@pytest.mark.parametrize(
    "raw", ["rác thải", "số 12 ngõ 34", "12", "0123", "+", "+8499", "123456789012345678", "0900 00"]
)
def test_what_is_no_number(raw: str) -> None:
    assert read_number(raw).e164 is None


@given(st.text())
def test_reading_never_fails(raw: str) -> None:
    number = read_number(raw)
    assert number.raw == raw
    assert number.e164 is None or number.e164.startswith("+")


@given(st.integers(0, 999))
def test_what_is_spoken_reads_back(last: int) -> None:
    e164 = f"+84900000{last:03}"
    assert read_number(spoken(e164)).e164 == e164


@pytest.mark.parametrize(
    ("e164", "said"),
    [
        ("+84900000001", "0900 000 001"),
        ("+842432818818", "024 3281 8818"),
        ("+842363821234", "0236 382 1234"),
        ("+848048123", "080 48123"),
        ("+442079460000", "+44 20 7946 0000"),
        ("113", "113"),
        ("", ""),
    ],
)
def test_usual_way_of_writing(e164: str, said: str) -> None:
    assert spoken(e164) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [("0900000656", "0900 000 656"), ("090.0000.656", "0900 000 656"), ("Lý Thí Dụ", "Lý Thí Dụ")],
)
def test_numbers_are_read_in_groups(raw: str, said: str) -> None:
    assert grouped(raw) == said


def test_codes_are_spelt_for_the_ear() -> None:
    assert say_digits("HN-26-000123", "vi") == "H N, hai sáu, không không không một hai ba"
    assert say_digits("HN-26-000123", "en") == "H N, two six, zero zero zero one two three"
    assert say_digits("VV-hn 45789", "vi") == "V V, H N, bốn năm bảy tám chín"
