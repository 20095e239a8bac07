"""The desk when more waits than one screen holds."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from langnghe.access.rules import RoleCode
from langnghe.register.models import Contact, Submission
from langnghe.register.states import Channel
from langnghe.triage.models import Suggestion
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


def questions(client: Client, address: str) -> int:
    """Return how often a page asks the database."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def more_waits() -> None:
    """Let voices wait at the desk, with suggestions, and calls that nobody answered."""
    for number in range(4):
        new = cast.new_submission(f"Cháy ở ngõ {number}.")
        Suggestion.objects.create(
            submission=new, made_at=cast.NOON, kind="phan_anh", urgency=("K3", "K1")[number % 2],
            sensitivity="S0", facts={"urgency": {"value": "K3", "confidence": 0.9}},
        )  # fmt: skip
        missed = cast.contact("", channel=Channel.CALL)
        Contact.objects.filter(pk=missed.pk).update(
            outcome="missed", started_at=cast.NOON, seconds=9
        )


@pytest.mark.parametrize(
    "address", ["/desk?queue=new", "/desk?queue=call_back", "/my-day", "/my-day/count"]
)
@pytest.mark.parametrize("role", [RoleCode.DUTY_OFFICER, RoleCode.SHIFT_LEADER])
def test_a_longer_desk_asks_no_more_questions(address: str, role: RoleCode) -> None:
    client = signed_in(cast.officer(role))
    more_waits()
    few = questions(client, address)
    more_waits()
    assert questions(client, address) == few


def test_a_line_is_written_anew_when_it_changes() -> None:
    officer = cast.officer(RoleCode.DUTY_OFFICER)
    client = signed_in(officer)
    more_waits()
    held = f'<span class="row-holder">{officer.full_name}</span>'
    vietnamese = page_of(client)
    assert "K3 Khẩn cấp" in vietnamese
    assert held not in vietnamese
    client.post(f"/submissions/{Submission.objects.earliest('pk').code}/take")
    assert page_of(client).count(held) == 1
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = page_of(client)
    assert "K3 Emergency" in english
    assert "K3 Khẩn cấp" not in english
