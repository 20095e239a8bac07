"""The browser's telephone: what it signs in with goes to its officer alone."""

import pytest
from django.test import Client
from django.urls import reverse

from langnghe.access.models import Officer
from langnghe.access.rules import RoleCode
from langnghe.line.actions.duty import add_telephone
from langnghe.line.actions.marks import enter_marks, mark_call
from langnghe.line.models import CallMark, LiveCall
from langnghe.line.states import CallState, MarkKind, TelephoneKind
from langnghe.register.models import Contact, Entry
from langnghe.register.states import Channel, ContactState
from langnghe.register.timeline import sentence
from tests import cast

pytestmark = pytest.mark.django_db


def signed_in(officer: Officer) -> Client:
    """Return the browser of an officer."""
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_credentials_go_to_the_officer_and_stand_in_no_page() -> None:
    officer = cast.officer()
    own = add_telephone("103", kind=TelephoneKind.BROWSER, officer=officer)
    client = signed_in(officer)
    told = client.get(reverse("telephone-credentials"))
    assert "no-store" in told["Cache-Control"]
    assert told.json()["secret"] == own.secret
    assert own.secret.encode() not in client.get(reverse("telephone")).content
    assert own.secret.encode() not in client.get(reverse("desk")).content


def test_nobody_gets_the_telephone_of_another() -> None:
    add_telephone("103", kind=TelephoneKind.BROWSER, officer=cast.officer())
    other = cast.officer()
    add_telephone("101", kind=TelephoneKind.DESK, officer=other)
    assert signed_in(other).get(reverse("telephone-credentials")).status_code == 404


def test_an_agency_has_no_telephone() -> None:
    clerk = cast.officer(RoleCode.AGENCY_CLERK, agency=cast.agency())
    add_telephone("103", kind=TelephoneKind.BROWSER, officer=clerk)
    client = signed_in(clerk)
    assert client.get(reverse("telephone")).status_code in {403, 404}
    assert client.get(reverse("telephone-credentials")).status_code in {403, 404}


def test_without_an_exchange_nothing_is_paused_and_it_is_said() -> None:
    officer = cast.officer()
    add_telephone("103", kind=TelephoneKind.BROWSER, officer=officer)
    answer = signed_in(officer).post(reverse("telephone-recording"), {"reason": "asked"})
    assert answer.status_code == 409
    assert answer.json()["words"]
    assert not CallMark.objects.exists()


def test_an_unknown_number_is_not_invited() -> None:
    officer = cast.officer()
    add_telephone("103", kind=TelephoneKind.BROWSER, officer=officer)
    answer = signed_in(officer).post(reverse("telephone-invite"), {"number": "0900000999"})
    assert answer.status_code == 409


def test_a_mark_comes_to_the_timeline_once_the_call_is_filed() -> None:
    officer = cast.officer()
    live = LiveCall.objects.create(
        exchange="tong-dai",
        call="1.1",
        telephone="103",
        state=CallState.TALKING,
        began_at=cast.NOON,
        seen_at=cast.NOON,
        answered_at=cast.NOON,
    )
    mark_call("103", MarkKind.INVITED, "113", by=officer, at=cast.later(1))
    enter_marks(int(cast.later(2).timestamp()))
    assert not Entry.objects.exists()
    contact = Contact.objects.create(
        channel=Channel.CALL,
        external_id=live.key,
        received_at=cast.NOON,
        state=ContactState.READ,
    )
    for minute in (3, 4):
        enter_marks(int(cast.later(minute).timestamp()))
    entry = Entry.objects.get()
    assert (entry.contact, entry.by) == (contact, officer)
    assert "113" in sentence(entry)
