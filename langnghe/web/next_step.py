"""The one button that says what comes next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.models import Submission
from langnghe.register.states import Status


@dataclass(frozen=True)
class NextStep:
    """A step: its words, and the part of the page where it is done."""

    words: str
    anchor: str
    icon: str


def next_step(submission: Submission, officer: Officer) -> NextStep | None:
    """Say what should happen next with a submission, if this officer may do it."""
    if submission.asks_reopen_at is not None:
        return NextStep(_("Decide whether to reopen"), "reopen", "rotate-clockwise")
    step = {
        Status.NEW: (Right.CLASSIFY, NextStep(_("Put into the book"), "register", "book")),
        Status.REGISTERED: (Right.FORWARD, NextStep(_("Forward to an agency"), "forward", "send")),
        Status.FORWARDED: (Right.FORWARD, NextStep(_("Record the result"), "result", "checkbox")),
        Status.RESULTED: (Right.REPLY, NextStep(_("Answer the citizen"), "reply", "message")),
        Status.ANSWERED: (Right.CLOSE, NextStep(_("Close"), "close", "archive")),
    }.get(Status(submission.status))
    if step is None or not officer.may(step[0]):
        return None
    return step[1]
