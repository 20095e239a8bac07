"""Where a text speaks of: wards of today, units of before, streets, what is asked about."""

import pytest

from langnghe.understanding.gazetteer import Gazetteer
from langnghe.understanding.knowledge import Knowledge
from langnghe.understanding.places import Whereabouts, read_places
from langnghe.understanding.words import read_words

WARDS = [
    {
        "code": "1", "name": "Phường Mai Mẫu", "short": "Mai Mẫu", "lat": 21.0, "lon": 105.8,
        "old_units": [],
    },
    {
        "code": "2", "name": "Phường Hồ Ví Dụ", "short": "Hồ Ví Dụ", "lat": 21.1, "lon": 105.9,
        "old_units": [],
    },
]  # fmt: skip


def where(text: str, knowledge: Knowledge) -> Whereabouts:
    """Return what a text says of the place."""
    return read_places(read_words(text), knowledge.gazetteer)


def names(found: Whereabouts, knowledge: Knowledge) -> list[str]:
    """Return the wards by name, best first."""
    return [knowledge.gazetteer.wards[code].short for code, _odds in found.wards]


@pytest.mark.parametrize(
    "said", ["Rác ở phường Ba Đình", "rac o phuong ba dinh", "RÁC Ở PHƯỜNG BA ĐÌNH, HÀ NỘI"]
)
def test_a_ward_of_today_is_known_however_it_is_typed(said: str, knowledge: Knowledge) -> None:
    found = where(said, knowledge)
    assert found.ward is not None
    assert knowledge.gazetteer.wards[found.ward].short == "Ba Đình"


@pytest.mark.parametrize("said", ["phường Trung Hòa, Cầu Giấy", "phường Trung Hoà, quận Cầu Giấy"])
def test_an_old_ward_gives_its_candidates_the_main_one_first(
    said: str, knowledge: Knowledge
) -> None:
    found = where(f"Rác ở {said}", knowledge)
    assert found.ward is None
    assert names(found, knowledge)[0] == "Yên Hòa"
    assert {"Thanh Xuân", "Đại Mỗ"} < set(names(found, knowledge))


def test_a_name_of_today_comes_first_and_its_old_parts_behind(knowledge: Knowledge) -> None:
    found = where("Ngập ở phường Hoàng Liệt", knowledge)
    assert names(found, knowledge)[0] == "Hoàng Liệt"
    assert {"Định Công", "Hoàng Mai", "Yên Sở"} & set(names(found, knowledge)[1:])


def test_an_old_district_alone_is_asked_about(knowledge: Knowledge) -> None:
    found = where("Ngập ở quận Thanh Xuân", knowledge)
    assert found.ward is None
    assert len(found.wards) > 1


def test_where_somebody_lives_counts_less_than_where_it_happened(knowledge: Knowledge) -> None:
    found = where("Tôi ở phường Láng, phản ánh rác tại phường Ba Đình", knowledge)
    assert names(found, knowledge)[:2] == ["Ba Đình", "Láng"]


def test_a_person_is_no_place(knowledge: Knowledge) -> None:
    assert where("Ông Trung Hòa phản ánh việc này", knowledge).wards == ()


def test_another_province_is_said_and_no_ward_guessed(knowledge: Knowledge) -> None:
    found = where("Việc xảy ra ở Nghệ An", knowledge)
    assert found.elsewhere == "Nghệ An"
    assert found.wards == ()


def test_nothing_said_is_nothing_known(knowledge: Knowledge) -> None:
    assert where("", knowledge) == Whereabouts()


def test_what_officers_confirmed_is_known_from_then_on() -> None:
    street = {"name": "Cây Cơm Nguội", "kind": "street", "wards": ["2"]}
    words = read_words("Rác ở đường Cây Cơm Nguội")
    assert read_places(words, Gazetteer(WARDS)).ward is None
    assert read_places(words, Gazetteer(WARDS, [street])).ward == "2"


def test_wards_touch_their_neighbours_and_themselves() -> None:
    gazetteer = Gazetteer(WARDS, neighbours={"1": ["2"]})
    assert gazetteer.borders("1", "2")
    assert gazetteer.borders("2", "2")
    assert not gazetteer.borders("2", "1")


def test_a_place_that_lies_evenly_in_two_wards_is_asked_about() -> None:
    street = {"name": "Cây Cơm Nguội", "kind": "street", "wards": ["2", "1"], "even": True}
    found = read_places(read_words("Rác ở đường Cây Cơm Nguội"), Gazetteer(WARDS, [street]))
    assert found.ward is None
    assert [round(odds, 2) for _code, odds in found.wards] == [0.5, 0.5]


@pytest.mark.parametrize(
    "said",
    [
        "Chữ ký trên hợp đồng là giả",
        "ao ca hang xom chet trang bung",
        "ca lop dau quan bung sau bua trua",
        "san o nha van hoa bi chiem",
        "chua thay ai den xem",
    ],
)
def test_plain_words_that_look_like_a_name_are_none(said: str, knowledge: Knowledge) -> None:
    assert where(said, knowledge).mentions == ()


def test_a_name_that_is_no_word_of_the_language_stands_alone(knowledge: Knowledge) -> None:
    assert names(where("ciputra mat nuoc hai ngay", knowledge), knowledge)[0] == "Phú Thượng"


@pytest.mark.parametrize(
    ("said", "ward"),
    [
        ("phường Vạn Phúc cũ", "Hà Đông"),
        ("xã Vạn Phúc cũ", "Nam Phù"),
        ("phường Trần Phú", "Lĩnh Nam"),
        ("xã Trần Phú", "Trần Phú"),
    ],
)
def test_a_ward_is_none_of_the_communes_of_its_name(
    said: str, ward: str, knowledge: Knowledge
) -> None:
    assert names(where(f"Rác ở {said}", knowledge), knowledge)[0] == ward


def test_a_unit_before_our_time_is_told_by_its_district(knowledge: Knowledge) -> None:
    found = [where(f"Rác ở xã Kim Sơn, {each}", knowledge) for each in ("Gia Lâm", "Sơn Tây")]
    assert [names(each, knowledge)[0] for each in found] == ["Thuận An", "Đoài Phương"]


@pytest.mark.parametrize(
    "said", ["Công nhân quê Hòa Bình nghỉ việc", "Tôi về quê Nam Định ăn cưới"]
)
def test_where_somebody_comes_from_is_not_where_it_happened(
    said: str, knowledge: Knowledge
) -> None:
    assert where(said, knowledge) == Whereabouts()


def test_a_hospital_to_which_somebody_was_taken_counts_less(knowledge: Knowledge) -> None:
    found = where("Cháu phải đưa vào bệnh viện Vân Đình vì khói ở làng Xà Cầu", knowledge)
    assert names(found, knowledge)[0] == "Ứng Thiên"


def test_no_sentence_ends_inside_a_name(knowledge: Knowledge) -> None:
    assert where("Cây đổ xuống đường. Láng lênh nước", knowledge).mentions == ()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Nhà tôi gần đường tàu chỗ Khâm Thiên.", "Khâm Thiên"),
        ("Bố tôi được Công an Dương Nội đưa về", "Dương Nội"),
        ("Đất cạnh hồ điều hòa Phú Đô bị quây tôn", "Phú Đô"),
        ("Nhà tôi (Thụy Khuê) mất điện", "Thụy Khuê"),
        ("Cổng Trường Đại học Ngoại thương có cái hố", "Đại học Ngoại thương"),
        ("o vuon hoa NGHIA TAN co cho du", "Vườn hoa Nghĩa Tân"),
        ("Đường 70 đoạn qua Tả Thanh Oai vừa sụt", "đường 70"),
        ("Chị Mẫu báo xe ben chạy tỉnh lộ 419 cả ngày", "Tỉnh lộ 419"),
        ("Lò tái chế ở thôn Minh Hiệp Minh Khai xả khói", "Minh Hiệp"),
        ("Tôi gọi bến xe mỹ đình không ai nghe máy", "Bến xe Mỹ Đình"),
        ("con toi hoc lop tam truong mau (tan mai), bi danh", "Tân Mai"),
        ("chay o nha 5 tang ngo 165 cau giay", "Cầu Giấy"),
        ("nha em o khu tap the vinh quynh, muoi nhieu lam", "Vĩnh Quỳnh"),
        ("QL6 tắc từ sáng, công nhân đứng ra đường", "QL6"),
    ],
)
def test_a_place_is_found_where_other_words_look_like_one(
    said: str, place: str, knowledge: Knowledge
) -> None:
    assert place in {mention.name for mention in where(said, knowledge).mentions}


def test_one_road_has_one_main_name(knowledge: Knowledge) -> None:
    said = ("Hố trên đường 70", "Hố trên tỉnh lộ 70")
    found = [where(text, knowledge).mentions for text in said]
    assert [each.known_as for mentions in found for each in mentions] == ["Tỉnh lộ 70"] * 2


def test_a_place_that_is_only_near_says_so(knowledge: Knowledge) -> None:
    found = where("Cháy ở phố Huế, gần chợ Hôm", knowledge)
    assert {mention.sort for mention in found.mentions} == {"line", "near point"}


def test_a_name_of_a_ward_and_an_old_district_is_asked_about(knowledge: Knowledge) -> None:
    found = where("Hà Đông mất nước cả ngày", knowledge)
    assert found.ward is None
    assert names(found, knowledge)[0] == "Hà Đông"


def test_a_name_here_that_holds_a_province_is_no_other_province(knowledge: Knowledge) -> None:
    found = where("Nhà tôi ở khu 7,2 ha Vĩnh Phúc, giáp công trình đang ép cọc", knowledge)
    assert names(found, knowledge) == ["Ngọc Hà"]
    assert found.elsewhere == ""


def test_a_street_in_two_wards_is_asked_about_the_main_one_first() -> None:
    street = {"name": "Cây Cơm Nguội", "kind": "street", "wards": ["2", "1"]}
    found = read_places(read_words("Rác ở phố Cây Cơm Nguội"), Gazetteer(WARDS, [street]))
    assert found.ward is None
    assert [code for code, _odds in found.wards] == ["2", "1"]
