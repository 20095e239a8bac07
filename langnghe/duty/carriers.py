"""What carries a notice to a person, by way; higher capabilities add theirs."""

from collections.abc import Callable

from django.conf import settings

from langnghe.duty.models import Notice
from langnghe.duty.states import Way
from langnghe.mail.compose import OutgoingMail, compose
from langnghe.mail.sender import PermanentFailure, RelayOptions, TemporaryFailure, send

Carrier = Callable[[Notice], None]
"""Sends one notice, outside any transaction. Raises Later, Never, NoWay."""


class Later(Exception):
    """The way does not work now; trying again may succeed."""


class Never(Exception):
    """Nobody is ever reached like this."""


class NoWay(Exception):
    """This hotline has no such way."""


def by_mail(notice: Notice) -> None:
    """Hand a notice to the mail relay."""
    relay = RelayOptions.of(settings.RELAY)
    if relay is None:
        raise NoWay
    mail = OutgoingMail(
        from_name=settings.PROFILE_FACTS.get("sender_name", "Lắng Nghe"),
        from_address=settings.MAIL_ADDRESS,
        to_name=notice.name,
        to_address=notice.address,
        subject=notice.subject,
        text=notice.text,
        html=notice.html,
        message_id=f"notice-{notice.pk}@{settings.MAIL_ADDRESS.rpartition('@')[2]}",
        sent_at=notice.created_at,
        automatic=True,
    )
    try:
        send(compose(mail), mail_from="", rcpt=notice.address, relay=relay)
    except TemporaryFailure as failure:
        raise Later(str(failure)) from None
    except PermanentFailure as failure:
        raise Never(str(failure)) from None


CARRIERS: dict[Way, Carrier] = {Way.MAIL: by_mail}


def carry(notice: Notice) -> None:
    """Send one notice by its way. Raises Later, Never, NoWay."""
    carrier = CARRIERS.get(Way(notice.way))
    if carrier is None:
        raise NoWay
    carrier(notice)
