"""More like this: by words, topic and place, at any time, of what the officer may see."""

import pytest
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.register import listing
from langnghe.register.models import Submission
from langnghe.triage import knowing
from langnghe.triage.actions.suggest import suggest
from langnghe.triage.more_like import more_like
from tests import cast

pytestmark = pytest.mark.django_db

FLOOD = "Cống thoát nước ở ngõ Hoa Sữa tắc nghẽn, nước đen tràn vào nhà dân, hôi thối."
AGAIN = "Nước đen hôi thối tràn vào nhà vì cống thoát nước tắc nghẽn đã lâu."
LIGHT = "Đèn chiếu sáng ở phố Ví Dụ hỏng mười ngày nay chưa ai sửa."


def understood(text: str) -> Submission:
    submission = cast.new_submission(text)
    suggest(submission.pk, at=cast.later(1))
    return submission


def test_the_likest_are_found_and_others_are_not() -> None:
    first, again, _light = understood(FLOOD), understood(AGAIN), understood(LIGHT)
    assert [each.submission for each in more_like(first, cast.officer())] == [again]


def test_it_waits_for_no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = understood(FLOOD), understood(AGAIN)
    monkeypatch.delattr(knowing, "_knowledge")
    assert [each.submission for each in more_like(first, cast.officer())] == [again]


def test_what_may_not_be_seen_is_not_alike() -> None:
    first, again = understood(FLOOD), understood(AGAIN)
    Submission.objects.filter(pk=again.pk).update(sensitivity="S2")
    assert more_like(first, cast.officer()) == []
    assert len(more_like(first, cast.officer(RoleCode.SHIFT_LEADER))) == 1


def test_the_page_says_in_what_they_are_alike() -> None:
    first, again = understood(FLOOD), understood(AGAIN)
    client = Client()
    client.force_login(cast.officer(), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/submissions/{first.code}/like").content.decode()
    assert again.code in page
    assert "lời giống nhau" in page


def test_what_is_suggested_and_not_confirmed_is_a_condition() -> None:
    fresh, _other = understood(FLOOD), cast.new_submission(LIGHT)
    by = cast.officer()
    for given, met in (
        ({"suggested": "open"}, [fresh]), ({"suggested": "changed"}, []), ({"alarm": "any"}, []),
        ({"issue": "VD-1"}, []),
    ):  # fmt: skip
        wanted = listing.read_filter(given)
        assert not wanted.unknown
        assert listing.page_for(wanted, by, at=cast.later(9)).rows == met
    assert listing.read_filter({"suggested": "nonsense"}).unknown == ("nonsense",)
