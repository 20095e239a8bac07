"""The words of answering."""

from enum import StrEnum


class Way(StrEnum):
    """By which way a voice is answered."""

    MAIL = "mail"
    PHONE = "phone"
    POST = "post"
    NONE = "none"
    """Nobody knows where to answer: the submission is closed with its reason."""


class BatchState(StrEnum):
    """Where an answer to many stands."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class ShareState(StrEnum):
    """What became of one voice of an answer to many."""

    WAITING = "waiting"
    LEFT_OUT = "left_out"
    DONE = "done"
    """It is in the outbox, on the list to be told by telephone, or among the letters to print."""
    PASSED = "passed"
    """By the time it came to this voice it was closed, joined, or answered by somebody else."""


class WhyLeftOut(StrEnum):
    """Why a voice is not answered with the others."""

    CHOSEN = "chosen"
    SENSITIVE = "sensitive"
    UNFINISHED = "unfinished"
    ENDED = "ended"
    NOWHERE = "nowhere"


class RatedBy(StrEnum):
    """How a citizen said whether they are content."""

    LINK = "link"
    KEYPAD = "keypad"
    OFFICER = "officer"
