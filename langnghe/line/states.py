"""The words of the line."""

from enum import StrEnum

from langnghe.telephony.exchange.line import CallState

__all__ = ["CallState", "Finding", "MarkKind", "PauseReason", "TelephoneKind", "Unrecorded"]


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


class Finding(StrEnum):
    """What a trial call showed: that all is well, or what failed first."""

    GOOD = "good"
    NOT_TAKEN = "not_taken"
    """The exchange did not begin the call."""
    NOT_FILED = "not_filed"
    NOT_ANSWERED = "not_answered"
    NOT_RECORDED = "not_recorded"
    NOT_HEARD = "not_heard"
    """The recording does not hold what was said."""


class MarkKind(StrEnum):
    """What an officer did in the middle of a call."""

    UNRECORDED = "unrecorded"
    INVITED = "invited"
    HANDED_OVER = "handed_over"
