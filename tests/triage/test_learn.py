"""Learning from the book: the newest decisions judge, the better version is used, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from procrastinate.contrib.django import app
from pytest_django import Settings

from langnghe.access.actions import NotAllowed
from langnghe.access.rules import RoleCode
from langnghe.register.gates import Missing
from langnghe.register.models import Entry
from langnghe.triage import knowing
from langnghe.triage.actions.learn import decisions, learn, learn_nightly, use_model
from langnghe.triage.actions.suggest import suggest
from langnghe.triage.knowing import knowledge, live_model
from langnghe.triage.models import Model, Suggestion
from langnghe.triage.states import ModelState
from langnghe.understanding.learned import unpack
from tests import cast

pytestmark = pytest.mark.django_db

SAID = (
    "Cây hoa giấy trước số nhà {n} phố Hoa Sữa um tùm, che hết lối đi, nhờ cắt tỉa.",
    "Giàn hoa giấy ngõ {n} rậm rạp quá, đề nghị tỉa bớt cho thoáng.",
    "Xin cắt bớt hoa giấy ở ngách {n} phố Ví Dụ, cành đâm ra đường.",
)
HERE = "NS.01"
"""Where this office files what the starter would file elsewhere."""


@pytest.fixture
def _few_lessons(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Learn beside a fourth of the starter sentences: training on all of them takes a minute."""
    small = tmp_path / "profile"
    (small / "triage").mkdir(parents=True)
    for path in settings.PROFILE.iterdir():
        if path.name != "triage":
            (small / path.name).symlink_to(path)
    for path in (settings.PROFILE / "triage").glob("*.json"):
        (small / "triage" / path.name).symlink_to(path)
    sentences = (settings.PROFILE / "triage" / "sentences.jsonl").read_text("utf-8").splitlines()
    (small / "triage" / "sentences.jsonl").write_text("\n".join(sentences[::4]), "utf-8")
    settings.PROFILE, settings.HOME = small, tmp_path
    for kept in (knowing._knowledge, knowing._models):
        kept.cache_clear()
    yield
    for kept in (knowing._knowledge, knowing._models):
        kept.cache_clear()


def decide(count: int) -> None:
    """Let an officer file so many reports under a topic that the starter does not suggest."""
    officer = cast.officer()
    topic = cast.topic(HERE, "Việc riêng của cơ quan này")
    for number in range(count):
        text = SAID[number % len(SAID)].format(n=number)
        submission = cast.registered(officer, text, topic_id=topic.pk)
        Suggestion.objects.create(
            submission=submission,
            made_at=cast.later(),
            topic="CX.01",
            facts={"contact": submission.contacts.get().pk},
            confirmed_at=cast.later(number),
            confirmed_by=officer,
            changed=["topic"],
        )


def test_decisions_are_read_in_order_of_time_as_the_book_has_them_now() -> None:
    decide(3)
    found = decisions()
    assert [each.text for each in found] == [
        said.format(n=number) for number, said in enumerate(SAID)
    ]
    assert {each.topic for each in found} == {HERE}
    assert {each.subject for each in found} == {"Rác thải"}


def test_few_decisions_teach_nothing() -> None:
    decide(3)
    assert learn(at=cast.later(days=1)) is None
    assert not Model.objects.exists()


@pytest.mark.usefixtures("_few_lessons")
def test_what_officers_decide_is_learned_used_and_taken_back() -> None:
    decide(110)
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    learned = learn(at=cast.later(days=1))
    assert learned is not None
    learned.refresh_from_db()
    assert learned.state == ModelState.LIVE
    assert learned.examples == 60
    assert learned.scores["topic"]["is_better"]
    assert learned.scores["topic"]["of"] == 50
    assert learned.scores["topic"]["right"] > learned.scores["topic"]["present"]
    assert "topic" in unpack(bytes(learned.packed))
    assert learned.megabytes > 0
    assert Entry.objects.filter(kind="triage.model_used", by=None).count() == 1

    fresh = cast.new_submission("Nhờ tỉa giúp giàn hoa giấy rậm rạp ở ngõ 7.")
    suggestion = suggest(fresh.pk, at=cast.later(days=1))
    assert suggestion is not None
    assert (suggestion.topic, suggestion.model_id) == (HERE, learned.pk)

    starter = Model.objects.get(examples=0)
    with pytest.raises(NotAllowed):
        use_model(starter.pk, by=cast.officer(), at=cast.later(days=2))
    used = use_model(starter.pk, by=leader, at=cast.later(days=2))
    assert used.is_held
    assert live_model() == starter.pk
    assert HERE not in {
        topic for topic, odds in _odds("Nhờ tỉa giúp giàn hoa giấy.").items() if odds > 0.5
    }

    learned_again = learn(at=cast.later(days=3))
    assert learned_again is not None
    assert learned_again.state == ModelState.CANDIDATE
    assert live_model() == starter.pk
    assert not use_model(learned_again.pk, by=leader, at=cast.later(days=4)).is_held
    assert live_model() == learned_again.pk


def _odds(text: str) -> dict[str, float]:
    from langnghe.understanding.topics import topic_odds
    from langnghe.understanding.words import read_words

    return topic_odds(read_words(text), knowledge())


def test_a_version_that_was_not_better_cannot_be_used() -> None:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    idle = Model.objects.create(trained_at=cast.later(), examples=60, packed=b"")
    with pytest.raises(Missing):
        use_model(idle.pk, by=leader, at=cast.later())


def test_the_night_learns_only_when_something_was_decided() -> None:
    Model.objects.create(trained_at=cast.later(days=1), examples=60, packed=b"")
    decide(3)
    learn_nightly(timestamp=int(cast.later(days=1).timestamp()))
    assert Model.objects.count() == 1


def test_the_worker_knows_the_jobs() -> None:
    known = set(app.tasks)
    assert {"triage.learn", "triage.learn_now", "triage.look_back"} <= known


def test_one_learns_at_a_time_whoever_asked() -> None:
    locks = {app.tasks[name].lock for name in ("triage.learn", "triage.learn_now")}
    assert len(locks) == 1
    assert None not in locks
