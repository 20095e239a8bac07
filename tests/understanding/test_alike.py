"""Whether two voices tell of one event: told differently, copied, elsewhere, long ago."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from langnghe.understanding import saying
from langnghe.understanding.alike import JOIN_AT, among_others, compare
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.reading import understand
from langnghe.understanding.seen import Photo
from langnghe.understanding.stream import Stream
from langnghe.understanding.trace import Rarity, Trace, named_terms, term_of, trace_of
from langnghe.understanding.words import read_words

MORNING = datetime(2026, 9, 14, 1, tzinfo=UTC)
HOLE = "Mặt đường Hoa Sữa, phường Ba Đình sụt một hố rộng 2 m, xe máy ngã, chưa có rào chắn."
AGAIN = "Cái hố sụt to giữa đường Hoa Sữa phường Ba Đình vẫn chưa ai rào, vừa có xe máy ngã nữa."
LIGHT = "Đèn đường ở xã Sóc Sơn hỏng hai tháng, tối om không ai sửa."
LETTER = (
    "Kính gửi đường dây nóng, bãi rác Thử Nghiệm ở phường Láng bốc mùi hôi thối cả ngày lẫn đêm, "
    "người già trẻ nhỏ không chịu nổi, đề nghị di dời gấp bãi rác này khỏi khu dân cư đông đúc."
)


def trace(
    text: str,
    knowledge: Knowledge,
    *,
    hours: float = 0,
    author: str = "",
    photos: Sequence[Photo] = (),
) -> Trace:
    """Return the trace of a text that came so many hours after the morning."""
    return trace_of(
        read_words(text),
        understand(text, knowledge),
        Rarity(),
        received_at=MORNING + timedelta(hours=hours),
        author=author,
        photos=photos,
    )


def test_the_name_of_a_known_place_is_no_second_reason(knowledge: Knowledge) -> None:
    temple = trace("Nhà vệ sinh gần Phủ Tây Hồ bẩn, vòi nước hỏng.", knowledge)
    firm = trace("Công ty ở phường Tây Hồ nộp hồ sơ dự án đã lâu.", knowledge, hours=500)
    assert compare(temple, firm, borders={}).names <= 0


def test_two_bus_routes_are_two_matters(knowledge: Knowledge) -> None:
    one = trace("Xe buýt số 00B bỏ bến ở phường Đông Ngạc.", knowledge)
    again = trace("Sáng nay tuyến 00b lại bỏ bến, phường Đông Ngạc.", knowledge, hours=20)
    other = trace("Phụ xe tuyến 31V mắng khách, phường Đông Ngạc.", knowledge, hours=20)
    assert compare(one, again, borders={}).place > 0 > compare(one, other, borders={}).place


def test_another_alley_of_one_street_is_another_matter(knowledge: Knowledge) -> None:
    one = trace("Ngõ 165 đường Hoa Sữa, phường Ba Đình có hố sụt.", knowledge)
    spoken = trace("Hố sụt ở ngõ một sáu lăm Hoa Sữa phường Ba Đình.", knowledge, hours=2)
    other = trace("Ngõ 12 đường Hoa Sữa, phường Ba Đình có hố sụt.", knowledge, hours=2)
    alike, apart = (compare(one, each, borders={}).odds for each in (spoken, other))
    assert alike > JOIN_AT > apart


def test_the_same_street_is_not_enough(knowledge: Knowledge) -> None:
    light = trace("Đèn đường phố Hoa Sữa, phường Ba Đình hỏng, tối om.", knowledge, hours=3)
    assert compare(trace(HOLE, knowledge), light, borders={}).odds < JOIN_AT


def test_one_event_told_differently_is_liker_than_another(knowledge: Knowledge) -> None:
    one, other = trace(HOLE, knowledge), trace(AGAIN, knowledge, hours=1)
    far = trace(LIGHT, knowledge, hours=1)
    assert compare(one, other, borders={}).odds > 0.5 > compare(one, far, borders={}).odds


def test_comparing_is_symmetric(knowledge: Knowledge) -> None:
    one, other = trace(HOLE, knowledge, author="a"), trace(LIGHT, knowledge, hours=5, author="a")
    assert compare(one, other, borders={}) == compare(other, one, borders={})
    assert compare(one, other, borders={}).same_author


def test_a_copied_letter_is_one_whoever_signs(knowledge: Knowledge) -> None:
    copy = trace(LETTER + " Trần Thị Thí Dụ", knowledge, hours=9, author="b")
    found = compare(trace(LETTER, knowledge, author="a"), copy, borders={})
    assert found.is_copy
    assert not found.same_author
    assert not compare(trace(HOLE, knowledge), trace(AGAIN, knowledge), borders={}).is_copy


def test_what_was_told_long_ago_is_another_event(knowledge: Knowledge) -> None:
    later = trace(HOLE, knowledge, hours=24 * 100)
    assert compare(trace(HOLE, knowledge), later, borders={}).odds == 0


def test_a_photograph_tells_when_and_where_it_happened(knowledge: Knowledge) -> None:
    here, near, far = (21.03, 105.83), (21.0305, 105.8304), (21.08, 105.83)
    first = trace(HOLE, knowledge, photos=[Photo(here, MORNING)])
    late = trace("Hố to quá.", knowledge, hours=60, photos=[Photo(near, MORNING)])
    untaken = trace("Hố to quá.", knowledge, hours=60)
    likeness = compare(first, late, borders={})
    assert (likeness.hours, likeness.place) == (0, 1)
    assert likeness.odds > compare(first, untaken, borders={}).odds
    elsewhere = trace(HOLE, knowledge, photos=[Photo(far, MORNING)])
    assert compare(first, elsewhere, borders={}).place < 0


def test_a_photograph_of_another_day_tells_no_time(knowledge: Knowledge) -> None:
    for wrong in (timedelta(days=-30), timedelta(days=2)):
        assert trace(HOLE, knowledge, photos=[Photo(None, MORNING + wrong)]).seen_at is None


def test_another_ward_speaks_against_it_a_neighbour_less(knowledge: Knowledge) -> None:
    here = trace("Mất nước ở phường Ba Đình từ sáng nay", knowledge)
    there = trace("Mất nước ở phường Láng từ sáng nay", knowledge)
    ((mine, _odds),) = here.wards.items()
    ((theirs, _odds),) = there.wards.items()
    apart = compare(here, there, borders={})
    near = compare(here, there, borders={mine: frozenset([theirs])})
    assert apart.ward < near.ward < 0
    assert apart.odds < near.odds


def test_the_stream_joins_what_is_one_event_and_leaves_the_rest(knowledge: Knowledge) -> None:
    stream = Stream({})
    first = stream.place("one", trace(LETTER, knowledge))
    other = stream.place("two", trace(LIGHT, knowledge, hours=1))
    again = stream.place("three", trace(LETTER, knowledge, hours=2))
    assert (first.same, other.same, again.same) == ((), (), ("one",))
    assert again.event == first.event != other.event
    assert again.odds >= JOIN_AT


def test_no_words_are_like_nothing(knowledge: Knowledge) -> None:
    empty = trace("", knowledge)
    assert not compare(empty, empty, borders={}).is_copy
    assert compare(empty, trace(HOLE, knowledge), borders={}).odds < 0.5


def test_rare_words_weigh_more_than_common_ones() -> None:
    rarity = Rarity()
    for number in range(20):
        rarity.learn(read_words(f"rác thải {'bồ công anh' if number == 3 else 'ngõ xóm'}"))
    assert rarity.weight(term_of("cong")) > rarity.weight(term_of("thai"))


@pytest.mark.parametrize("text", [HOLE, AGAIN, LIGHT, LETTER])
def test_a_voice_is_itself(text: str, knowledge: Knowledge) -> None:
    one = trace(text, knowledge)
    assert compare(one, one, borders={}).text == pytest.approx(1, abs=1e-3)


def test_another_matter_at_the_same_place_is_only_shown(knowledge: Knowledge) -> None:
    bites = trace("Chó nhà số 9 phố Hoa Sữa, phường Ba Đình cắn cháu tôi.", knowledge)
    again = trace("Nhà số 9 Hoa Sữa, phường Ba Đình thả chó, đớp cháu bé.", knowledge, hours=3)
    lift = trace("Số 9 phố Hoa Sữa, phường Ba Đình thang máy hỏng.", knowledge, hours=3)
    same, other = (compare(bites, each, borders={}) for each in (again, lift))
    assert same.odds > JOIN_AT > other.odds
    assert same.thing > 0 > other.thing


def test_what_came_back_is_another_event(knowledge: Knowledge) -> None:
    first = trace("Mất điện ở phố Hoa Sữa, phường Ba Đình từ trưa.", knowledge)
    soon = trace("Phố Hoa Sữa, phường Ba Đình vẫn mất điện.", knowledge, hours=4)
    late = trace("Phố Hoa Sữa, phường Ba Đình nay lại mất điện.", knowledge, hours=24 * 30)
    assert compare(first, soon, borders={}).odds > JOIN_AT
    assert compare(first, late, borders={}).odds < JOIN_AT


def test_every_citizen_has_a_card_of_his_own(knowledge: Knowledge) -> None:
    one = trace("Tôi làm căn cước ở phường Bồ Đề chưa có thẻ.", knowledge)
    other = trace("Con tôi làm căn cước ở phường Bồ Đề chưa nhận được thẻ.", knowledge, hours=9)
    assert compare(one, other, borders={}).odds < JOIN_AT


def test_danger_told_twice_at_once_in_one_place_is_one_event(knowledge: Knowledge) -> None:
    fire = trace("Cháy to ở xưởng làng Phú Đô, khói đen, còn người trên gác!", knowledge)
    heat = trace(
        "Nhà tôi ở Phú Đô, tường nóng rực, vừa bế được mẹ ra, xe cứu hỏa không vào lọt!",
        knowledge,
        hours=0.5,
    )
    assert fire.danger > 0 < heat.danger
    assert compare(fire, heat, borders={}).odds > JOIN_AT


def test_what_speaks_of_an_earlier_event_is_not_too_late_for_it(knowledge: Knowledge) -> None:
    fire = trace("Chợ Hôm đang cháy ở dãy sạp vải, phường Hai Bà Trưng.", knowledge)
    after = trace(
        "Sau vụ cháy ở chợ Hôm tiểu thương xin chỗ bán tạm, sạp vải mất hết.", knowledge, hours=120
    )
    apart = trace("Chợ Hôm: sạp vải lấn lối đi, dễ cháy.", knowledge, hours=120)
    assert compare(fire, after, borders={}).odds > compare(fire, apart, borders={}).odds


def test_a_name_stands_for_its_body_however_it_is_typed(knowledge: Knowledge) -> None:
    full = trace("Trường THCS Giả Định ở phường Láng thu quỹ 3 triệu.", knowledge)
    bare = trace("lam thu / thcs gia dinh thu quy lop 3tr", knowledge, hours=10)
    other = trace("lam thu / thcs thi nghiem thu quy lop 3tr", knowledge, hours=10)
    assert compare(full, bare, borders={}).odds > compare(full, other, borders={}).odds


def test_who_says_it_is_another_matter_is_believed(knowledge: Knowledge) -> None:
    hole = trace("Chị Mẫu ở phố Hoa Sữa, phường Láng báo nứt nhà vì hố móng.", knowledge)
    said = "Chị Mẫu ở phố Hoa Sữa, phường Láng báo việc khác: xe rác đỗ trước nhà nứt, không gộp."
    assert compare(hole, trace(said, knowledge, hours=30), borders={}).odds < JOIN_AT


def test_a_voice_joins_the_likeliest_event_alone(knowledge: Knowledge) -> None:
    stream = Stream({})
    stream.place("one", trace(LETTER, knowledge))
    stream.events.append(type(stream.events[0])(voices=[("two", trace(LETTER, knowledge))]))
    for term in trace(LETTER, knowledge).terms:
        stream._by_term[term].append(1)
    placed = stream.place("three", trace(LETTER, knowledge, hours=1))
    assert (placed.same, placed.similar) == (("one",), ("two",))


def test_an_event_that_goes_on_for_months_is_still_joined(knowledge: Knowledge) -> None:
    stream, day = Stream({}), 24
    for number, hours in enumerate((0, 60 * day, 89 * day)):
        stream.place(str(number), trace(LETTER, knowledge, hours=hours))
    together_so_far = stream.events[0].ids
    placed = stream.place("late", trace(LETTER, knowledge, hours=91 * day))
    assert placed.same == tuple(together_so_far)
    assert len(together_so_far) == 3


def test_where_each_street_has_its_tree_one_ward_says_little(knowledge: Knowledge) -> None:
    trees = [
        trace(f"Cây đổ chắn lối ở ngõ {number}0, phường Láng.", knowledge, hours=number)
        for number in range(1, 9)
    ]
    voice = trace("Cây đổ ở phường Láng, nhờ người đến cưa.", knowledge, hours=9)
    alone = [compare(voice, tree, borders={}) for tree in trees]
    many = among_others(alone, range(len(trees)))
    assert all(here.odds < before.odds for here, before in zip(many, alone, strict=True))
    assert min(here.others for here in many) > 1
    of_one_event = among_others(alone, [1] * len(trees))
    assert [here.odds for here in of_one_event] == [before.odds for before in alone]


def test_other_underpasses_of_one_road_are_other_matters(knowledge: Knowledge) -> None:
    sixth = trace("Hầm chui số 6 đại lộ Thăng Long ngập sâu, xe chết máy.", knowledge)
    again = trace("Nước ngập hầm chui dân sinh số 6 đại lộ Thăng Long.", knowledge, hours=2)
    third = trace("Nước ngập hầm chui dân sinh số 3 đại lộ Thăng Long.", knowledge, hours=2)
    assert compare(sixth, third, borders={}).odds < JOIN_AT < compare(sixth, again, borders={}).odds


SAID = (
    HOLE,
    AGAIN,
    LIGHT,
    LETTER,
    "Quán bia Thử Vui ở ngõ 165 Hoa Sữa, phường Ba Đình mở nhạc to tới khuya.",
    "Trường Tiểu học Giả Định ở phố Hàng Bún thu tiền đồng phục, phường Ba Đình.",
    "hoa sua ba dinh",
    "",
)


def test_a_voice_compared_with_many_is_compared_as_a_new_one(knowledge: Knowledge) -> None:
    def voices() -> list[Trace]:
        return [trace(text, knowledge, hours=hours) for hours, text in enumerate(SAID)]

    kept = voices()
    for one, other in product(kept, kept):
        compare(one, other, borders={})
    assert kept == voices()
    for (one, other), (new, another) in zip(
        product(kept, kept), product(voices(), voices()), strict=True
    ):
        assert compare(one, other, borders={}) == compare(new, another, borders={})


def test_likeness_of_words_leaves_out_small_ones_and_what_either_names(
    knowledge: Knowledge,
) -> None:
    voices = [trace(text, knowledge) for text in SAID]
    for one, other in product(voices, voices):
        left_out = named_terms(one) | named_terms(other) | saying._small()
        mine, theirs = (
            {term: weight for term, weight in each.terms.items() if term not in left_out}
            for each in (one, other)
        )
        lengths = math.hypot(*mine.values()) * math.hypot(*theirs.values())
        plain = sum(weight * theirs.get(term, 0) for term, weight in mine.items())
        said = saying.compare_said(one, other)
        assert said.text == pytest.approx(plain / lengths if lengths else 0, abs=1e-12)
        assert said.shared == math.log1p(len(mine.keys() & theirs.keys()))
