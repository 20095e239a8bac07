"""A third party joins a conversation: an agency, or 113, 114, 115."""

from datetime import datetime
from uuid import uuid4

from langnghe.access.actions import require
from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.line.actions.marks import mark_call
from langnghe.line.actions.recording import talking
from langnghe.line.states import MarkKind
from langnghe.telephony.exchange.plan import HELP_NUMBERS
from langnghe.telephony.exchange.talk import Place, ask
from langnghe.vietnamese.phones import read_number

ROOM, THIRD = "conference", "third"
"""Contexts of the exchange: where all meet, and what may be dialled for it."""
CALL_SECONDS = 45


class NotInvited(Exception):
    """This number is neither a help number nor the telephone of an agency."""


def invite_agency(telephone: str, code: str, *, by: Officer, at: datetime) -> str:
    """Call an agency into the conversation; return its name. Raises as `invite_help` does."""
    agency = Agency.objects.filter(code=code).first()
    key = read_number(agency.phone).e164 if agency else None
    if agency is None or not key:
        raise NotInvited(code)
    _invite(telephone, "0" + key.removeprefix("+84"), by=by)
    mark_call(telephone, MarkKind.INVITED, str(agency), by=by, at=at)
    return str(agency)


def invite_help(telephone: str, number: str, *, by: Officer, at: datetime) -> str:
    """Call 111 to 115 into the conversation at this telephone; return whom.

    Raises NotInvited, NoConversation, Refused, Unreachable.
    """
    if number not in HELP_NUMBERS:
        raise NotInvited(number)
    _invite(telephone, number, by=by)
    mark_call(telephone, MarkKind.INVITED, number, by=by, at=at)
    return number


def _invite(telephone: str, number: str, *, by: Officer) -> None:
    """Bring officer and citizen to a room, so that both hear the third as soon as it answers."""
    require(by, Right.REGISTER)
    place, conversation = talking(by, telephone)
    room = conversation.room
    if not room:
        room = str(uuid4().int)[:8]
        _move(place, conversation.officer, conversation.others[0], room)
    ask(
        place,
        "Originate",
        Channel=f"Local/{number}@{THIRD}",
        Context=ROOM,
        Exten=room,
        Priority="1",
        Timeout=str(CALL_SECONDS * 1000),
        Async="true",
    )


def _move(place: Place, officer: str, citizen: str, room: str) -> None:
    both = {"ExtraChannel": officer, "ExtraContext": ROOM, "ExtraExten": room}
    ask(
        place,
        "Redirect",
        Channel=citizen,
        Context=ROOM,
        Exten=room,
        Priority="1",
        ExtraPriority="1",
        **both,
    )
