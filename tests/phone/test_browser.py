"""The telephone in the browser: real Chromium, a real exchange, citizens who speak."""

import contextlib
import itertools
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from langnghe.telephony.exchange.talk import Refused
from tests.browser.conftest import PASSWORD, findings
from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Citizen, Say, Wait
from tests.phone.callers.speech import LONG, RATE, again_and_again, likeness_in_parts, sound_of
from tests.phone.room import PATIENT, Room
from tests.phone.watching import enter_marks
from tests.phone.window import Window, heard_from, key_heard, officer_at

Voices = dict[str, Path]
ROOM_LIMITS = PATIENT
STUN_COOKIE = b"\x21\x12\xa4\x42"
CAST = f"""
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.line.actions.duty import sign_on
from langnghe.line.models import Telephone
now = timezone.now()
binh = add_officer(Person(username="binh", full_name="Trần Văn Bình (mẫu)"),
                   roles=["duty_officer"], password={PASSWORD!r}, at=now)
own = Telephone.objects.create(name="103", kind="browser", officer=binh, secret="secret-103")
Telephone.objects.create(name="101", kind="desk", secret="secret-101")
sign_on(own.pk, by=binh, at=now)
"""
_numbers = itertools.count(601)


@pytest.fixture(scope="module")
def way() -> Iterator[socket.socket]:
    """Give a server that browsers may ask for a way through, and that says nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(60)
        yield listening


@pytest.fixture(scope="module")
def surroundings(way: socket.socket) -> dict[str, str]:
    return {"LANGNGHE_ICE_SERVERS": f"stun:127.0.0.1:{way.getsockname()[1]}"}


@pytest.fixture(scope="module")
def opened(office: Hotline, voices: Voices, running_room: Room) -> Iterator[Window]:
    """Give Binh's open telephone, for all tests: a browser is slow to start."""
    with officer_at(office, "binh", voices["officer"]) as window:
        until(running_room.members, "Binh is on duty")
        yield window
        assert not window.troubles


@pytest.fixture
def window(opened: Window, running_room: Room) -> Iterator[Window]:
    """Give Binh's telephone without a call, before and after."""
    opened.phone.evaluate("window.heard.length = 0")
    yield opened
    for channel in running_room.channels():
        with contextlib.suppress(Refused):  # it went by itself
            running_room.ask("Hangup", Channel=channel["name"])
    for citizen in opened.citizens:
        citizen.vanish()
    opened.citizens.clear()
    for desk in running_room.desks:
        desk.stop()
    running_room.desks.clear()
    until(lambda: not running_room.channels(), "no call is left")
    opened.shows(phase="none", way="ready")


def ring(room: Room, window: Window, voices: Voices) -> Citizen:
    """Let a citizen call and speak all the time, until the officer's telephone rings."""
    number = f"0900000{next(_numbers)}"
    until(room.somebody_is_free, "the exchange knows that the telephone is free")
    citizen = room.line.call(number, Say(again_and_again(voices["citizen"], "al")), Wait(LONG))
    window.citizens.append(citizen)
    window.shows(phase="ringing")
    assert number[-3:] in window.words()
    return citizen


def talk(room: Room, window: Window, voices: Voices) -> Citizen:
    """Let a citizen call, and answer."""
    citizen = ring(room, window, voices)
    window.press("Enter")
    window.shows(phase="talking")
    return citizen


def is_silent(room: Room, number: str, seconds: float = 0.6) -> bool:
    """Tell whether the hotline's side of the recording ends in silence."""
    return bool(np.abs(room.hotline_side(number)[-int(RATE * seconds) :]).max() < 30)


def test_both_hear_each_other_and_both_are_recorded(
    running_room: Room, window: Window, voices: Voices
) -> None:
    citizen = talk(running_room, window, voices)
    said, told = sound_of(voices["citizen"]), sound_of(voices["officer"])
    until(lambda: likeness_in_parts(said, window.heard()) >= 0.7, "the officer heard")
    until(
        lambda: likeness_in_parts(told, running_room.hotline_side(citizen.number)) >= 0.7,
        "the recording holds what the officer said",
    )
    window.press("x")
    window.shows(phase="none")
    record = running_room.record_of(citizen.number)
    assert running_room.caller_said(record, voices["citizen"]) >= 0.95
    assert record.outcome == "answered"


def test_the_browser_asks_whom_the_settings_name_for_a_way_through(
    running_room: Room, window: Window, voices: Voices, way: socket.socket
) -> None:
    talk(running_room, window, voices)
    asked = way.recv(1500)
    assert asked[4:8] == STUN_COOKIE


def test_mute_and_hold(running_room: Room, window: Window, voices: Voices) -> None:
    number = talk(running_room, window, voices).number
    window.press("m")
    until(lambda: is_silent(running_room, number), "nothing is said")
    assert "Micrô đang tắt" in window.words()
    window.press("m")
    until(lambda: not is_silent(running_room, number, 0.3), "it is said again")
    window.press("h")
    window.shows(phase="held")
    window.press("h")
    window.shows(phase="talking")


def test_keys_reach_the_other_side(running_room: Room, window: Window, voices: Voices) -> None:
    talk(running_room, window, voices)
    with heard_from(running_room.place, key_heard) as heard:
        window.press("5")
        window.press("#")
        until(lambda: heard == ["5", "#"], "the keys came through")
    window.press("b")
    assert window.phone.locator("[data-pressed]").inner_text() == "5#"
    window.press("Escape")


def test_a_page_answers_and_hangs_up_through_the_window(
    running_room: Room, window: Window, voices: Voices
) -> None:
    ring(running_room, window, voices)
    window.desk.locator("ln-phone").get_by_role("button", name="Nghe máy").click()
    window.shows(phase="talking")
    window.desk.locator("ln-phone").get_by_text("Đang nói").wait_for(state="attached")
    window.desk.locator("ln-phone").get_by_role("button", name="Gác máy").click()
    window.shows(phase="none")
    window.desk.locator("ln-phone").get_by_text("sẵn sàng").wait_for(state="attached")


def test_a_call_goes_to_a_colleague_at_once(
    running_room: Room, window: Window, voices: Voices
) -> None:
    desk = running_room.desk("101", again_and_again(voices["colleague"], "wav"))
    number = talk(running_room, window, voices).number
    window.press("t")
    window.phone.get_by_label("Số máy của đồng nghiệp").fill("101")
    window.phone.get_by_role("button", name="Chuyển ngay").click()
    window.shows(phase="none")
    until(desk.is_talking, "the colleague talks")
    told = sound_of(voices["colleague"])
    until(
        lambda: likeness_in_parts(told, running_room.hotline_side(number)) >= 0.9,
        "the recording goes on with the colleague",
    )


def test_a_colleague_is_asked_first(running_room: Room, window: Window, voices: Voices) -> None:
    desk = running_room.desk("101", again_and_again(voices["colleague"], "wav"))
    number = talk(running_room, window, voices).number
    window.press("t")
    window.phone.get_by_label("Số máy của đồng nghiệp").fill("101")
    window.phone.get_by_role("button", name="Hỏi trước").click()
    until(desk.is_talking, "the colleague is asked")
    window.shows(phase="held")
    window.phone.get_by_role("button", name="Giao người gọi").click()
    window.shows(phase="none")
    told = sound_of(voices["colleague"])
    until(
        lambda: likeness_in_parts(told, running_room.hotline_side(number)) >= 0.9,
        "citizen and colleague talk",
    )
    assert desk.is_talking()


def test_the_police_joins_the_call(running_room: Room, window: Window, voices: Voices) -> None:
    police = running_room.desk("113", again_and_again(voices["colleague"], "wav"), outside=True)
    number = talk(running_room, window, voices).number
    window.press("c")
    window.phone.get_by_role("button", name="113").click()
    until(police.is_talking, "the police talks")
    told = sound_of(voices["colleague"])
    until(
        lambda: likeness_in_parts(told, running_room.hotline_side(number)) >= 0.6,
        "the police is heard in the recording",
    )
    window.shows(phase="talking")


def test_the_recording_rests_for_a_reason_that_is_kept(
    running_room: Room, office: Hotline, window: Window, voices: Voices
) -> None:
    number = talk(running_room, window, voices).number
    window.press("p")
    window.phone.get_by_role("button", name="Người gọi yêu cầu").click()
    window.phone.get_by_text("Đang tạm dừng ghi âm").wait_for()
    until(lambda: is_silent(running_room, number), "nothing is recorded")
    window.press("p")
    until(lambda: not is_silent(running_room, number, 0.3), "it is recorded again")
    window.press("x")
    filed = "register_contact WHERE sender_raw = '{number}'"
    until(lambda: office.count(filed.format(number=number)) == 1, "the call is filed")
    enter_marks(office)
    assert office.count("register_entry WHERE kind = 'line.recording_paused'") == 1


def test_the_call_lives_on_while_our_program_is_away(
    running_room: Room, office: Hotline, window: Window, voices: Voices
) -> None:
    citizen = talk(running_room, window, voices)
    office.kill("web")
    window.shows(way="lost", phase="talking")
    assert "cuộc gọi vẫn giữ" in window.words()
    window.shows(way="ready", phase="talking")
    told = sound_of(voices["officer"])
    window.phone.evaluate("window.heard.length = 0")
    said = sound_of(voices["citizen"])
    until(lambda: likeness_in_parts(said, window.heard()) >= 0.7, "still heard")
    assert likeness_in_parts(told, running_room.hotline_side(citizen.number)) >= 0.7
    leg = running_room.leg_of(citizen.number)
    assert leg is not None
    running_room.ask("Hangup", Channel=leg["name"])
    window.shows(phase="none")


def test_only_one_window_holds_the_telephone(window: Window, office: Hotline) -> None:
    second = window.context.new_page()
    second.goto(f"{office.url}/telephone")
    second.wait_for_selector("body[data-way=elsewhere]")
    assert "cửa sổ khác" in second.locator(".phone-state").inner_text()
    second.close()


def test_it_can_be_used_by_everybody(running_room: Room, window: Window, voices: Voices) -> None:
    assert findings(window.phone) == []
    talk(running_room, window, voices)
    for key in ("b", "t", "c", "p"):
        window.press("Escape")
        window.press(key)
        assert findings(window.phone) == [], key
