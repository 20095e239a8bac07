"""Accepting what is suggested, changing it, joining voices and splitting them again."""

import pytest

from langnghe.access.rules import RoleCode
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.models import Submission
from langnghe.register.states import Sensitivity, Status
from langnghe.triage.actions.compare import most_alike
from langnghe.triage.actions.decide import (
    Decision,
    NoCase,
    NothingSuggested,
    accept_suggestion,
    join_alike,
    join_case,
    split_voice,
)
from langnghe.triage.actions.places import names_in
from langnghe.triage.models import KnownPlace, Likeness, Suggestion
from langnghe.triage.queries import trace_in
from langnghe.understanding.alike import Likeness as Compared
from langnghe.web.alike import alike_of, crowd_of, repeats_of
from tests import cast
from tests.triage.voices import GARBAGE, suggested, with_profile

pytestmark = pytest.mark.django_db
TWO = (
    "Kính gửi hotline. Thứ nhất, rác thải sinh hoạt chất đống, bãi rác bốc mùi ở phường Ba Đình. "
    "Thứ hai, mất nước sinh hoạt ba ngày nay, nước yếu không dùng được."
)


@pytest.fixture(autouse=True)
def _profile() -> None:
    with_profile()


def accept(submission: Submission, **decided: str) -> Submission:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    return accept_suggestion(
        submission.pk, Decision(**decided), by=leader, at=cast.later(5), version=submission.version
    )  # type: ignore[arg-type]


def test_one_key_puts_it_into_the_book_as_suggested() -> None:
    done = accept(suggested(GARBAGE))
    assert done.status == Status.REGISTERED
    assert done.ward is not None
    assert done.ward.code == "00004"
    assert done.topic is not None
    assert Suggestion.objects.get(pk=done.pk).changed == []


def test_what_the_officer_changes_counts_as_changed() -> None:
    done = accept(suggested(GARBAGE), urgency="K2", ward="")
    assert done.urgency == "K2"
    assert done.ward is None
    assert sorted(Suggestion.objects.get(pk=done.pk).changed) == ["urgency", "ward"]


def test_nothing_is_accepted_twice() -> None:
    submission = suggested(GARBAGE)
    done = accept(submission)
    with pytest.raises(ChangedMeanwhile):
        accept(submission)
    with pytest.raises(NothingSuggested):
        accept(done)
    assert done.items.count() == 1


def test_spam_is_set_aside_and_can_be_put_back() -> None:
    done = accept(suggested(GARBAGE), kind="spam")
    assert done.status == Status.SET_ASIDE
    assert not done.items.exists()


def test_each_matter_becomes_a_case_of_its_own() -> None:
    submission = suggested(TWO)
    pieces = Suggestion.objects.get(pk=submission.pk).facts["pieces"]
    assert len(pieces) == 2
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    done = accept_suggestion(
        submission.pk, Decision(is_split=True), by=leader, at=cast.later(5),
        version=submission.version,
    )  # fmt: skip
    topics = [item.case.topic.code for item in done.items.all() if item.case.topic]
    assert topics == [piece["topic"] for piece in pieces]
    assert len(set(topics)) == 2


def test_voices_are_joined_and_split_and_joined_again() -> None:
    first, second = suggested(GARBAGE), suggested(GARBAGE, minutes=3, sender="b@example.com")
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    likeness = Likeness.objects.get(submission=second, other=first)
    with pytest.raises(NoCase) as refusal:
        join_alike(likeness.pk, by=leader, at=cast.later(6))
    assert refusal.value.code == first.code
    case = accept(first).items.get().case
    shown = alike_of(second, leader)
    assert [each.other.pk for each in shown] == [first.pk]
    join_alike(likeness.pk, by=leader, at=cast.later(7))
    assert crowd_of(case).voices == 2
    assert crowd_of(case).people == 2
    split_voice(second.pk, case_id=case.pk, by=leader, at=cast.later(8))
    assert crowd_of(case).voices == 1
    assert Submission.objects.get(pk=second.pk).items.get().case_id != case.pk
    join_case(second.pk, case_id=case.pk, by=leader, at=cast.later(9))
    assert crowd_of(case).voices == 2


def test_other_events_of_the_sort_speak_against_it_and_voices_of_one_case_do_not() -> None:
    streets = ("Hoàng Diệu", "Quán Thánh", "Phan Đình Phùng")
    trees = [
        suggested(f"Cây đổ chắn ngang phố {street}, phường Ba Đình.", minutes=number)
        for number, street in enumerate(streets)
    ]
    voice = suggested("Cây to bật gốc ở phường Ba Đình, nhờ người đến cưa.", minutes=9)
    (many,) = {round(each.others) for each in _compared(voice, trees)}
    assert many == 2
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    case = accept(trees[0]).items.get().case
    for other in trees[1:]:
        join_case(other.pk, case_id=case.pk, by=leader, at=cast.later(12))
    assert {round(each.others) for each in _compared(voice, trees)} == {0}


def _compared(voice: Submission, others: list[Submission]) -> list[Compared]:
    found = dict(most_alike(trace_in(voice.voice), besides=voice.pk))
    return [found[other.pk] for other in others]


def test_the_earlier_voice_may_join_the_later_one() -> None:
    first, second = suggested(GARBAGE), suggested(GARBAGE, minutes=3, sender="b@example.com")
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    likeness = Likeness.objects.get(submission=second, other=first)
    case = accept(second).items.get().case
    join_alike(likeness.pk, submission_id=first.pk, by=leader, at=cast.later(7))
    assert Submission.objects.get(pk=first.pk).items.get().case_id == case.pk


def test_copies_and_repeats_are_counted() -> None:
    long_text = f"{GARBAGE} Đề nghị các cấp xem xét, trả lời bằng văn bản cho nhân dân được biết."
    suggested(long_text, sender="a@example.com")
    suggested(long_text, minutes=2, sender="a@example.com")
    third = suggested(long_text, minutes=3, sender="b@example.com")
    again = suggested(long_text, minutes=4, sender="a@example.com")
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    assert repeats_of(third, leader).senders > 1
    assert repeats_of(again, leader).times == 3


def test_who_may_not_see_it_is_not_shown_what_is_alike() -> None:
    first, second = suggested(GARBAGE), suggested(GARBAGE, minutes=3, sender="b@example.com")
    accept(first, sensitivity=Sensitivity.S2)
    duty = cast.officer(RoleCode.DUTY_OFFICER)
    likeness = Likeness.objects.get(submission=second, other=first)
    assert alike_of(second, duty) == []
    with pytest.raises(Missing):
        join_alike(likeness.pk, by=duty, at=cast.later(9))


def test_places_are_learned_with_their_wards() -> None:
    leader = cast.officer(RoleCode.SHIFT_LEADER)
    done = cast.registered(leader, GARBAGE, place="số 12 phố Hoa Sữa, gần chợ Mẫu")
    suggested(GARBAGE, minutes=1)
    from langnghe.triage.actions.places import learn_places

    learn_places(done, at=cast.later(2))
    learn_places(done, at=cast.later(3))
    places = {place.name: place for place in KnownPlace.objects.all()}
    assert places["phố Hoa Sữa"].times == 2
    assert places["phố Hoa Sữa"].ward.code == "00004"


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("số 12 phố Hoa Sữa, gần chợ Mẫu", ["phố Hoa Sữa", "gần chợ Mẫu"]),
        ("12/5B ngõ Cây Cơm Nguội", ["ngõ Cây Cơm Nguội"]),
        ("trước cửa nhà tôi", []),
        ("<b>X</b>" * 40, []),
    ],
)
def test_names_of_a_place(place: str, names: list[str]) -> None:
    assert names_in(place) == names
