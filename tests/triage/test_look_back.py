"""The past of a book is read once, calls nobody, and teaches."""

import pytest

from langnghe.duty.models import Alarm
from langnghe.triage.actions.learn import decisions
from langnghe.triage.actions.look_back import WITHIN, look_back
from langnghe.triage.models import Likeness, Suggestion, Voice
from tests import cast

pytestmark = pytest.mark.django_db
FIRE = "Đang cháy nhà tầng 3 ở phố Hoa Sữa, còn người mắc kẹt bên trong, cứu với."


def test_the_past_is_read_once_and_kept_beside_what_was_decided() -> None:
    past = cast.registered(cast.officer(), FIRE)
    waiting = cast.new_submission(FIRE)
    assert look_back(at=cast.later(60)) == 1
    suggestion = Suggestion.objects.get()
    assert suggestion.submission_id == past.pk
    assert suggestion.confirmed_at == past.registered_at
    assert (suggestion.urgency, past.urgency) == ("K3", "K1")
    assert {"urgency", "topic"} <= set(suggestion.changed)
    assert [each.text for each in decisions()] == [FIRE]
    assert look_back(at=cast.later(61)) == 0
    assert not Suggestion.objects.filter(submission=waiting).exists()


def test_the_past_calls_nobody_and_is_found_by_what_comes() -> None:
    cast.registered(cast.officer(), FIRE)
    cast.registered(cast.officer(), FIRE)
    look_back(at=cast.later(60))
    assert not Alarm.objects.exists()
    assert not Likeness.objects.exists()
    assert Voice.objects.count() == 2


def test_what_is_too_old_or_says_nothing_teaches_nothing() -> None:
    cast.registered(cast.officer(), "")
    cast.registered(cast.officer(), FIRE)
    assert look_back(at=cast.later(1) + WITHIN) == 0
