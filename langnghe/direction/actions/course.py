"""The course of an order: getting hold of it, telling of it, seeing whether it is carried out."""

from collections.abc import Sequence
from datetime import datetime

from langnghe.access.models import Agency, Officer
from langnghe.access.rules import Right
from langnghe.direction.models import Directive
from langnghe.direction.states import DirectiveState
from langnghe.register import timeline
from langnghe.register.gates import ChangedMeanwhile, Missing
from langnghe.register.states import CaseStatus
from langnghe.triage.models import IssueStep

_OVER = (CaseStatus.RESULTED, CaseStatus.CLOSED)


def lock_directive(
    directive_id: int, by: Officer, *rights: Right, version: int | None = None
) -> Directive:
    """Lock an order; raises Missing without one of the rights or sight of it, ChangedMeanwhile."""
    seen = Directive.objects.visible_to(by).filter(pk=directive_id)
    if not any(by.may(right) for right in rights) or not seen.exists():
        raise Missing(directive_id)
    directive = Directive.objects.select_for_update(no_key=True).get(pk=directive_id)
    if version is not None and version != directive.version:
        raise ChangedMeanwhile(directive)
    return directive


def agencies_of(directive: Directive) -> Sequence[Agency]:
    """Return the agencies of an order, the lead first."""
    return [directive.agency, *directive.co_agencies.order_by("sort_key", "code")]


def record(directive: Directive, fact: timeline.Event, *, by: Officer | None, at: datetime) -> None:
    """Append a fact about an order to the history of its case or of its issue."""
    entry = timeline.record(fact, case=directive.case, by=by, at=at)
    if directive.issue is not None:
        IssueStep.objects.create(issue=directive.issue, entry=entry)


def changed(directive: Directive) -> Directive:
    """Save a locked order and tell the screens."""
    directive.version += 1
    directive.save()
    timeline.tell_screens("directive", directive.pk, what=f"directive.{directive.state}")
    return directive


def look_again(directive_ids: Sequence[int], *, at: datetime) -> None:
    """Bring orders in line with their cases: all done is reported, one open again is not.

    Open pages of them follow.
    """
    orders = Directive.objects.filter(
        pk__in=directive_ids, state__in=(DirectiveState.GIVEN, DirectiveState.REPORTED)
    )
    for directive in orders.order_by("pk").select_for_update(no_key=True):
        timeline.tell_screens("directive", directive.pk, what="directive.moved")
        is_reported = directive.reached_at is not None and not _goes_on(directive)
        if is_reported == (directive.state == DirectiveState.REPORTED):
            continue
        directive.step_to(DirectiveState.REPORTED if is_reported else DirectiveState.GIVEN)
        directive.reported_at = at if is_reported else None
        changed(directive)


def _goes_on(directive: Directive) -> bool:
    if directive.reached.filter(left_at=None).exclude(case__status__in=_OVER).exists():
        return True
    return not directive.reached.filter(left_at=None).exists()
