"""English only where it is sure."""

import pytest

from langnghe.vietnamese import language
from langnghe.vietnamese.language import language_of
from langnghe.vietnamese.syllables import _SHAPE


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir or Madam, the rubbish in our street has not been collected this week.",
        "There is a big hole in the road near Phường Trung Hòa, phố Hoa Sữa. Please send somebody.",
        "Hello, I'm writing about the noise which we hear every night from the bar. Thank you.",
    ],
)
def test_english_is_seen(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello",
        "Please help me",
        "Toi phan anh rac thai o ngo nho, de nghi phuong xu ly som. Cam on cac anh.",
        "Rác thải ở ngõ 5. Sent from my iPhone. This is the end of the mail, thank you.",
        "Kính gửi UBND, is it you, why are they here: tiếng ồn karaoke ở phố Hoa Sữa rất khó chịu",
        "Bonjour, il y a un problème dans ma rue avec les ordures depuis une semaine.",
    ],
)
def test_everything_else_is_vietnamese(text: str) -> None:
    assert language_of(text) == "vi"


def test_no_english_word_could_be_vietnamese_without_marks() -> None:
    assert not [word for word in language._ENGLISH if _SHAPE.fullmatch(word)]
