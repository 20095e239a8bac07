"""Pausing the recording of a call for a reason, with a mark where the call is kept."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from langnghe.access.actions import require
from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line import labels
from langnghe.line.actions.marks import mark_call
from langnghe.line.models import CallMark
from langnghe.line.place import exchange_place
from langnghe.line.states import MarkKind, Unrecorded
from langnghe.telephony.exchange import recorder
from langnghe.telephony.exchange.conversation import Conversation, conversation_at
from langnghe.telephony.exchange.talk import Place, Talk, ask


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
    _with_recorder(telephone, lambda *who: recorder.silence(*who, on=True), by=by)
    words = str(labels.UNRECORDED[reason])
    mark_call(telephone, MarkKind.UNRECORDED, words, by=by, at=at)
    return words


def resume_recording(telephone: str, *, by: Officer, at: datetime) -> None:
    """Record again; may be repeated. Raises NoConversation, Refused, Unreachable."""
    require(by, Right.REGISTER)
    _with_recorder(telephone, lambda *who: recorder.silence(*who, on=False), by=by)
    open_ones = CallMark.objects.filter(kind=MarkKind.UNRECORDED, ended_at=None, entry=None)
    open_ones.filter(officer=by).update(ended_at=at)


def renew_recorder(telephone: str, *, by: Officer) -> None:
    """Put a fresh recorder on the call at this telephone, before it is handed to another one.

    Raises NoConversation, Refused, Unreachable.
    """
    require(by, Right.REGISTER)
    _with_recorder(telephone, recorder.renew, by=by)


def _with_recorder(
    telephone: str, act: Callable[[Talk, tuple[str, ...]], Awaitable[object]], *, by: Officer
) -> None:
    """Do something with the recorder, which hangs on one of the channels that talk."""
    place, conversation = talking(by, telephone)

    async def once() -> None:
        async with Talk(place) as talk:
            await act(talk, (*conversation.others, conversation.officer))

    asyncio.run(once())
