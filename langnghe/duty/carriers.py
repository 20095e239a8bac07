"""What carries a notice to a person, by way; higher capabilities add theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from langnghe.duty.models import Notice, PushDevice
from langnghe.duty.states import Way
from langnghe.mail.compose import OutgoingMail, compose
from langnghe.mail.sender import PermanentFailure, RelayOptions, TemporaryFailure, send
from langnghe.paging.push import Device, DeviceGone, PushAway, own_key, push
from langnghe.paging.sms import Gateway, Modem, NotTaken, Sms, plain
from langnghe.vietnamese.phones import read_number

Carrier = Callable[[Notice], None]
"""Sends one notice, outside any transaction. Raises Later, Never, NoWay."""


class Later(Exception):
    """The way does not work now; trying again may succeed."""


class Never(Exception):
    """Nobody is ever reached like this."""


class Gone(Never):
    """The device is known no longer, and never will be."""


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


def by_sms(notice: Notice) -> None:
    """Hand a notice to the gateway or the modem."""
    number = read_number(notice.address).e164
    if number is None:
        raise Never(f"{notice.address} is no number")
    text = plain(f"{notice.subject}. {notice.text}", marks=settings.SMS["marks"])
    try:
        _sender().send(Sms(number=number, text=text))
    except NotTaken as failure:
        raise (Never if failure.for_good else Later)(str(failure)) from None


def _sender() -> Gateway | Modem:
    facts = settings.SMS
    if facts["by"] != "gateway":
        return Modem(folder=Path(facts["spool"]), program=facts["by"])
    heads = [each.partition(":") for each in facts["headers"].split("|") if each]
    return Gateway(
        address=facts["address"],
        body=facts["body"],
        headers=tuple((name.strip(), value.strip()) for name, _colon, value in heads),
        good=facts["good"],
    )


def by_push(notice: Notice) -> None:
    """Hand a notice to the push service of a device; one that is gone is noted as gone."""
    device = PushDevice.objects.filter(pk=notice.address, gone_at=None).first()
    if device is None:
        raise Never("the device is gone")
    try:
        push(
            Device(endpoint=device.endpoint, key=device.key, secret=device.secret),
            _said(notice),
            key=own_key(settings.PUSH_KEY),
            contact=settings.MAIL_ADDRESS,
        )
    except PushAway as failure:
        raise Later(str(failure)) from None
    except DeviceGone as failure:
        raise Gone(str(failure)) from None


def _said(notice: Notice) -> dict[str, object]:
    """Return what a device shows; a later notice of the same alarm takes the place of the first."""
    is_alarm = notice.alarm_id is not None
    return {
        "head": notice.subject,
        "text": notice.text,
        "tag": f"alarm-{notice.alarm_id}" if is_alarm else f"notice-{notice.pk}",
        "go": f"/alarms/{notice.alarm_id}" if is_alarm else "/",
        "quiet": is_alarm and notice.step is None,
    }


@dataclass(frozen=True, kw_only=True)
class _Way:
    carry: Carrier
    ready: Callable[[], bool]
    hush: Carrier | None = None


_WAYS: dict[Way, _Way] = {}


def carry_by(
    way: Way, carry: Carrier, *, ready: Callable[[], bool], hush: Carrier | None = None
) -> None:
    """Add a way, once, when its capability is loaded.

    `ready` tells whether this hotline has it; `hush` ends what goes on, as a telephone that rings.
    """
    _WAYS[way] = _Way(carry=carry, ready=ready, hush=hush)


carry_by(Way.PUSH, by_push, ready=lambda: True)
carry_by(Way.MAIL, by_mail, ready=lambda: bool(settings.RELAY["host"]))
carry_by(Way.SMS, by_sms, ready=lambda: bool(settings.SMS["by"] != "none"))


def is_set_up(way: Way) -> bool:
    """Tell whether this hotline has a way; screens it always has."""
    return way == Way.SCREEN or (way in _WAYS and _WAYS[way].ready())


def carry(notice: Notice) -> None:
    """Send one notice by its way. Raises Later, Never, NoWay."""
    way = Way(notice.way)
    if not is_set_up(way):
        raise NoWay
    _WAYS[way].carry(notice)


def hush(notice: Notice) -> None:
    """End what goes on of a notice."""
    way = _WAYS.get(Way(notice.way))
    if way is not None and way.hush is not None:
        way.hush(notice)
