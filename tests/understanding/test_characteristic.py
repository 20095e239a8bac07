"""Characteristic words: as people wrote them, of the topic first, nobody's name."""

from langnghe.understanding.characteristic import Vocabulary
from langnghe.understanding.knowledge import TopicWord
from langnghe.understanding.phrases import PhraseBook

KNOWN = PhraseBook([("rác", TopicWord("MT.01", 3.0)), ("bốc mùi", TopicWord("MT.01", 1.0)),
                    ("loa kéo", TopicWord("TT.03", 3.0))])  # fmt: skip


def vocabulary() -> Vocabulary:
    """Return what five cases of rubbish and five of noise say."""
    known = Vocabulary(KNOWN)
    for case in range(5):
        known.learn(case, "Đống rác ở phố Hoa Sữa bốc mùi, ruồi nhặng bay đầy nhà số 12.")
        known.learn(10 + case, "Quán mở loa kéo suốt đêm, trẻ con không ngủ được.")
    return known


def test_words_come_with_their_marks_and_without_names_and_numbers() -> None:
    words = vocabulary().characteristic(range(5), "MT.01")
    assert words[:2] == ["bốc mùi", "rác"]
    assert "ruồi nhặng" in words or "nhặng bay" in words
    assert not {"hoa sữa", "12", "phố hoa"} & set(words)


def test_what_everyone_says_is_characteristic_of_nobody() -> None:
    assert vocabulary().characteristic([*range(5), *range(10, 15)], "MT.01") == []
    assert vocabulary().characteristic([], "MT.01") == []
