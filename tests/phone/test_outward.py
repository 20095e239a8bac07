"""Calls that leave the exchange, and those that must not: back to citizens, transfers, fraud."""

from dataclasses import replace
from pathlib import Path

import pytest

from langnghe.telephony import records
from langnghe.telephony.exchange.talk import Refused
from tests.hotline import until
from tests.phone.callers.citizen import Key, Wait
from tests.phone.callers.speech import LONG
from tests.phone.room import LIMITS, MOBILE, Room

Voices = dict[str, Path]
ENTERED = Wait(0.8)
ROOM_LIMITS = replace(LIMITS, ring=10, longest_wait=60)
"""A key takes longer than lifting; a transfer that nobody takes is waited for."""


def test_a_citizen_is_called_back_with_notice_by_the_trunk_that_works(
    room: Room, voices: Voices
) -> None:
    room.desk("101", voices["officer"])
    citizen = room.desk(MOBILE, voices["citizen"], outside=True)
    room.ask(
        "Originate", Channel="PJSIP/101", Context="call-back", Exten=f"+84{MOBILE[1:]}",
        Priority="1", Async="true", ChannelId="back-1", Variable="HOTLINE_CALL=tong-dai:1795.1",
    )  # fmt: skip
    until(citizen.is_talking, "the citizen answers")
    until(lambda: room.leg_of(MOBILE) or room.leg_at("call-back"), "it goes on")
    until(room.recording("back-1.raw").exists, "recorded")
    size = 32_000 * 5
    until(lambda: room.recording("back-1.raw").stat().st_size > size, "they talk")
    citizen.tell("hangup")
    record = room.record_of(MOBILE)
    assert (record.is_outward, record.outcome) == (True, records.ANSWERED)
    assert (record.number, record.returns) == (MOBILE, "tong-dai:1795.1")
    assert room.caller_said(record, voices["citizen"]) >= 0.95
    assert room.heard(record, "notice")


def test_who_was_told_the_answer_is_asked_once_for_a_key(room: Room, voices: Voices) -> None:
    """Without any program of ours; a wrong key is no word, and asks nobody again."""
    desk = room.desk("101", voices["officer"])
    citizen = room.desk(MOBILE, voices["citizen"], outside=True)
    for call in ("telling-7-1", "telling-7-2"):
        room.ask(
            "Originate", Channel="PJSIP/101", Context="call-back", Exten=MOBILE, Priority="1",
            Async="true", ChannelId=call, Variable="HOTLINE_CALL=telling-7,SURVEY=telling-7-0",
        )  # fmt: skip
        until(lambda: room.talks_with_somebody(MOBILE), "they talk")
        desk.tell("hangup")
        if call == "telling-7-1":
            until(lambda: room.leg_at("survey"), "the citizen is asked")
            citizen.press_until(lambda: not citizen.is_talking(), "the key is taken", key="9")
        until(lambda: not room.channels(), "the call is over")
    calls = {each.unique_id: each for each in room.records()}
    assert [calls[f"telling-7-{each}"].pressed for each in (1, 2)] == [0, None]
    assert {each.outcome for each in calls.values() if each.returns == "telling-7"} == {
        records.ANSWERED
    }


def test_a_number_that_costs_extra_or_lies_abroad_is_not_dialled(
    room: Room, voices: Voices
) -> None:
    room.desk("101", voices["officer"])
    for number in ("19001234", "+12025550100", "00442079460000"):
        with pytest.raises(Refused):
            room.ask(
                "Originate", Channel="PJSIP/101", Context="call-back", Exten=number, Priority="1"
            )
    assert not any("PJSIP/city" in leg["name"] for leg in room.channels())


def test_an_officer_outside_takes_the_call_by_key(room: Room, voices: Voices) -> None:
    number = "0900000230"
    mobile = room.desk(MOBILE, voices["officer"], outside=True)
    room.sign_on("201")
    call = room.line.call(number, ENTERED, Key("5"), Wait(LONG))
    until(mobile.is_talking, "the mobile answers, as a voice box would")
    assert not room.talks_with_somebody(number)
    until(lambda: room.leg_at("take"), "it is asked for a key")
    mobile.press_until(lambda: room.talks_with_somebody(number), "they are connected", key="1")
    call.vanish()
    room.clear()
    assert room.record_of(number).outcome == records.ANSWERED


def test_a_transfer_that_nobody_takes_comes_back_to_the_queue(room: Room, voices: Voices) -> None:
    first = room.desk("101", voices["officer"])
    second = room.desk("102", voices["colleague"], lifts=False)
    room.sign_on("101")
    number = "0900000240"
    room.line.call(number, ENTERED, Key("5"), Wait(LONG))
    until(first.is_talking, "the first officer talks")
    until(lambda: room.talks_with_somebody(number), "they talk")
    first.tell("transfer", f"sip:102@127.0.0.1:{room.plan.ports.sip}")
    until(second.is_ringing, "the colleague rings")
    until(first.is_talking, "nobody took it: the first officer has it again")
    assert room.talks_with_somebody(number)


def bring_together(room: Room, number: str, conference: str) -> dict[str, str]:
    """Send the officer at 101 and who talks with them where a third may join; return where."""
    leg, officer = room.leg_of(number), next(
        each for each in room.channels() if each["name"].startswith("PJSIP/101")
    )  # fmt: skip
    assert leg is not None
    place = {"Context": "conference", "Exten": conference, "Priority": "1"}
    room.ask("Redirect", Channel=leg["name"], ExtraChannel=officer["name"], **place,
             **{f"Extra{name}": value for name, value in place.items()})  # fmt: skip
    return place


def test_officer_citizen_and_a_third_talk_together(room: Room, voices: Voices) -> None:
    desk = room.desk("101", voices["officer"])
    agency = room.desk(MOBILE, voices["colleague"], outside=True)
    before = {each.unique_id for each in room.records()}
    room.sign_on("101")
    number = "0900000241"
    room.line.call(number, ENTERED, Key("5"), Wait(LONG))
    until(lambda: room.talks_with_somebody(number), "they talk")
    place = bring_together(room, number, "7001")
    room.ask("Originate", Channel=f"Local/{MOBILE}@third", Async="true", **place)
    until(agency.is_talking, "the agency answers")
    until(
        lambda: any(len(each["channels"]) == 3 for each in room.ari("bridges")),
        "all three are together")  # fmt: skip
    agency.tell("hangup")
    desk.tell("hangup")
    record = room.record_of(number)
    assert record.outcome == records.ANSWERED
    others = {each.unique_id for each in room.records()} - before
    assert others == {record.unique_id}, "the third is no call of the hotline"


def test_a_citizen_who_was_called_is_not_left_alone_when_the_officer_leaves(
    room: Room, voices: Voices
) -> None:
    """Officer and citizen go where a third may join; the officer leaves, the citizen is asked."""
    desk = room.desk("101", voices["officer"])
    citizen = room.desk(MOBILE, voices["citizen"], outside=True)
    room.ask(
        "Originate", Channel="PJSIP/101", Context="call-back", Exten=MOBILE, Priority="1",
        Async="true", ChannelId="telling-8-1", Variable="HOTLINE_CALL=telling-8,SURVEY=telling-8-0",
    )  # fmt: skip
    until(lambda: room.talks_with_somebody(MOBILE), "they talk")
    bring_together(room, MOBILE, "7002")
    until(lambda: room.leg_at("conference"), "they are where a third may join")
    until(lambda: room.talks_with_somebody(MOBILE), "they talk there")
    desk.tell("hangup")
    until(lambda: room.leg_at("survey"), "the citizen is asked")
    citizen.press_until(lambda: not citizen.is_talking(), "the key is taken", key="5")
    until(lambda: not room.channels(), "no leg is left")
    call = next(each for each in room.records() if each.unique_id == "telling-8-1")
    assert (call.is_outward, call.number, call.outcome) == (True, MOBILE, records.ANSWERED)
    assert (call.pressed, call.returns) == (5, "telling-8")


def test_who_calls_in_cannot_call_out(room: Room, voices: Voices) -> None:
    mobile = room.desk(MOBILE, voices["officer"], outside=True)
    call = room.line.call("0900000242", Wait(2), called=MOBILE)
    room.wait_for_app("0900000242", "Read")
    call.end()
    assert not mobile.is_talking()
    assert room.record_of("0900000242").called == MOBILE


def test_an_officers_telephone_dials_help_and_colleagues_only(room: Room, voices: Voices) -> None:
    desk = room.desk("101", voices["officer"])
    other = room.desk("102", voices["colleague"])
    mobile = room.desk(MOBILE, voices["citizen"], outside=True)
    place = f"127.0.0.1:{room.plan.ports.sip}"
    desk.tell("dial", f"sip:{MOBILE}@{place}")
    until(lambda: "404" in (desk.folder / "log").read_text(errors="replace"), "refused")
    assert not mobile.is_talking()
    desk.tell("dial", f"sip:102@{place}")
    until(other.is_talking, "the colleague answers")
    desk.tell("hangup")
    until(lambda: not room.channels(), "the line is free")
    desk.tell("dial", f"sip:700@{place}")
    room.wait_for_app("101", "Read")
    desk.tell("hangup")
    assert room.record_of("101").called == "700"


def test_a_stranger_is_refused_and_noted(room: Room) -> None:
    """Neither from another address, nor by the name of a trunk or a telephone."""
    for name in ("1000", "city", "101"):
        call = room.line.call(name, answer="401", address="127.0.0.2")
        assert call.end() == 0, (call.log / "said").read_text(errors="replace")[-800:]
    noted = (room.plan.run / "log" / "security").read_text()
    assert "127.0.0.2" in noted
    assert not room.channels()
