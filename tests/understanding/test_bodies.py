"""Named bodies and numbers of a text, and whether two voices tell of the same ones."""

from datetime import UTC, datetime

import pytest

from langnghe.understanding.bodies import bodies_in
from langnghe.understanding.exact import Exact, compare_exact
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.reading import understand
from langnghe.understanding.trace import Rarity, Trace, trace_of
from langnghe.understanding.words import read_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trường Tiểu học Giả Định 1, phường Láng", {"body school:gia dinh 1"}),
        ("Cty Xay lap Gia Dinh no luong", {"body firm:gia dinh"}),
        ("xe biển 30E-000.33 đỗ chắn ngõ", {"plate:30e00033"}),
        ("hồ sơ mã HS-000-115 quá hẹn", {"file:hs000115"}),
        ("Kiốt số 7 lấn lối đi", {"stall:7"}),
        ("tòa CT2 mất nước", {"block:ct2"}),
        ("nhà 56 xây ban công", {"house:56"}),
        ("nhà 8 tầng trên đường QL1A", set()),
        ("nộp hồ sơ, gia đình ông Giả Định", set()),
    ],
)
def test_bodies_and_numbers_are_found(text: str, found: set[str]) -> None:
    assert {each for each in bodies_in(read_words(text)) if each != "body estate:ct2"} == found


def exact(one: str, other: str, knowledge: Knowledge, *, wide: bool = False) -> Exact:
    """Compare the exact places of two texts."""

    def trace(text: str) -> Trace:
        words, at = read_words(text), datetime(2026, 9, 14, tzinfo=UTC)
        return trace_of(words, understand(text, knowledge), Rarity(), received_at=at)

    found = compare_exact(trace(one), trace(other), wide=wide)
    assert found == compare_exact(trace(other), trace(one), wide=wide)
    return found


def test_a_plate_is_sure_either_way(knowledge: Knowledge) -> None:
    taxi, again = "Taxi 30E-000.33 chặt chém", "bị taxi 30E 000.33 thu 600 nghìn"
    assert exact(taxi, again, knowledge).code
    assert exact(taxi, "Taxi 30E-000.99 không bật đồng hồ", knowledge).clash


def test_schools_that_differ_by_a_number_exclude_each_other(knowledge: Knowledge) -> None:
    one = "Trường Tiểu học Giả Định 1 thu tiền điều hòa"
    assert exact(one, "Trường Tiểu học Giả Định 2 thu tiền điều hòa", knowledge).clash
    assert exact(one, "Trường TH khác: trường Mẫu Xanh thu quỹ", knowledge).bodies
    assert exact(one, "phụ huynh trường Giả Định 1 kêu thu tiền", knowledge).body


def test_other_alleys_and_lanes_exclude_each_other(knowledge: Knowledge) -> None:
    one = "ngách 36 ngõ 120 phố Hoa Sữa hát khuya"
    assert exact(one, "ngách 12 ngõ 120 phố Hoa Sữa hát khuya", knowledge).clash
    assert exact(one, "ngõ 120 Hoa Sữa hát khuya", knowledge).shared


def test_blocks_of_one_estate_may_share_what_fails_in_the_area(knowledge: Knowledge) -> None:
    one, other = "tòa CT2 mất nước", "tòa CT5 mất nước"
    assert exact(one, other, knowledge).clash
    assert not exact(one, other, knowledge, wide=True).clash


def test_namesakes_of_another_kind_are_others(knowledge: Knowledge) -> None:
    park, market = "công viên Giả Định bẩn", "chợ Giả Định bẩn"
    assert exact(park, market, knowledge).bodies


def test_neighbours_may_tell_of_one_event(knowledge: Knowledge) -> None:
    assert not exact("số nhà 14 bị nứt", "số nhà 18 bị nứt", knowledge).clash
    assert exact("số nhà 14 bị nứt", "số nhà 188 bị nứt", knowledge).clash
