"""The words of the line."""

from enum import StrEnum

from langnghe.telephony.exchange.line import CallState

__all__ = ["CallState", "PauseReason", "TelephoneKind"]


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
