"""Gathering voices that wait: which stand together, what one decision does, how it is undone."""

import pytest
from django.test import Client
from django.urls import reverse

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.duty.models import Alarm
from langnghe.duty.states import OPEN_ALARMS
from langnghe.register.models import Case, Submission
from langnghe.register.states import Status
from langnghe.triage.actions.decide import Decision, accept_suggestion
from langnghe.triage.actions.gather import gather_voices, part_voices
from langnghe.triage.gatherings import gatherings
from langnghe.triage.models import Likeness
from langnghe.triage.states import LikenessState
from langnghe.web.alike import crowd_of
from tests import cast
from tests.triage.voices import FIRE, GARBAGE, suggested, with_profile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _profile() -> None:
    with_profile()


@pytest.fixture
def leader() -> Officer:
    return cast.officer(RoleCode.SHIFT_LEADER)


def heaps(many: int) -> list[Submission]:
    """Return letters of so many people about one heap of garbage."""
    return [
        suggested(GARBAGE, minutes=number, sender=f"nguoi{number}@example.com")
        for number in range(many)
    ]


def gather(voices: list[Submission], by: Officer, case: Case | None = None) -> Case:
    ids = [voice.pk for voice in voices]
    case_id = case.pk if case else None
    return gather_voices(ids, Decision(), case_id=case_id, by=by, at=cast.later(30)).case


def test_voices_of_one_event_wait_together_and_others_alone(leader: Officer) -> None:
    voices, fire = heaps(3), suggested(FIRE, minutes=5)
    (found,) = gatherings(leader)
    assert [each.submission_id for each in found.voices] == [each.pk for each in voices]
    assert found.case_id is None
    assert fire.status == Status.NEW


def test_one_decision_makes_them_voices_of_one_case_with_a_code_each(leader: Officer) -> None:
    voices = heaps(3)
    case = gather(voices, leader)
    assert crowd_of(case).voices == 3
    assert crowd_of(case).people == 3
    for voice in voices:
        voice.refresh_from_db()
        assert voice.status == Status.REGISTERED
        assert voice.suggestion.confirmed_by == leader
    assert len({voice.code for voice in voices}) == 3
    assert not Likeness.objects.filter(state=LikenessState.PROPOSED).exists()
    assert gatherings(leader) == []


def test_what_is_changed_holds_for_the_case(leader: Officer) -> None:
    voices = heaps(2)
    done = gather_voices(
        [each.pk for each in voices], Decision(urgency="K2"), by=leader, at=cast.later(30)
    )
    assert done.case.urgency == "K2"
    assert {each.pk for each in done.joined} == {each.pk for each in voices}


def test_a_voice_that_comes_later_is_gathered_to_the_case(leader: Officer) -> None:
    first, *later = heaps(3)
    case = accept_suggestion(
        first.pk, Decision(), by=leader, at=cast.later(20), version=first.version
    ).items.get().case  # fmt: skip
    (found,) = gatherings(leader)
    assert found.case_id == case.pk
    assert {each.submission_id for each in found.voices} == {each.pk for each in later}
    assert gather(later, leader, case) == case
    assert crowd_of(case).voices == 3


def test_the_same_again_changes_nothing(leader: Officer) -> None:
    voices = heaps(3)
    case = gather(voices, leader)
    assert gather(voices, leader) == case
    assert crowd_of(case).voices == 3
    assert Case.objects.count() == 1


def test_who_was_decided_meanwhile_is_left_and_the_others_go_on(leader: Officer) -> None:
    voices = heaps(3)
    middle = voices[1]
    accept_suggestion(middle.pk, Decision(), by=leader, at=cast.later(20), version=middle.version)
    done = gather_voices([each.pk for each in voices], Decision(), by=leader, at=cast.later(30))
    assert [each.pk for each in done.joined] == [voices[0].pk, voices[2].pk]
    assert done.left == (middle.pk,)


def test_what_denounces_or_is_sensitive_is_never_gathered(leader: Officer) -> None:
    one, two, three = heaps(3)
    one.suggestion.kind = "to_cao"
    one.suggestion.save()
    two.suggestion.sensitivity = "S2"
    two.suggestion.save()
    assert gatherings(leader) == []
    assert three.status == Status.NEW


def test_danger_leads(leader: Officer) -> None:
    heaps(3)
    fires = [suggested(FIRE, minutes=number, sender=f"{number}@example.org") for number in (9, 10)]
    assert Alarm.objects.filter(state__in=OPEN_ALARMS).exists()
    danger, garbage = gatherings(leader)
    assert {each.submission_id for each in danger.voices} == {each.pk for each in fires}
    assert len(garbage.voices) == 3
    gather(fires, leader)
    assert not Alarm.objects.filter(state__in=OPEN_ALARMS).exists()


def test_they_are_taken_apart_again_and_one_stays(leader: Officer) -> None:
    voices = heaps(3)
    case = gather(voices, leader)
    ids = [each.pk for each in reversed(voices)]
    parted = part_voices(ids, case_id=case.pk, by=leader, at=cast.later(31))
    assert [each.pk for each in parted] == [voices[2].pk, voices[1].pk]
    assert crowd_of(case).voices == 1
    assert Case.objects.count() == 3
    assert gatherings(leader) == []


def test_the_page_shows_them_and_one_post_gathers_and_one_parts(
    leader: Officer, client: Client
) -> None:
    voices = heaps(3)
    client.force_login(leader)
    assert reverse("gather") in client.get(reverse("desk")).content.decode()
    page = client.get(reverse("gather"))
    assert all(voice.code in page.content.decode() for voice in voices)
    told = client.post(
        reverse("gather-together"),
        {"voices": [str(each.pk) for each in voices], "urgency": "K9"},
        headers={"Accept": "application/json"},
    ).json()
    case = Case.objects.get()
    assert case.code in told["words"]
    assert case.urgency == "K1"
    client.post(told["undo"])
    assert Case.objects.count() == 3


def test_nothing_chosen_or_nothing_there_is_said(leader: Officer, client: Client) -> None:
    client.force_login(leader)
    by_script = {"Accept": "application/json"}
    wrong: list[list[str]] = [[], ["x"], ["9" * 5000], ["999999"]]
    for voices in wrong:
        answer = client.post(reverse("gather-together"), {"voices": voices}, headers=by_script)
        assert answer.status_code == 409
        assert answer.json()["words"]


def test_an_agency_knows_nothing_of_it(client: Client) -> None:
    client.force_login(cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency()))
    assert client.get(reverse("gather")).status_code == 404
