"""Calls as they go on, written down once each, in the exchange's order."""

import json
from dataclasses import replace

import pytest
from django.db import connection

from langnghe.line.actions.calls import drop_filed, end_others, note_calls
from langnghe.line.actions.duty import add_telephone, sign_on
from langnghe.line.actions.marks import enter_mark
from langnghe.line.models import CallMark, LiveCall
from langnghe.line.queries import cards_for
from langnghe.line.rules import code_of_keys, hours_of_recording
from langnghe.line.states import CallState, MarkKind, TelephoneKind
from langnghe.register.models import Contact, Entry
from langnghe.register.states import Channel, ContactState
from langnghe.telephony.exchange.line import Call
from tests.cast import later, officer

pytestmark = pytest.mark.django_db
EXCHANGE, NUMBER = "tong-dai", "0900 000 123"


def call(identity: str = "1.1", *, minutes: float = 0, state: str = "arriving") -> Call:
    return Call(
        id=identity,
        number=NUMBER,
        began_at=later(minutes),
        seen_at=later(minutes),
        state=CallState(state),
    )


def test_what_was_heard_twice_or_late_changes_nothing() -> None:
    first = call()
    ringing = replace(first, state=CallState.RINGING, rings=frozenset({"101"}), seen_at=later(1))
    assert note_calls(EXCHANGE, [first]) == 1
    assert note_calls(EXCHANGE, [ringing]) == 1
    assert note_calls(EXCHANGE, [ringing]) == note_calls(EXCHANGE, [first]) == 0
    row = LiveCall.objects.get()
    assert (row.state, row.rings, row.number_key) == ("ringing", ["101"], "+84900000123")
    assert row.key == "tong-dai:1.1"


def test_an_ended_call_stays_ended_and_who_answered_is_known() -> None:
    lan = officer()
    sign_on(add_telephone("101", kind=TelephoneKind.DESK).pk, by=lan, at=later())
    talking = replace(
        call(state="talking"), telephone="101", answered_at=later(1), seen_at=later(1)
    )
    note_calls(EXCHANGE, [talking])
    assert LiveCall.objects.get().officer == lan
    ended = replace(talking, state=CallState.ENDED, ended_at=later(3), seen_at=later(3))
    note_calls(EXCHANGE, [ended])
    assert note_calls(EXCHANGE, [replace(talking, seen_at=later(9))]) == 0
    assert LiveCall.objects.get().state == CallState.ENDED


def test_who_has_a_call_next_is_told_on_its_timeline_once_it_is_filed() -> None:
    lan = officer()
    sign_on(add_telephone("101", kind=TelephoneKind.DESK).pk, by=lan, at=later())
    first = replace(call(state="talking"), telephone="101", seen_at=later(1))
    second = replace(first, telephone="102", seen_at=later(2))
    note_calls(EXCHANGE, [first])
    note_calls(EXCHANGE, [second])
    note_calls(EXCHANGE, [replace(second, seen_at=later(3))])
    mark = CallMark.objects.get()
    assert (mark.kind, mark.officer, mark.words) == (MarkKind.HANDED_OVER, lan, "102")
    assert LiveCall.objects.get().officer is None
    assert not enter_mark(mark.pk, at=later(4))
    contact = Contact.objects.create(
        channel=Channel.CALL, external_id=mark.call, source="spool", received_at=later()
    )
    assert enter_mark(mark.pk, at=later(5))
    entry = Entry.objects.get(contact=contact)
    assert (entry.kind, entry.by, entry.facts["who"]) == ("line.handed_over", lan, "102")


def test_calls_that_ended_while_nobody_looked_are_over() -> None:
    note_calls(EXCHANGE, [call("1.1", state="waiting"), call("1.2", state="waiting")])
    note_calls("other", [call("1.1")])
    assert end_others(EXCHANGE, alive=["1.2"], at=later(5)) == 1
    assert set(LiveCall.objects.filter(state="ended").values_list("exchange", "call")) == {
        (EXCHANGE, "1.1")
    }


@pytest.mark.django_db(transaction=True)
def test_three_calls_of_one_number_in_five_minutes_are_an_alarm() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN langnghe_live")
    Contact.objects.create(
        channel=Channel.CALL,
        external_id=f"{EXCHANGE}:0.9",
        source=f"spool:{EXCHANGE}",
        received_at=later(-2),
        sender_key="+84900000123",
    )
    note_calls(EXCHANGE, [call("1.1")])
    note_calls(EXCHANGE, [call("1.2", minutes=2), call("1.3", minutes=30)])
    told = [json.loads(each.payload) for each in connection.connection.notifies(timeout=0)]
    alarms = [each for each in told if each["what"] == "call.repeated"]
    assert [LiveCall.objects.get(pk=each["id"]).call for each in alarms] == ["1.2"]
    assert {row.call: row.repeats for row in LiveCall.objects.all()} == {
        "1.1": 2,
        "1.2": 3,
        "1.3": 1,
    }
    for each in ("1.1", "1.2", "1.3"):
        assert not told or each


def test_cards_are_for_those_who_are_on() -> None:
    lan, binh = officer(), officer()
    note_calls(EXCHANGE, [call(state="waiting")])
    assert cards_for(lan, at=later(1)) == []
    sign_on(add_telephone("101", kind=TelephoneKind.DESK).pk, by=lan, at=later())
    assert [each.call for each in cards_for(lan, at=later(1))] == ["1.1"]
    assert cards_for(binh, at=later(1)) == []
    talking = replace(call(state="talking"), telephone="101", seen_at=later(1))
    note_calls(EXCHANGE, [talking])
    sign_on(add_telephone("102", kind=TelephoneKind.DESK).pk, by=binh, at=later())
    assert len(cards_for(lan, at=later(1))) == 1
    assert cards_for(binh, at=later(1)) == []


def test_a_call_is_forgotten_only_when_it_is_decided() -> None:
    lan = officer()
    sign_on(add_telephone("101", kind=TelephoneKind.DESK).pk, by=lan, at=later())
    talking = replace(call(state="talking"), telephone="101")
    ended = replace(talking, state=CallState.ENDED, ended_at=later(3), seen_at=later(3))
    note_calls(EXCHANGE, [talking])
    note_calls(EXCHANGE, [ended])
    contact = Contact.objects.create(
        channel=Channel.CALL,
        external_id=f"{EXCHANGE}:1.1",
        source="spool",
        received_at=later(),
        state=ContactState.READ,
    )
    assert drop_filed(at=later(60)) == 0
    contact.state = ContactState.SET_ASIDE
    contact.save()
    assert drop_filed(at=later(60)) == 1


@pytest.mark.parametrize(
    ("digits", "code"),
    [("000123", "HN-26-000123"), ("25000123", "HN-25-000123"), ("123", ""), ("१२३४५६", "")],
)
def test_codes_typed_on_a_keypad(digits: str, code: str) -> None:
    assert code_of_keys(digits, prefix="HN", year=2026) == code


def test_room_on_the_disk_in_hours_of_talk() -> None:
    assert hours_of_recording(115_200_000 * 10) == 10
    assert hours_of_recording(-1) == 0
