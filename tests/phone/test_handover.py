"""A caller is handed from desk to desk: both officers are recorded, the timeline says who."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.hotline import Hotline, until
from tests.phone.callers.citizen import Key, Say, Wait
from tests.phone.callers.desk import Desk
from tests.phone.callers.speech import LONG, again_and_again, likeness_in_parts, sound_of
from tests.phone.room import PATIENT, Room
from tests.phone.watching import enter_marks

Voices = dict[str, Path]
ROOM_LIMITS = PATIENT
HandOver = Callable[[Desk, Desk, Room], None]
CAST = """
from django.utils import timezone
from langnghe.access.actions import Person, add_officer
from langnghe.line.actions.duty import add_telephone, sign_on
from langnghe.line.states import TelephoneKind
now = timezone.now()
for name, full, telephone in (("an", "Phạm An (mẫu)", "101"), ("binh", "Trần Bình (mẫu)", "102")):
    person = Person(username=name, full_name=full)
    officer = add_officer(person, roles=["duty_officer"], password="of-the-tests-1", at=now)
    sign_on(add_telephone(telephone, kind=TelephoneKind.DESK).pk, by=officer, at=now)
"""


def is_heard(room: Room, number: str, said: Path, *, last: float = 0) -> bool:
    """Tell whether the recording holds what was said, in its last seconds if so asked."""
    heard = room.hotline_side(number)[-int(8000 * last) :]
    return likeness_in_parts(sound_of(said), heard) >= 0.85


def by_keys(first: Desk, second: Desk, _room: Room) -> None:
    """Ask with the exchange's own keys; hang up to hand over."""
    first.press("*")
    first.press("2")
    for key in "102":
        first.press(key)
    until(second.is_talking, "the colleague is asked")
    first.tell("hangup")


def by_the_telephone(first: Desk, second: Desk, room: Room) -> None:
    """Ask with a second call of the telephone's own; hand over by REFER with Replaces."""
    first.tell("hold")
    first.tell("dial", f"sip:102@127.0.0.1:{room.plan.ports.sip}")
    until(second.is_talking, "the colleague is asked")
    replaced = first.dialog_with("102")
    first.tell("line", "1")
    first.tell("transfer", f"sip:102@127.0.0.1:{room.plan.ports.sip}?Replaces={quote(replaced)}")


@pytest.mark.parametrize("hand_over", [by_keys, by_the_telephone])
def test_a_colleague_who_was_asked_first_is_recorded_and_named(
    office: Hotline, room: Room, voices: Voices, hand_over: HandOver
) -> None:
    number = f"09000005{10 + (hand_over is by_keys)}"
    first = room.desk("101", again_and_again(voices["officer"], "wav"))
    until(lambda: {"an", "binh"} <= set(room.members()), "both are on")
    said = Say(again_and_again(voices["citizen"], "al"))
    room.line.call(number, said, Wait(0.8), Key("5"), Wait(LONG))
    until(lambda: room.talks_with_somebody(number), "they talk")
    second = room.desk("102", again_and_again(voices["colleague"], "wav"))
    until(lambda: is_heard(room, number, voices["officer"]), "An is recorded")
    hand_over(first, second, room)
    until(lambda: not first.is_talking(), "An is out")
    until(lambda: room.talks_with_somebody(number), "citizen and colleague talk")
    until(lambda: is_heard(room, number, voices["colleague"], last=6), "Bình is recorded")
    assert is_heard(room, number, voices["officer"]), "An still is"
    second.tell("hangup")
    said_so = f"""
from langnghe.register.models import Contact, Entry
from langnghe.register.timeline import sentence
for each in Entry.objects.filter(kind="line.handed_over", contact__sender_raw="{number}"):
    print(each.by, sentence(each))
"""
    filed = f"register_contact WHERE sender_raw = '{number}'"
    until(lambda: office.count(filed) == 1, "the call is filed")

    def told_so() -> str:
        enter_marks(office)  # as the clock does, time and again
        return office.python(said_so)

    told = until(told_so, "the timeline says so")
    assert told.startswith("Phạm An (mẫu) Cuộc gọi chuyển sang Trần Bình (mẫu) (102) lúc"), told
    assert office.count(filed) == 1
