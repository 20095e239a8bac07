"""Words as they were meant, whatever the typing, each where it was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.understanding.phrases import PhraseBook
from langnghe.understanding.words import (
    READ_LIMIT,
    folded_text,
    marked_text,
    phrase_keys,
    read_words,
    spans_of,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Đường ngập nước", "duong ngap nuoc"),
        ("ko có nc sạch", "khong co nuoc sach"),
        ("k dc ngủ", "khong duoc ngu"),
        ("dduwowngf ngaajp", "duong ngap"),
        ("d9u7o7ng2 nga65p", "duong ngap"),
        ("Ho62 Va8n Ma64u", "ho van mau"),
        ("coong ty khoong owr ddaay ys ddc", "cong ty khong o day y duoc"),
        ("xoong, sooc", "xoong sooc"),
        ("csgt o hn", "canh sat giao thong o ha noi"),
        ("HOÀ hoà hòa", "hoa hoa hoa"),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert folded_text(read_words(typed)) == meant


def test_numbers_and_foreign_words_stay_as_they_are() -> None:
    assert folded_text(read_words("số 12 Software A1 ngo12")) == "so 12 software a1 ngo12"


def test_both_places_of_the_tone_and_nfd_are_one_word() -> None:
    assert phrase_keys("hoà thuỷ") == phrase_keys("hòa thủy")
    apart = unicodedata.normalize("NFD", "Đường thuỷ bị ngập")
    assert marked_text(read_words(apart)) == "đường thuỷ bị ngập"
    assert [word.key for word in read_words(apart).words] == [
        word.key for word in read_words("Đường thủy bị ngập").words
    ]


def test_every_word_keeps_its_place_in_the_text() -> None:
    text = unicodedata.normalize("NFD", "Nước  ngập ở ngõ 3, ko ai xử lý!")
    words = read_words(text)
    for word in words.words:
        assert unicodedata.normalize("NFC", text[word.start : word.end]) == word.written
    start, end = words.span(0, 2)
    assert unicodedata.normalize("NFC", text[start:end]) == "Nước  ngập"


def test_shorthand_of_several_words_stands_on_one_place() -> None:
    words = read_words("mn ở cc kêu")
    assert [word.folded for word in words.words] == ["moi", "nguoi", "o", "chung", "cu", "keu"]
    assert spans_of(words, [(0, 2), (3, 5), (0, 2)]) == ((0, 2), (5, 7))


def test_addresses_markup_and_the_officer_are_no_words_of_the_citizen() -> None:
    said = (
        "[TV] Dạ cháy ở đâu ạ? [CD] Rác <b>bẩn</b> xem http://vi-du.example/chay "
        "mau.chay@example.com"
    )
    assert folded_text(read_words(said)) == "rac ban xem"


def test_whether_marks_were_typed_is_known() -> None:
    assert read_words("Rác thải ở ngõ").is_marked
    assert not read_words("Rac thai o ngo").is_marked
    assert not read_words("").is_marked


def test_a_text_without_end_is_read_at_its_beginning() -> None:
    words = read_words("rác " * 500_000)
    assert words.words[-1].end <= READ_LIMIT


@given(st.text(max_size=300))
def test_any_text_is_read_and_words_do_not_overlap(text: str) -> None:
    words = read_words(text)
    last = 0
    for word in words.words:
        assert word.start < word.end <= len(text)
        assert word.start >= last or word.end == last
        last = word.end


def test_phrases_are_found_with_and_without_marks() -> None:
    book = PhraseBook([("rác thải", "rubbish"), ("rác", "short")])
    marked = list(book.find(read_words("Rác thải bẩn")))
    assert {(hit.meaning, hit.length, hit.is_exact) for hit in marked} == {
        ("rubbish", 2, True),
        ("short", 1, True),
    }
    assert all(hit.is_exact for hit in book.find(read_words("rac thai")))
    assert not any(hit.is_exact for hit in book.find(read_words("rạc thái ở đó đã lâu")))
    assert not list(book.find(read_words("thải nước bẩn ra mương")))


@pytest.mark.parametrize("word", ["taxi", "bus", "bar", "gas", "visa"])
def test_foreign_words_are_no_raw_typing(word: str) -> None:
    assert read_words(f"mot chiec {word}").words[-1].folded == word


def test_broken_is_not_taken_for_not() -> None:
    assert read_words("den duong hong").words[-1].folded == "hong"


def test_shorthand_in_a_text_with_marks_is_what_it_stands_for() -> None:
    book = PhraseBook([("bảo hiểm xã hội", True)])
    assert all(hit.is_exact for hit in book.find(read_words("Công ty nợ bhxh của chúng tôi")))
    assert list(book.find(read_words("Công ty nợ bhxh của chúng tôi")))
