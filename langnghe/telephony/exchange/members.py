"""Who is to be rung, beside whom the exchange would ring: what to ask of it so that both agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from langnghe.telephony.exchange.talk import Block, events_of

QUEUE = "hotline"
SILENT = "Auto-Pause"
"""The exchange's own reason for passing over a telephone that nobody lifted."""
PAUSES = "hotline-pause"
"""A family of the exchange's database: telephones whose officers take a rest stay passed over."""
OUTSIDE = "hotline-outside"
"""The numbers of telephones outside, by name."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A telephone that should be rung, or not for a while for a reason.

    `name` is who sits there; `number` is where it is reached, if it is outside.
    """

    interface: str
    name: str
    number: str = ""
    pause_reason: str = ""
    is_silent: bool = False


@dataclass(frozen=True, kw_only=True)
class Member:
    """A telephone that the exchange would ring."""

    interface: str
    is_paused: bool = False
    reason: str = ""
    paused_at: datetime | None = None

    @property
    def is_silent(self) -> bool:
        """Whether the exchange passes it over because nobody lifted it."""
        return self.is_paused and self.reason == SILENT


def members_of(blocks: Iterable[Block]) -> dict[str, Member]:
    """Read the members out of the answer to QueueStatus."""
    return {
        block["Location"]: Member(
            interface=block["Location"],
            is_paused=block.get("Paused") == "1",
            reason=block.get("PausedReason", ""),
            paused_at=_moment(block.get("LastPause", "")),
        )
        for block in events_of(list(blocks), "QueueMember")
        if block.get("Location")
    }


def _moment(seconds: str) -> datetime | None:
    return (
        datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() and seconds != "0" else None
    )


def orders(wanted: Mapping[str, Wanted], found: Mapping[str, Member]) -> list[tuple[str, Block]]:
    """Return what to ask of the exchange, as actions and their fields, in order."""
    asked: list[tuple[str, Block]] = []
    for interface in sorted(set(found) - set(wanted)):
        asked.append(("QueueRemove", {"Queue": QUEUE, "Interface": interface}))
        asked.append(_rest(interface, ""))
    for interface, one in sorted(wanted.items()):
        member = found.get(interface)
        if member is None:
            if one.number:
                place = {"Family": OUTSIDE, "Key": telephone_at(interface), "Val": one.number}
                asked.append(("DBPut", place))
            asked.append(("QueueAdd", _added(one)))
            asked.append(_rest(interface, one.pause_reason))
        elif _differs(one, member):
            asked.append(("QueuePause", _paused(one)))
            asked.append(_rest(interface, one.pause_reason))
    return asked


def telephone_at(interface: str) -> str:
    """Return the name of the telephone at an interface of the queue."""
    return interface.partition("/")[2].partition("@")[0]


def _differs(one: Wanted, member: Member) -> bool:
    if member.is_silent and one.is_silent and not one.pause_reason:
        return False
    if one.pause_reason:
        return not member.is_paused or member.reason != one.pause_reason
    return member.is_paused


def _added(one: Wanted) -> Block:
    paused = {"Paused": "true", "Reason": one.pause_reason} if one.pause_reason else {}
    return {"Queue": QUEUE, "Interface": one.interface, "MemberName": one.name, **paused}


def _paused(one: Wanted) -> Block:
    return {
        "Queue": QUEUE,
        "Interface": one.interface,
        "Paused": "true" if one.pause_reason else "false",
        "Reason": one.pause_reason,
    }


def _rest(interface: str, reason: str) -> tuple[str, Block]:
    place = {"Family": PAUSES, "Key": interface}
    return ("DBPut", {**place, "Val": reason}) if reason else ("DBDel", place)
