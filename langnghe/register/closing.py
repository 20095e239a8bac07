"""Whether the work on a submission may end: it was answered, or there is a recorded reason."""

from collections.abc import Callable

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.register.events import ToldByPhone
from langnghe.register.models import Submission
from langnghe.register.rules import TRIES, half_days_of
from langnghe.register.states import Kind, ReporterKind

IN_VAIN = ("no_answer", "busy")


class CannotClose(Exception):
    """This reason does not hold, or must be recorded first."""


class NothingAnswered(CannotClose):
    """Closing as answered needs an answer; otherwise another reason must be chosen."""


class NotTriedEnough(CannotClose):
    """Unreachable is who was called three times, in three different half-days."""

    def __init__(self, half_days: int) -> None:
        super().__init__(half_days)
        self.half_days = half_days


class StillReachable(CannotClose):
    """There is a number, a mail address or a postal address to answer to."""


class NoteNeeded(CannotClose):
    """This reason needs a few words for the record."""


class NotWithdrawable(CannotClose):
    """A denunciation goes on when it is withdrawn, unless a leader finds no sign of a violation."""


def check_reason(submission: Submission, reason: str, note: str, by: Officer) -> None:
    """Raise CannotClose unless a submission may end for this reason.

    Answered or guided: somebody told the citizen (guidance may stand in the note). Unreachable:
    three tries in three half-days. Sources: Luật Tiếp công dân 2013 Đ.28; for a denunciation that
    is withdrawn NĐ 156/2026/NĐ-CP Đ.1.
    """
    check = _CHECKS.get(reason)
    if check is not None:
        check(submission, note.strip(), by)


def tries_in_vain(submission: Submission) -> int:
    """Return in how many different half-days a citizen was called and not reached."""
    tries = submission.entries.filter(kind=ToldByPhone.kind, facts__call_result__in=IN_VAIN)
    return len(half_days_of(tries.values_list("at", flat=True)))


def _was_called(submission: Submission, result: str) -> bool:
    facts = {"kind": ToldByPhone.kind, "facts__call_result": result}
    return submission.entries.filter(**facts).exists()


def _answered(submission: Submission, _note: str, _by: Officer) -> None:
    if submission.answered_at is None:
        raise NothingAnswered


def _guided(submission: Submission, note: str, _by: Officer) -> None:
    if submission.answered_at is None and not note:
        raise NoteNeeded


def _unreachable(submission: Submission, _note: str, _by: Officer) -> None:
    half_days = tries_in_vain(submission)
    if half_days < TRIES:
        raise NotTriedEnough(half_days)


def _anonymous(submission: Submission, _note: str, _by: Officer) -> None:
    reporter = submission.reporter
    if reporter.kind != ReporterKind.ANONYMOUS or reporter.phone_key or reporter.email:
        raise StillReachable


def _no_contact(submission: Submission, note: str, _by: Officer) -> None:
    reporter = submission.reporter
    has_number = bool(reporter.phone_key) and not _was_called(submission, "wrong_number")
    if has_number or reporter.email or reporter.address:
        raise StillReachable
    if not note:
        raise NoteNeeded


def _refused(submission: Submission, note: str, _by: Officer) -> None:
    if not note and not _was_called(submission, "refused"):
        raise NoteNeeded


def _withdrawn(submission: Submission, note: str, by: Officer) -> None:
    if submission.kind == Kind.DENUNCIATION and not by.may(Right.DIRECT):
        raise NotWithdrawable
    _noted(submission, note, by)


def _noted(_submission: Submission, note: str, _by: Officer) -> None:
    if not note:
        raise NoteNeeded


_CHECKS: dict[str, Callable[[Submission, str, Officer], None]] = {
    "answered": _answered,
    "guided": _guided,
    "unreachable": _unreachable,
    "anonymous": _anonymous,
    "no_contact": _no_contact,
    "refused": _refused,
    "withdrawn": _withdrawn,
    "ineligible": _noted,
    "repeated": _noted,
    "spam": _noted,
}
