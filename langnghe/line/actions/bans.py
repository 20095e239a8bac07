"""Addresses that guessed names or passwords at the exchange, kept out for a while."""

from datetime import datetime

from django.db import transaction

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line.models import Ban, BanLift
from langnghe.line.rules import BAN_REMEMBERED, length_of_ban
from langnghe.register.timeline import tell_screens
from langnghe.telephony.exchange.strangers import Knock


@transaction.atomic
def ban_address(knock: Knock, *, at: datetime) -> Ban:
    """Keep an address out: for an hour, and longer each time it comes again within a month."""
    Ban.objects.filter(ends_at__lt=at - BAN_REMEMBERED).delete()
    ban, _made = Ban.objects.select_for_update().get_or_create(
        address=knock.address, defaults={"began_at": at, "ends_at": at}
    )
    ban.times += 1
    ban.event, ban.account = knock.event, knock.account
    ban.began_at, ban.ends_at = at, at + length_of_ban(ban.times)
    ban.save()
    tell_screens("line", ban.pk, what="line.ban")
    return ban


class LiftedForNothing(Exception):
    """Whoever lets an address in again says why: it stays on the record."""


@transaction.atomic
def lift_ban(address: str, *, reason: str = "", by: Officer | None = None, at: datetime) -> bool:
    """Let an address in again; tell whether it was kept out.

    `by` is None on the command line; an officer leads or administers, and gives a reason. Raises
    NotAllowed, LiftedForNothing.
    """
    if by is not None:
        require(by, Right.BALANCE)
        if not reason.strip():
            raise LiftedForNothing
    ban = Ban.objects.select_for_update().filter(address=address, ends_at__gt=at).first()
    if ban is None:
        return False
    BanLift.objects.create(
        address=ban.address,
        event=ban.event,
        account=ban.account,
        times=ban.times,
        banned_at=ban.began_at,
        until=ban.ends_at,
        lifted_at=at,
        by=by,
        reason=reason.strip()[:300],
    )
    ban.ends_at = at
    ban.save(update_fields=["ends_at"])
    tell_screens("line", ban.pk, what="line.ban")
    return True
