"""Strangers at the exchange's door: what counts, and whom it never hits."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from langnghe.telephony.exchange.strangers import Door, Knock, is_within, read_knock
from langnghe.telephony.exchange.talk import blocks_of

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
ADDRESS = "203.0.113.7"
WHOLE = {"Privilege": "security,all", "SessionID": "1", "LocalAddress": "IPV4/UDP/0.0.0.0/5060"}


def wrong(address: str = ADDRESS, event: str = "InvalidAccountID") -> Knock:
    return Knock(address=address, account="1000", event=event)


def test_the_fifth_wrong_word_within_a_minute_is_too_many() -> None:
    door = Door()
    said = [door.goes_too_far(wrong(), at=NOON + timedelta(seconds=n)) for n in range(10)]
    assert said == [False, False, False, False, True] * 2


def test_slow_mistakes_are_mistakes() -> None:
    door = Door()
    assert not any(
        door.goes_too_far(wrong(), at=NOON + timedelta(seconds=16 * n)) for n in range(60)
    )
    assert len(door.strikes) == 1


def test_others_strikes_count_for_others() -> None:
    door = Door()
    addresses = [f"203.0.113.{n}" for n in range(4)] * 4
    assert not any(door.goes_too_far(wrong(each), at=NOON) for each in addresses)
    door.goes_too_far(wrong("203.0.113.200"), at=NOON + timedelta(minutes=2))
    assert set(door.strikes) == {"203.0.113.200"}, "what is long past is forgotten"


def test_the_right_password_clears_an_address() -> None:
    door = Door()
    right = Knock(address=ADDRESS, account="101", event="SuccessfulAuth")
    for _each in range(5):
        for _again in range(4):
            assert not door.goes_too_far(wrong(event="InvalidPassword"), at=NOON)
        assert not door.goes_too_far(right, at=NOON)


def test_spared_addresses_are_never_kept_out() -> None:
    door = Door(spared=(ip_network("203.0.113.0/24"), ip_network("2001:db8::1")))
    spared = ("203.0.113.7", "::ffff:203.0.113.7", "2001:db8::1")
    assert not any(door.goes_too_far(wrong(each), at=NOON) for each in spared * 9)
    assert not is_within("2001:db8::2", door.spared)


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("IPV4/UDP/203.0.113.7/5060", "203.0.113.7"),
        ("IPV6/TLS/[2001:db8::7]/5061", "2001:db8::7"),
        ("IPV6/TCP/2001:DB8:0::7/5061", "2001:db8::7"),
        ("IPV4/UDP/not-an-address/5060", None),
        ("", None),
    ],
)
def test_an_event_is_read(place: str, address: str | None) -> None:
    event = {"Event": "ChallengeResponseFailed", "Service": "PJSIP", "RemoteAddress": place}
    knock = read_knock({**WHOLE, **event, "AccountID": "101"})
    assert (knock and knock.address) == address
    assert knock is None or knock.is_wrong


def test_what_is_said_at_other_doors_is_none_of_ours() -> None:
    place = "IPV4/UDP/203.0.113.7/5060"
    for service, event in (("AMI", "InvalidPassword"), ("PJSIP", "ChallengeSent")):
        said = {**WHOLE, "Event": event, "Service": service, "RemoteAddress": place}
        assert read_knock(said) is None


def test_a_name_that_writes_lines_accuses_nobody_else() -> None:
    written = (
        "Event: InvalidAccountID\r\nPrivilege: security,all\r\nService: PJSIP\r\n"
        "AccountID: x\r\nRemoteAddress: IPV4/UDP/1.2.3.4/5\r\n\r\n\r\n"
        "SessionID: 1\r\nLocalAddress: IPV4/UDP/0.0.0.0/5060\r\n"
        "RemoteAddress: IPV4/UDP/203.0.113.7/5060\r\n\r\n"
    )
    assert [read_knock(each) for each in blocks_of(written)] == [None, None]
