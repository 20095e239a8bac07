"""More time for what a rule asks, given by a person: as far as the rule lets it go, no further."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.deadlines import events
from langnghe.deadlines.models import MoreTime, Obligation
from langnghe.deadlines.queries import latest_more
from langnghe.deadlines.states import ObligationState
from langnghe.register import timeline
from langnghe.register.gates import Missing, lock_submission
from langnghe.register.models import Submission


class NoMore(Exception):
    """The rule gives no more time, or not once more."""


class TooFar(Exception):
    """The day lies beyond what the rule gives, or is none later; `latest` is what it gives."""

    def __init__(self, latest: datetime) -> None:
        super().__init__(latest)
        self.latest = latest


class Unexplained(Exception):
    """More time is given with a reason: it stays on the record."""


def approvers() -> QuerySet[Officer]:
    """Return who may approve more time: those who direct."""
    able = Officer.objects.filter(is_active=True, roles__rights__contains=[Right.DIRECT])
    return able.order_by("full_name").distinct()


@transaction.atomic
def give_more_time(
    obligation_id: int,
    *,
    until: datetime,
    reason: str,
    approved_by: Officer,
    by: Officer,
    at: datetime,
) -> MoreTime:
    """Let a limit of law end later, and say on the timeline why and who approved it.

    Raises Missing where it is not theirs to extend, runs no longer or the approver may not direct,
    NoMore, TooFar, Unexplained.
    """
    obligation, submission = _lock(obligation_id, by)
    if not approved_by.may(Right.DIRECT) or not approved_by.is_active:
        raise Missing(approved_by.pk)
    if not reason.strip():
        raise Unexplained
    latest = latest_more(obligation)
    if latest is None:
        raise NoMore
    if not max(obligation.due_at, at) < until <= latest:
        raise TooFar(latest)
    given = MoreTime.objects.create(
        submission=submission,
        code=obligation.code,
        from_at=obligation.from_at,
        was_at=obligation.due_at,
        until=until,
        reason=reason.strip(),
        approved_by=approved_by,
        given_at=at,
        given_by=by,
    )
    obligation.due_at, obligation.breached_at = until, None
    obligation.limit, obligation.unit = None, ""
    obligation.save(update_fields=["due_at", "breached_at", "limit", "unit"])
    fact = events.MoreTimeGiven(
        event=obligation.event,
        was_at=given.was_at.isoformat(),
        due_at=until.isoformat(),
        why=given.reason,
        approved_by=approved_by.full_name,
    )
    timeline.record(fact, submission=submission, by=by, at=at)
    return given


def _lock(obligation_id: int, by: Officer) -> tuple[Obligation, Submission]:
    known = Obligation.objects.filter(
        pk=obligation_id, submission__isnull=False, rule__isnull=False
    )
    submission_id = known.values_list("submission_id", flat=True).first()
    if submission_id is None:
        raise Missing(obligation_id)
    right = Right.PREPARE if by.may(Right.PREPARE) else Right.DIRECT
    submission = lock_submission(submission_id, by, right)
    running = known.filter(state=ObligationState.RUNNING).select_for_update(of=("self",))
    obligation = running.select_related("rule").first()
    if obligation is None:
        raise Missing(obligation_id)
    return obligation, submission
