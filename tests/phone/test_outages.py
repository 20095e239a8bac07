"""The exchange dies in the middle of calls; our program is not there at all: no word is lost."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from langnghe.intake.actions.file_calls import file_calls
from langnghe.register.models import Contact
from langnghe.register.models.contact import AttachmentRole
from langnghe.register.states import CallOutcome, ContactState
from tests.hotline import until
from tests.phone.callers.citizen import Key, Listen, Say, Wait
from tests.phone.callers.speech import LONG, likeness_in_parts, sides_of, sound_of
from tests.phone.room import PATIENT, Room

pytestmark = pytest.mark.django_db
Voices = dict[str, Path]
KEPT_BACK = 1.6
"""Seconds that a killed exchange may still have held in its buffers."""


@pytest.fixture(scope="module")
def frail_room(phone_folder: Path) -> Iterator[Room]:
    """Give an exchange that may be killed."""
    room = Room(phone_folder / "frail", replace(PATIENT, choice=6, silence=5))
    room.start()
    yield room
    room.stop()


@pytest.fixture
def frail(frail_room: Room) -> Room:
    """Give it with nobody on it and an empty spool."""
    if not frail_room.engine.is_running():
        frail_room.engine.start()
    frail_room.clear()
    for path in frail_room.plan.spool.rglob("*"):
        if path.is_file():
            path.unlink()
    return frail_room


def file_all(room: Room) -> None:
    """File what lies in the spool, as our program does when it comes back later."""
    for minutes in (10, 20):
        file_calls(room.plan.spool.parent, at=datetime.now(UTC) + timedelta(minutes=minutes))


def begin(room: Room, voices: Voices, state: str, number: str) -> float:
    """Bring a speaking caller into a state; return when the recording had begun."""
    if state in {"waiting", "talking"}:
        room.desk("101", voices["officer"], lifts=state == "talking")
        room.sign_on("101")
    keys: tuple[Any, ...] = () if state == "greeting" else (Wait(0.5), Key("5"))
    room.line.call(number, Say(voices["citizen.al"]), *keys, Wait(LONG))
    leg = until(lambda: room.leg_of(number), "the call is up")
    until(room.recording(f"{leg['id']}.raw").exists, "it is recorded")
    recorded_at = time.monotonic()
    app = {"greeting": "Read", "message": "Record"}.get(state, "Queue")
    room.wait_for_app(number, app)
    if state == "talking":
        until(lambda: room.talks_with_somebody(number), "they talk")
    return recorded_at


@pytest.mark.parametrize("state", ["greeting", "waiting", "talking", "message"])
def test_the_exchange_is_killed_and_the_words_until_then_are_filed(
    frail: Room, voices: Voices, state: str
) -> None:
    number = f"09000003{len(state):02}"
    begun = begin(frail, voices, state, number)
    until(lambda: time.monotonic() - begun > 3.4, "something was said")
    leg = frail.leg_of(number)
    assert leg is not None
    assert leg["dialplan"]["app_name"] == {"greeting": "Read", "message": "Record"}.get(
        state, "Queue"
    )
    frail.engine.kill()
    raw = frail.recording(f"{leg['id']}.raw")
    heard = sides_of(raw)[0]
    assert len(heard) / 8000 >= 3.4 - KEPT_BACK
    said = sound_of(voices["citizen"])[: len(heard) - 4000]
    assert likeness_in_parts(said, heard) >= 0.95
    frail.engine.start()
    file_all(frail)
    contact = Contact.objects.get(external_id=f"tong-dai:{leg['id']}")
    assert contact.state == ContactState.READ
    assert contact.outcome == (
        CallOutcome.VOICE_MESSAGE if state == "message" else CallOutcome.MISSED
    )
    roles = set(contact.attachments.values_list("role", flat=True))
    assert AttachmentRole.RECORDING in roles
    assert not any(frail.recording("").iterdir()), "everything is filed"
    frail.line.call("0900000399", Wait(1.5)).end()
    assert frail.record_of("0900000399"), "the next call is taken as ever"


def test_without_our_program_all_day_every_call_is_filed_when_it_comes(
    frail: Room, voices: Voices
) -> None:
    steps = (Wait(0.8), Key("5"), Wait(2), Say(voices["citizen.al"]), Listen())
    frail.line.call("0900000311", *steps)
    frail.line.call("0900000312", Wait(0.6)).end()
    frail.wait_for_app("0900000311", "Record")
    frail.desk("101", voices["officer"])
    frail.sign_on("101")
    frail.line.call("0900000310", Wait(0.8), Key("5"), Say(voices["citizen.al"]), Wait(4)).end()
    until(lambda: not frail.channels(), "all is over")
    until(lambda: len(frail.records()) >= 3, "the exchange wrote all three into its book")
    file_all(frail)
    found = {each.sender_raw: each for each in Contact.objects.all()}
    outcomes = {number: contact.outcome for number, contact in found.items()}
    assert outcomes == {
        "0900000310": CallOutcome.ANSWERED,
        "0900000311": CallOutcome.VOICE_MESSAGE,
        "0900000312": CallOutcome.MISSED,
    }
    sounds = {number: contact.attachments.count() for number, contact in found.items()}
    assert sounds == {"0900000310": 1, "0900000311": 2, "0900000312": 1}
    assert np.isclose(found["0900000310"].facts["talked"], 4, atol=2)
