"""What happens on the exchange, as facts: its events read, and nothing more.

The exchange tells much that we do not need and, with each version, things that we do not know:
`read_event` answers None for all of it. Times are the exchange's own clock (aware).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Event = Mapping[str, Any]
TRY_OUT = "700"
"""What an officer's telephone dials to hear the hotline as citizens do."""
_TELEPHONE = re.compile(
    r"PJSIP/(?P<own>[\w.+-]+)-[0-9a-f]{8}$|Local/(?P<outside>[\w.+-]+)@outside-"
)
_ASKED = re.compile(r"Local/(?P<name>[\w.+-]+)@from-officer-")
"""A colleague whom an officer asked by the exchange's own keys."""


@dataclass(frozen=True, kw_only=True)
class Signal:
    """Something about one call, at a time of the exchange's clock."""

    call: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Arrived(Signal):
    """A caller came in through a trunk."""

    number: str


@dataclass(frozen=True, kw_only=True)
class CallsOut(Signal):
    """An officer at a telephone calls somebody back."""

    number: str
    telephone: str


@dataclass(frozen=True, kw_only=True)
class Chose(Signal):
    """The caller pressed a key: `urgent`, `code` (with the digits), `call_back`."""

    choice: str
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Waits(Signal):
    """The caller waits for an officer."""


@dataclass(frozen=True, kw_only=True)
class LeavesMessage(Signal):
    """The caller speaks to the machine."""


@dataclass(frozen=True, kw_only=True)
class Rings(Signal):
    """A telephone rings for the call."""

    telephone: str


@dataclass(frozen=True, kw_only=True)
class RingEnded(Signal):
    """A telephone stopped ringing without an answer."""

    telephone: str


@dataclass(frozen=True, kw_only=True)
class Answered(Signal):
    """A telephone answered the call."""

    telephone: str


@dataclass(frozen=True, kw_only=True)
class Ended(Signal):
    """The caller is gone."""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A telephone or trunk can be reached, or no longer."""

    endpoint: str
    is_there: bool


@dataclass(frozen=True, kw_only=True)
class Held:
    """An officer lets somebody wait, perhaps to ask a colleague who then takes the call."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class MembersChanged:
    """Who waits at the telephones may have changed: ask anew."""


@dataclass(frozen=True, kw_only=True)
class AlarmHeard:
    """An officer lifted for an alarm; `is_taken`: and pressed the key that takes it."""

    notice: int
    is_taken: bool


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A channel came to where these are together; `telephone` is the channel's own, or ""."""

    channel: str
    telephone: str
    together: frozenset[str]
    at: datetime


AnySignal = Signal | Reached | Held | MembersChanged | AlarmHeard | Gathered


def read_event(event: Event) -> AnySignal | None:
    """Read one event of the exchange; None where it is of no use to us or not understood."""
    reader = _READERS.get(str(event.get("type")))
    if reader is None:
        return None
    try:
        return reader(event)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def telephone_of(channel: str) -> str:
    """Return the telephone a channel belongs to, by the channel's name; "" if none."""
    found = _TELEPHONE.match(channel)
    return (found["own"] or found["outside"]) if found else ""


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event["timestamp"])


def _calls_the_hotline(place: Mapping[str, Any]) -> bool:
    """Tell whether a leg comes from outside, or from an officer's telephone that tries it out."""
    return place["context"] == "from-trunk" or (
        place["context"] == "from-officer" and place.get("exten") == TRY_OUT
    )


def _created(event: Event) -> AnySignal | None:
    channel = event["channel"]
    if not _calls_the_hotline(channel["dialplan"]) or channel["state"] == "Down":
        return None  # a leg that goes out by a trunk is no caller
    return Arrived(call=channel["id"], at=_at(event), number=str(channel["caller"]["number"]))


def _stepped(event: Event) -> AnySignal | None:
    channel, call = event["channel"], event["channel"]["id"]
    plan = channel["dialplan"]
    if plan["context"] == "call-back" and event["dialplan_app"] == "Dial":
        number, telephone = str(plan["exten"]), telephone_of(channel["name"])
        return CallsOut(call=call, at=_at(event), number=number, telephone=telephone)
    if plan["context"] != "hotline":
        return None
    if event["dialplan_app"] == "Queue":
        return Waits(call=call, at=_at(event))
    if event["dialplan_app"] == "Record":
        return LeavesMessage(call=call, at=_at(event))
    return None


def _dialled(event: Event) -> AnySignal | None:
    caller, status = event.get("caller") or {}, event["dialstatus"]
    context = caller["dialplan"]["context"]
    ours = caller if context == "call-back" else event["peer"]
    call, at, telephone = caller["id"], _at(event), telephone_of(ours["name"])
    if not telephone or context not in {"hotline", "call-back", "from-officer"}:
        return None
    if status == "ANSWER":  # from-officer: a caller who was transferred, or no call that we know
        return Answered(call=call, at=at, telephone=telephone)
    if context != "hotline":
        return None
    if status in {"", "RINGING", "PROGRESS"}:
        return Rings(call=call, at=at, telephone=telephone)
    return RingEnded(call=call, at=at, telephone=telephone)


def _handed_over(event: Event) -> AnySignal | None:
    """Read that a colleague, who was asked before, has the caller now.

    Some telephones hand over by the call they asked with: the caller is then the target.
    """
    caller, target = event["transferee"], event["transfer_target"]
    contexts = [each["dialplan"]["context"] for each in (caller, target)]
    if contexts[0] == "from-officer" != contexts[1]:
        caller, target = target, caller
    asked = _ASKED.match(target["name"])
    telephone = asked["name"] if asked else telephone_of(target["name"])
    return Answered(call=caller["id"], at=_at(event), telephone=telephone) if telephone else None


def _gathered(event: Event) -> AnySignal | None:
    channel = event["channel"]
    is_outside = channel["dialplan"]["context"] in {"hotline", "from-trunk"}
    return Gathered(
        channel=channel["id"],
        telephone="" if is_outside else telephone_of(channel["name"]),
        together=frozenset(event["bridge"]["channels"]),
        at=_at(event),
    )


def _held(event: Event) -> AnySignal | None:
    channel = str(event["channel"]["name"])
    return Held(channel=channel) if telephone_of(channel) else None


def _said(event: Event) -> AnySignal | None:
    said = event["userevent"]
    if event["eventname"] == "HotlineAlarm":
        return AlarmHeard(notice=int(said["Notice"]), is_taken=said.get("Key") == "1")
    if event["eventname"] != "HotlineChoice":
        return None
    return Chose(
        call=event["channel"]["id"],
        at=_at(event),
        choice=str(said.get("Choice") or said.get("choice") or ""),
        code=re.sub(r"\D", "", str(said.get("Code") or said.get("code") or ""))[:12],
    )


def _destroyed(event: Event) -> AnySignal | None:
    return Ended(call=event["channel"]["id"], at=_at(event))


def _device(event: Event) -> AnySignal | None:
    name = str(event["device_state"]["name"])
    return MembersChanged() if name.startswith(("PJSIP/", "Queue:", "Local/")) else None


def _contact(event: Event) -> AnySignal | None:
    status = event["contact_info"]["contact_status"]
    return Reached(
        endpoint=str(event["endpoint"]["resource"]),
        is_there=status in {"Reachable", "NonQualified", "Unknown"},
    )


def _endpoint(event: Event) -> AnySignal | None:
    endpoint = event["endpoint"]
    return Reached(endpoint=str(endpoint["resource"]), is_there=endpoint["state"] == "online")


_READERS: dict[str, Callable[[Event], AnySignal | None]] = {
    "ChannelCreated": _created,
    "ChannelDialplan": _stepped,
    "Dial": _dialled,
    "BridgeAttendedTransfer": _handed_over,
    "ChannelEnteredBridge": _gathered,
    "ChannelHold": _held,
    "ChannelUserevent": _said,
    "ChannelDestroyed": _destroyed,
    "DeviceStateChanged": _device,
    "ContactStatusChange": _contact,
    "EndpointStateChange": _endpoint,
}
