"""Folding and the order of the dictionary."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from langnghe.vietnamese.fold import fold, sort_key

WORDS = (
    "a à ả ã á ạ ai ă ằ ẳ ẵ ắ ặ ăn â ầ ẩ ẫ ấ ậ ân ba bà bả bã bá bạ ban băng bâng ca chanh đa da "
    "dăm e ê gà ga hoa hoà i kha la lạ ma má na nga nha o ô ơ pha qua ra sa ta tha tra u ư va xa y"
)
ORDER = [
    "a", "à", "ả", "ã", "á", "ạ", "an", "ăn", "ân", "ba", "bà", "bà nội", "bà vợ", "bả", "bã",
    "bá", "bạ", "ban", "da", "đa", "đà", "e", "ê", "kha", "khà", "o", "ô", "ơ", "u", "ư", "ưa", "y",
]  # fmt: skip


def test_dictionary_order() -> None:
    assert sorted(ORDER[::3] + ORDER[1::3] + ORDER[2::3], key=sort_key) == ORDER


def test_names_in_order() -> None:
    names = [
        "Phường Ô Chợ Dừa",
        "phường Láng",
        "Phường Đống Đa",
        "Phường Ba Đình",
        "Phường Bạch Mai",
    ]
    assert sorted(names, key=sort_key) == [
        "Phường Ba Đình",
        "Phường Bạch Mai",
        "Phường Đống Đa",
        "phường Láng",
        "Phường Ô Chợ Dừa",
    ]


def test_keys_are_plain_ascii_for_vietnamese() -> None:
    assert all(sort_key(word).isascii() for word in WORDS.split())


@given(st.text())
def test_composition_does_not_matter(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(apart)
    assert sort_key(unicodedata.normalize("NFC", text)) == sort_key(apart)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_vietnamese() -> None:
    assert fold("Đường Láng – Ðống Đa, ổ gà RỘNG") == "duong lang – dong da, o ga rong"
    assert fold(unicodedata.normalize("NFD", "Thuỷ thủ hoà hòa ƯƠNG")) == "thuy thu hoa hoa uong"
    assert fold("rác\u200b thải\u00ad") == "rac thai"
    assert fold("plain TEXT 12") == "plain text 12"
