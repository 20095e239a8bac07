"""Signing on, pausing, silent telephones, the last officer; what the exchange is asked then."""

import pytest

from langnghe.access.actions import NotAllowed
from langnghe.access.rules import RoleCode
from langnghe.line.actions.duty import (
    LastOfficer,
    NotANumber,
    NoTelephone,
    NotSignedOn,
    TelephoneTaken,
    add_telephone,
    come_back,
    end_silences,
    note_silence,
    pause,
    sign_off,
    sign_on,
    sign_on_at_number,
)
from langnghe.line.models import SignOn, Telephone
from langnghe.line.queries import last_number_of, sign_on_of, telephones_for
from langnghe.line.states import PauseReason, TelephoneKind
from langnghe.telephony.exchange.members import SILENT, Member, Wanted, orders
from tests.cast import later, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Telephone:
    return add_telephone("101", kind=TelephoneKind.DESK)


def test_an_officer_answers_at_one_telephone_and_a_telephone_has_one_officer(
    desk: Telephone,
) -> None:
    lan, binh = officer(), officer()
    own = add_telephone("102", kind=TelephoneKind.BROWSER, officer=binh)
    first = sign_on(desk.pk, by=lan, at=later())
    assert sign_on(desk.pk, by=lan, at=later(1)) == first
    with pytest.raises(TelephoneTaken) as refused:
        sign_on(desk.pk, by=binh, at=later(1))
    assert refused.value.officer == lan
    with pytest.raises(NoTelephone):
        sign_on(own.pk, by=lan, at=later(1))
    assert telephones_for(binh) == [own]
    sign_on_at_number("0900.000.123", by=lan, at=later(2))
    on = sign_on_of(lan)
    assert on is not None
    assert (on.telephone.number, on.telephone.kind) == ("0900000123", "outside")
    assert on.telephone.interface == "Local/m0900000123@outside/n"
    with pytest.raises(TelephoneTaken):
        sign_on_at_number("0900 000 123", by=binh, at=later(2))
    sign_on_at_number("0900 000 124", by=lan, at=later(2.5))
    on = sign_on_of(lan)
    assert on is not None
    assert on.telephone.interface == "Local/m0900000124@outside/n"
    assert last_number_of(lan) == "0900000124"
    assert telephones_for(binh) == [own, desk]
    sign_on(desk.pk, by=binh, at=later(3))
    assert SignOn.objects.filter(ended_at=None).count() == 2


@pytest.mark.parametrize("number", ["113", "1900 1234", "+1 212 555 0100", "không số", ""])
def test_only_ordinary_numbers_are_rung(number: str) -> None:
    with pytest.raises(NotANumber):
        sign_on_at_number(number, by=officer(), at=later())


def test_who_may_not_register_does_not_answer(desk: Telephone) -> None:
    with pytest.raises(NotAllowed):
        sign_on(desk.pk, by=officer(RoleCode.ADMINISTRATOR), at=later())


def test_the_last_officer_leaves_only_knowingly(desk: Telephone) -> None:
    lan, binh = officer(), officer()
    sign_on(desk.pk, by=lan, at=later())
    with pytest.raises(LastOfficer):
        sign_off(by=lan, at=later(1))
    other = add_telephone("102", kind=TelephoneKind.DESK)
    sign_on(other.pk, by=binh, at=later(2))
    pause(PauseReason.BREAK, by=binh, at=later(3))
    with pytest.raises(LastOfficer):
        sign_off(by=lan, at=later(4))
    come_back(by=binh, at=later(5))
    sign_off(by=lan, at=later(6))
    sign_off(by=lan, at=later(7))
    sign_off(by=binh, at=later(8), leave_alone=True)
    assert list(SignOn.objects.values_list("left_alone", flat=True)) == [False, True]
    with pytest.raises(NotSignedOn):
        pause(PauseReason.BREAK, by=binh, at=later(9))


def test_a_silent_telephone_rests_a_minute_or_until_its_officer_is_back(desk: Telephone) -> None:
    lan = officer()
    sign_on(desk.pk, by=lan, at=later())
    assert note_silence("101", at=later(1))
    assert not note_silence("101", at=later(1))
    assert not SignOn.objects.get().answers
    come_back(by=lan, at=later(1.2))
    assert not note_silence("101", at=later(1))  # the exchange said so before
    assert SignOn.objects.get().answers
    assert note_silence("101", at=later(2))
    assert end_silences(at=later(2.5)) == 0
    assert end_silences(at=later(3)) == 1
    assert SignOn.objects.get().answers


ONE = Wanted(interface="PJSIP/101", name="lan")
RESTING = Wanted(interface="PJSIP/101", name="lan", pause_reason="break")
ADDED = ("QueueAdd", {"Queue": "hotline", "Interface": "PJSIP/101", "MemberName": "lan"})


def rung(*, reason: str | None = None) -> dict[str, Member]:
    member = Member(interface="PJSIP/101", is_paused=reason is not None, reason=reason or "")
    return {"PJSIP/101": member}


def asked(wanted: Wanted | None, found: dict[str, Member]) -> list[str]:
    told = orders({wanted.interface: wanted} if wanted else {}, found)
    return [action for action, _fields in told if not action.startswith("DB")]


def test_the_exchange_is_asked_for_what_differs_and_nothing_else() -> None:
    assert orders({ONE.interface: ONE}, {})[0] == ADDED
    assert asked(ONE, rung()) == []
    assert asked(None, rung()) == ["QueueRemove"]
    assert asked(RESTING, rung()) == ["QueuePause"]
    assert asked(RESTING, rung(reason="break")) == []
    assert asked(ONE, rung(reason="break")) == ["QueuePause"]
    silent = Wanted(interface="PJSIP/101", name="lan", is_silent=True)
    assert asked(silent, rung(reason=SILENT)) == []
    assert asked(ONE, rung(reason=SILENT)) == ["QueuePause"]
    assert asked(RESTING, rung(reason=SILENT)) == ["QueuePause"]
