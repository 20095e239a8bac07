"""A call as its card shows it: who it may be, what is open and promised, what to beware of."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line.models import LiveCall
from langnghe.line.queries import cards_for, is_decided
from langnghe.line.rules import ALARM_CALLS, code_of_keys
from langnghe.line.states import CallState
from langnghe.register.models import Contact, Submission
from langnghe.register.queries import submission_by_code, submissions_of
from langnghe.register.states import OPEN_STATUSES, Sensitivity
from langnghe.vietnamese.phones import spoken

OPEN_SHOWN, EARLIER_SHOWN, LOOKED_AT = 4, 3, 40


@dataclass(frozen=True, kw_only=True)
class Card:
    """One call and everything an officer should know before lifting the telephone.

    Whoever calls from a number may be anybody: names and submissions are what it may be about.
    """

    call: LiveCall
    number: str
    names: list[str]
    open: list[Submission]
    earlier: list[Submission]
    typed: Submission | None
    was_abusive: bool
    is_sensitive: bool
    is_repeated: bool
    rings_here: bool

    @property
    def is_over(self) -> bool:
        """Whether the caller is gone and somebody must still say what it was."""
        return self.call.state == CallState.ENDED


def cards(officer: Officer, *, at: datetime) -> list[Card]:
    """Return the cards on an officer's screen now."""
    calls = [each for each in cards_for(officer, at=at) if not _is_settled(each)]
    return [card_of(each, officer) for each in calls]


def _is_settled(call: LiveCall) -> bool:
    return call.state == CallState.ENDED and is_decided(call)


def card_of(call: LiveCall, officer: Officer) -> Card:
    """Look up who may be calling; only what this officer may see."""
    found = list(submissions_of(call.number_key, officer)[:LOOKED_AT]) if call.number_key else []
    open_ones = [each for each in found if each.status in OPEN_STATUSES]
    names = {each.reporter.name for each in found if each.reporter.name}
    return Card(
        call=call,
        number=spoken(call.number_key) if call.number_key else call.number,
        names=sorted(names) if officer.may(Right.SEE_REPORTER) else [],
        open=sorted(open_ones, key=_soonest)[:OPEN_SHOWN],
        earlier=[each for each in found if each.status not in OPEN_STATUSES][:EARLIER_SHOWN],
        typed=submission_of_keys(call.code, officer),
        was_abusive=_was_abusive(call.number_key),
        is_sensitive=any(each.sensitivity != Sensitivity.S0 for each in found),
        is_repeated=call.repeats >= ALARM_CALLS,
        rings_here=_rings_here(call, officer),
    )


def submission_of_keys(digits: str, officer: Officer) -> Submission | None:
    """Find the submission whose code a caller typed on the keypad."""
    year = timezone.localdate().year
    code = code_of_keys(digits, prefix=settings.CODE_PREFIX, year=year)
    return submission_by_code(code, officer) if code else None


def _soonest(submission: Submission) -> tuple[bool, datetime]:
    return submission.due_at is None, submission.due_at or submission.received_at


def _was_abusive(number_key: str) -> bool:
    calls = Contact.objects.filter(sender_key=number_key, set_aside_reason="abusive")
    return bool(number_key) and calls.exists()


def _rings_here(call: LiveCall, officer: Officer) -> bool:
    own = officer.sign_ons.filter(ended_at=None).values_list("telephone__name", flat=True)
    return any(name in call.rings for name in own)
