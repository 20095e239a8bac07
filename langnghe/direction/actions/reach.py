"""Let an order reach its cases: many at a time, those that join later too. Safe to repeat."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from procrastinate.contrib.django import app

from langnghe.access.models import Agency, Officer
from langnghe.direction import events, order_events
from langnghe.direction.actions.assignments import forward_case
from langnghe.direction.actions.course import look_again
from langnghe.direction.actions.owed import follow_cases
from langnghe.direction.models import Assignment, Directive, DirectiveCase
from langnghe.direction.rules import Handled, handler_of
from langnghe.direction.states import LIVING, LIVING_ORDERS, AssignmentState, Part
from langnghe.register import timeline
from langnghe.register.actions.many import move_many_voices
from langnghe.register.models import Case, Item, Ward
from langnghe.register.states import CaseStatus, Kind, Sensitivity, Status
from langnghe.triage.states import MemberState

AT_ONCE = 200
"""So many cases are reached in one transaction; the rest by a job, as many each time."""

_ON_THE_WAY = (CaseStatus.OPEN, CaseStatus.FORWARDED)


def reach_one(
    directive: Directive, case_id: int, *, override: str, by: Officer, at: datetime
) -> None:
    """Let a locked order hold for its one case, and hand that over as any other case is."""
    directive.reached_at = at
    directive.save(update_fields=["reached_at"])
    DirectiveCase.objects.create(directive=directive, case_id=case_id, reached_at=at)
    leads = Assignment.objects.filter(case=case_id, part=Part.LEAD, state__in=LIVING)
    has = leads.filter(agency=directive.agency_id)
    if has.exists():
        _keep(directive, list(has), at=at)
        move_many_voices([case_id], Status.FORWARDED)
        return
    forward_case(
        case_id,
        agency_id=directive.agency_id,
        message=directive.text,
        due_at=directive.due_at,
        co_agencies=list(directive.co_agencies.values_list("pk", flat=True)),
        override=override,
        by=by,
        at=at,
    )


def reach_waiting(directive: Directive, *, at: datetime) -> bool:
    """Reach the next cases of a locked order; tell whether more of them wait."""
    waiting = list(
        waiting_cases(directive).order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1]
    )
    reach(directive, waiting[:AT_ONCE], at=at)
    if len(waiting) > AT_ONCE:
        return True
    if directive.reached_at is None:
        directive.reached_at = at
        directive.save(update_fields=["reached_at"])
        look_again([directive.pk], at=at)
    return False


def waiting_cases(directive: Directive) -> QuerySet[Case]:
    """Return the cases an order on an issue is meant for and has not reached."""
    known = DirectiveCase.objects.filter(directive=directive, left_at=None)
    return Case.objects.exclude(pk__in=known.values("case")).filter(
        issue_members__issue=directive.issue_id, issue_members__state=MemberState.IN
    )


@app.task(queue="direction", name="direction.reach_cases")
def reach_cases(directive_id: int) -> None:
    """Reach what an order has not reached yet, one transaction for each lot. May be repeated."""
    while reach_more(directive_id, at=datetime.now(UTC)):
        pass


@transaction.atomic
def reach_more(directive_id: int, *, at: datetime) -> bool:
    """Reach one lot of cases of a living order; tell whether more of them wait."""
    directive = Directive.objects.select_for_update(no_key=True).get(pk=directive_id)
    return directive.state in LIVING_ORDERS and reach_waiting(directive, at=at)


def reach(
    directive: Directive, case_ids: Sequence[int], *, at: datetime, joined_later: bool = False
) -> None:
    """Let a locked order hold for cases, and hand over those that are still to be worked on.

    What is sensitive, or denounces, is reached, but handed over by a decision of its own. The
    cases' voices follow.
    """
    cases = list(Case.objects.filter(pk__in=case_ids).order_by("pk").select_for_update(no_key=True))
    denounces = _denouncing(cases)
    held = {case.pk for case in cases if case.sensitivity == Sensitivity.S2 or case.pk in denounces}
    DirectiveCase.objects.bulk_create(
        (
            DirectiveCase(
                directive=directive,
                case=case,
                reached_at=at,
                joined_later=joined_later,
                is_held=case.pk in held,
            )
            for case in cases
        ),
        update_conflicts=True,
        unique_fields=["directive", "case"],
        update_fields=["reached_at", "joined_later", "is_held", "left_at"],
    )
    fact = order_events.DirectiveReached(
        directive_code=directive.code,
        issue_code=directive.issue.code if directive.issue else "",
        due_at=directive.due_at.isoformat(),
    )
    timeline.record_many([timeline.Happened(fact, case_id=case.pk) for case in cases], at=at)
    hand_over(
        directive,
        [case for case in cases if case.status in _ON_THE_WAY and case.pk not in held],
        at=at,
    )


def _denouncing(cases: Sequence[Case]) -> set[int]:
    told = Item.objects.filter(case__in=cases, submission__kind=Kind.DENUNCIATION)
    return set(told.values_list("case_id", flat=True))


def hand_over(directive: Directive, cases: Sequence[Case], *, at: datetime) -> None:
    """Give each of these locked cases to the agency of the order that handles it."""
    living = {
        each.case_id: each
        for each in Assignment.objects.filter(case__in=cases, part=Part.LEAD, state__in=LIVING)
    }
    wards = _ward_agencies(directive)
    others = frozenset(directive.co_agencies.values_list("pk", flat=True))
    to: dict[int, list[Case]] = defaultdict(list)
    kept: list[Assignment] = []
    for case in cases:
        has = living.get(case.pk)
        known = Handled(has.agency_id if has else None, wards.get(case.ward_id))
        agency_id = handler_of(known, directive.agency_id, others)
        if has is not None and has.agency_id == agency_id:
            kept.append(has)
        else:
            to[agency_id].append(case)
    _keep(directive, kept, at=at)
    for agency_id, theirs in sorted(to.items()):
        _send(directive, agency_id, theirs, at=at)
    move_many_voices([case.pk for case in cases], Status.FORWARDED)


def _ward_agencies(directive: Directive) -> Mapping[int | None, int]:
    """Return which of the order's agencies is the committee of which ward."""
    prefix = settings.PROFILE_FACTS["ward_agency"]["prefix"]
    codes = {
        agency.code.removeprefix(prefix): agency.pk
        for agency in directive.co_agencies.filter(code__startswith=prefix)
    }
    wards = Ward.objects.filter(code__in=codes).values_list("pk", "code")
    return {pk: codes[code] for pk, code in wards}


def _keep(directive: Directive, kept: Sequence[Assignment], *, at: datetime) -> None:
    """Tie what an agency of the order has already to the order; the nearer deadline holds."""
    ids = [each.pk for each in kept]
    Assignment.objects.filter(pk__in=ids).update(directive=directive)
    nearer = Assignment.objects.filter(pk__in=ids, due_at__gt=directive.due_at)
    Case.objects.filter(pk__in=nearer.values("case")).update(
        due_at=directive.due_at, version=F("version") + 1
    )
    nearer.update(due_at=directive.due_at)
    follow_cases([each.case_id for each in kept], at=at)


def _send(directive: Directive, agency_id: int, cases: Sequence[Case], *, at: datetime) -> None:
    ids = [case.pk for case in cases]
    Assignment.objects.filter(case__in=ids, state__in=LIVING).update(
        state=AssignmentState.WITHDRAWN, ended_at=at
    )
    Case.co_agencies.through.objects.filter(case__in=ids).delete()
    made = Assignment.objects.bulk_create(
        Assignment(
            case_id=pk,
            agency_id=agency_id,
            directive=directive,
            message=directive.text,
            sent_at=at,
            sent_by=directive.given_by or directive.prepared_by,
            due_at=directive.due_at,
            first_due_at=directive.due_at,
        )
        for pk in ids
    )
    Case.objects.filter(pk__in=ids).update(
        status=CaseStatus.FORWARDED,
        lead_agency_id=agency_id,
        due_at=directive.due_at,
        version=F("version") + 1,
    )
    _tell(directive, made, at=at)


def _tell(directive: Directive, made: Sequence[Assignment], *, at: datetime) -> None:
    names = dict(Agency.objects.values_list("pk", "name"))
    due = directive.due_at.isoformat()
    facts = [
        timeline.Happened(
            events.Forwarded(
                agency=names[each.agency_id],
                due_at=due,
                text=each.message,
                assignment_id=each.pk,
            ),
            case_id=each.case_id,
        )
        for each in made
    ]
    timeline.record_many(facts, at=at, by=directive.given_by)
