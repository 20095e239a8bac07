"""Saved views that tell: once, only what is new, and never what their owner may not see."""

import pytest
from django.test import Client

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.register.actions.desk import save_view
from langnghe.register.actions.views import see_news, tell_view, tell_views
from langnghe.register.audience import sees_of
from langnghe.register.models import SavedView, Submission
from langnghe.register.queries import news_of
from tests import cast

pytestmark = pytest.mark.django_db


def view_of(by: Officer, query: str, *, tells: bool = True) -> SavedView:
    return save_view(
        "Ngập", query=query, is_shared=True, by=by, at=cast.later(-60), tells=tells
    )  # arrivals of the cast are of NOON


def news(by: Officer) -> list[Submission]:
    return [hit.submission for hit in news_of(by)]


def test_new_matches_are_told_once_until_they_are_seen() -> None:
    by = cast.officer()
    view = view_of(by, "q=ngap")
    flood = cast.new_submission("Ngập ở phố Hoa Sữa.")
    cast.new_submission("Đèn hỏng.")
    tell_views(int(cast.later(1).timestamp()))
    assert news(by) == [flood]
    assert tell_view(view, at=cast.later(2)) == 0
    assert see_news(by=by, at=cast.later(3)) == 1
    assert tell_view(view, at=cast.later(4)) == 0
    assert news(by) == []


def test_what_was_there_before_and_views_that_are_silent_tell_nothing() -> None:
    by = cast.officer()
    cast.new_submission("Ngập ở phố Hoa Sữa.")
    late = save_view("Sau", query="q=ngap", is_shared=False, by=by, at=cast.later(5), tells=True)
    assert tell_view(late, at=cast.later(6)) == 0
    assert tell_view(view_of(by, "q=ngap", tells=False), at=cast.later(6)) == 0


def test_what_meets_a_view_only_after_registration_is_told_then() -> None:
    by = cast.officer()
    view = view_of(by, "topic=MT")
    assert tell_view(view, at=cast.later(1)) == 0
    booked = cast.registered(by)
    assert tell_view(view, at=cast.later(9)) == 1
    assert news(by) == [booked]


def test_what_may_not_be_seen_is_never_told_even_when_it_becomes_hidden_later() -> None:
    leader, by = cast.officer(RoleCode.SHIFT_LEADER), cast.officer()
    mine, theirs = view_of(by, "q=rac"), view_of(leader, "q=rac")
    secret = cast.registered(leader, sensitivity="S2")
    assert (tell_view(mine, at=cast.later(9)), tell_view(theirs, at=cast.later(9))) == (0, 1)
    plain = cast.new_submission("Rác ở phố Ví Dụ.")
    assert tell_view(mine, at=cast.later(9)) == 1
    Submission.objects.filter(pk=plain.pk).update(sensitivity="S2")
    assert news(by) == []
    assert news(leader) == [secret]


@pytest.mark.django_db(transaction=True)
def test_only_its_owner_hears_that_a_view_was_met() -> None:
    by, other = cast.officer(), cast.officer()
    view = view_of(by, "q=rac")
    payload = f'{{"kind": "view", "id": {view.pk}, "what": ""}}'
    mine, theirs = sees_of(by), sees_of(other)
    assert mine is not None
    assert theirs is not None
    assert mine("view", payload)
    assert not theirs("view", payload)


def test_the_page_of_news_lists_them_and_says_how_many() -> None:
    by = cast.officer()
    view = view_of(by, "q=ngap")
    flood = cast.new_submission("Ngập ở phố Hoa Sữa.")
    tell_view(view, at=cast.later(1))
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    assert flood.code in client.get("/register/news").content.decode()
    badge = client.get("/register/news", headers={"HX-Target": "news"}).content.decode()
    assert ">1</span>" in badge
    client.post("/register/news/seen")
    assert flood.code not in client.get("/register/news").content.decode()


def test_the_list_marks_what_was_looked_for_and_escapes_the_rest() -> None:
    by = cast.officer()
    cast.new_submission("Nước ngập <script>alert(1)</script> & hôi ở phố Hoa Sữa.")
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/register", {"q": "nuowcs ngap"}).content.decode()
    assert "<mark>Nước</mark> <mark>ngập</mark> &lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert "Tìm cả “nuoc” (nuowcs)" in page
