"""Learning: what is held back, what is better, and what a model must not tell."""

from pathlib import Path

import numpy as np
import pytest

from langnghe.understanding.learned import pack, unpack
from langnghe.understanding.learning import (
    HELD_LEAST,
    LUCK,
    Decided,
    chance,
    judge,
    lesson,
    split,
    task_of,
    work_off,
)
from langnghe.understanding.training import Labelled, train
from langnghe.understanding.words import read_words

RUBBISH = "Rác thải chất đống ở ngõ {}, bốc mùi."
LIGHT = "Đèn đường ở ngõ {} hỏng, tối om."


def decided(text: str, topic: str = "MT.01", **given: str) -> Decided:
    """Return one decision."""
    return Decided(text=text, topic=topic, **given)


def test_the_newest_fifth_is_held_back_and_at_least_fifty() -> None:
    small = [decided(f"chuyện số {number}") for number in range(120)]
    taught, held = split(small)
    assert (len(taught), len(held)) == (70, HELD_LEAST)
    large = [decided(f"chuyện số {number}") for number in range(1000)]
    taught, held = split(large)
    assert held == large[800:]


def test_a_copied_letter_is_judged_once_and_never_when_it_was_taught() -> None:
    letter = decided("Đơn tập thể về bãi rác.")
    others = [decided(f"chuyện số {number}") for number in range(100)]
    copy = decided("DON TAP THE ve bai rac")
    _taught, held = split([letter, *others, copy])
    assert copy not in held
    _taught, held = split([*others, letter, copy])
    assert held.count(letter) + held.count(copy) == 1


def test_luck_is_what_a_coin_would_do() -> None:
    assert chance(0, 0) == 1
    assert chance(5, 0) == pytest.approx(1 / 32)
    assert chance(8, 2) == pytest.approx(56 / 1024)
    assert chance(0, 3) == 1


def readings(*topics: str, urgency: str = "K1") -> list[dict[str, str]]:
    """Return what would be suggested."""
    return [
        {"topic": topic, "kind": "phan_anh", "urgency": urgency, "sensitivity": "S0"}
        for topic in topics
    ]


def test_a_model_is_better_only_beyond_luck() -> None:
    held = [decided(f"chuyện {number}", "MT.01") for number in range(10)]
    present = readings(*["MT.02"] * 10)
    new = readings(*["MT.01"] * 5, *["MT.02"] * 5)
    verdict = judge("topic", held, present, new)
    assert (verdict.present, verdict.right, verdict.better, verdict.worse) == (0, 5, 5, 0)
    assert verdict.luck > LUCK
    assert not verdict.is_better
    assert judge("topic", held, present, readings(*["MT.01"] * 10)).is_better
    assert verdict.by == {"MT": (5, 10)}


def test_a_model_that_misses_more_danger_is_never_better() -> None:
    held = [decided(f"chuyện {number}", urgency="K1") for number in range(20)]
    held.append(decided("cháy nhà", urgency="K3"))
    present = readings(*["MT.01"] * 21, urgency="K3")
    new = readings(*["MT.01"] * 21, urgency="K1")
    verdict = judge("urgency", held, present, new)
    assert (verdict.better, verdict.worse) == (20, 1)
    assert verdict.guards["K3 missed"] == (0, 1)
    assert not verdict.is_better


def test_what_was_not_decided_is_not_judged() -> None:
    held = [decided("chuyện một", ""), decided("chuyện hai", "MT.01")]
    assert judge("topic", held, readings("", ""), readings("", "MT.01")).of == 1


def test_the_same_examples_give_the_same_model() -> None:
    examples = [Labelled(RUBBISH.format(n), "MT.01") for n in range(9)]
    examples += [Labelled(LIGHT.format(n), "HT.04") for n in range(9)]
    one, other = train(examples), train(examples)
    assert pack({"topic": one}) == pack({"topic": other})
    assert max(one.odds(read_words("den duong hong")).items(), key=lambda pair: pair[1])[0] == (
        "HT.04"
    )


def test_words_that_only_secret_texts_hold_are_never_in_a_model() -> None:
    examples = [Labelled(RUBBISH.format(n), "MT.01") for n in range(9)]
    secret = [
        Labelled("Tố cáo ông Quých Văn Mẫu nhận tiền ở ngõ 3.", "TC.01", 3.0, is_secret=True)
        for _ in range(5)
    ]
    known = set(train([*examples, *secret]).features)
    assert not known & {"quých", "quych", "tiền", "tien", "nhận tiền", "nhan tien"}
    assert "ngõ" in known


def test_a_secret_text_weighs_nothing_on_words_that_few_others_hold() -> None:
    examples = [Labelled(RUBBISH.format(n), "MT.01") for n in range(9)]
    examples += [Labelled("Ông Quých Văn Mẫu ở ngõ này tử tế.", "MT.01") for _ in range(2)]
    shared = [Labelled("Ông Quých ở ngõ này.", "TC.01", 3.0, is_secret=True) for _ in range(5)]
    model = train([*examples, *shared])
    row = model.classes.index("TC.01") if "TC.01" in model.classes else 1
    assert model.weights[row, model.features["quych"]] <= 0
    assert model.weights[row, model.features["ngo"]] > 0


def test_secrets_are_marked_by_what_was_decided() -> None:
    assert lesson(decided("chuyện", sensitivity="S2"))["is_secret"]
    assert not lesson(decided("chuyện", sensitivity="S1"))["is_secret"]


def test_models_are_kept_as_plain_arrays() -> None:
    model = train(
        [Labelled(RUBBISH.format(n), "MT.01") for n in range(5)]
        + [Labelled(LIGHT.format(n), "HT.04") for n in range(5)]
    )
    again = unpack(pack({"topic": model}))["topic"]
    words = read_words("Rác ở ngõ 3 bốc mùi")
    assert again.odds(words) == pytest.approx(model.odds(words), abs=1e-3)
    assert unpack(pack({})) == {}


def test_nothing_that_could_be_run_is_read(tmp_path: Path) -> None:
    path = tmp_path / "evil.npz"
    np.savez(path, allow_pickle=True, **{"topic.classes": np.array([print], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        unpack(path.read_bytes())
    with pytest.raises(ValueError, match=r"allow_pickle|pickle"):
        unpack(b"\x80\x04N.")


def test_too_few_decisions_teach_nothing(tmp_path: Path) -> None:
    from langnghe import settings

    task = task_of(
        [decided("chuyện")] * 99, profile=settings.PROFILE, kept_in=tmp_path, present=b""
    )
    assert work_off(task) == {}
