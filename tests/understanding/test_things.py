"""What a text is about: things, troubles, spots, and whether two texts tell of one matter."""

import pytest

from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.things import Things, compare_things
from langnghe.understanding.words import read_words


def things(text: str, knowledge: Knowledge) -> Things:
    """Return what a text is about."""
    return knowledge.things.find(read_words(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Con chó nhà bên cắn cháu tôi", "dog"),
        ("mat dien tu sang den gio", "power"),
        ("Thang máy khựng giữa tầng 9", "lift"),
        ("rac un len nhu nui", "rubbish"),
        ("39 TIẾNG KHÔNG THANG MÁY", "lift"),  # shouted, no name
        ("Anh em treo lương ba tháng rồi", "wage"),
        ("Nước về vàng như nước chè", "water"),
        ("Công nhân ngồi kín cổng, không vào ca", "crowd"),
    ],
)
def test_a_thing_is_found(text: str, name: str, knowledge: Knowledge) -> None:
    assert name in things(text, knowledge)["thing"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("de nghi cho xe xuong", "dog"),  # "cho" without marks is mostly no dog
        ("phường Phú Lương có công viên", "wage"),  # inside a name
        ("kính gửi đường dây nóng", "wire"),
        ("nộp hồ sơ xin giấy phép", "fish"),
        ("Lương Định Của, trước số 30, có hố", "wage"),  # a street
        ("bhyt vs bhxh cx k đóng", "drain"),  # a part of a shorthand
        ("chu nha bao moi nguoi ra ngoai", "press"),  # "chủ nhà bảo", not "nhà báo"
        ("Tối nay lại mất. Nước thì vẫn đều", "water"),  # two sentences
        ("Dân chuyển đi hết. Chưa xô xát", "fight"),
    ],
)
def test_what_only_looks_like_a_thing_is_none(text: str, name: str, knowledge: Knowledge) -> None:
    assert name not in things(text, knowledge).get("thing", ())


def test_a_file_is_no_lake(knowledge: Knowledge) -> None:
    assert "spot" not in things("Tôi nộp hồ sơ theo yêu cầu", knowledge)
    assert things("gần hồ có rác", knowledge)["spot"] == {"lake"}


def test_one_matter_told_differently(knowledge: Knowledge) -> None:
    one = things("Con chó đen cắn cháu bé", knowledge)
    other = things("Cháu tôi bị chó nhà hàng xóm đớp vào chân", knowledge)
    same = compare_things(one, other)
    assert (same.thing, same.trouble, same.other_trouble) == (1, 1, 0)


def test_one_thing_with_another_trouble(knowledge: Knowledge) -> None:
    bites = things("Con chó nhà bên cắn cháu tôi", knowledge)
    barks = things("Chó nhà bên sủa cả đêm, mất ngủ", knowledge)
    assert compare_things(bites, barks).other_trouble == 1


def test_other_things_speak_against_and_related_ones_less(knowledge: Knowledge) -> None:
    dog, lift = things("chó cắn", knowledge), things("thang máy hỏng", knowledge)
    tree, power = things("cây đổ ngang đường", knowledge), things("mất điện cả ngõ", knowledge)
    assert compare_things(dog, lift).other_thing == 1
    assert 0 < compare_things(tree, power).other_thing < 1


def test_what_fails_in_a_whole_area_is_wide(knowledge: Knowledge) -> None:
    one, other = things("mất nước từ sáng", knowledge), things("chưa có nước máy", knowledge)
    assert compare_things(one, other).wide
    dirty = things("nước máy vàng khè, có cặn", knowledge)
    assert not compare_things(one, dirty).wide


def test_a_card_is_a_citizens_own(knowledge: Knowledge) -> None:
    card = things("làm căn cước chưa có thẻ", knowledge)
    assert compare_things(card, card).own
    assert not compare_things(card, things("rác chất đống", knowledge)).own


def test_nothing_is_like_nothing() -> None:
    assert compare_things({}, {}).thing == 0
    assert not compare_things({}, {}).known


def test_what_is_denied_is_not_told(knowledge: Knowledge) -> None:
    assert "bite" in things("Con chó cắn cháu tôi", knowledge)["trouble"]
    assert "bite" not in things("Chó thả rông, chưa ai bị cắn", knowledge).get("trouble", ())


def test_a_name_in_capitals_is_no_thing(knowledge: Knowledge) -> None:
    assert "tree" in things("mùi hoa sữa nồng nặc", knowledge)["thing"]
    assert "tree" not in things("phố Hoa Sữa có thang máy hỏng", knowledge)["thing"]


def test_the_course_of_a_matter(knowledge: Knowledge) -> None:
    assert "lasting" in things("Đêm nào cũng đốt rác", knowledge)["course"]
    assert "refers" in things("Sau vụ cháy ai đền cho chúng tôi", knowledge)["course"]
