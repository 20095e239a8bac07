"""Every way a call can go, on a real exchange, without any program of ours."""

import time
from pathlib import Path

import pytest

from langnghe.telephony import records
from tests.hotline import until
from tests.phone.callers.citizen import Key, Listen, Say, Wait
from tests.phone.callers.speech import LONG
from tests.phone.room import Room

Voices = dict[str, Path]
ENTERED = Wait(0.8)
"""Long enough for the greeting to have begun: a key ends it."""


def test_without_an_officer_callers_are_greeted_and_speak_to_the_machine(
    room: Room, voices: Voices
) -> None:
    """By day, by night, on a holiday, and with the number hidden."""
    steps = (ENTERED, Key("5"), Wait(2.5), Say(voices["citizen.al"]), Listen())
    callers = {"day": "0900000111", "night": "0900000112", "holiday": "0900000113"}
    legs = {}
    for mode, number in callers.items():
        room.set_mode(mode)
        room.line.call(number, *steps)
        legs[mode] = until(lambda: room.leg_of(number), "the call is up")  # noqa: B023
        room.wait_for_app(number, "Read")
    room.line.call("", *steps)
    for mode, number in callers.items():
        record = room.record_of(number, alone=False)
        assert (record.unique_id, record.outcome) == (legs[mode]["id"], records.VOICE_MESSAGE)
        assert record.messages == (f"{legs[mode]['id']}-msg.wav",)
        assert (record.called, record.answered_at) == ("0900000098", None)
        assert room.caller_said(record, voices["citizen"]) >= 0.95
        assert all(room.heard(record, each) for each in ("leave-message", "message-kept"))
        assert not any(room.heard(record, f"greeting-{other}") for other in {*callers} - {mode})
    hidden = room.record_of("anonymous")
    assert hidden.outcome == records.VOICE_MESSAGE
    assert room.caller_said(hidden, voices["citizen"]) >= 0.95


def test_the_clock_greets_where_the_roster_says_nothing_or_speaks_of_times_past(room: Room) -> None:
    told = {}
    for number, mode, until_when in (("0900000121", "", ""), ("0900000122", "holiday", "1000")):
        room.set_mode(mode)
        room.ask("DBPut", Family="hotline", Key="mode_until", Val=until_when)
        room.line.call(number, Wait(2.6)).end()
        told[number] = room.record_of(number)
    room.ask("DBDel", Family="hotline", Key="mode_until")
    here = time.gmtime(time.time() + 7 * 3600).tm_hour
    wanted = "greeting-day" if 6 <= here < 22 else "greeting-night"
    assert all(room.heard(record, wanted) for record in told.values())
    assert {record.outcome for record in told.values()} == {records.MISSED}


def test_an_urgent_call_is_told_of_113_and_comes_first(room: Room, voices: Voices) -> None:
    desk = room.desk("101", voices["officer"])
    busy = room.desk("102", voices["colleague"])
    room.sign_on("101")
    busy_line = room.line.call("0900000130", ENTERED, Key("5"), Wait(LONG))
    until(desk.is_talking, "the officer talks")
    busy.stop()
    patient = room.line.call("0900000131", ENTERED, Key("5"), Wait(LONG))
    room.wait_for_app("0900000131", "Queue")
    urgent = room.line.call("0900000132", ENTERED, Key("1"), Wait(LONG))
    room.wait_for_app("0900000132", "Queue")
    busy_line.vanish()
    desk.tell("hangup")
    until(desk.is_talking, "the officer talks again")
    until(lambda: room.talks_with_somebody("0900000132"), "the urgent one talks")
    assert not room.talks_with_somebody("0900000131")
    urgent.vanish()
    patient.vanish()
    room.clear()
    record = room.record_of("0900000132")
    assert room.heard(record, "urgent")
    assert room.noted(record, "choice") == "urgent"


def test_a_code_is_typed_and_read_back(room: Room) -> None:
    keys = [Key(digit) for digit in "26000123"]
    call = room.line.call("0900000140", ENTERED, Key("2"), Wait(1.6), *keys, Wait(9), Listen())
    until(lambda: room.leg_at("hotline", "message"), "the code was read back")
    call.vanish()
    room.clear()
    record = room.record_of("0900000140")
    assert room.noted(record, "code") == "26000123"
    assert room.heard(record, "code")
    assert room.heard(record, "code-heard")


def test_an_officer_answers_and_both_sides_are_recorded(room: Room, voices: Voices) -> None:
    desk = room.desk("101", voices["officer"])
    room.sign_on("101")
    number = "0900000150"
    room.line.call(number, ENTERED, Key("5"), Wait(1), Say(voices["citizen.al"]), Wait(6)).end()
    record = room.record_of(number)
    assert record.outcome == records.ANSWERED
    assert record.answered_at is not None
    assert record.answered_at >= record.started_at
    assert room.caller_said(record, voices["citizen"]) >= 0.95
    assert room.hotline_said(record, voices["officer"]) >= 0.95
    until(lambda: not desk.is_talking(), "the officer's telephone is free")


def test_who_has_been_idle_longest_is_rung_first(room: Room, voices: Voices) -> None:
    desks = {name: room.desk(name, voices["officer"]) for name in ("101", "102")}
    for name in desks:
        room.sign_on(name)
    rung = []
    for number in ("0900000160", "0900000161", "0900000162"):
        call = room.line.call(number, ENTERED, Key("5"), Wait(LONG))
        talks = until(
            lambda: next((name for name, desk in desks.items() if desk.is_talking()), None),
            "an officer talks",
        )
        rung.append(talks)
        desks[talks].tell("hangup")
        call.vanish()
        until(lambda: not room.channels(), "the call is over")
        time.sleep(1.1)  # the exchange measures idleness in whole seconds
    assert rung[0] != rung[1]
    assert rung[0] == rung[2]


@pytest.mark.parametrize("refuses", [False, True], ids=["silent", "refusing"])
def test_a_telephone_that_nobody_lifts_eats_no_call(
    room: Room, voices: Voices, *, refuses: bool
) -> None:
    number = f"090000017{int(refuses)}"
    silent = room.desk("101", voices["officer"], lifts=False)
    other = room.desk("102", voices["colleague"])
    room.sign_on("101")
    call = room.line.call(number, ENTERED, Key("5"), Wait(LONG))
    until(silent.is_ringing, "the first telephone rings")
    room.sign_on("102")
    if refuses:
        silent.tell("hangup")
    until(other.is_talking, "the other officer talks")
    assert room.members()["101"]["Paused"] == "1"
    call.vanish()
    room.clear()
    assert room.record_of(number).outcome == records.ANSWERED


def test_alone_a_silent_officer_is_rung_once_more_then_the_machine_speaks(
    room: Room, voices: Voices
) -> None:
    number = "0900000180"
    room.desk("101", voices["officer"], lifts=False)
    room.sign_on("101")
    call = room.line.call(number, ENTERED, Key("5"), Wait(LONG))
    room.wait_for_app(number, "Record")
    call.vanish()
    room.clear()
    record = room.record_of(number)
    assert record.outcome == records.VOICE_MESSAGE
    assert room.queue_log(record).count("RINGNOANSWER") == 2


def test_an_officer_at_rest_is_not_rung(room: Room, voices: Voices) -> None:
    number = "0900000181"
    resting = room.desk("101", voices["officer"])
    room.sign_on("101")
    place = {"Queue": "hotline", "Interface": "PJSIP/101"}
    room.ask("QueuePause", Paused="true", Reason="break", **place)
    room.ask("DBPut", Family="hotline-pause", Key="PJSIP/101", Val="break")
    call = room.line.call(number, ENTERED, Key("5"), Wait(LONG))
    room.wait_for_app(number, "Record")
    assert not resting.is_talking()
    call.vanish()
    room.ask("DBDel", Family="hotline-pause", Key="PJSIP/101")


def test_who_waits_is_offered_to_be_called_back(room: Room, voices: Voices) -> None:
    desk = room.desk("101", voices["officer"])
    room.sign_on("101")
    first = room.line.call("0900000190", ENTERED, Key("5"), Wait(LONG))
    until(desk.is_talking, "the officer talks")
    second = room.line.call("0900000191", ENTERED, Key("5"), Wait(8), Key("2"), Listen())
    room.wait_for_app("0900000191", "Queue")
    room.line.call("0900000192", ENTERED, Key("5"), Wait(LONG))
    second.end()
    room.wait_for_app("0900000192", "Record")
    first.vanish()
    room.clear()
    asked, waited = room.record_of("0900000191"), room.record_of("0900000192")
    assert asked.outcome == records.CALL_BACK
    for prompt in ("queue-next", "queue-stay", "call-back-offer", "call-back"):
        assert room.heard(asked, prompt), prompt
    assert all(room.heard(waited, each) for each in ("queue-place", "queue-of-waiting"))
    assert waited.outcome == records.VOICE_MESSAGE, "after the longest wait the machine listens"


def test_when_the_last_officer_leaves_who_waits_may_speak(room: Room, voices: Voices) -> None:
    desk = room.desk("101", voices["officer"])
    room.sign_on("101")
    talking = room.line.call("0900000200", ENTERED, Key("5"), Wait(LONG))
    until(desk.is_talking, "the officer talks")
    waiting = room.line.call("0900000201", ENTERED, Key("5"), Wait(LONG))
    room.wait_for_app("0900000201", "Queue")
    room.sign_off("101")
    room.wait_for_app("0900000201", "Record")
    assert desk.is_talking(), "whoever talks goes on talking"
    for call in (waiting, talking):
        call.vanish()


def test_a_flood_from_one_number_is_refused_and_others_get_through(room: Room) -> None:
    flood = [room.line.call("0900000210", Wait(LONG)) for _each in range(3)]
    until(lambda: len(room.channels()) == 3, "three calls are up")
    told = room.line.call("0900000210", Listen())
    until(lambda: len(room.channels()) == 4, "the fourth is told so")
    other = room.line.call("0900000211", Wait(3))
    assert told.end() == 0
    assert other.end() == 0
    for call in flood:
        call.vanish()
    room.clear()
    outcomes = [line["outcome"] for each in room.records() for line in each.lines
                if each.number == "0900000210"]  # fmt: skip
    assert outcomes.count("refused") == 1


def test_keys_as_trunks_send_them(room: Room, voices: Voices) -> None:
    """A telephone sends telephone events in RTP (RFC 4733), not words by SIP."""
    outside = room.desk("0900000220", voices["citizen"], outside=True)
    outside.tell("dial", f"sip:0900000098@127.0.0.1:{room.plan.ports.sip}")
    until(outside.is_talking, "the call is up")
    room.wait_for_app("0900000220", "Read")
    outside.press_until(lambda: not room.leg_at("hotline", "s"), "the key was heard", key="1")
    outside.tell("hangup")
    record = room.record_of("0900000220")
    assert room.noted(record, "choice") == "urgent"
