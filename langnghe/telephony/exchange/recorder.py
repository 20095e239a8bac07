"""The recorder of a call: silenced for a while, and made anew before another voice is heard.

It hangs on one of the channels of a conversation: the citizen's, wherever the call goes.
"""

import asyncio
from collections.abc import Iterable

from langnghe.telephony.exchange.talk import Refused, Talk

FILE, SILENCED = "MIXMONITOR_FILENAME", "RECORDING_SILENCED"
"""Variables of the channel: where it is recorded, and whether silence is."""
ENDS_SECONDS = 0.15
"""An ended recorder leaves the channel with the next frame of sound."""


async def silence(talk: Talk, channels: Iterable[str], *, on: bool) -> None:
    """Record silence, or what is said again. Raises Refused, Unreachable."""
    for channel in channels:
        if await _variable(talk, channel, FILE):
            await _mute(talk, channel, on=on)
            return
    raise Refused("nobody here is recorded")


async def renew(talk: Talk, channels: Iterable[str]) -> bool:
    """Put a fresh recorder on a conversation, on the same file; tell whether there was one.

    Asterisk's recorder goes deaf on the hotline's side where the next telephone counts its packets
    lower than the one before. Silence stays silence. Raises Refused, Unreachable.
    """
    for channel in channels:
        if file := await _variable(talk, channel, FILE):
            is_silenced = await _variable(talk, channel, SILENCED) == "1"
            await talk.act("StopMixMonitor", Channel=channel)
            await asyncio.sleep(ENDS_SECONDS)
            await talk.act("MixMonitor", Channel=channel, File=file, options="aD")
            if is_silenced:
                await _mute(talk, channel, on=True)
            return True
    return False


async def _mute(talk: Talk, channel: str, *, on: bool) -> None:
    state = str(int(on))
    await talk.act("MixMonitorMute", Channel=channel, Direction="both", State=state)
    await talk.act("Setvar", Channel=channel, Variable=SILENCED, Value=state)


async def _variable(talk: Talk, channel: str, name: str) -> str:
    told = await talk.act("Getvar", Channel=channel, Variable=name)
    return told[0].get("Value", "")
