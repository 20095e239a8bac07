"""Pausing the recording of a call for a reason, with a mark where the call is kept."""

import time
from datetime import datetime

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line import labels
from langnghe.line.actions.marks import mark_call
from langnghe.line.models import CallMark
from langnghe.line.place import exchange_place
from langnghe.line.states import MarkKind, Unrecorded
from langnghe.telephony.exchange.conversation import Conversation, conversation_at
from langnghe.telephony.exchange.talk import Place, Refused, ask

RECORDER_ENDS_SECONDS = 0.15
"""An ended recorder leaves the channel with the next frame of sound."""


class NoConversation(Exception):
    """This officer talks with nobody at this telephone now."""


def talking(by: Officer, telephone: str) -> tuple[Place, Conversation]:
    """Return where the exchange is and who talks at this telephone. Raises NoConversation."""
    place = exchange_place()
    found = conversation_at(telephone, ask(place, "CoreShowChannels")) if place else None
    if place is None or found is None or not found.others:
        raise NoConversation(by.pk)
    return place, found


def pause_recording(telephone: str, reason: Unrecorded, *, by: Officer, at: datetime) -> str:
    """Record silence from now on in the call at this telephone; return the reason in words.

    The exchange is asked first: what it refuses is not written down. Raises NoConversation,
    Refused, Unreachable.
    """
    require(by, Right.REGISTER)
    _silence(*talking(by, telephone), on=True)
    words = str(labels.UNRECORDED[reason])
    mark_call(telephone, MarkKind.UNRECORDED, words, by=by, at=at)
    return words


def resume_recording(telephone: str, *, by: Officer, at: datetime) -> None:
    """Record again; may be repeated. Raises NoConversation, Refused, Unreachable."""
    require(by, Right.REGISTER)
    _silence(*talking(by, telephone), on=False)
    open_ones = CallMark.objects.filter(kind=MarkKind.UNRECORDED, ended_at=None, entry=None)
    open_ones.filter(officer=by).update(ended_at=at)


def _silence(place: Place, conversation: Conversation, *, on: bool) -> None:
    """Mute the recorder, which hangs on one of the channels that talk."""
    refusals = []
    for channel in (*conversation.others, conversation.officer):
        try:
            ask(place, "MixMonitorMute", Channel=channel, Direction="both", State=str(int(on)))
        except Refused as refusal:
            refusals.append(refusal)
        else:
            return
    raise refusals[0]


def renew_recorder(telephone: str, *, by: Officer) -> None:
    """Put a fresh recorder on the call at this telephone, before it is handed to another one.

    Asterisk's recorder goes deaf on the hotline's side where the next telephone counts its packets
    lower than this one. It goes on in the same file. Raises NoConversation, Refused, Unreachable.
    """
    require(by, Right.REGISTER)
    place, conversation = talking(by, telephone)
    for channel in (*conversation.others, conversation.officer):
        told = ask(place, "Getvar", Channel=channel, Variable="MIXMONITOR_FILENAME")
        if file := told[0].get("Value"):
            ask(place, "StopMixMonitor", Channel=channel)
            time.sleep(RECORDER_ENDS_SECONDS)
            ask(place, "MixMonitor", Channel=channel, File=file, options="aD")
            return
