"""Bans in the register: longer each time, over by themselves, lifted by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from langnghe.access.rules import RoleCode
from langnghe.line.actions.bans import ban_address, lift_ban
from langnghe.line.models import Ban, BanLift
from langnghe.line.rules import length_of_ban
from langnghe.telephony.exchange.strangers import Knock
from tests import cast
from tests.web.rooms import signed_in

pytestmark = pytest.mark.django_db
KNOCK = Knock(address="203.0.113.7", account="1000", event="InvalidAccountID")


def test_who_comes_again_stays_out_longer() -> None:
    hours = []
    at = cast.NOON
    for _each in range(5):
        ban = ban_address(KNOCK, at=at)
        hours.append((ban.ends_at - ban.began_at) / timedelta(hours=1))
        at = ban.ends_at + timedelta(days=1)
    assert hours == [1, 4, 16, 64, 168]
    assert length_of_ban(1000) == timedelta(days=7)
    assert Ban.objects.count() == 1


def test_after_a_month_it_is_forgotten() -> None:
    ban = ban_address(KNOCK, at=cast.NOON)
    later = ban.ends_at + timedelta(days=31)
    assert ban_address(KNOCK, at=later).times == 1


def test_a_ban_is_lifted_once() -> None:
    ban_address(KNOCK, at=cast.NOON)
    soon = cast.NOON + timedelta(minutes=1)
    assert lift_ban("203.0.113.7", at=soon)
    assert not lift_ban("203.0.113.7", at=soon)
    assert not Ban.objects.filter(ends_at__gt=soon).exists()
    assert not lift_ban("203.0.113.8", at=soon)


def test_whoever_leads_lets_an_address_in_again_and_says_why() -> None:
    now = timezone.now()
    ban_address(KNOCK, at=now)
    leader, duty = cast.officer(RoleCode.SHIFT_LEADER), cast.officer()
    assert KNOCK.address not in signed_in(duty).get("/line").content.decode()
    desk = signed_in(leader)
    page = desk.get("/line").content.decode()
    assert KNOCK.address in page
    assert "Dò tên máy" in page
    desk.post("/line/bans/lift", {"address": KNOCK.address, "reason": " "})
    desk.post("/line/bans/lift", {"address": "x", "reason": "y"})
    form = {"address": KNOCK.address, "reason": "Máy của phường Mẫu"}
    assert signed_in(duty).post("/line/bans/lift", form).status_code == 404
    assert Ban.objects.filter(ends_at__gt=timezone.now()).exists()
    desk.post("/line/bans/lift", form)
    lift = BanLift.objects.get()
    assert (lift.by, lift.reason, lift.account) == (leader, "Máy của phường Mẫu", "1000")
    assert not Ban.objects.filter(ends_at__gt=timezone.now()).exists()
    assert "Máy của phường Mẫu" in desk.get("/line").content.decode()
