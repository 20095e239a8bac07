"""Orders of leaders: prepare, give, report, ask for time, end. Cases follow in `reach`."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction import order_events as events
from langnghe.direction.actions import reach
from langnghe.direction.actions.course import agencies_of, changed, lock_directive, record
from langnghe.direction.models import Directive
from langnghe.direction.orders import DeadlinePassed, NoWords, Order
from langnghe.direction.states import DirectiveState, WrongDirectiveState
from langnghe.register.actions.codes import next_code
from langnghe.register.gates import Missing
from langnghe.register.models import Case
from langnghe.register.states import Sensitivity
from langnghe.triage.models import Issue


@transaction.atomic
def prepare_directive(
    order: Order,
    *,
    case_id: int | None = None,
    issue_id: int | None = None,
    by: Officer,
    at: datetime,
) -> Directive:
    """Write an order down, for a leader to give; raises NoWords, DeadlinePassed, Missing."""
    directive = _written(order, case_id=case_id, issue_id=issue_id, by=by, at=at)
    fact = events.DirectivePrepared(
        directive_code=directive.code,
        agency=directive.agency.name,
        due_at=directive.due_at.isoformat(),
        text=directive.text,
    )
    record(directive, fact, by=by, at=at)
    return directive


def _written(
    order: Order, *, case_id: int | None, issue_id: int | None, by: Officer, at: datetime
) -> Directive:
    if not by.may(Right.PREPARE) and not by.may(Right.DIRECT):
        raise Missing(case_id or issue_id)
    _check(order, at)
    about = _about(case_id, issue_id, by)
    directive = Directive.objects.create(
        code=next_code(settings.DIRECTIVE_PREFIX, at),
        **about,
        **_words(order),
        prepared_at=at,
        prepared_by=by,
    )
    directive.co_agencies.set([pk for pk in order.co_agency_ids if pk != order.agency_id])
    return directive


def _check(order: Order, at: datetime) -> None:
    if not order.text.strip():
        raise NoWords
    if order.due_at <= at:
        raise DeadlinePassed


def _words(order: Order) -> dict[str, object]:
    return {
        "text": order.text.strip(),
        "report": order.report.strip(),
        "agency": Agency.objects.get(pk=order.agency_id),
        "reporter_id": order.reporter_id,
        "due_at": order.due_at,
    }


def _about(case_id: int | None, issue_id: int | None, by: Officer) -> dict[str, object]:
    if issue_id is not None:
        issue = Issue.objects.visible_to(by).filter(pk=issue_id).first()
        if issue is None:
            raise Missing(issue_id)
        return {"issue": issue, "is_sensitive": issue.is_sensitive}
    case = Case.objects.visible_to(by).filter(pk=case_id or 0).first()
    if case is None:
        raise Missing(case_id)
    return {"case": case, "is_sensitive": case.sensitivity == Sensitivity.S2}


@transaction.atomic
def change_directive(
    directive_id: int, order: Order, *, version: int, by: Officer, at: datetime
) -> Directive:
    """Write an order that is not given yet anew; raises WrongDirectiveState where it is."""
    directive = lock_directive(directive_id, by, Right.PREPARE, Right.DIRECT, version=version)
    if directive.state != DirectiveState.DRAFT:
        raise WrongDirectiveState(directive.state)
    _check(order, at)
    for name, value in _words(order).items():
        setattr(directive, name, value)
    directive.co_agencies.set([pk for pk in order.co_agency_ids if pk != order.agency_id])
    return changed(directive)


@transaction.atomic
def give_directive(
    directive_id: int,
    *,
    version: int | None = None,
    acting_for: Officer | None = None,
    override: str = "",
    by: Officer,
    at: datetime,
) -> Directive:
    """Give an order that was prepared: its cases are reached and handed over, the rest by a job.

    `override`: a reason to set a guard of denunciations aside, on one case. Raises Missing
    without the right to direct, DeadlinePassed, ChangedMeanwhile, and what forwarding refuses.
    """
    directive = lock_directive(directive_id, by, Right.DIRECT, version=version)
    directive.step_to(DirectiveState.GIVEN)
    if directive.due_at <= at:
        raise DeadlinePassed
    directive.given_at, directive.given_by, directive.acting_for = at, by, acting_for
    fact = events.DirectiveGiven(
        directive_code=directive.code,
        agency=", ".join(each.name for each in agencies_of(directive)),
        due_at=directive.due_at.isoformat(),
        order=directive.text,
    )
    changed(directive)
    record(directive, fact, by=by, at=at)
    if directive.case_id is not None:
        reach.reach_one(directive, directive.case_id, override=override, by=by, at=at)
    elif reach.reach_waiting(directive, at=at):
        reach.reach_cases.defer(directive_id=directive.pk)
    return directive


@transaction.atomic
def order_at_once(
    order: Order,
    *,
    case_id: int | None = None,
    issue_id: int | None = None,
    acting_for: Officer | None = None,
    by: Officer,
    at: datetime,
) -> Directive:
    """Give an order that nobody prepared; refusals as for preparing and giving."""
    directive = _written(order, case_id=case_id, issue_id=issue_id, by=by, at=at)
    return give_directive(
        directive.pk, acting_for=acting_for, override=order.override, by=by, at=at
    )


@transaction.atomic
def withdraw_directive(directive_id: int, *, reason: str, by: Officer, at: datetime) -> Directive:
    """Take an order back, or a draft; agencies keep the cases they have. Raises NoWords."""
    directive = lock_directive(directive_id, by, Right.DIRECT, Right.PREPARE)
    if directive.state != DirectiveState.DRAFT and not by.may(Right.DIRECT):
        raise Missing(directive_id)
    if not reason.strip():
        raise NoWords
    directive.step_to(DirectiveState.WITHDRAWN)
    directive.ended_at, directive.ended_by, directive.note = at, by, reason.strip()
    fact = events.DirectiveWithdrawn(directive_code=directive.code, reason=reason.strip())
    record(directive, fact, by=by, at=at)
    return changed(directive)


@transaction.atomic
def finish_directive(directive_id: int, *, note: str = "", by: Officer, at: datetime) -> Directive:
    """Say that an order is carried out; one that nobody reported on needs a reason (NoWords)."""
    directive = lock_directive(directive_id, by, Right.DIRECT, Right.PREPARE)
    if directive.state == DirectiveState.GIVEN and not note.strip():
        raise NoWords
    directive.step_to(DirectiveState.DONE)
    directive.ended_at, directive.ended_by, directive.note = at, by, note.strip()
    fact = events.DirectiveDone(directive_code=directive.code, note=note.strip())
    record(directive, fact, by=by, at=at)
    return changed(directive)


@transaction.atomic
def reopen_directive(directive_id: int, *, reason: str, by: Officer, at: datetime) -> Directive:
    """Say that what was reported is not enough: the order goes on. Raises NoWords."""
    directive = lock_directive(directive_id, by, Right.DIRECT, Right.PREPARE)
    if not reason.strip():
        raise NoWords
    directive.step_to(DirectiveState.GIVEN)
    directive.reported_at = directive.ended_at = directive.ended_by = None
    fact = events.DirectiveReopened(directive_code=directive.code, reason=reason.strip())
    record(directive, fact, by=by, at=at)
    return changed(directive)
