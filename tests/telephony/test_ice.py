"""Servers for sound around walls: names that end, passwords that a TURN server can check."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from langnghe.telephony.exchange.ice import VALID, servers

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
STUN, TURN, TURNS = "stun:a.example", "turn:b.example:3478?transport=udp", "turns:b.example:5349"


def test_nothing_is_asked_where_nothing_is_set() -> None:
    assert servers([], "", user="103", at=NOON) == []


def test_a_relay_gets_a_password_that_its_server_can_check_and_that_ends() -> None:
    plain, relay = servers([STUN, TURN, TURNS], "shared", user="103", at=NOON)
    assert plain == {"urls": [STUN]}
    assert relay["urls"] == [TURN, TURNS]
    until, _colon, user = relay["username"].partition(":")
    assert (int(until), user) == ((NOON + VALID).timestamp(), "103")
    known = hmac.new(b"shared", relay["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(relay["credential"]) == known


def test_a_relay_without_a_secret_is_of_no_use() -> None:
    assert servers([STUN, TURN], "", user="103", at=NOON) == [{"urls": [STUN]}]
