"""Finding: from exact spelling to slips of the keys, and never what an officer may not see."""

import pytest

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.register import listing
from langnghe.register.actions.lexicon import count_words
from langnghe.register.asking import Step, looser, read_question
from langnghe.register.excerpts import excerpt
from langnghe.register.models import KnownWord, Submission
from langnghe.register.queries import lone_contacts
from langnghe.register.search import index_contact, index_submission
from tests import cast

pytestmark = pytest.mark.django_db

FLOOD = "Nước ngập sâu ở ngõ Hoa Sữa suốt hai ngày, xe máy chết máy hàng loạt."


def found(text: str, by: Officer | None = None, **conditions: str) -> list[Submission]:
    return page(text, by, **conditions).rows


def page(text: str, by: Officer | None = None, **conditions: str) -> listing.Page:
    wanted = listing.read_filter({"q": text, **conditions})
    assert not wanted.unknown
    return listing.page_for(wanted, by or cast.officer(), at=cast.later(10))


@pytest.mark.parametrize(
    "typed",
    [
        "nước ngập sâu", "nuoc ngap sau", "NƯỚC NGẬP", "nưỡc ngạp", "ngập nước hoa sữa",
        "nuwowcs ngaapj", "nu7o7c1 nga65p", '"ngập sâu"', "nc ngập", "xe may chet may",
        "ngâp suốt hai ngày", "loat",
    ],
)  # fmt: skip
def test_words_are_found_however_they_are_typed(typed: str) -> None:
    flood = cast.new_submission(FLOOD)
    cast.new_submission("Đèn đường hỏng ở phố Ví Dụ.")
    assert found(typed) == [flood]


def test_a_phrase_stands_as_it_was_typed() -> None:
    cast.new_submission(FLOOD)
    assert found('"sâu ngập"') == []
    assert found('"hai ngày" ngập') != []


def test_exact_spelling_comes_first_then_words_that_stand_together_then_the_newest() -> None:
    exact = cast.new_submission("Bãi rác ở phố Ví Dụ.")
    apart = cast.new_submission("Bãi xe cạnh đống rác.")
    other = cast.new_submission("Bài hát của bác: bai rac.")
    plain = cast.new_submission("bai rac o pho Vi Du")
    assert found("bãi rác") == [exact, plain, other, apart]


def test_slips_are_mended_by_known_words_and_said() -> None:
    for number in range(3):
        cast.new_submission(f"{FLOOD} Nhà số {number}.")
    count_words()
    assert KnownWord.objects.get(pk="ngap").documents == 3
    slipped = page("nước ngaop hoa sữa")
    assert len(slipped.rows) == 3
    assert slipped.found is not None
    assert slipped.found.question.step == Step.NEAR
    assert slipped.found.question.mended == (("ngaop", ("ngap",)),)


def test_words_of_few_submissions_are_not_known() -> None:
    cast.new_submission("Kẻ gian tên Zyxwabc.")
    count_words()
    assert not KnownWord.objects.filter(pk="zyxwabc").exists()


def test_all_words_but_one_are_better_than_nothing() -> None:
    flood = cast.new_submission(FLOOD)
    nearly = page("nước ngập sâu bươm bướm hoa sữa".replace("bươm ", ""))
    assert nearly.rows == [flood]
    assert nearly.found is not None
    assert nearly.found.question.step == Step.ALL_BUT_ONE
    assert found("bươm bướm") == []


@pytest.mark.parametrize("typed", ["0900000034", "0900 000 034", "+84 900-000-034", "0900.000.034"])
def test_numbers_are_found_in_every_writing(typed: str) -> None:
    said = cast.new_submission("Gọi lại cho tôi số 0900.000.034 nhé.")
    assert found(typed) == [said]


def test_codes_addresses_and_names_are_found_by_parts() -> None:
    fresh = cast.new_submission(FLOOD)
    number = fresh.code.rsplit("-", 1)[-1]
    address = fresh.reporter.email
    assert found(number) == [fresh]
    assert found(fresh.code.replace("-", " ").lower()) == [fresh]
    assert found(address) == [fresh]
    assert found(address.split("@")[0].replace(".", " ")) == [fresh]
    assert found("thí dụ trần") == [fresh]


def test_what_may_not_be_seen_is_not_found_nor_makes_words_known() -> None:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    secret = cast.registered(leader, "Giám đốc nhận tiền của công ty Mẫu.", sensitivity="S2")
    assert found("giám đốc nhận tiền", leader) == [secret]
    assert found("giám đốc nhận tiền") == []
    assert page("giám đốc nhận tiền").count == 0


def test_conditions_and_words_go_together() -> None:
    by = cast.officer()
    booked = cast.registered(by, FLOOD)
    cast.new_submission(FLOOD)
    case = booked.items.get().case
    assert found("ngập", status="registered") == [booked]
    assert found("ngập", case=case.code) == [booked]
    assert found("ngập", topic="MT", ward="00004", language="vi") == [booked]
    assert found("ngập", holds="files") == []


def test_pages_follow_each_other_without_gap() -> None:
    made = [cast.new_submission(f"{FLOOD} Nhà {number}.") for number in range(60)]
    first = page("ngập hoa sữa")
    wanted = listing.read_filter({"q": "ngập hoa sữa"})
    second = listing.page_for(wanted, cast.officer(), at=cast.later(10), after=first.following)
    assert [*first.rows, *second.rows] == made[::-1]
    assert (first.count, second.following) == (60, "")


def test_many_hits_come_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langnghe.register.finding.RANKED_STRICTLY", 3)
    made = [cast.new_submission(f"{FLOOD} Nhà {number}.") for number in range(60)]
    wanted = listing.read_filter({"q": "ngập hoa sữa"})
    by = cast.officer()
    rows: list[Submission] = []
    count_words()
    for walked, read, widely, common in (
        (2_000, 500, 99, 20), (5, 500, 99, 20), (5, 30, 99, 20), (5, 30, 3, 20), (20, 30, 3, 2),
    ):  # fmt: skip
        monkeypatch.setattr("langnghe.register.finding.COMMON", common)
        monkeypatch.setattr("langnghe.register.finding.WIDELY", widely)
        monkeypatch.setattr("langnghe.register.finding.WALKED", walked)
        monkeypatch.setattr("langnghe.register.finding.READ", read)
        first = listing.page_for(wanted, by, at=cast.later(10))
        second = listing.page_for(wanted, by, at=cast.later(10), after=first.following)
        rows = [*first.rows, *second.rows]
        assert rows == made[::-1]
        assert first.count is None


def test_what_stands_side_by_side_comes_before_many_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langnghe.register.finding.RANKED_STRICTLY", 4)
    beside = cast.new_submission("Cây cổ thụ bật gốc trước cổng trường Ví Dụ.")
    apart = "Trước cổng chợ có cây to, bật đèn thấy gốc cổ, thụ động."
    others = [cast.new_submission(f"{apart} Lần {number}.") for number in range(60)]
    for typed in ("cổ thụ bật gốc", "co thu bat goc", "cổ thụ bật gốk cây"):
        first = page(typed)
        assert first.rows[0] == beside, typed
    wanted = listing.read_filter({"q": "cổ thụ bật gốc"})
    first = page("cổ thụ bật gốc")
    rest = listing.page_for(wanted, cast.officer(), at=cast.later(10), after=first.following)
    assert [*first.rows, *rest.rows] == [beside, *others[::-1]]
    assert first.count is None


@pytest.mark.parametrize("ranked", [1_000, 4])
@pytest.mark.parametrize(
    "typed", ["nước ngập sân ở ngõ", "nuoc ngap sa o ngo", "nước ngập sâu ở ngon"]
)
def test_a_slip_that_is_a_word_itself_hides_nothing(
    monkeypatch: pytest.MonkeyPatch, typed: str, ranked: int
) -> None:
    monkeypatch.setattr("langnghe.register.finding.RANKED_STRICTLY", ranked)
    flood = cast.new_submission(FLOOD)
    apart = "Ở sa bàn: ngõ sâu, sân ngon, nước; hôm sau ngập."
    others = [cast.new_submission(f"{apart} Lần {number}.") for number in range(12)]
    count_words()
    assert KnownWord.objects.filter(pk__in=["san", "sa", "sau", "ngo", "ngon"]).count() == 5
    first = page(typed)
    assert first.rows == [flood, *others[::-1]]
    wanted = listing.read_filter({"q": typed})
    assert list(listing.submissions(wanted, cast.officer(), at=cast.later(10))) == [
        *others[::-1],
        flood,
    ]


def test_a_word_that_nobody_knows_may_be_a_slip_in_its_place() -> None:
    flood = cast.new_submission("Nước ngập thềm nhà thuyền ở ngõ Hoa Sữa.")
    apart = "Ngõ nhà ta: thềm, nước ở Hoa Sữa, ngập."
    for number in range(12):
        cast.new_submission(f"{apart} Thuyết {number}.")
    count_words()
    first = page("ngập thềm nhà thuyềr ở ngõ")
    assert first.rows[0] == flood
    assert first.found is not None
    assert first.found.question.step == Step.ALL_BUT_ONE
    assert first.found.question.mended == (("thuyềr", ("thuyet",)),)


def test_a_word_may_come_twice() -> None:
    beside = cast.new_submission("Bãi xe máy xe đạp lấn vỉa hè.")
    apart = [cast.new_submission(f"Xe đạp hỏng, xe máy lấn {number}.") for number in range(3)]
    assert found("xe máy xe đạp") == [beside, *apart[::-1]]


def test_neighbours_are_looked_for_as_one_word() -> None:
    question = read_question("rác thải ngõ k")
    assert question is not None
    assert question.close == "('_rac_thai') & ('_thai_ngo') & ('_ngo_k' | '_ngo_khong')"
    loosest = list(looser(question, lambda _word: (), lambda word: ("tho",) * (word == "ngo")))[-1]
    assert loosest.slips == ["('_rac_thai') & ('_thai_tho') & ('_tho_k' | '_tho_khong')"]
    assert "('rac' <1> 'thai' <2> ('k' | 'khong'))" in loosest.together
    phrase = read_question('"xe máy chết" đường')
    assert phrase is not None
    assert (phrase.phrases, phrase.close) == ("'_xe_may' & '_may_chet'", "")


def test_contacts_without_a_submission_are_found_too() -> None:
    alone = cast.contact("Quảng cáo bán nhà giá rẻ.")
    index_contact(alone)
    assert lone_contacts("quang cao", cast.officer()) == [alone]
    assert lone_contacts("", cast.officer()) == []


def test_odd_questions_find_nothing_and_break_nothing() -> None:
    index_submission(cast.new_submission(FLOOD))
    for text in ("'", "\\", "a & | ! :* <->", '"', "()", "\x00", "'; DROP TABLE", "%", "a" * 500):
        assert page(text).count == 0, text
    assert read_question("– …") is None


def test_the_excerpt_shows_why_and_alters_nothing() -> None:
    question = read_question("nuoc ngap")
    assert question is not None
    text = f"{'Kính gửi quý cơ quan. ' * 20}<b>{FLOOD}</b>"
    pieces = excerpt(["Một tóm tắt khác.", text], question)
    assert [piece.text for piece in pieces if piece.is_hit] == ["Nước", "ngập"]
    assert "".join(piece.text for piece in pieces).strip("…") in text
