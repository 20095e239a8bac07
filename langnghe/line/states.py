"""The words of the line."""

from enum import StrEnum

from langnghe.telephony.exchange.line import CallState

__all__ = ["CallState", "MarkKind", "PauseReason", "TelephoneKind", "Unrecorded"]


class TelephoneKind(StrEnum):
    """What an officer answers with."""

    DESK = "desk"
    BROWSER = "browser"
    OUTSIDE = "outside"


class PauseReason(StrEnum):
    """Why an officer's telephone does not ring for a while."""

    WRITING = "writing"
    BREAK = "break"
    MEETING = "meeting"
    HANDOVER = "handover"


class Unrecorded(StrEnum):
    """Why a part of a call is not recorded."""

    ASKED = "asked"
    PERSONAL = "personal"
    CONSULTING = "consulting"


class MarkKind(StrEnum):
    """What an officer did in the middle of a call."""

    UNRECORDED = "unrecorded"
    INVITED = "invited"
