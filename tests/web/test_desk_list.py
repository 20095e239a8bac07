"""The desk when more waits than one screen holds."""

import pytest
from django.test import Client

from langnghe.access.rules import RoleCode
from langnghe.web.views import desk
from tests import cast
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db


def page_of(client: Client) -> str:
    return client.get("/desk?queue=new").content.decode()


def test_a_list_that_was_cut_says_how_many_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.officer(RoleCode.DUTY_OFFICER))
    assert "việc chưa hiện" not in page_of(client)
    for number in range(3):
        cast.new_submission(f"Rác thải ở ngõ {number}.")
    assert "việc chưa hiện" not in page_of(client)
    monkeypatch.setattr("langnghe.register.desk.LIMIT", 2)
    monkeypatch.setattr(desk, "LIMIT", 2)
    page = page_of(client)
    assert page.count('<li class="row') == 2
    assert 'class="muted">3</span></h1>' in page
    assert "Còn 1 việc chưa hiện" in page


def test_a_day_that_was_cut_says_that_it_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.officer(RoleCode.DUTY_OFFICER))
    for number in range(3):
        cast.new_submission(f"Rác thải ở ngõ {number}.")
    assert "Ít nhất" not in client.get("/my-day").content.decode()
    monkeypatch.setattr("langnghe.web.needs.PART_LIMIT", 3)
    assert "Ít nhất 3 việc" in client.get("/my-day").content.decode()
    assert ">3+</span>" in client.get("/my-day/count").content.decode()
