"""Who talks with whom at an officer's telephone now: read from the exchange's list of channels."""

from dataclasses import dataclass

from langnghe.telephony.exchange.talk import Block, events_of

CONFERENCE = "ConfBridge"


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """An officer's channel and the other side's, by name; `room` is set in a conference."""

    officer: str
    others: tuple[str, ...]
    room: str = ""


def conversation_at(telephone: str, channels: list[Block]) -> Conversation | None:
    """Return the conversation at a telephone, or None where nobody talks there.

    `channels` is the manager's answer to CoreShowChannels.
    """
    shown = events_of(channels, "CoreShowChannel")
    own = next(
        (
            each
            for each in shown
            if each.get("Channel", "").startswith(f"PJSIP/{telephone}-")
            and each.get("ChannelStateDesc") == "Up"
            and each.get("BridgeId")
        ),
        None,
    )
    if own is None:
        return None
    others = [
        each["Channel"]
        for each in shown
        if each is not own and each.get("BridgeId") == own["BridgeId"]
    ]
    in_conference = own.get("Application") == CONFERENCE
    room = own.get("ApplicationData", "").partition(",")[0] if in_conference else ""
    return Conversation(officer=own["Channel"], others=tuple(others), room=room)


def together_with(channel: str, channels: list[Block]) -> tuple[str, ...]:
    """Return the channels that are in one conversation with this one, and it; none alone."""
    shown = events_of(channels, "CoreShowChannel")
    bridges = {each["Channel"]: each.get("BridgeId", "") for each in shown}
    bridge = bridges.get(channel, "")
    return tuple(name for name, where in bridges.items() if bridge and where == bridge)
